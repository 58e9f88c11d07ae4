"""The README tells about models what the cards tell."""

from __future__ import annotations

from pathlib import Path

from app.inference.catalogue import MODELS_FOLDER, Catalogue, Figure
from models.table import figure_words, table

README = Path(__file__).parents[2] / "README.md"


def test_the_readme_holds_the_table_of_the_cards() -> None:
    """If this fails: `python -m models.table`, and put what it prints into README.md."""
    assert table() in README.read_text()


def test_every_model_that_is_offered_has_been_measured() -> None:
    cards = Catalogue.load([MODELS_FOLDER / "cards"]).all()
    assert [card.id for card in cards if not card.quality] == []


def test_a_figure_is_told_with_its_unit() -> None:
    assert figure_words(Figure("Set5", "Y-PSNR dB", 38.08)) == "Set5 38.08 dB Y-PSNR"
    assert figure_words(Figure("JPEG 20", "PSNR gain dB", 1.08)) == "JPEG 20 +1.08 dB PSNR gain"
    assert figure_words(Figure("faces", "AP50", 0.93)) == "faces 0.93 AP50"
