"""Everything in a file but its main video survives an export."""

from __future__ import annotations

import contextlib
import heapq
import os
from fractions import Fraction
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING, cast

import av
import pytest
from av.stream import AttachmentStream, Disposition

from app.base.time import Span
from app.media.probe import is_cover_art, main_video_stream
from app.media.side.rules import MOV_FAMILY
from app.media.side.streams import SidePlan, SideStreams, plan_side_streams
from app.media.side.subtitles import Event, disjoint
from tests.helpers.side_clips import (
    MS,
    Clip,
    Sound,
    Words,
    click_time,
    events_of,
    packet_times,
    payloads,
    picture,
    sound_of,
    write_clip,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.media.side.copy import Timed

ENDINGS = {"matroska": "mkv", "mp4": "mp4", "mov": "mov", "webm": "webm", "nut": "nut"}
FRENCH = {"mov": "fra", "mp4": "fre", "matroska": "fre"}
TICK_44K = Fraction(1, 44_100)


def export(
    source: Path, container: str, span: Span | None = None
) -> tuple[Path, SidePlan, tuple[str, ...]]:
    """Join the source's video packets with the side streams, as the exporter does."""
    plan = plan_side_streams(source, container, trimmed=span is not None)
    target = source.with_name(f"out of {source.stem}.{ENDINGS[container]}")
    shift = -span.start if span else Fraction(0)
    with contextlib.ExitStack() as stack:
        opened = stack.enter_context(av.open(str(source)))
        video = main_video_stream(opened)
        assert video is not None
        scale = {"movie_timescale": str(plan.movie_timescale(video.time_base or MS))}
        options = scale if container in MOV_FAMILY else {}
        output = stack.enter_context(
            av.open(str(target), "w", format=container, container_options=options)
        )
        stream = _video_for(output, video, container)
        with SideStreams(source, plan, output, span, shift) as sides:
            film = _film(opened, video, stream, span, shift)
            for _, packet in heapq.merge(film, sides.packets(), key=lambda timed: timed[0]):
                output.mux(packet)
            notes = sides.notes
    return target, plan, notes


def _video_for(
    output: av.container.OutputContainer, video: av.VideoStream, container: str
) -> av.VideoStream:
    """The same video; WebM does not take it, so an empty VP9 track stands in there."""
    if container != "webm":
        return output.add_stream_from_template(video, opaque=True)
    stream = output.add_stream("libvpx-vp9", rate=25, width=64, height=48)
    assert isinstance(stream, av.VideoStream)
    return stream


def _film(
    opened: av.container.InputContainer,
    video: av.VideoStream,
    stream: av.VideoStream,
    span: Span | None,
    shift: Fraction,
) -> Iterator[Timed]:
    if stream.name != video.name:
        return
    for packet in opened.demux(video):
        time = (packet.pts or 0) * packet.time_base
        if packet.size and (span is None or time in span):
            ticks = round(shift / packet.time_base)
            packet.pts = (packet.pts or 0) + ticks
            packet.dts = None if packet.dts is None else packet.dts + ticks
            packet.stream = stream
            yield packet.pts * packet.time_base, cast("av.Packet[av.stream.Stream]", packet)


def actions(plan: SidePlan) -> list[tuple[str, str]]:
    return [(stream.kind, stream.action) for stream in plan.streams]


def media() -> Path:
    folder = os.environ.get("REELWRIGHT_TEST_MEDIA")
    if not folder:
        pytest.skip("REELWRIGHT_TEST_MEDIA does not name the folder of real clips")
    return Path(folder) / "clips"


# Sound


@pytest.mark.parametrize("container", ["mp4", "matroska", "nut"])
def test_a_film_without_sound_is_no_problem(tmp_path: Path, container: str) -> None:
    source = write_clip(tmp_path / "silent.mkv", Clip())
    target, plan, notes = export(source, container)
    assert plan.streams == ()
    assert plan.notes == notes == ()
    assert len(packet_times(target, 0)) == 100


@pytest.mark.parametrize("container", ["mp4", "mov", "matroska"])
def test_two_languages_stay_with_titles_and_roles(tmp_path: Path, container: str) -> None:
    english = Sound("aac", title="Film", roles=Disposition.default)
    french = Sound("ac3", language="fre", title="Commentaire", click=Fraction(3, 2))
    source = write_clip(tmp_path / "two.mkv", Clip(sounds=(english, french)))
    target, plan, _ = export(source, container)
    assert actions(plan) == [("audio", "copy"), ("audio", "copy")]
    with av.open(str(target)) as opened:
        tracks = opened.streams.audio
        assert [track.language for track in tracks] == ["eng", FRENCH[container]]
        titles = [t.metadata.get("title") or t.metadata.get("name") for t in tracks]
        assert titles == ["Film", "Commentaire"]
        assert [bool(t.disposition & Disposition.default) for t in tracks] == [True, False]
    for track in (0, 1):
        assert abs(click_time(target, track) - click_time(source, track)) <= MS


@pytest.mark.parametrize("container", ["mp4", "mov", "matroska", "nut"])
@pytest.mark.parametrize("origin", ["mp4", "matroska"])
def test_copied_packets_are_the_same_at_the_same_times(
    tmp_path: Path, container: str, origin: str
) -> None:
    clip = Clip(origin, sounds=(Sound(rate=44_100),))
    source = write_clip(tmp_path / f"in.{ENDINGS[origin]}", clip)
    target, _, _ = export(source, container)
    before, after = packet_times(source, 1), packet_times(target, 1)
    kept = len(after)
    assert payloads(target, 1) == payloads(source, 1)[-kept:]
    # Without edit lists only the priming packet before zero goes.
    assert kept >= len(before) - 1
    tick = TICK_44K if origin == "mp4" and container != "matroska" else MS
    assert all(
        abs(a - b) < tick or abs(a - b) == MS for a, b in zip(before[-kept:], after, strict=True)
    )
    assert packet_times(target, 0) == packet_times(source, 0)


def test_priming_before_zero_stays_in_mp4(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "in.mp4", Clip("mp4", sounds=(Sound(),)))
    target, _, _ = export(source, "mp4")
    assert packet_times(target, 1) == packet_times(source, 1)
    assert packet_times(target, 1)[0] == Fraction(-1024, 48_000)
    assert next(sound_of(target))[0] == 0


def test_times_rounded_by_matroska_are_whole_samples_again_in_mp4(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=(Sound(rate=44_100),)))
    target, _, _ = export(source, "mp4")
    steps = {b - a for a, b in pairwise(packet_times(target, 1))}
    assert steps == {Fraction(1024, 44_100)}


