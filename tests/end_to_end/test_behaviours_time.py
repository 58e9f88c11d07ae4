"""Times and frames through a whole export: none lost, none invented, each at its moment."""

from __future__ import annotations

import itertools
import time
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import pytest

from app.base.cancel import CancelToken
from app.base.errors import MediaError
from app.media.stream_decoder import StreamDecoder
from app.media.video_reader import VideoReader
from app.project.model import EffectSpec, Excerpt, MediaItem
from app.render.enhance import EnhanceRequest, enhance
from tests.helpers.clips import click_times, flash_times, make_clip, packet_pts, read_number
from tests.helpers.damage import cut_off, hide_first, spoil_packet, with_times
from tests.helpers.exports import export, times

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.base.progress import Progress
    from app.media.stream_decoder import Decoded

QUICK = {"preset": "ultrafast"}
MILLISECOND = Fraction(1, 1000)
ONE_PIXEL_OFF = EffectSpec("crop", (("left", 2), ("right", 2)))


def numbers(path: Path) -> list[int]:
    with VideoReader(path) as reader:
        return [read_number(frame.pixels) for frame in reader.frames()]


def sound_behind_picture(path: Path) -> list[Fraction]:
    """Seconds from each flash to its click."""
    pairs = zip(click_times(path), flash_times(path), strict=True)
    return [click - flash for click, flash in pairs]


@pytest.mark.parametrize("effects", [(), (ONE_PIXEL_OFF,)], ids=["identity", "chain"])
def test_the_decoders_last_frames_come_out(effects: tuple[EffectSpec, ...], tmp_path: Path) -> None:
    """1. Three B-frames and a look-ahead are still inside decoder and encoder at the end."""
    source = make_clip(tmp_path / "s.mp4", frames=37, b_frames=3, gop=25, size=(96, 64))
    result = export(source, tmp_path / "out.mp4", *effects, options={"bf": "3"})
    assert len(times(result.output)) == result.frames == 37
    assert times(result.output) == times(source)


def test_a_chain_keeps_uneven_times(tmp_path: Path) -> None:
    """3. A telephone's 33, 50, 16 ms."""
    ticks = [0, 33, 83, 99, 132, 182, 198]
    source = make_clip(tmp_path / "s.mp4", frames=7, pts=ticks, time_base=MILLISECOND)
    result = export(source, tmp_path / "out.mp4", ONE_PIXEL_OFF, options=QUICK)
    assert times(result.output) == [Fraction(tick, 1000) for tick in ticks]


@pytest.mark.parametrize("b_frames", ["0", "3"])
def test_a_screen_recording_keeps_its_speed(b_frames: str, tmp_path: Path) -> None:
    """4. Its clock ticks far more often than it has frames; neither rate is believed."""
    ticks = [0, 1, 2, 45, 90, 91, 135, 180]
    source = make_clip(
        tmp_path / "s.mp4", frames=8, pts=ticks, time_base=Fraction(1, 90), b_frames=2
    )
    with av.open(str(source)) as container:
        stream = container.streams.video[0]
        assert stream.base_rate != stream.average_rate
    result = export(source, tmp_path / "out.mp4", options={"bf": b_frames})
    assert times(result.output) == times(source)
    with av.open(str(result.output)) as container:
        length = Fraction(container.duration or 0, av.time_base)
    assert abs(length - Fraction(180, 90)) < Fraction(1, 10)


@pytest.mark.parametrize("first", [0, 25])
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_picture_and_sound_keep_their_distance(first: int, suffix: str, tmp_path: Path) -> None:
    """5. The picture starts with or after the sound."""
    clicks = (Fraction(12, 25) + Fraction(first, 25), Fraction(30, 25) + Fraction(first, 25))
    source = make_clip(
        tmp_path / "s.mkv",
        codec="ffv1",
        container="matroska",
        frames=40,
        pts=range(first, 40 + first),
        clicks=clicks,
    )
    result = export(source, tmp_path / f"out{suffix}", codec="libx264", options=QUICK)
    before, after = sound_behind_picture(source), sound_behind_picture(result.output)
    assert before
    assert all(abs(a - b) <= MILLISECOND for a, b in zip(after, before, strict=True))


def test_an_edit_list_is_obeyed(tmp_path: Path) -> None:
    """5. Frames an edit list hides stay hidden, and the sound stays with the others."""
    clicks = (Fraction(20, 25), Fraction(35, 25))
    source = make_clip(tmp_path / "s.mp4", frames=50, clicks=clicks, gop=10, b_frames=2)
    hide_first(source, 5)
    result = export(source, tmp_path / "out.mp4", options=QUICK)
    assert numbers(result.output) == list(range(5, 50))
    before, after = sound_behind_picture(source), sound_behind_picture(result.output)
    assert all(abs(a - b) <= MILLISECOND for a, b in zip(after, before, strict=True))


