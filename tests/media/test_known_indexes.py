"""An index is made once per file, and anew when the file is another one."""

from __future__ import annotations

import os
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.base.errors import MediaError
from app.media.frame_index import FrameIndex
from app.media.known_indexes import KnownIndexes
from app.media.probe import frame_index_of, probe
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

RATE = Fraction(25)


class Counting:
    """Makes indexes of `frames` frames and counts them."""

    def __init__(self, frames: int = 10) -> None:
        self.frames = frames
        self.made = 0

    def __call__(self) -> FrameIndex:
        self.made += 1
        keyframes = np.zeros(1, np.int64)
        return FrameIndex(np.arange(self.frames, dtype=np.int64), 1 / RATE, keyframes, 1)


@pytest.fixture
def file(tmp_path: Path) -> Path:
    path = tmp_path / "a.bin"
    path.write_bytes(b"one")
    return path


def test_a_file_that_did_not_change_is_read_once(file: Path) -> None:
    known, make = KnownIndexes(), Counting()
    assert known.index(file, RATE, make) is known.index(file, RATE, make)
    assert make.made == 1


def test_a_file_that_changed_is_read_again(file: Path) -> None:
    known, make = KnownIndexes(), Counting()
    known.index(file, RATE, make)
    os.utime(file, ns=(1, 1))
    known.index(file, RATE, make)
    file.write_bytes(b"another")
    known.index(file, RATE, make)
    assert make.made == 3


def test_another_rate_is_another_index(file: Path) -> None:
    known, make = KnownIndexes(), Counting()
    known.index(file, RATE, make)
    known.index(file, RATE * 2, make)
    assert make.made == 2


def test_a_file_that_changes_while_it_is_read_is_not_kept(file: Path) -> None:
    known, make = KnownIndexes(), Counting()

    def growing() -> FrameIndex:
        file.write_bytes(b"more and more")
        return make()

    known.index(file, RATE, growing)
    known.index(file, RATE, make)
    assert make.made == 2


def test_what_has_no_state_is_never_kept(tmp_path: Path) -> None:
    known, make = KnownIndexes(), Counting()
    known.index(tmp_path / "%05d.png", RATE, make)
    known.index(tmp_path / "%05d.png", RATE, make)
    assert make.made == 2


def test_memory_is_bounded_and_the_least_used_goes_first(tmp_path: Path) -> None:
    make = Counting(100)
    known = KnownIndexes(most_bytes=2 * 101 * 8)
    files = [tmp_path / name for name in "abc"]
    for path in files:
        path.write_bytes(b"x")
    a, b, c = files
    for path in (a, b, a, c):
        known.index(path, RATE, make)
    assert make.made == 3
    known.index(a, RATE, make)
    assert make.made == 3
    known.index(b, RATE, make)
    assert make.made == 4


def test_a_clip_written_anew_has_its_new_frames(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", pts=range(10))
    assert len(frame_index_of(path)) == 10
    make_clip(path, pts=range(7))
    assert len(frame_index_of(path)) == 7
    video = probe(path).video
    assert video is not None
    assert video.frame_count == 7


def test_what_cannot_be_read_says_so_each_time(file: Path) -> None:
    for _ in range(2):
        with pytest.raises(MediaError):
            frame_index_of(file)
