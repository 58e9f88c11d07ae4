"""The page of comparisons measures what it shows."""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from app.effects.registry import find_effect
from app.inference.catalogue import Catalogue
from models import page
from models.comparison import rows
from models.crops import ENLARGED, PLACE, painted, sample_frame, strip

if TYPE_CHECKING:
    from pathlib import Path


@pytest.fixture
def images(tmp_path: Path) -> Path:
    """One small picture in each set."""
    small = sample_frame()[80:208, 440:600, ::-1]
    for name in ("Set5", "CBSD68_12"):
        (tmp_path / name).mkdir()
        for picture in ("a.png", "b.png"):
            cv2.imwrite(str(tmp_path / name / picture), small)
    return tmp_path


@pytest.mark.parametrize(("task", "scale"), [("upscale", 2), ("denoise", 1)])
def test_our_models_stand_beside_the_classical_method(task: str, scale: int, images: Path) -> None:
    found = rows(Catalogue.load(), task, scale, images)
    classical = [row for row in found if row.kind == "classical"]
    ours = [row for row in found if row.kind == "built in"]
    assert len(classical) == 1
    assert ours
    for row in ours:
        assert row.weights
        assert row.pace
        assert row.pace > 0
        assert row.values
        for name, value in row.values.items():
            assert value > classical[0].values[name]


def test_a_strip_shows_before_ours_and_the_original() -> None:
    ours = [
        card
        for card in Catalogue.load().all()
        if card.id.startswith("reel-") and (card.task, card.scale) == ("upscale", 2)
    ]
    made = strip(Catalogue.load(), "upscale", 2)
    columns = len(ours) + 2
    assert made.shape[1] == columns * (PLACE[3] * ENLARGED + 8) - 8
    assert made.shape[0] > PLACE[2] * ENLARGED


def test_all_styles_stand_beside_the_original() -> None:
    style = next(p for p in find_effect("style").parameters if p.name == "style")
    shown = painted(sample_frame())
    assert [crop.title for crop in shown][2:] == list(style.choices)
    for one, other in itertools.combinations(shown, 2):
        assert np.abs(one.image.astype(int) - other.image).mean() > 4, (one.title, other.title)


def test_a_section_is_a_table_with_its_picture(
    images: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(page, "DOCS", tmp_path)
    text = page.section(Catalogue.load(), "upscale", 2, "Upscaling ×2", images)
    assert "| bicubic | classical |" in text
    assert "| SRCNN | published | 36.66 |" in text
    assert "`reel-upscale-x2`" in text
    assert (tmp_path / "models" / "upscale-x2.png").is_file()
    lines = [line for line in text.splitlines() if line.startswith("|")]
    assert len({line.count("|") for line in lines}) == 1


def test_coded_film_is_enlarged_by_each_and_by_cleaning_it_before(
    images: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (images / "CBSD68_12").rename(images / "Set14")
    monkeypatch.setattr(page, "DOCS", tmp_path)
    text = page.coded_section(Catalogue.load(), images)
    assert "| | kind | Set14 H.264 30 |" in text
    for name in ("bicubic", "`reel-upscale-x2`", "reel-deblock, then reel-upscale-x2"):
        assert f"| {name} |" in text
    assert (tmp_path / "models" / "upscale-coded.png").is_file()


def test_a_task_without_a_model_of_ours_has_no_section(images: Path) -> None:
    assert page.section(Catalogue.load(), "upscale", 7, "Upscaling ×7", images) == ""