ODD_TIMES = {
    "shared": [0, 40, 40, 80, 120, 160],
    "falling": [0, 40, 120, 80, 160, 200],
    "below zero": [-80, -40, 0, 40, 80, 120],
}


@pytest.mark.parametrize("name", ODD_TIMES)
@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_odd_times_come_out_rising_and_said(name: str, suffix: str, tmp_path: Path) -> None:
    """6. Every frame is there, in order."""
    plain = make_clip(tmp_path / "plain.mkv", frames=6, codec="ffv1")
    source = with_times(tmp_path / "s.mkv", plain, ODD_TIMES[name], MILLISECOND)
    result = export(source, tmp_path / f"out{suffix}", options={**QUICK, "bf": "0"})
    assert numbers(result.output) == list(range(6))
    written = packet_pts(result.output)
    assert all(a < b for a, b in itertools.pairwise(written))  # type: ignore[operator]
    assert any("time stamp" in note for note in result.notes) == (name != "below zero")


@pytest.mark.parametrize(("suffix", "muxer"), [(".h264", "h264"), (".avi", "avi")])
def test_absent_times_are_counted_out(suffix: str, muxer: str, tmp_path: Path) -> None:
    """6. Raw H.264 has none, AVI only those of decoding."""
    source = make_clip(tmp_path / f"s{suffix}", frames=30, container=muxer, b_frames=2)
    result = export(source, tmp_path / "out.mp4", options=QUICK)
    assert numbers(result.output) == list(range(30))
    assert times(result.output) == [Fraction(n, 25) for n in range(30)]
    assert any("time stamps" in note for note in result.notes)


@pytest.mark.parametrize("claimed", [3, 900])
def test_a_lying_frame_count_changes_nothing(claimed: int, tmp_path: Path) -> None:
    """7. An AVI header's count is not believed; progress ends at 100 % and never passes it."""
    source = make_clip(tmp_path / "s.avi", frames=20, codec="mjpeg", pix_fmt="yuvj420p")
    data = bytearray(source.read_bytes())
    for box, offset in ((b"avih", 24), (b"strh", 40)):
        at = data.index(box) + offset
        data[at : at + 4] = claimed.to_bytes(4, "little")
    source.write_bytes(data)
    seen: list[Progress] = []
    request = EnhanceRequest(Excerpt(MediaItem(source)), tmp_path / "out.mp4", options=QUICK)
    assert enhance(request, CancelToken(), seen.append).frames == 20
    assert all(step.total is not None and step.done <= step.total for step in seen)
    assert (seen[-1].done, seen[-1].total) == (20, 20)


@pytest.mark.parametrize("effects", [(), (ONE_PIXEL_OFF,)], ids=["identity", "chain"])
def test_a_damaged_packet_is_reported_and_the_rest_goes_on(
    effects: tuple[EffectSpec, ...], tmp_path: Path
) -> None:
    """9. Frames around the damage keep their own times, and the result says how many suffered."""
    source = make_clip(tmp_path / "s.mp4", frames=30, gop=10)
    spoil_packet(source, 14)
    result = export(source, tmp_path / "out.mp4", *effects, options=QUICK)
    assert result.damaged > 0
    (note,) = [note for note in result.notes if "damaged" in note]
    assert note.startswith(f"{result.damaged} frame")
    kept = dict(zip(times(result.output), numbers(result.output), strict=True))
    assert all(kept[Fraction(n, 25)] == n for n in (*range(13), *range(20, 30)))


def test_a_source_that_cannot_be_read_on_is_a_failure(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """9. Never a short success."""
    source = make_clip(tmp_path / "s.mp4", frames=30)
    whole = StreamDecoder.frames_from

    def dying(self: StreamDecoder, first: int) -> Iterator[Decoded]:
        yield from itertools.islice(whole(self, first), 12)
        raise MediaError("s.mp4 cannot be read any further: input/output error.")

    monkeypatch.setattr(StreamDecoder, "frames_from", dying)
    with pytest.raises(MediaError, match="any further"):
        export(source, tmp_path / "out.mp4", options=QUICK)
    assert not (tmp_path / "out.mp4").exists()


def test_an_mp4_without_its_table_is_refused_at_once(tmp_path: Path) -> None:
    """10."""
    source = cut_off(make_clip(tmp_path / "s.mp4", frames=50), 0.5)
    began = time.monotonic()
    with pytest.raises(MediaError, match="cut off"):
        export(source, tmp_path / "out.mp4")
    assert time.monotonic() - began < 5


@pytest.mark.parametrize("share", [0.3, 0.7])
def test_a_cut_off_matroska_gives_what_is_there(share: float, tmp_path: Path) -> None:
    """10."""
    source = cut_off(make_clip(tmp_path / "s.mkv", frames=50, gop=5), share)
    began = time.monotonic()
    result = export(source, tmp_path / "out.mp4", options=QUICK)
    assert time.monotonic() - began < 20
    found = numbers(result.output)
    assert 5 < len(found) < 50
    assert found[:-1] == list(range(len(found) - 1))