@pytest.mark.parametrize("codec", ["aac", "ac3", "libopus", "flac"])
def test_surround_sound_stays_surround(tmp_path: Path, codec: str) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=(Sound(codec, layout="5.1"),)))
    for container in ("mp4", "mov", "webm"):
        target, _, _ = export(source, container)
        with av.open(str(target)) as opened:
            assert opened.streams.audio[0].layout.nb_channels == 6
            assert opened.streams.audio[0].layout.name.startswith("5.1")
        assert abs(click_time(target) - click_time(source)) <= MS


def test_opus_is_copied_into_mp4(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=(Sound("libopus"),)))
    target, plan, _ = export(source, "mp4")
    assert actions(plan) == [("audio", "copy")]
    assert payloads(target, 1) == payloads(source, 1)
    assert packet_times(target, 1)[0] == Fraction(-312, 48_000)
    assert abs(click_time(target) - click_time(source)) <= Fraction(1, 2000)


@pytest.mark.parametrize(
    ("codec", "rate", "container", "expected"),
    [
        ("libopus", 48_000, "mov", "aac"),
        ("vorbis", 44_100, "mp4", "aac"),
        ("pcm_s16le", 44_100, "mp4", "aac"),
        ("pcm_s24le", 48_000, "webm", "opus"),
        ("flac", 44_100, "webm", "opus"),
        ("aac", 44_100, "webm", "opus"),
    ],
)
def test_sound_that_is_not_played_there_is_encoded_anew_and_said(
    tmp_path: Path, codec: str, rate: int, container: str, expected: str
) -> None:
    sound = Sound(codec, rate, language="ger", start=Fraction(1, 4))
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=(sound,)))
    target, plan, notes = export(source, container)
    assert actions(plan) == [("audio", "transcode")]
    assert "Audio track 1 (ger)" in plan.notes[0]
    assert notes == ()
    with av.open(str(target)) as opened:
        track = opened.streams.audio[0]
        assert track.codec_context.codec.canonical_name == expected
        assert track.language == "ger"
    assert abs(click_time(target) - click_time(source)) <= MS


