"""How quick a chain is here."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, UsageError
from app.project.model import EffectSpec, Excerpt, MediaItem
from app.render.chain_speed import measure_chain
from tests.helpers.clips import ClipKind, make_clip

if TYPE_CHECKING:
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
