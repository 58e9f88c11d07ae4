"""Sound cut up by the frames it goes with."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.base.errors import MediaError
from app.base.rate import HEARD as RATE
from app.media.side.heard import heard
from tests.helpers.clips import make_clip
from tests.helpers.side_clips import Clip, Sound, write_clip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

F = Fraction
RESAMPLED = 2
"""Samples a click may spread when the rate is changed."""


def shown(first: int = 0, count: int = 100, rate: int = 25) -> Iterator[tuple[F, F]]:
    return ((F(number, rate), F(1, rate)) for number in range(first, first + count))


def parts(path: Path, first: int = 0, count: int = 100) -> list[NDArray[np.float32]]:
    return [frame.pixels for frame in heard(path, shown(first, count))]


def loudest(path: Path, first: int = 0, count: int = 100) -> int:
    return int(np.abs(np.concatenate(parts(path, first, count))).argmax())


@pytest.mark.parametrize("rate", [8_000, 16_000, 44_100, 48_000])
def test_a_click_lies_where_it_is(rate: int, tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mkv", Clip(sounds=(Sound("pcm_s16le", rate),)))
    assert abs(loudest(path) - F(5, 2) * RATE) <= RESAMPLED


def test_samples_are_counted_from_the_first_frame_asked_for(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mkv", Clip(sounds=(Sound("pcm_s16le"),)))
    assert abs(loudest(path, first=50) - F(1, 2) * RATE) <= RESAMPLED


def test_sound_that_begins_late_begins_late(tmp_path: Path) -> None:
    sound = Sound("pcm_s16le", start=F(1, 2), click=F(1))
    path = write_clip(tmp_path / "a.mkv", Clip(sounds=(sound,)))
    assert abs(loudest(path) - F(3, 2) * RATE) <= RESAMPLED
    assert not np.concatenate(parts(path)[:12]).any()


def test_each_frame_has_what_begins_while_it_is_shown(tmp_path: Path) -> None:
    """Frames of 1/24 s have 666 or 667 samples and never lose or repeat one."""
    path = write_clip(tmp_path / "a.mkv", Clip(sounds=(Sound(),)))
    lengths = [len(frame.pixels) for frame in heard(path, shown(count=48, rate=24))]
    assert set(lengths) == {666, 667}
    assert sum(lengths) == 2 * RATE


def test_silence_follows_where_sound_has_ended(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mkv", Clip(sounds=(Sound("pcm_s16le"),)))
    late = parts(path, first=99, count=50)
    assert [len(part) for part in late] == [640] * 50
    assert not np.concatenate(late).any()


def test_several_channels_become_one(tmp_path: Path) -> None:
    path = write_clip(tmp_path / "a.mkv", Clip(sounds=(Sound("pcm_s16le", layout="5.1"),)))
    assert abs(loudest(path) - F(5, 2) * RATE) <= RESAMPLED


def test_a_file_without_sound_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mkv")
    with pytest.raises(MediaError, match=r"a\.mkv has no sound; choose a clip that has\."):
        parts(path)


def test_nothing_is_heard_of_no_frames(tmp_path: Path) -> None:
    assert parts(make_clip(tmp_path / "a.mkv"), count=0) == []