@pytest.mark.parametrize(("codec", "container"), [("pcm_s16le", "mov"), ("flac", "mp4")])
def test_sound_that_is_played_there_is_copied(tmp_path: Path, codec: str, container: str) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=(Sound(codec),)))
    target, plan, _ = export(source, container)
    assert actions(plan) == [("audio", "copy")]
    assert b"".join(payloads(target, 1)) == b"".join(payloads(source, 1))


@pytest.mark.parametrize("container", ["mp4", "mov", "matroska", "webm", "nut"])
@pytest.mark.parametrize("codec", ["aac", "libopus"])
def test_sound_that_starts_later_than_the_picture_still_does(
    tmp_path: Path, container: str, codec: str
) -> None:
    sound = Sound(codec, start=Fraction(3, 4), click=Fraction(1))
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=(sound,)))
    target, _, _ = export(source, container)
    assert abs(click_time(target) - click_time(source)) <= MS
    assert abs(click_time(target) - Fraction(7, 4)) <= 2 * MS


@pytest.mark.parametrize("container", ["mp4", "mov", "matroska", "webm", "nut"])
@pytest.mark.parametrize("codec", ["aac", "libopus", "pcm_s16le", "flac"])
@pytest.mark.parametrize("origin", ["mov", "matroska"])
def test_a_trim_moves_the_click_by_exactly_its_start(
    tmp_path: Path, container: str, codec: str, origin: str
) -> None:
    if (codec, origin) in (("libopus", "mov"), ("flac", "mov")):
        origin = "mp4"
    source = write_clip(tmp_path / f"in.{ENDINGS[origin]}", Clip(origin, sounds=(Sound(codec),)))
    span = Span(Fraction(33, 25), Fraction(80, 25))
    target, _, _ = export(source, container, span)
    assert abs(click_time(target) - (click_time(source) - span.start)) <= MS
    times = packet_times(target, 1)
    assert max(times) < Fraction(80 - 33, 25)
    assert next(time for time, _, _ in sound_of(target)) <= Fraction(25, 1000)
    if container != "webm":
        assert packet_times(target, 0)[0] == 0


@pytest.mark.parametrize("container", ["mp4", "webm"])
def test_encoded_sound_is_trimmed_to_the_sample(tmp_path: Path, container: str) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=(Sound("pcm_s16le"),)))
    span = Span(Fraction(33, 25), Fraction(80, 25))
    target, _, _ = export(source, container, span)
    frames = list(sound_of(target))
    assert abs(frames[0][0]) <= MS
    heard = sum(samples.shape[1] for _, samples, _ in frames)
    assert 0 <= heard - 47 * 48_000 // 25 <= 1024


def test_damaged_sound_is_counted_and_never_fatal(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=(Sound("flac"),)))
    data = bytearray(source.read_bytes())
    spots = [n for n in range(len(data) - 1) if data[n : n + 2] == b"\xff\xf8"][4:8]
    for spot in spots:
        data[spot : spot + 8] = bytes(8)
    source.write_bytes(data)
    target, _, notes = export(source, "webm")
    assert any("damaged audio" in note for note in notes)
    assert abs(click_time(target) - Fraction(5, 2)) <= 2 * MS


