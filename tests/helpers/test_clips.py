"""The clip helper makes what it says; otherwise the other tests prove nothing."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av
import pytest

from tests.helpers.clips import (
    click_times,
    drawn_frame,
    flash_times,
    gradient,
    make_clip,
    packet_pts,
    read_number,
)
from tests.helpers.damage import cover_first

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("number", [0, 1, 170, 2730, 4095])
@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv444p10le", "gbrp", "gray", "yuva420p"])
def test_a_number_is_read_back(number: int, pix_fmt: str) -> None:
    assert read_number(drawn_frame(64, 48, pix_fmt, number, gradient)) == number
    assert read_number(drawn_frame(17, 16, pix_fmt, number, gradient)) == number


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv", "a.mov"])
def test_flashes_and_clicks_happen_together(tmp_path: Path, name: str) -> None:
    times = (Fraction(1, 5), Fraction(3, 5))
    clip = make_clip(tmp_path / name, clicks=times, b_frames=2)
    assert flash_times(clip) == list(times)
    heard = click_times(clip)
    assert len(heard) == 2
    assert all(abs(a - b) <= Fraction(1, 1000) for a, b in zip(heard, times, strict=True))


def test_b_frames_are_really_stored_out_of_order(tmp_path: Path) -> None:
    pts = packet_pts(make_clip(tmp_path / "a.mp4", b_frames=3))
    times = [value for value in pts if value is not None]
    assert times != sorted(times)


def test_raw_streams_really_have_no_times(tmp_path: Path) -> None:
    assert set(packet_pts(make_clip(tmp_path / "a.h264"))) == {None}


def test_the_cover_really_comes_first(tmp_path: Path) -> None:
    clip = cover_first(make_clip(tmp_path / "a.mp4", cover=True))
    with av.open(str(clip)) as container:
        assert [s.codec_context.name for s in container.streams.video] == ["mjpeg", "h264"]
