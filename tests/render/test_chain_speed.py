"""How quick a chain is here."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, UsageError
from app.project.model import EffectSpec, Excerpt, MediaItem
from app.render.chain_speed import _timed, measure_chain
from app.render.stages import Stages
from tests.helpers.clips import ClipKind, make_clip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


@pytest.fixture
def media(tmp_path: Path) -> MediaItem:
    path = tmp_path / "clip.mp4"
    make_clip(path, ClipKind(frames=20))
    return MediaItem(path)


def test_each_enabled_step_is_measured(media: MediaItem) -> None:
    chain = (
        EffectSpec("sharpen"),
        EffectSpec("crop", (("left", 8),), enabled=False),
        EffectSpec("denoise", (("sigma", 20.0),)),
    )
    speed = measure_chain(
        Excerpt(media, effects=chain), Fraction(19, 25), "cpu", "fp32", CancelToken()
    )
    sharpen, crop, denoise = speed.step_ms
    assert crop is None
    assert sharpen is not None
    assert denoise is not None
    assert 0 < sharpen < denoise
    assert sharpen + denoise <= 1000 / speed.fps
    assert not speed.gpu
    assert 0 < speed.memory < speed.memory_total


class Blocks:
    """Frames that come six at a time, after the time of six."""

    def __init__(self, frames: int, seconds: float) -> None:
        self.frames, self.seconds = frames, seconds

    def __iter__(self) -> Iterator[Any]:
        for number in range(self.frames):
            if number % 6 == 0:
                time.sleep(6 * self.seconds)
            yield number


@pytest.mark.parametrize("frames", [20, 4])
def test_frames_made_at_once_are_timed_as_blocks(frames: int) -> None:
    fps, count = _timed(iter(Blocks(frames, 0.01)), Stages(), 6)
    assert count == min(6, frames)
    assert 0.5 * count / 0.06 < fps <= count / 0.06


def test_a_chain_that_cannot_run_says_so(media: MediaItem) -> None:
    chain = (EffectSpec("sharpen", (("amount", 99),)),)
    with pytest.raises(UsageError, match="Amount"):
        measure_chain(Excerpt(media, effects=chain), Fraction(0), "cpu", "fp32", CancelToken())


def test_it_can_be_cancelled(media: MediaItem) -> None:
    cancel = CancelToken()
    cancel.cancel()
    with pytest.raises(Cancelled):
        measure_chain(
            Excerpt(media, effects=(EffectSpec("sharpen"),)), Fraction(0), "cpu", "fp32", cancel
        )
