"""The style effect on a real clip: through the chain, the preview and the export."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.base.time import FramePosition
from app.effects.style import DRAWN, PAINTED
from app.media.video_reader import VideoReader
from app.project.model import EffectSpec
from app.render import plan as planning
from tests.helpers.exports import export, pictures_differ
from tests.helpers.previews import previewed

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

FRAMES = 3
STYLES = {name: EffectSpec("style", (("style", name),)) for name in (*PAINTED, *DRAWN)}


@pytest.fixture
def clip(media_dir: Path) -> Path:
    return media_dir / "clips" / "carphone_pristine.mp4"


def made(clip: Path, output: Path, *chain: EffectSpec) -> Path:
    export(clip, output, *chain, end=FramePosition(FRAMES), codec="ffv1", precision="fp32")
    return output


def planes(path: Path) -> list[list[NDArray[np.float64]]]:
    with VideoReader(path) as reader:
        frames = zip(range(FRAMES), reader.frames(), strict=False)
        return [[plane.astype(np.float64) for plane in frame.pixels.planes] for _, frame in frames]


@pytest.mark.parametrize("name", STYLES)
def test_the_preview_shows_what_the_export_writes_wherever_it_is_cut(
    name: str, clip: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    whole = made(clip, tmp_path / "whole.mkv", STYLES[name])
    monkeypatch.setattr(planning, "SEGMENT_SECONDS", Fraction(1, 30))
    cut = made(clip, tmp_path / "cut.mkv", STYLES[name])
    assert pictures_differ(whole, cut) == 0
    end = Fraction(FRAMES * 1001, 30000)
    seen = previewed(clip, STYLES[name], end=end, at=Fraction(1001, 30000))
    assert np.array_equal(seen.planes[0], planes(whole)[1][0])


@pytest.mark.parametrize("name", STYLES)
def test_the_picture_is_redrawn_and_still_told_apart(name: str, clip: Path, tmp_path: Path) -> None:
    before, after = planes(clip)[0][0], planes(made(clip, tmp_path / "a.mkv", STYLES[name]))[0][0]
    assert np.abs(after - before).mean() > 8
    blocks = [
        plane[:144, :176].reshape(18, 8, 22, 8).mean((1, 3)).ravel() for plane in (before, after)
    ]
    assert np.corrcoef(*blocks)[0, 1] > 0.5, "light and dark are where they were"


def test_kept_colours_are_the_clips(clip: Path, tmp_path: Path) -> None:
    spec = EffectSpec("style", (("style", "great-wave"), ("strength", 60.0)))
    kept = EffectSpec("style", (*spec.settings, ("keep-colours", True)))
    paths = (clip, made(clip, tmp_path / "a.mkv", spec), made(clip, tmp_path / "b.mkv", kept))
    source, free, held = (planes(path)[0] for path in paths)
    for plane in (1, 2):
        off = [np.abs(each[plane] - source[plane]).mean() for each in (free, held)]
        assert off[1] < 1.5
        assert off[1] < off[0] / 2


def test_it_works_in_a_chain(clip: Path, tmp_path: Path) -> None:
    chain = (EffectSpec("crop", (("left", 8),)), STYLES["halftone"], EffectSpec("upscale"))
    found = planes(made(clip, tmp_path / "a.mkv", *chain))
    assert len(found) == FRAMES
    assert found[0][0].shape[1] == 2 * (planes(clip)[0][0].shape[1] - 8)