def test_a_file_that_breaks_off_gives_what_it_has(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=(Sound("flac"), Sound("ac3"))))
    data = source.read_bytes()
    source.write_bytes(data[: len(data) * 3 // 4])
    for container in ("mp4", "webm"):
        target, _, _ = export(source, container)
        assert abs(click_time(target, 1) - Fraction(5, 2)) <= 2 * MS


def test_a_hole_in_encoded_sound_is_silence(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=(Sound("pcm_s16le"),)))
    holed = tmp_path / "holed.mkv"
    with av.open(str(source)) as opened, av.open(str(holed), "w") as output:
        streams = [output.add_stream_from_template(s, opaque=True) for s in opened.streams]
        for packet in opened.demux():
            time = (packet.pts or 0) * packet.time_base
            inside = Fraction(1, 2) < time < Fraction(2)
            if packet.dts is not None and not (packet.stream.type == "audio" and inside):
                packet.stream = streams[packet.stream.index]
                output.mux(packet)
    target, _, _ = export(holed, "webm")
    assert abs(click_time(target) - Fraction(5, 2)) <= MS


# Subtitles


@pytest.mark.parametrize("container", ["mp4", "mov"])
def test_subrip_survives_as_timed_text_and_comes_back(tmp_path: Path, container: str) -> None:
    words = Words(roles=Disposition.default)
    source = write_clip(tmp_path / "in.mkv", Clip(words=(words, Words(language="fre"))))
    there, plan, _ = export(source, container)
    assert actions(plan) == [("subtitle", "convert")] * 2
    assert "Subtitle track 1 (eng) is converted" in plan.notes[0]
    back, second, _ = export(there, "matroska")
    assert actions(second) == [("subtitle", "convert")] * 2
    for track in (0, 1):
        shown = [(a, b) for a, b, _ in events_of(there, track)]
        assert shown == [(a, b) for a, b, _ in events_of(source, track)]
        assert events_of(back, track) == events_of(source, track)
    assert payloads(back, 1) == [b"One", b"Two <i>it</i>"]
    with av.open(str(back)) as opened:
        assert [s.language for s in opened.streams.subtitles] == ["eng", FRENCH[container]]


def test_subtitles_become_webvtt_in_webm(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(words=(Words(),)))
    plan = plan_side_streams(source, "webm", trimmed=False)
    assert [(s.action, s.target) for s in plan.streams] == [("convert", "webvtt")]
    target, _, _ = export(source, "webm")
    assert events_of(target) == events_of(source)


@pytest.mark.parametrize(
    ("codec", "origin", "container"),
    [
        ("subrip", "matroska", "matroska"),
        ("subrip", "matroska", "mp4"),
        ("ass", "matroska", "matroska"),
        ("mov_text", "mp4", "mp4"),
        ("mov_text", "mp4", "matroska"),
    ],
)
def test_subtitles_are_cut_with_the_picture(
    tmp_path: Path, codec: str, origin: str, container: str
) -> None:
    events = ((0, 400, "Gone"), (600, 1600, "Cut"), (2000, 3000, "Whole"), (3100, 3900, "End"))
    clip = Clip(origin, words=(Words(codec, events),))
    source = write_clip(tmp_path / f"in.{ENDINGS[origin]}", clip)
    target, _, _ = export(source, container, Span(Fraction(1), Fraction(7, 2)))
    assert events_of(target) == [
        (0, 600 * MS, "Cut"),
        (1000 * MS, 2000 * MS, "Whole"),
        (2100 * MS, 2500 * MS, "End"),
    ]


def test_lines_shown_together_share_the_screen_in_mp4(tmp_path: Path) -> None:
    words = Words("ass", ((500, 2000, "Low"), (500, 1000, "High"), (1500, 3000, "Late")))
    source = write_clip(tmp_path / "in.mkv", Clip(words=(words,)))
    target, _, _ = export(source, "mp4")
    assert events_of(target) == [
        (500 * MS, 1000 * MS, "Low\\NHigh"),
        (1000 * MS, 1500 * MS, "Low"),
        (1500 * MS, 2000 * MS, "Low\\NLate"),
        (2000 * MS, 3000 * MS, "Late"),
    ]


def test_lines_shown_together_stay_apart_in_matroska(tmp_path: Path) -> None:
    words = Words("ass", ((500, 2000, "Low"), (500, 1000, "High")))
    source = write_clip(tmp_path / "in.mkv", Clip(words=(words,)))
    target, _, _ = export(source, "matroska")
    assert events_of(target) == events_of(source)


def test_disjoint_events_leave_gaps_as_they_are() -> None:
    events = [Event(Fraction(a), Fraction(b), b"0,0,D,,0,0,0,,x") for a, b in ((0, 1), (2, 3))]
    assert list(disjoint(iter(events))) == events


def test_styled_subtitles_and_their_font_stay_in_matroska(tmp_path: Path) -> None:
    clip = Clip(words=(Words("ass"),), font=b"a font" * 99)
    source = write_clip(tmp_path / "in.mkv", clip)
    target, plan, _ = export(source, "matroska")
    assert actions(plan) == [("subtitle", "copy"), ("attachment", "attach")]
    assert plan.notes == ()
    assert payloads(target, 1) == payloads(source, 1)
    with av.open(str(source)) as before, av.open(str(target)) as after:
        old, new = before.streams.subtitles[0], after.streams.subtitles[0]
        assert new.codec_context.extradata == old.codec_context.extradata
        font = after.streams.attachments[0]
        assert isinstance(font, AttachmentStream)
        assert font.data == clip.font
        assert font.mimetype == "application/x-truetype-font"
        assert font.metadata["filename"] == "font.ttf"


def test_styled_subtitles_and_fonts_lost_in_mp4_are_said(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(words=(Words("ass"),), font=b"a font"))
    target, plan, _ = export(source, "mp4")
    assert actions(plan) == [("subtitle", "convert"), ("attachment", "drop")]
    assert "fonts, positions and effects are lost" in plan.notes[0]
    assert "font.ttf is lost" in plan.notes[1]
    assert [(a, b) for a, b, _ in events_of(target)] == [
        (500 * MS, 1500 * MS),
        (2000 * MS, 3500 * MS),
    ]


def test_pictures_as_subtitles_are_kept_in_matroska_and_said_for_mp4(tmp_path: Path) -> None:
    source = tmp_path / "in.mkv"
    with av.open(str(source), "w") as output:
        video = output.add_stream("mpeg4", rate=25, width=64, height=48)
        output.add_stream("dvdsub")
        output.mux(video.encode(av.VideoFrame(64, 48, "yuv420p")))
        output.mux(video.encode(None))
    assert actions(plan_side_streams(source, "matroska", trimmed=False)) == [("subtitle", "copy")]
    plan = plan_side_streams(source, "mp4", trimmed=False)
    assert actions(plan) == [("subtitle", "drop")]
    assert "pictures" in plan.notes[0]


# Chapters, tags, covers, data


CHAPTERS = ((0, 900, "Start"), (900, 2500, "Middle"), (2500, 4000, "End"))


@pytest.mark.parametrize("container", ["mp4", "mov", "matroska", "webm"])
def test_chapters_are_moved_with_a_trim(tmp_path: Path, container: str) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(chapters=CHAPTERS, sounds=(Sound(),)))
    target, _, _ = export(source, container, Span(Fraction(1), Fraction(3)))
    assert chapters_of(target) == [(0, 1500 * MS, "Middle"), (1500 * MS, 2000 * MS, "End")]


