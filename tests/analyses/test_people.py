"""People near the camera become tracked masks, which effects can use."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.annotations.interpolation import shape_at
from app.annotations.masks import Mask
from app.base.errors import ModelError
from app.base.time import Span
from app.render.annotate import annotate

if TYPE_CHECKING:
    from pathlib import Path

COUNT = 12
FACE, WINDOW = (slice(45, 75), slice(75, 105)), (slice(10, 60), slice(140, 170))
"""Of the clip's 176 x 144 pixels, on its first frames."""


@pytest.mark.parametrize("model", ["selfie-matte", "sinet"])
def test_a_driver_is_cut_out_of_the_car(
    media_dir: Path, model: str, request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = request.getfixturevalue("weights_dir" if model == "sinet" else "library_dir")
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", str(folder))
    clip = media_dir / "clips" / "carphone_pristine.mp4"
    span = Span(Fraction(0), Fraction(COUNT * 1001, 30000))
    layer = annotate(clip, "people", {"model": model, "min-length": 4}, span=span)
    (track,) = layer.tracks
    assert (track.label, track.provenance.model) == ("person", model)
    assert not track.provenance.accepted
    for frame in range(COUNT):
        shown = shape_at(track, frame)
        assert shown is not None
        assert isinstance(shown.shape, Mask)
        bits = shown.shape.to_array()
        assert np.mean(bits[FACE]) > 0.97
        assert np.mean(bits[WINDOW]) < 0.03


def test_absent_weights_are_one_sentence(media_dir: Path) -> None:
    with pytest.raises(ModelError, match="reelwright models get selfie-matte"):
        annotate(media_dir / "clips" / "carphone_pristine.mp4", "people", {})
