"""Which models a person may choose for an effect."""

from __future__ import annotations

import pytest

from app.inference.catalogue import MODELS_FOLDER, Catalogue
from app.ui.panels.effect_kinds import fits


@pytest.mark.parametrize(
    ("effect", "model", "fit"),
    [
        ("upscale", "rlfn-x4", True),
        ("upscale", "basicvsr-vimeo", True),
        ("upscale", "reel-denoise", False),
        ("denoise", "reel-denoise-temporal", True),
        ("denoise", "basicvsr-vimeo", False),
    ],
)
def test_a_form_offers_what_the_effect_takes(effect: str, model: str, fit: bool) -> None:
    assert fits(effect, Catalogue.load([MODELS_FOLDER / "cards"]).find(model)) is fit