@pytest.mark.parametrize("container", ["mp4", "mov", "matroska"])
def test_chapters_stay(tmp_path: Path, container: str) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(chapters=CHAPTERS))
    target, _, _ = export(source, container)
    assert chapters_of(target) == [(a * MS, b * MS, title) for a, b, title in CHAPTERS]
    again, plan, _ = export(target, container)
    assert chapters_of(again) == chapters_of(target)
    assert plan.notes == ()


def chapters_of(path: Path) -> list[tuple[Fraction, Fraction, str]]:
    with av.open(str(path)) as opened:
        return [
            (c["start"] * tick, c["end"] * tick, c["metadata"]["title"])
            for c in opened.chapters()
            if (tick := c["time_base"]) is not None
        ]


@pytest.mark.parametrize("container", ["mp4", "mov", "matroska"])
def test_tags_stay_but_not_those_of_the_old_file(tmp_path: Path, container: str) -> None:
    tags = {"title": "A film", "artist": "Ann", "creation_time": "2020-01-02T03:04:05.000000Z"}
    source = write_clip(tmp_path / "in.mp4", Clip("mp4", tags=tags))
    plan = plan_side_streams(source, container, trimmed=False)
    kept = {key.lower() for key, _ in plan.tags}
    assert kept == {"title", "artist", "creation_time"}
    target, _, _ = export(source, container)
    with av.open(str(target)) as opened:
        found = {key.lower(): value for key, value in opened.metadata.items()}
    assert tags.items() <= found.items()


def test_tags_without_a_place_are_said(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(tags={"title": "T", "director": "D"}))
    assert "DIRECTOR" in plan_side_streams(source, "mp4", trimmed=False).notes[0]
    assert plan_side_streams(source, "matroska", trimmed=False).notes == ()


@pytest.mark.parametrize("container", ["mp4", "matroska"])
@pytest.mark.parametrize("origin", ["mp4", "matroska"])
def test_a_cover_before_the_video_stays_a_cover(
    tmp_path: Path, origin: str, container: str
) -> None:
    clip = Clip(origin, cover=True, sounds=(Sound(),))
    source = write_clip(tmp_path / f"in.{ENDINGS[origin]}", clip)
    target, plan, _ = export(source, container, Span(Fraction(1), Fraction(3)))
    assert ("cover art", "drop") not in actions(plan)
    with av.open(str(target)) as opened:
        covers = [stream for stream in opened.streams.video if is_cover_art(stream)]
        assert len(covers) == 1
        assert len(opened.streams.video) == 2
        index = covers[0].index
    assert payloads(target, index) == [picture()]


