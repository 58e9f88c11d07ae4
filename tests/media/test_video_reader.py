"""The reader gives every frame, exactly the one asked for, whatever the file is like."""

from __future__ import annotations

import random
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import pytest

from app.base.colour import ColourSpec
from app.base.errors import MediaError, UsageError
from app.base.picture import Picture, PixelLayout
from app.base.time import FramePosition
from app.media.frame_cache import FrameCache
from app.media.video_reader import VideoReader
from tests.helpers.clips import make_clip, quarters, read_number
from tests.helpers.damage import (
    ORIENTATIONS,
    cut_off,
    hide_first,
    join_raw,
    orient,
    spoil_packet,
    with_times,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

MS = Fraction(1, 1000)
VFR = [0, 33, 83, 99, 132, 182, 198, 231]


def numbers_in(path: Path) -> list[int]:
    with VideoReader(path) as reader:
        return [read_number(frame.pixels) for frame in reader.frames()]


@pytest.mark.parametrize(
    ("name", "changes"),
    [
        ("a.mp4", {}),
        ("a.mp4", {"b_frames": 3}),
        ("a.mkv", {"b_frames": 3, "gop": 250}),
        ("a.mp4", {"b_frames": 2, "options": {"x264-params": "open-gop=1:scenecut=0"}}),
        ("a.mp4", {"codec": "libx265", "b_frames": 3}),
        ("a.mkv", {"codec": "libvpx-vp9", "options": {"lag-in-frames": "8", "b": "1M"}}),
        ("a.avi", {"codec": "mpeg4", "b_frames": 2}),
        ("a.avi", {"b_frames": 2}),
        ("a.h264", {"b_frames": 2}),
        ("a.ts", {"b_frames": 2, "container": "mpegts"}),
        ("a.mov", {"codec": "prores_ks", "pix_fmt": "yuv422p10le"}),
        ("a.mp4", {"cover": True}),
        ("a.mp4", {"clicks": (Fraction(5),)}),
    ],
)
def test_all_frames_come_in_order_with_none_lost(
    tmp_path: Path, name: str, changes: dict[str, Any]
) -> None:
    assert numbers_in(make_clip(tmp_path / name, **changes)) == list(range(24))


@pytest.mark.parametrize("name", ["a.mp4", "a.mkv"])
def test_frames_carry_their_exact_times_and_durations(tmp_path: Path, name: str) -> None:
    clip = make_clip(tmp_path / name, pts=VFR, time_base=MS, b_frames=2)
    with VideoReader(clip) as reader:
        frames = list(reader.frames())
    assert [frame.time for frame in frames] == [Fraction(t, 1000) for t in VFR]
    assert all(a.time + a.duration == b.time for a, b in pairwise(frames))


SEEKABLE: list[tuple[str, dict[str, Any]]] = [
    ("a.mp4", {"gop": 250, "b_frames": 3}),
    ("a.mkv", {"gop": 12, "b_frames": 3}),
    ("a.mp4", {"gop": 12, "b_frames": 3, "options": {"x264-params": "open-gop=1:scenecut=0"}}),
    ("a.mkv", {"gop": 12, "b_frames": 3, "options": {"x264-params": "open-gop=1:scenecut=0"}}),
    ("a.mp4", {"codec": "libx265", "gop": 15, "b_frames": 3}),  # x265 opens its GOPs by itself
    ("a.ts", {"gop": 12, "b_frames": 2, "container": "mpegts"}),
    ("a.mp4", {"pts": range(30, 130), "gop": 12, "b_frames": 2}),
    ("a.mp4", {"pts": range(-5, 95), "gop": 12, "b_frames": 2}),
    ("a.avi", {"codec": "mpeg4", "gop": 12, "b_frames": 2}),
    ("a.avi", {"gop": 12, "b_frames": 2}),
    ("a.h264", {"gop": 12, "b_frames": 2}),
    ("a.mkv", {"codec": "libvpx-vp9", "gop": 20, "options": {"b": "1M", "deadline": "realtime"}}),
]


@pytest.mark.parametrize(("name", "changes"), SEEKABLE)
def test_a_random_seek_gives_exactly_that_frame(
    tmp_path: Path, name: str, changes: dict[str, Any]
) -> None:
    clip = make_clip(tmp_path / name, frames=100, **changes)
    hidden = 5 if changes.get("pts") == range(-5, 95) else 0  # an mp4 hides what is before zero
    order = random.Random(1)
    with VideoReader(clip, cache_bytes=1) as reader:
        for _ in range(25):
            number = order.randrange(len(reader.index))
            frame = reader.frame_at(reader.index.time_of(number))
            assert read_number(frame.pixels) == number + hidden
            assert frame.time == reader.index.time_of(number)


@pytest.mark.parametrize(("name", "changes"), SEEKABLE)
def test_a_span_starts_and_ends_on_the_very_frame(
    tmp_path: Path, name: str, changes: dict[str, Any]
) -> None:
    clip = make_clip(tmp_path / name, frames=100, **changes)
    hidden = 5 if changes.get("pts") == range(-5, 95) else 0
    with VideoReader(clip) as reader:
        for first, stop in [(0, 3), (11, 14), (12, 13), (25, 60), (90, 95)]:
            span = reader.index.span(FramePosition(first), FramePosition(stop))
            found = [read_number(frame.pixels) - hidden for frame in reader.frames(span)]
            assert found == list(range(first, stop))


@pytest.mark.parametrize("b_frames", [0, 2])
def test_hidden_frames_are_decoded_but_not_shown(tmp_path: Path, b_frames: int) -> None:
    clip = make_clip(tmp_path / "a.mp4", frames=40, gop=30, b_frames=b_frames)
    with VideoReader(hide_first(clip, 5)) as reader:
        assert [read_number(frame.pixels) for frame in reader.frames()] == list(range(5, 40))
        assert read_number(reader.frame(0).pixels) == 5
        assert read_number(reader.frame(30).pixels) == 35
        assert read_number(reader.frame(3).pixels) == 8


def test_stepping_in_both_directions_is_exact(tmp_path: Path) -> None:
    with VideoReader(make_clip(tmp_path / "a.mp4", frames=60, gop=30, b_frames=3)) as reader:
        steps = [40, 41, 42, 41, 40, 39, 29, 30, 31, 0, 59, 58]
        assert [read_number(reader.frame(n).pixels) for n in steps] == steps


def test_nearest_answers_with_the_keyframe_or_with_what_is_cached(tmp_path: Path) -> None:
    with VideoReader(make_clip(tmp_path / "a.mp4", frames=60, gop=20)) as reader:
        time = reader.index.time_of(35)
        assert read_number(reader.frame_at(time, "nearest").pixels) == 20
        reader.frame_at(time)
        assert read_number(reader.frame_at(time, "nearest").pixels) == 35


def test_iterators_and_single_frames_do_not_disturb_each_other(tmp_path: Path) -> None:
    with VideoReader(make_clip(tmp_path / "a.mp4", b_frames=2)) as reader:
        one, other = reader.frames(), reader.frames()
        seen: list[tuple[int, ...]] = []
        for number in range(24):
            frames = (next(one), reader.frame(23 - number), next(other))
            seen.append(tuple(read_number(frame.pixels) for frame in frames))
    assert seen == [(n, 23 - n, n) for n in range(24)]


def test_an_iterator_given_up_early_lets_go_of_its_file(tmp_path: Path) -> None:
    with VideoReader(make_clip(tmp_path / "a.mp4")) as reader:
        frames: Iterator[object] = reader.frames()
        next(frames)
        frames.close()  # type: ignore[attr-defined]
        assert next(frames, None) is None


def test_a_frame_there_is_not_is_refused(tmp_path: Path) -> None:
    with (
        VideoReader(make_clip(tmp_path / "a.mp4")) as reader,
        pytest.raises(UsageError, match="There is no frame 24; the clip has frames 0 to 23"),
    ):
        reader.frame(24)


@pytest.mark.parametrize(
    "times", [[0, 40, 40, 80, 120, 160], [0, 40, 80, 80, 80, 81], [0, 80, 40, 120, 160, 200]]
)
def test_odd_times_lose_no_frame_and_come_out_rising(tmp_path: Path, times: list[int]) -> None:
    source = make_clip(tmp_path / "a.mkv", codec="ffv1", frames=6)
    with VideoReader(with_times(tmp_path / "b.mkv", source, times, MS)) as reader:
        frames = list(reader.frames())
        assert reader.notes
    assert [read_number(frame.pixels) for frame in frames] == list(range(6))
    assert all(a.time < b.time for a, b in pairwise(frames))


def test_a_damaged_packet_is_counted_and_the_rest_comes_at_its_own_times(tmp_path: Path) -> None:
    clip = spoil_packet(make_clip(tmp_path / "a.mp4", gop=8), 12)
    with VideoReader(clip) as reader:
        frames = list(reader.frames())
        assert reader.damaged >= 1
        late = [frame for frame in frames if frame.time >= reader.index.time_of(16)]
        early = [frame for frame in frames if frame.time < reader.index.time_of(12)]
        assert [read_number(frame.pixels) for frame in late] == list(range(16, 24))
        assert [read_number(frame.pixels) for frame in early] == list(range(12))


def test_a_frame_behind_the_damage_can_still_be_asked_for(tmp_path: Path) -> None:
    clip = spoil_packet(make_clip(tmp_path / "a.mp4", gop=8), 12)
    with VideoReader(clip) as reader:
        assert read_number(reader.frame(20).pixels) == 20
        assert read_number(reader.frame(3).pixels) == 3


def test_a_file_cut_off_gives_what_it_has(tmp_path: Path) -> None:
    found = numbers_in(cut_off(make_clip(tmp_path / "a.mkv"), 0.6))
    assert 3 < len(found) < 24
    assert found == list(range(len(found)))


def test_a_file_without_one_good_frame_is_refused(tmp_path: Path) -> None:
    clip = spoil_packet(make_clip(tmp_path / "a.mkv", codec="mjpeg", pix_fmt="yuvj420p"), 0)
    whole = make_clip(tmp_path / "b.mkv", codec="mjpeg", pix_fmt="yuvj420p", frames=1)
    spoil_packet(whole, 0)
    assert len(numbers_in(clip)) >= 23
    with pytest.raises(MediaError, match="no frame can be decoded; the file is damaged"):
        VideoReader(whole)


@pytest.mark.parametrize("name", ORIENTATIONS)
@pytest.mark.parametrize("pix_fmt", ["yuv420p", "yuv422p"])
def test_pictures_stand_upright(tmp_path: Path, name: str, pix_fmt: str) -> None:
    clip = make_clip(tmp_path / "a.mp4", draw=quarters, frames=2, pix_fmt=pix_fmt)
    with VideoReader(orient(clip, ORIENTATIONS[name])) as reader:
        picture = next(reader.frames()).pixels
        assert (picture.width, picture.height) == reader.format.size
        assert picture.layout == reader.format.layout
    expected = shown_quarters(ORIENTATIONS[name])
    for plane in picture.planes[1:]:
        assert np.abs(quarter_values(plane) - expected).max() < 0.03


def shown_quarters(matrix: tuple[int, int, int, int]) -> NDArray[np.float64]:
    """Where the display matrix puts the four quarters of the stored picture."""
    a, b, c, d = matrix
    shown = np.zeros((2, 2))
    for y in (-1, 1):
        for x in (-1, 1):
            value = 0.2 + 0.2 * (x > 0) + 0.4 * (y > 0)
            shown[int(b * x + d * y > 0), int(a * x + c * y > 0)] = value
    return shown


def quarter_values(plane: NDArray[Any]) -> NDArray[np.float64]:
    height, width = plane.shape
    rows, columns = (height // 4, 3 * height // 4), (width // 4, 3 * width // 4)
    values = np.array([[int(plane[y, x]) for x in columns] for y in rows])
    return np.asarray((values - 16) / 219, np.float64)


def test_a_change_of_size_in_mid_stream_is_scaled_and_said_so(tmp_path: Path) -> None:
    small = make_clip(tmp_path / "a.h264", frames=12)
    large = make_clip(tmp_path / "b.h264", frames=12, size=(128, 96), draw=quarters)
    with VideoReader(join_raw(tmp_path / "c.h264", [small, large])) as reader:
        frames = list(reader.frames())
        assert {(f.pixels.width, f.pixels.height) for f in frames} == {(64, 48)}
        assert len(frames) == 24
        assert any("size changes in mid-stream" in note for note in reader.notes)
        assert np.abs(quarter_values(frames[20].pixels.planes[1])[1] - [0.6, 0.8]).max() < 0.05


@pytest.mark.parametrize("size", [(1, 1), (2, 2), (15, 17), (53, 35)])
def test_pictures_of_any_size(tmp_path: Path, size: tuple[int, int]) -> None:
    clip = make_clip(tmp_path / "a.mkv", codec="ffv1", size=size, frames=3)
    with VideoReader(clip) as reader:
        frames = list(reader.frames())
        assert {(f.pixels.width, f.pixels.height) for f in frames} == {size}
        assert len(frames) == 3
        assert frames[0].pixels.planes[1].shape == (-(-size[1] // 2), -(-size[0] // 2))


def test_interlaced_frames_know_their_field_order(tmp_path: Path) -> None:
    with VideoReader(make_clip(tmp_path / "a.mp4", fields="bottom")) as reader:
        picture = next(reader.frames()).pixels
    assert picture.interlaced
    assert not picture.top_field_first


def test_ten_bits_stay_ten_bits(tmp_path: Path) -> None:
    def ramp(number: int, plane: int, width: int, height: int) -> NDArray[np.float64]:
        return np.asarray(np.mgrid[0:height, 0:width][1] / (width - 1), np.float64)

    clip = make_clip(
        tmp_path / "a.mkv",
        codec="ffv1",
        pix_fmt="yuv420p10le",
        size=(900, 48),
        frames=1,
        draw=ramp,
    )
    with VideoReader(clip) as reader:
        row = next(reader.frames()).pixels.planes[0][-1]
    assert len(np.unique(row)) > 800
    assert (row.min(), row.max()) == (64, 940)


def test_a_gif_keeps_its_uneven_timing(media_dir: Path) -> None:
    with VideoReader(media_dir / "clips" / "newtonscradle.gif") as reader:
        frames = list(reader.frames())
        assert len(frames) == len(reader.index)
        assert reader.format.layout.family == "rgb"
    with av.open(str(media_dir / "clips" / "newtonscradle.gif")) as container:
        ticks = [f.pts for f in container.decode(video=0)]
    assert [frame.time * 100 for frame in frames] == ticks
    assert len({frame.duration for frame in frames}) > 1


REAL = ["carphone_pristine.mp4", "h264_10bits.mp4", "video_90.mov", "counter.mp4", "fades.mp4"]


@pytest.mark.parametrize("name", REAL)
def test_seeks_in_real_clips_give_what_reading_through_gives(media_dir: Path, name: str) -> None:
    with VideoReader(media_dir / "clips" / name, cache_bytes=1) as reader:
        count = min(len(reader.index), 90)
        span = reader.index.span(FramePosition(0), FramePosition(count))
        through = [mean_of(frame.pixels) for frame in reader.frames(span)]
        order = random.Random(2)
        for number in [order.randrange(count) for _ in range(6)]:
            assert mean_of(reader.frame(number).pixels) == through[number]
    assert len(through) == count


def mean_of(picture: Picture) -> float:
    return float(sum(plane.mean(dtype=np.float64) for plane in picture.planes))


def picture_of(size: int) -> Picture:
    return Picture((np.zeros((1, size), np.uint8),), PixelLayout("gray", 8, (0, 0)), ColourSpec())


def test_the_cache_keeps_its_budget_and_the_pictures_used_last() -> None:
    cache = FrameCache(100)
    for number in range(4):
        cache.put(number, picture_of(30))
        cache.get(0)
    assert [number in cache for number in range(4)] == [True, False, True, True]
    assert cache.nbytes == 90


def test_the_cache_keeps_the_newest_even_when_it_is_too_large() -> None:
    cache = FrameCache(100)
    cache.put(0, picture_of(30))
    cache.put(1, picture_of(500))
    assert 0 not in cache
    assert 1 in cache
    cache.put(1, picture_of(20))
    assert cache.nbytes == 20
    cache.drop(1)
    assert cache.nbytes == 0


def test_without_the_hardware_decoding_goes_on_in_software_and_says_so(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "clip.mp4", frames=5)
    with VideoReader(clip, hardware="vaapi") as reader:
        assert [read_number(frame.pixels) for frame in reader.frames()] == list(range(5))
        said = [note for note in reader.notes if "vaapi" in note]
    # A machine that has the hardware uses it, and has nothing to say.
    assert said in ([], ["There is no vaapi decoder here; decoding in software."])


def test_a_device_that_does_not_exist_anywhere_is_said(tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "clip.mp4", frames=2)
    with VideoReader(clip, hardware="no-such-device") as reader:
        assert len(list(reader.frames())) == 2
        assert reader.notes == ["There is no no-such-device decoder here; decoding in software."]
