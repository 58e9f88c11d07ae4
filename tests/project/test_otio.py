"""Timelines exchanged with other programs, judged by OpenTimelineIO itself."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import opentimelineio as otio
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.base.errors import ProjectError
from app.base.time import Span
from app.project.edits import clips, effects, markers, media, parts, tracks
from app.project.model import EffectSpec, MediaItem, Project
from app.project.otio import loses, read_otio, write_otio
from tests.project.samples import FRAME, RATE, check, clip, keys, many, project, row, seconds
from tests.project.test_storage import assert_sentence, json_values, ways

if TYPE_CHECKING:
    from collections.abc import Callable


def film() -> Project:
    """Two tracks with a gap, effects and markers."""
    before = project(
        row(clip("a", 0, 100 * FRAME), clip("b", 200 * FRAME, 50 * FRAME, 33 * FRAME)),
        row(clip("c", "1/7", 4), name="u"),
    )
    first = EffectSpec("denoise", (("sigma", keys(True)), ("on", True)))
    chain = (first, EffectSpec("x", (), False))
    before = effects.set_chain(["a"], chain)(before)
    before = effects.set_chain(["a"], chain[:1], alternative=True)(before)
    before = markers.add_marker(25 * FRAME, "look", 3)(before)
    before = clips.rename_clip("b", "named")(before)
    return tracks.set_flags("u", hidden=True, muted=True, locked=True)(before)


def written(before: Project, folder: Path) -> Any:
    write_otio(before, folder / "a.otio")
    return otio.adapters.read_from_file(str(folder / "a.otio"))


def shape(project: Project) -> object:
    """Everything but ids and facts."""
    paths = {item.id: item.path for item in project.media}
    return (
        [
            (
                [
                    (paths[c.media_id], c.source, c.at, c.effects, c.alternative, c.name)
                    for c in track.clips
                ],
                (track.name, track.hidden, track.muted, track.locked),
            )
            for track in project.tracks
        ],
        [(m.time, m.text, m.colour) for m in project.markers],
        project.name,
    )


def test_other_programs_see_tracks_clips_gaps_and_files(tmp_path: Path) -> None:
    timeline = written(film(), tmp_path)
    assert [track.kind for track in timeline.tracks] == ["Video", "Video", "Audio", "Audio"]
    first, second, sound, silent = timeline.tracks
    kinds = [type(child).__name__ for child in first]
    assert kinds == ["Clip", "Gap", "Clip"]
    assert [first.range_of_child_at_index(2).start_time.to_frames()] == [200]
    assert first[2].name == "named"
    assert first[2].source_range.start_time.to_frames() == 33
    assert first[2].source_range.duration.to_frames() == 50
    assert first[0].source_range.duration.rate == pytest.approx(float(RATE))
    assert first[0].media_reference.target_url == "file:///films/m.mp4"
    assert first[0].media_reference.available_range.duration.to_seconds() == pytest.approx(100)
    assert [effect.enabled for effect in first[0].effects] == [True, False]
    assert (second.enabled, sound.enabled, silent.enabled) == (False, True, False)
    assert len(sound) == 3
    assert sound.duration() == first.duration()
    (marker,) = timeline.tracks.markers
    assert (marker.name, marker.color) == ("look", "GREEN")
    assert marker.marked_range.start_time.to_frames() == 25


def test_everything_of_ours_comes_back_exactly(tmp_path: Path) -> None:
    before = replace(film(), name="A film")
    written(before, tmp_path)
    part = read_otio(tmp_path / "a.otio")
    check(part.project)
    assert shape(part.project) == shape(before)
    assert part.notes == ()
    assert not {m.id for m in part.project.media} & {m.id for m in before.media}


def test_2000_clips_come_back(tmp_path: Path) -> None:
    before = many()
    written(before, tmp_path)
    part = read_otio(tmp_path / "a.otio")
    assert shape(part.project) == shape(before)


def test_what_another_program_changed_stays_changed(tmp_path: Path) -> None:
    timeline = written(film(), tmp_path)
    first = timeline.tracks[0]
    first[0].source_range = otio.opentime.TimeRange(
        otio.opentime.RationalTime(30, float(RATE)), otio.opentime.RationalTime(60, float(RATE))
    )
    otio.adapters.write_to_file(timeline, str(tmp_path / "b.otio"))
    a, b = read_otio(tmp_path / "b.otio").project.tracks[0].clips
    assert a.source == Span(30 * FRAME, 90 * FRAME)
    assert b.at == 160 * FRAME
    assert a.effects == film().tracks[0].clips[0].effects


def test_a_timeline_of_another_program(tmp_path: Path) -> None:
    time, span = otio.opentime.RationalTime, otio.opentime.TimeRange
    timeline = otio.schema.Timeline("Other")
    track = otio.schema.Track("V1", kind="Video")
    timeline.tracks.extend([track, otio.schema.Track("A1", kind="Audio")])
    hour = span(time(86400, 24), time(480, 24))  # a camera's clock starts at one hour
    named = otio.schema.ExternalReference("file:///films/a%20b.mov", hour)
    part = otio.schema.Clip("A", named, span(time(86400 + 48, 24), time(24, 24)))
    part.effects.append(otio.schema.LinearTimeWarp(time_scalar=2))
    whole = otio.schema.Clip("B", otio.schema.ExternalReference("sub/c.mov", hour))
    pictures = otio.schema.ImageSequenceReference(
        "file:///frames/", "f_", ".exr", 1, 1, 24, 4, available_range=span(time(0, 24), time(9, 24))
    )
    still = otio.schema.Clip("C", pictures)
    nowhere = otio.schema.Clip("D", otio.schema.MissingReference(), hour)
    web = otio.schema.Clip("E", otio.schema.ExternalReference("https://films/a.mov", hour))
    nested = otio.schema.Stack()
    nested.append(otio.schema.Track("V", [otio.schema.Gap(duration=time(9, 24))]))
    few = time(5, 24)
    track.extend([part, otio.schema.Transition("dissolve", "SMPTE_Dissolve", few, few)])
    track.extend([whole, nowhere, still, web, nested])
    otio.adapters.write_to_file(timeline, str(tmp_path / "b.otio"))
    found = read_otio(tmp_path / "b.otio")
    check(found.project)
    assert [item.path for item in found.project.media] == [
        Path("/films/a b.mov"),
        tmp_path / "sub" / "c.mov",
        Path("/frames/f_%04d.exr"),
    ]
    assert found.project.media[2].rate == 24
    places = [(c.name, c.at, c.source.start, c.length) for c in found.project.tracks[0].clips]
    expected = [("A", "0", "2", "1"), ("B", "1", "0", "20"), ("C", "41", "0", "3/8")]
    assert places == [(n, *map(Fraction, times)) for n, *times in expected]
    assert len(found.notes) == 5
    assert all(note.endswith(".") for note in found.notes)


def test_a_sequence_is_a_sequence_there_too(tmp_path: Path) -> None:
    for number in (3, 4):
        (tmp_path / f"f{number:02}.png").touch()
    item = MediaItem(tmp_path / "f%02d.png", "s", rate=Fraction(24000, 1001))
    part = Span(seconds(0), seconds(1))
    before = clips.append_clip(None, "s", part)(media.add_media([item])(Project()))
    reference = written(before, tmp_path).tracks[0][0].media_reference
    assert reference.target_url_for_image_number(0) == (tmp_path / "f03.png").as_uri()
    again = read_otio(tmp_path / "a.otio").project.media[0]
    assert (again.path, again.rate) == (item.path, item.rate)


def test_losses_are_declared(tmp_path: Path) -> None:
    assert loses(project(row(clip("a", 0, 4)))) == []
    unused = media.add_media([MediaItem(Path("/x.mp4"), "x", note="n")])(film())
    sentences = " ".join(loses(unused))
    assert "Effects travel along as notes" in sentences
    assert "no clip uses" in sentences
    assert "Notes and found cuts" in sentences


def test_a_timeline_can_be_added_twice(tmp_path: Path) -> None:
    before = film()
    written(before, tmp_path)
    part = read_otio(tmp_path / "a.otio").project
    once = parts.add_part(part)(before)
    twice = parts.add_part(parts.fresh(part))(once)
    check(once)
    check(twice)
    assert len(twice.media) == 1, "the file is known already"
    assert len(twice.tracks) == 6
    assert parts.add_part(Project())(before) is before


def test_what_is_no_timeline_is_refused_in_a_sentence(tmp_path: Path) -> None:
    path = tmp_path / "b.otio"
    number = '{"OTIO_SCHEMA": "RationalTime.1", "rate": 0, "value": 1}'
    for text in (
        "",
        "{}",
        "[]",
        "7",
        '{"OTIO_SCHEMA": "Clip.2"}',
        '{"OTIO_SCHEMA": "Unheard.1"}',
        '{"OTIO_SCHEMA": "Timeline.99"}',
        '{"OTIO_SCHEMA": "Timeline.1", "tracks": 7}',
        '{"a": ' * 5000 + "1" + "}" * 5000,
        '{"OTIO_SCHEMA": "Timeline.1", "global_start_time": NaN}',
        number,
    ):
        path.write_text(text)
        with pytest.raises(ProjectError):
            read_otio(path)
    with pytest.raises(ProjectError, match="moved or renamed"):
        read_otio(tmp_path / "gone.otio")


@pytest.fixture(scope="module")
def places(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, list[Callable[[object], Any]]]:
    """A folder, and for every value in a timeline file how to change it."""
    folder = tmp_path_factory.mktemp("otio")
    write_otio(film(), folder / "a.otio")
    return folder, ways(json.loads((folder / "a.otio").read_bytes()))


@given(data=st.data())
def test_any_value_anywhere_gives_a_timeline_or_a_sentence(
    places: tuple[Path, list[Callable[[object], Any]]], data: st.DataObject
) -> None:
    folder, changes = places
    change = data.draw(st.sampled_from(changes))
    value = data.draw(json_values | st.integers(-(10**9), 10**9) | st.sampled_from(SCHEMAS))
    (folder / "b.otio").write_text(json.dumps(change(value)))
    try:
        check(read_otio(folder / "b.otio").project)
    except ProjectError as error:
        sentence = str(error)
        assert_sentence(sentence)


SCHEMAS = ["Clip.2", "Gap.1", "Track.1", "Stack.1", "Timeline.1", "ExternalReference.1", "Effect.1"]
