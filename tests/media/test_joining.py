"""Segments are joined by copying: every time exact, decoding times rising, the length right."""

from __future__ import annotations

import itertools
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import av
import pytest

from app.base.cancel import CancelToken
from app.base.colour import ColourSpec
from app.base.errors import Cancelled, MediaError
from app.base.files import partial_path
from app.base.frame import Frame
from app.media.encoding import Encoding, choose_encoding
from app.media.joining import Segment, join
from app.media.pictures import to_picture
from app.media.pixel_format import layout_of, name_of
from app.media.video_format import VideoFormat
from app.media.video_writer import VideoWriter
from tests.helpers.clips import drawn_frame, gradient
from tests.helpers.exports import times

if TYPE_CHECKING:
    from collections.abc import Sequence

TICK = Fraction(1, 90)


def stream(rate: Fraction | None = None, pix_fmt: str = "yuv420p") -> VideoFormat:
    return VideoFormat(64, 48, rate, TICK, layout=layout_of(pix_fmt))


def segment(path: Path, ticks: Sequence[int], format_: VideoFormat, encoding: Encoding) -> Segment:
    name = name_of(format_.layout)
    with VideoWriter(path, format_, encoding) as writer:
        for number, tick in enumerate(ticks):
            picture = to_picture(drawn_frame(64, 48, name, number, gradient), ColourSpec())
            writer.write(Frame(picture, tick * TICK, TICK))
    return Segment(path, ticks[0] * TICK)


def joined(
    folder: Path,
    parts: Sequence[Sequence[int]],
    container: str = "mp4",
    codec: str = "libx264",
    **options: str,
) -> Path:
    format_ = stream()
    encoding = choose_encoding(format_, container, codec, options=options)
    segments = [
        segment(folder / f"{number}.segment", ticks, format_, encoding)
        for number, ticks in enumerate(parts)
    ]
    output = folder / f"out.{container}"
    join(segments, output, format_, encoding, None, CancelToken())
    return output


PARTS = {
    "one frame": [[0]],
    "one frame each": [[5], [9], [10]],
    "uneven": [[0, 3, 4, 20], [21, 60], [61], [62, 90, 91, 93, 180]],
    "before zero": [[-20, -10, 0], [3, 13]],
}


@pytest.mark.parametrize("codec", ["libx264", "libx265"])
@pytest.mark.parametrize("name", PARTS)
def test_times_are_exact_and_decoding_times_rise(name: str, codec: str, tmp_path: Path) -> None:
    """Also where an encoder had too few frames to know its own delay."""
    parts = PARTS[name]
    output = joined(tmp_path, parts, "nut" if name == "before zero" else "mp4", codec)
    expected = [tick * TICK for ticks in parts for tick in ticks]
    shift = times(output)[0] - expected[0]
    assert times(output) == [time + shift for time in expected]
    assert shift in (0, -expected[0]) or name == "before zero"
    with av.open(str(output)) as container:
        packets = [packet for packet in container.demux(video=0) if packet.size]
    decoding = [packet.dts for packet in packets if packet.dts is not None]
    assert all(a < b for a, b in itertools.pairwise(decoding))
    assert all(p.dts <= p.pts for p in packets if p.dts is not None and p.pts is not None)


@pytest.mark.parametrize("bf", ["0", "3"])
def test_the_length_of_an_uneven_film_is_that_of_its_pictures(bf: str, tmp_path: Path) -> None:
    output = joined(tmp_path, PARTS["uneven"], bf=bf)
    with av.open(str(output)) as container:
        stream = container.streams.video[0]
        assert stream.duration is not None
        assert stream.time_base is not None
        assert abs(stream.duration * stream.time_base - 180 * TICK) <= 4 * TICK


@pytest.mark.parametrize("profile", ["4444", "hq"])
def test_a_prores_profile_is_written_down(profile: str, tmp_path: Path) -> None:
    format_ = stream(pix_fmt="yuv444p10le" if profile == "4444" else "yuv422p10le")
    encoding = choose_encoding(format_, "mov", "prores_ks")
    part = segment(tmp_path / "0.segment", range(3), format_, encoding)
    join([part], tmp_path / "out.mov", format_, encoding, None, CancelToken())
    with av.open(str(tmp_path / "out.mov")) as container:
        tag = container.streams.video[0].codec_context.codec_tag
    assert tag == {"4444": "ap4h", "hq": "apch"}[profile]


def test_nothing_to_join_is_said(tmp_path: Path) -> None:
    encoding = choose_encoding(stream(), "mp4")
    with pytest.raises(MediaError, match="nothing to join"):
        join([], tmp_path / "out.mp4", stream(), encoding, None, CancelToken())


def test_a_damaged_segment_names_itself_and_leaves_nothing(tmp_path: Path) -> None:
    encoding = choose_encoding(stream(), "mp4")
    good = segment(tmp_path / "0.segment", range(3), stream(), encoding)
    bad = Segment(tmp_path / "1.segment", 3 * TICK)
    bad.path.write_bytes(b"no film at all")
    with pytest.raises(MediaError, match=r"1\.segment"):
        join([good, bad], tmp_path / "out.mp4", stream(), encoding, None, CancelToken())
    assert sorted(path.name for path in tmp_path.iterdir()) == ["0.segment", "1.segment"]


def test_cancelling_leaves_nothing(tmp_path: Path) -> None:
    encoding = choose_encoding(stream(), "mp4")
    part = segment(tmp_path / "0.segment", range(3), stream(), encoding)
    token = CancelToken()
    token.cancel()
    with pytest.raises(Cancelled):
        join([part], tmp_path / "out.mp4", stream(), encoding, None, token)
    assert [path.name for path in tmp_path.iterdir()] == ["0.segment"]


@pytest.mark.skipif(not Path("/dev/full").exists(), reason="there is no disk that is always full")
def test_a_full_disk_is_told_with_what_to_do(tmp_path: Path) -> None:
    path = tmp_path / "0.segment"
    partial_path(path).symlink_to("/dev/full")
    encoding = choose_encoding(stream(), "matroska", "ffv1")
    with pytest.raises(MediaError, match="The disk is full; make room"):
        segment(path, range(300), stream(), encoding)
    assert not path.exists()
