"""White stays white in files of R'G'B', whatever range the source had."""

from __future__ import annotations

from typing import TYPE_CHECKING

import av
import numpy as np
import pytest

from app.base.colour import ColourSpec, Matrix, Range
from app.project.model import EffectSpec
from tests.helpers.clips import make_clip
from tests.helpers.exports import export
from tests.helpers.timelines import placed, render, timeline

if TYPE_CHECKING:
    from pathlib import Path

CHAIN = (EffectSpec("crop", (("right", 2.0),)),)
TAGGED = ColourSpec(matrix=Matrix.BT709, range=Range.LIMITED)


def white_of(path: Path) -> list[int]:
    """Red, green and blue in the corner opposite the number."""
    with av.open(str(path)) as container:
        picture = next(container.decode(video=0)).to_ndarray(format="rgb24")
    return [int(value) for value in picture[-2, -4]]


@pytest.fixture(params=[ColourSpec(), TAGGED], ids=["untagged", "limited range"])
def white(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    def draw(number: int, plane: int, width: int, height: int) -> np.ndarray:
        return np.full((height, width), 1.0 if plane == 0 else 112 / 219)

    return make_clip(tmp_path / "w.mkv", frames=1, codec="ffv1", draw=draw, colour=request.param)


@pytest.mark.parametrize("name", ["o.png", "o.tiff", "o.gif", "o.jpg", "o.bmp"])
@pytest.mark.parametrize("chain", [(), CHAIN], ids=["as it is", "with a chain"])
def test_pictures(name: str, chain: tuple[EffectSpec, ...], white: Path, tmp_path: Path) -> None:
    export(white, tmp_path / name, *chain, device="cpu")
    assert min(white_of(tmp_path / name)) >= 253


@pytest.mark.parametrize("name", ["%02d.png", "%02d.jpg", "o.gif"])
def test_pictures_of_a_sequence(name: str, white: Path, tmp_path: Path) -> None:
    row = placed(white), placed(white, "2/25", effects=CHAIN)
    render(timeline(tmp_path, row), tmp_path / name)
    shown = sorted(tmp_path.glob(name.replace("%02d", "0*")))
    if name == "o.gif":
        assert min(white_of(shown[0])) >= 253
        return
    assert min(white_of(shown[0])) >= 253
    assert max(white_of(shown[1])) <= 2
    assert min(white_of(shown[2])) >= 253