def test_a_language_quicktime_has_no_code_for_is_said(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=(Sound(language="hrv"),)))
    assert "“hrv”" in plan_side_streams(source, "mov", trimmed=False).notes[0]
    assert plan_side_streams(source, "mp4", trimmed=False).notes == ()


def test_a_cover_that_quicktime_cannot_hold_is_said(tmp_path: Path) -> None:
    source = write_clip(tmp_path / "in.mkv", Clip(cover=True))
    plan = plan_side_streams(source, "mov", trimmed=False)
    assert plan.notes == ("The cover picture is lost: mov cannot hold it.",)


def test_a_timecode_track_that_is_lost_is_said(tmp_path: Path) -> None:
    clip = Clip("mov", tags={"timecode": "01:00:00:00"})
    source = write_clip(tmp_path / "in.mov", clip)
    target, plan, _ = export(source, "mov")
    assert actions(plan) == [("data", "drop")]
    assert "timecode track (from 01:00:00:00)" in plan.notes[0]
    assert len(packet_times(target, 0)) == 100


@pytest.mark.parametrize("container", ["mp4", "matroska"])
def test_a_second_video_is_copied_whole_but_not_cut(tmp_path: Path, container: str) -> None:
    source = write_clip(tmp_path / "in.mp4", Clip("mp4", videos=2))
    target, plan, _ = export(source, container)
    assert actions(plan) == [("video", "copy")]
    assert payloads(target, 1) == payloads(source, 1)
    assert packet_times(target, 1) == packet_times(source, 1)
    trimmed = plan_side_streams(source, container, trimmed=True)
    assert "only at keyframes" in trimmed.notes[0]


@pytest.mark.parametrize(
    "role", [Disposition.forced, Disposition.hearing_impaired, Disposition.comment]
)
@pytest.mark.parametrize("container", ["mp4", "matroska", "mov"])
def test_roles_stay_or_are_said(tmp_path: Path, container: str, role: Disposition) -> None:
    words = (Words(), Words("ass", roles=role))
    source = write_clip(tmp_path / "in.mkv", Clip(words=words))
    target, plan, _ = export(source, container)
    with av.open(str(target)) as opened:
        kept = bool(opened.streams.subtitles[1].disposition & role)
    assert kept or any("no longer marked" in note for note in plan.notes)


def test_packets_come_in_rising_time(tmp_path: Path) -> None:
    sounds = (Sound(), Sound("libopus", start=Fraction(1)))
    source = write_clip(tmp_path / "in.mkv", Clip(sounds=sounds, words=(Words(),)))
    plan = plan_side_streams(source, "matroska", trimmed=False)
    with av.open(str(tmp_path / "out.mkv"), "w") as output:
        stream = output.add_stream("mpeg4", rate=25, width=64, height=48)
        with SideStreams(source, plan, output, None, Fraction(0)) as sides:
            timed = [(time, p.pts, p.time_base) for time, p in sides.packets()]
        output.mux(stream.encode(av.VideoFrame(64, 48, "yuv420p")))
    assert [time for time, _, _ in timed] == sorted(time for time, _, _ in timed)
    assert all(time == (pts or 0) * tick for time, pts, tick in timed)


# Real clips


@pytest.mark.parametrize(
    "name", ["nasa_13013.mp4", "04_coffee.mp4", "bigbuckbunny.mp4", "cockatoo.mp4"]
)
@pytest.mark.parametrize("container", ["mp4", "mov", "matroska", "webm"])
def test_real_clips_keep_every_track(tmp_path: Path, name: str, container: str) -> None:
    source = tmp_path / name
    source.symlink_to(media() / name)
    target, plan, notes = export(source, container, Span(Fraction(1), Fraction(3)))
    assert notes == ()
    with av.open(str(source)) as before, av.open(str(target)) as after:
        assert len(after.streams.audio) == len(before.streams.audio)
        assert len(after.streams.subtitles) == len(before.streams.subtitles)
        for old, new in zip(before.streams.audio, after.streams.audio, strict=True):
            assert new.layout.nb_channels == old.layout.nb_channels
    assert plan.container == container
