"""Everything beside the picture, through whole exports by a chain and without one."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av
import pytest
from av.stream import AttachmentStream, Disposition

from app.base.errors import MediaError
from app.media.probe import probe
from app.media.video_reader import VideoReader
from app.project.model import EffectSpec
from tests.helpers.clips import make_clip
from tests.helpers.exports import export, times
from tests.helpers.side_clips import (
    RATE,
    SECONDS,
    Clip,
    Sound,
    Words,
    click_time,
    events_of,
    payloads,
    picture,
    write_clip,
)

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

QUICK = {"preset": "ultrafast"}
CROP = EffectSpec("crop", (("left", 2), ("right", 2)))
MILLISECOND = Fraction(1, 1000)
FONT = b"\0\1\0\0" + bytes(range(256)) * 4
CHAPTERS = ((0, 1000, "Begin"), (1000, 4000, "Rest"))
TAGS = {"title": "A film", "creation_time": "2020-02-03T04:05:06.000000Z"}

BOTH = pytest.mark.parametrize("effects", [(), (CROP,)], ids=["identity", "chain"])


def kinds(path: Path) -> list[str]:
    with av.open(str(path)) as container:
        covers = [bool(s.disposition & Disposition.attached_pic) for s in container.streams]
        pairs = zip(container.streams, covers, strict=True)
        return sorted("cover" if cover else stream.type for stream, cover in pairs)


def chapters_of(path: Path) -> list[tuple[str, Fraction, Fraction]]:
    """(title, start, end) in seconds."""
    with av.open(str(path)) as container:
        rows = [
            (c["metadata"]["title"], c["start"], c["end"], c["time_base"] or Fraction(1))
            for c in container.chapters()
        ]
    return [(title, start * tick, end * tick) for title, start, end, tick in rows]


@BOTH
@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_two_languages_arrive_with_picture_and_titles(
    suffix: str, effects: tuple[EffectSpec, ...], tmp_path: Path
) -> None:
    """24."""
    sounds = (
        Sound(language="eng", title="Main"),
        Sound(language="deu", layout="5.1", click=Fraction(3)),
    )
    source = write_clip(tmp_path / "s.mkv", Clip(sounds=sounds))
    result = export(source, tmp_path / f"out{suffix}", *effects, options=QUICK)
    assert len(times(result.output)) == SECONDS * RATE
    with av.open(str(result.output)) as container:
        tracks = container.streams.audio
        # QuickTime's code for German is read as the older word for it.
        german = "ger" if suffix == ".mov" else "deu"
        assert [track.metadata["language"] for track in tracks] == ["eng", german]
        assert [track.codec_context.layout.name for track in tracks] == ["stereo", "5.1"]
    for track in range(2):
        off = click_time(result.output, track) - click_time(source, track)
        assert abs(off) <= MILLISECOND
    assert payloads(result.output, 1) == payloads(source, 1)


@BOTH
def test_subrip_becomes_timed_text(effects: tuple[EffectSpec, ...], tmp_path: Path) -> None:
    """24."""
    source = write_clip(tmp_path / "s.mkv", Clip(words=(Words(language="fra"),)))
    result = export(source, tmp_path / "out.mp4", *effects, options=QUICK)
    with av.open(str(result.output)) as container:
        (track,) = container.streams.subtitles
        assert track.codec_context.name == "mov_text"
        assert track.metadata["language"] == "fra"
    shown = [(start, end, text.split("{")[0]) for start, end, text in events_of(result.output)]
    assert [row[:2] for row in shown if row[2]] == [
        (Fraction(1, 2), Fraction(3, 2)),
        (Fraction(2), Fraction(7, 2)),
    ]


@BOTH
def test_styled_subtitles_keep_their_font_and_chapters_their_names(
    effects: tuple[EffectSpec, ...], tmp_path: Path
) -> None:
    """24."""
    clip = Clip(words=(Words(codec="ass"),), font=FONT, chapters=CHAPTERS, cover=True)
    source = write_clip(tmp_path / "s.mkv", clip)
    result = export(source, tmp_path / "out.mkv", *effects, options=QUICK)
    assert kinds(result.output) == kinds(source)
    assert events_of(result.output) == events_of(source)
    with av.open(str(result.output)) as container:
        fonts = [s for s in container.streams if isinstance(s, AttachmentStream)]
        assert FONT in [s.data for s in fonts]
    assert chapters_of(result.output) == chapters_of(source)
    assert [title for title, _, _ in chapters_of(result.output)] == ["Begin", "Rest"]


@BOTH
def test_a_cover_is_neither_the_film_nor_lost(
    effects: tuple[EffectSpec, ...], tmp_path: Path
) -> None:
    """24."""
    clip = Clip("mp4", sounds=(Sound(),), cover=True, chapters=CHAPTERS)
    source = write_clip(tmp_path / "s.mp4", clip)
    result = export(source, tmp_path / "out.mp4", *effects, options=QUICK)
    video = probe(result.output).video
    assert video is not None
    assert video.format.size == (64 - 4 * len(effects), 48)
    assert video.frame_count == SECONDS * RATE
    covers = [other for other in probe(result.output).others if other.kind == "cover art"]
    assert len(covers) == 1
    assert picture() in payloads(result.output, covers[0].index)


@BOTH
def test_webm_gets_opus_and_says_what_it_changed(
    effects: tuple[EffectSpec, ...], tmp_path: Path
) -> None:
    """24."""
    source = write_clip(tmp_path / "s.mp4", Clip("mp4", sounds=(Sound(),)))
    options = {"deadline": "realtime"}
    result = export(source, tmp_path / "out.webm", *effects, options=options)
    with av.open(str(result.output)) as container:
        assert container.streams.audio[0].codec_context.name in ("opus", "libopus")
    assert abs(click_time(result.output) - click_time(source)) <= MILLISECOND
    assert any("audio" in note.lower() or "sound" in note.lower() for note in result.notes)


def test_opus_stays_opus_in_webm(tmp_path: Path) -> None:
    """24."""
    source = write_clip(tmp_path / "s.mkv", Clip(sounds=(Sound(codec="libopus"),)))
    result = export(source, tmp_path / "out.webm", options={"deadline": "realtime"})
    before, after = payloads(source, 1), payloads(result.output, 1)
    # The first packet is priming, which nobody hears.
    assert after in (before, before[1:])
    assert click_time(result.output) == click_time(source)


def test_a_silent_film_does_not_silence_the_next(tmp_path: Path) -> None:
    """25."""
    silent = write_clip(tmp_path / "silent.mkv", Clip())
    loud = write_clip(tmp_path / "loud.mkv", Clip(sounds=(Sound(),)))
    for turn in range(2):
        first = export(silent, tmp_path / f"silent{turn}.mp4", options=QUICK)
        second = export(loud, tmp_path / f"loud{turn}.mp4", options=QUICK)
        assert kinds(first.output) == ["video"]
        assert kinds(second.output) == ["audio", "video"]


@BOTH
@pytest.mark.parametrize("suffix", [".mp4", ".mov", ".mkv"])
def test_tags_and_the_day_it_was_made_stay(
    suffix: str, effects: tuple[EffectSpec, ...], tmp_path: Path
) -> None:
    """26."""
    source = write_clip(tmp_path / "s.mp4", Clip("mp4", tags=TAGS))
    result = export(source, tmp_path / f"out{suffix}", *effects, options=QUICK)
    with av.open(str(result.output)) as container:
        found = {key.lower(): value for key, value in container.metadata.items()}
    assert found["title"] == "A film"
    assert found["creation_time"].startswith("2020-02-03T04:05:06")
    assert found["encoder"]


@BOTH
@pytest.mark.parametrize("name", ["out.mp4", "out.mkv", "out.mov", "out.gif", "%05d.png"])
def test_nothing_tells_where_it_was_made(
    name: str, effects: tuple[EffectSpec, ...], tmp_path: Path
) -> None:
    """26. Neither the folder's name nor the source's."""
    folder = tmp_path / "verysecretplace"
    folder.mkdir()
    source = write_clip(folder / "hiddenname.mkv", Clip(sounds=(Sound(),), tags=TAGS))
    export(source, folder / name, *effects)
    for path in folder.iterdir():
        if path != source:
            data = path.read_bytes()
            assert b"verysecretplace" not in data
            assert b"hiddenname" not in data


@pytest.mark.parametrize("suffix", [".mp4", ".mkv"])
def test_a_cut_takes_sound_words_and_chapters_along(suffix: str, tmp_path: Path) -> None:
    """8. A chain that changes the number of frames changes nothing about their times."""
    clip = Clip(
        sounds=(Sound(codec="flac", click=Fraction(5, 2)),),
        words=(Words(),),
        chapters=CHAPTERS,
    )
    source = write_clip(tmp_path / "s.mkv", clip)
    rate = EffectSpec("frame-rate", (("rate", "50"),))
    result = export(
        source,
        tmp_path / f"out{suffix}",
        rate,
        start=Fraction(8, 5),
        end=Fraction(3),
        options=QUICK,
    )
    shown = times(result.output)
    assert shown == [Fraction(n, 50) for n in range(70)]
    assert abs(click_time(result.output) - Fraction(9, 10)) <= MILLISECOND
    events = [(a, b) for a, b, text in events_of(result.output) if text]
    assert (Fraction(2, 5), Fraction(7, 5)) in events
    assert chapters_of(result.output) == [("Rest", Fraction(0), Fraction(7, 5))]


def real_clips(folder: Path) -> Iterator[Path]:
    for path in sorted((folder / "clips").iterdir()):
        if path.suffix.lower() in (".mp4", ".mkv", ".mov", ".webm", ".avi", ".mts", ".ts"):
            yield path


@pytest.mark.slow
def test_real_clips_come_through_a_cut(media_dir: Path, tmp_path: Path) -> None:
    """The first ten frames of each, to the bit and to the tick."""
    for number, path in enumerate(real_clips(media_dir)):
        with VideoReader(path) as reader:
            span = reader.index.span(None, Fraction(10) / reader.info.average_rate)
            expected = [frame.time - span.start for frame in reader.frames(span)]
        length = Fraction(10) / reader.info.average_rate
        result = export(path, tmp_path / f"{number}.nut", end=length, codec="ffv1")
        assert times(result.output) == expected, path.name


def test_a_film_of_sound_alone_is_refused_with_a_sentence(tmp_path: Path) -> None:
    """24."""
    source = tmp_path / "s.wav"
    with av.open(str(source), "w") as container:
        stream = container.add_stream("pcm_s16le", rate=8000)
        frame = av.AudioFrame(format="s16", layout="mono", samples=800)
        frame.sample_rate = 8000
        container.mux(stream.encode(frame))
    with pytest.raises(MediaError, match="no video"):
        export(source, tmp_path / "out.mp4")


def test_a_second_export_of_a_result_changes_nothing_more(tmp_path: Path) -> None:
    """24, 26. What survived once survives again."""
    source = make_clip(tmp_path / "s.mp4", frames=50, clicks=(Fraction(1),), tags=TAGS)
    once = export(source, tmp_path / "once.mp4", options=QUICK)
    twice = export(once.output, tmp_path / "twice.mp4", options=QUICK)
    assert times(twice.output) == times(source)
    assert kinds(twice.output) == kinds(source)
    assert payloads(twice.output, 1) == payloads(source, 1)
