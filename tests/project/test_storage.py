"""Project files: everything comes back, and nothing a stranger wrote does harm."""

from __future__ import annotations

import json
import os
import sys
import time
from dataclasses import replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.annotations.layer import AnnotationLayer
from app.annotations.layer import MediaFacts as ClipFacts
from app.annotations.model import Keyframe as ShapeKey
from app.annotations.model import Label
from app.annotations.model import Track as ObjectTrack
from app.annotations.shapes import Box
from app.base.errors import ProjectError
from app.base.parameter import Keyframe, Keyframes
from app.base.time import Span
from app.project import storage
from app.project.edits import clips, effects
from app.project.model import Clip, EffectSpec, Marker, MediaItem, Project, Track
from tests.project.samples import check, clip, facts, many, media, project, row, seconds

if TYPE_CHECKING:
    from collections.abc import Callable


LAYER = AnnotationLayer(
    ClipFacts("film.mp4", 64, 36, 3, Fraction(1, 25), (0, 1, 2)),
    (Label("dog"),),
    (ObjectTrack(1, "dog", (ShapeKey(0, Box(1.0, 2.0, 3.5, 4.0)),)),),
)


def everything(folder: Path) -> Project:
    """A project that uses every field."""
    keys = Keyframes((Keyframe(Fraction(-1, 3), 1.5), Keyframe(Fraction(2), 3.0, True)))
    settings = (("sigma", keys), ("on", True), ("whole", 3), ("real", 3.0), ("word", "größer"))
    chain = (EffectSpec("denoise", settings), EffectSpec("nobody knows", (), False))
    first = replace(clip("a", "1/3", "1001/300"), effects=chain, alternative=chain[:1], name="A")
    return Project(
        (
            MediaItem(folder / "film.mp4", "m", "12:ab", facts=facts(), cuts=(seconds(2),)),
            MediaItem(folder / "stills" / "%04d.png", "n", rate=Fraction(24000, 1001), note="n\n"),
        ),
        (
            Track("t", "V1", (first, clip("b", 20, 4)), hidden=True, muted=True),
            Track("u", "轨道 2", locked=True),
        ),
        (Marker("k", Fraction(7, 3), "look", 2), Marker("l", Fraction(9))),
        Span(Fraction(1, 7), Fraction(22, 7)),
        "A film",
        (("m", LAYER),),
    )


def test_everything_comes_back(tmp_path: Path) -> None:
    before = everything(tmp_path)
    path = tmp_path / "a.reel"
    storage.save(before, path)
    loaded = storage.load(path)
    assert loaded == storage.Loaded(before)
    assert repr(loaded.project) == repr(before), "3 and 3.0 are two settings"
    first = path.read_bytes()
    storage.save(loaded.project, path)
    assert path.read_bytes() == first


def test_an_empty_project_comes_back(tmp_path: Path) -> None:
    storage.save(Project(), tmp_path / "new" / "a.reel")
    assert storage.load(tmp_path / "new" / "a.reel").project == Project()


def test_the_file_can_be_read_by_people(tmp_path: Path) -> None:
    storage.save(everything(tmp_path), tmp_path / "a.reel")
    text = (tmp_path / "a.reel").read_text("utf-8")
    assert json.loads(text)["tracks"][0]["clips"][0]["at"] == "1/3"
    assert '"path": "film.mp4"' in text
    assert "轨道 2" in text
    assert max(map(len, text.splitlines())) <= 110


def test_a_save_is_whole_or_not_there(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = tmp_path / "a.reel"
    storage.save(Project(name="old"), path)
    monkeypatch.setattr(Path, "replace", lambda *_: (_ for _ in ()).throw(OSError("full")))
    with pytest.raises(ProjectError, match="could not be saved"):
        storage.save(Project(name="new"), path)
    assert storage.load(path).project.name == "old"
    assert [file.name for file in tmp_path.iterdir()] == ["a.reel"]


def test_project_and_media_may_move_together(tmp_path: Path) -> None:
    old, new = tmp_path / "old", tmp_path / "new"
    for folder in (old / "projects", old / "media"):
        folder.mkdir(parents=True)
    source = old / "media" / "film.mp4"
    source.touch()
    storage.save(Project((MediaItem(source, "m"),)), old / "projects" / "a.reel")
    old.rename(new)
    found = storage.load(new / "projects" / "a.reel").project.media[0].path
    assert found == new / "media" / "film.mp4"


def test_a_project_may_move_without_its_media(tmp_path: Path) -> None:
    (tmp_path / "projects").mkdir()
    source = tmp_path / "media.mp4"
    source.touch()
    storage.save(Project((MediaItem(source, "m"),)), tmp_path / "projects" / "a.reel")
    elsewhere = tmp_path / "quite" / "elsewhere"
    elsewhere.mkdir(parents=True)
    (tmp_path / "projects" / "a.reel").rename(elsewhere / "a.reel")
    assert storage.load(elsewhere / "a.reel").project.media[0].path == source


@pytest.mark.skipif(sys.platform == "win32", reason="file names are text there")
def test_a_file_name_that_is_no_text_comes_back(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.mp4")
    storage.save(Project((MediaItem(tmp_path / name, "m"),)), tmp_path / "a.reel")
    assert storage.load(tmp_path / "a.reel").project.media[0].path == tmp_path / name


def test_a_link_to_a_project_stays_a_link(tmp_path: Path) -> None:
    storage.save(Project(), tmp_path / "a.reel")
    link = tmp_path / "link.reel"
    link.symlink_to(tmp_path / "a.reel")
    storage.save(Project(name="new"), link)
    assert link.is_symlink()
    assert storage.load(tmp_path / "a.reel").project.name == "new"


def test_2000_clips_save_and_load_quickly(tmp_path: Path) -> None:
    before = many()
    path = tmp_path / "a.reel"
    start = time.thread_time()
    storage.save(before, path)
    saved = time.thread_time()
    loaded = storage.load(path).project
    done = time.thread_time()
    assert loaded == before
    assert saved - start < 0.5
    assert done - saved < 1


def document(tmp_path: Path) -> dict[str, Any]:
    storage.save(everything(tmp_path), tmp_path / "a.reel")
    found: dict[str, Any] = json.loads((tmp_path / "a.reel").read_bytes())
    return found


def load(tmp_path: Path, value: object) -> storage.Loaded:
    path = tmp_path / "b.reel"
    path.write_text(json.dumps(value), encoding="utf-8")
    return storage.load(path)


def test_what_a_newer_minor_version_wrote_survives(tmp_path: Path) -> None:
    written = document(tmp_path)
    places = [written, written["media"][0], written["tracks"][0], written["markers"][0]]
    first = written["tracks"][0]["clips"][0]
    for place in [*places, first, first["effects"][0]]:
        place["future"] = {"curve": [1, 2.5, None], "名": True}
    first["effects"][0]["settings"]["points"] = [[0, 1], [2, 3]]
    loaded = load(tmp_path, written).project
    half = clips.split_at(["a"], seconds(2))(loaded)
    storage.save(half, tmp_path / "c.reel")
    again = json.loads((tmp_path / "c.reel").read_bytes())
    one = again["tracks"][0]["clips"][1]
    kept = [again, again["media"][0], again["tracks"][0], again["markers"][0]]
    for place in [*kept, one, one["effects"][0]]:
        assert place["future"] == {"curve": [1, 2.5, None], "名": True}
    assert one["effects"][0]["settings"]["points"] == [[0, 1], [2, 3]]


def test_unknown_effects_survive(tmp_path: Path) -> None:
    before = project(row(clip("a", 0, 4)))
    before = effects.add_effect("a", EffectSpec("from the future", (("x", "y"),), False))(before)
    storage.save(before, tmp_path / "a.reel")
    assert storage.load(tmp_path / "a.reel").project.tracks == before.tracks


def test_a_newer_version_is_open_to_look_at(tmp_path: Path) -> None:
    loaded = load(tmp_path, document(tmp_path) | {"version": 2})
    assert loaded.read_only
    assert "newer" in loaded.notes[0]
    assert loaded.project.name == "A film"
    with pytest.raises(ProjectError, match="newer Reelwright"):
        load(tmp_path, {"format": "reelwright-project", "version": 2, "media": "in the cloud"})


def test_the_draft_version_is_brought_up_to_date(tmp_path: Path) -> None:
    draft = {
        "format": "reelwright-project",
        "version": 0,
        "title": "Draft",
        "sources": {"s": "film.mp4"},
        "clips": [
            {"source": "s", "in": 1.5, "out": 2.04, "at": 0.0, "chain": [["blur", {"size": 2}]]}
        ],
    }
    loaded = load(tmp_path, draft)
    assert not loaded.read_only
    made = loaded.project
    assert made.media[0].path == tmp_path / "film.mp4"
    part = Span(Fraction(3, 2), Fraction(51, 25))
    chain = (EffectSpec("blur", (("size", 2),)),)
    assert made.tracks[0].clips == (Clip("clip-1", "s", part, Fraction(0), chain),)
    with pytest.raises(ProjectError, match="version 0 and damaged"):
        load(tmp_path, draft | {"clips": 7})


def changed(written: dict[str, Any], place: str, value: object) -> object:
    """The document with the value at a place like `tracks.0.clips` replaced."""
    *way, last = place.split(".")
    inside: Any = written
    for name in way:
        inside = inside[int(name)] if name.isdigit() else inside[name]
    inside[int(last) if last.isdigit() else last] = value
    return written


BAD: list[tuple[str, object, str]] = [
    ("version", "1", "“version” is no whole number"),
    ("version", -1, "“version” does not lie"),
    ("format", "other", "no Reelwright project"),
    ("name", 7, "“name” is no text"),
    ("name", "x" * 200_000, "longer than"),
    ("media", {}, "“media” is no list"),
    ("media.0", 7, "“media[0]” is no object"),
    ("media.0.id", "", "“media[0].id” is missing"),
    ("media.1.id", "m", "another thing is called already"),
    ("media.0.path", "a\0b", "“media[0].path” is no path"),
    ("media.0.path", None, "“media[0].path” is no path"),
    ("media.0.facts.rate", "0", "“media[0].facts.rate” must be above 0"),
    ("media.0.facts.frames", 2.5, "“media[0].facts.frames” is no whole number"),
    ("tracks.0.clips.1.at", 0.5, "“tracks[0].clips[1].at” is no exact number"),
    ("tracks.0.clips.1.at", "1/0", "“tracks[0].clips[1].at” divides by 0"),
    ("tracks.0.clips.1.at", "-3", "“tracks[0].clips[1].at” is below 0"),
    ("tracks.0.clips.1.at", "9" * 5000, "is no exact number"),
    ("tracks.0.clips.1.at", "1/3", "“tracks[0].clips[1]” overlaps the clip “a”"),
    ("tracks.0.clips.1.id", "a", "another thing is called already"),
    ("tracks.0.clips.1.media", "gone", "which is not among the media"),
    ("tracks.0.clips.1.source", None, "“tracks[0].clips[1].source” is no object"),
    ("tracks.0.clips.1.source.end", "1", "ends before it starts"),
    ("tracks.0.clips.0.effects.0.name", None, "effects[0].name” is missing"),
    ("tracks.0.clips.0.effects.0.enabled", 1, "is not true or false"),
    ("tracks.0.clips.0.effects.0.settings", [], "is no object"),
    ("tracks.0.clips.0.effects.0.settings.sigma.keys", [], "rising times"),
    ("tracks.0.clips.0.effects.0.settings.real", 10**400, "is too large a number"),
    ("tracks.0.clips.0.effects", [{"name": "x"}] * 101, "more than 100 entries"),
    ("tracks.0.hidden", "yes", "is not true or false"),
    ("markers.0.time", None, "“markers[0].time” is no exact number"),
    ("layers.0.media", "n or m", "no source, or one that has a layer"),
    ("layers.0.layer.tracks.0.label", "cat", "has no label “cat”"),
    ("layers.0.layer", None, "layers[0].layer"),
    ("range", "all", "“range” is no object"),
]


@pytest.mark.parametrize(("place", "value", "message"), BAD)
def test_what_is_wrong_is_named(tmp_path: Path, place: str, value: object, message: str) -> None:
    with pytest.raises(ProjectError) as caught:
        load(tmp_path, changed(document(tmp_path), place, value))
    assert message in str(caught.value)
    assert_sentence(str(caught.value))


def assert_sentence(text: str) -> None:
    assert "\n" not in text
    assert text.endswith(".")


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff\xfe\x00",
        b"[]",
        b"7",
        b"{",
        b'{"a": NaN}',
        b'{"a": -Infinity}',
        b'{"a": 1, "a": 2}',
        b'{"a": ' + b"9" * 10_000 + b"}",
        b"[" * 200_000,
        b'{"format": "reelwright-project"}',
        b'{"format":"reelwright-project","version":1,"x":' + b"[" * 100 + b"]" * 100 + b"}",
    ],
)
def test_damaged_files_are_refused_in_a_sentence(tmp_path: Path, data: bytes) -> None:
    path = tmp_path / "b.reel"
    path.write_bytes(data)
    with pytest.raises(ProjectError):
        storage.load(path)


def test_a_file_that_is_not_there_or_too_large(tmp_path: Path) -> None:
    with pytest.raises(ProjectError, match="moved or renamed"):
        storage.load(tmp_path / "gone.reel")
    with pytest.raises(ProjectError, match="cannot be read"):
        storage.load(tmp_path)
    with (tmp_path / "huge.reel").open("wb") as file:
        file.truncate(storage.LARGEST + 1)
    with pytest.raises(ProjectError, match="is larger than"):
        storage.load(tmp_path / "huge.reel")


def test_clips_behind_the_end_of_their_file_are_put_right(tmp_path: Path) -> None:
    written = document(tmp_path)
    written["media"][0]["facts"]["duration"] = "12"
    loaded = load(tmp_path, written)
    check(loaded.project)
    assert len(loaded.notes) == 2
    assert "shorter" in loaded.notes[0]


json_values: st.SearchStrategy[object] = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=5) | st.just("1/2"),
    lambda inner: (
        st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3)
    ),
    max_leaves=6,
)


@given(data=st.data())
def test_any_value_anywhere_gives_a_project_or_a_sentence(data: st.DataObject) -> None:
    folder = Path("/films").absolute()
    written = json.loads(storage.encoded(everything(folder), folder))
    place = data.draw(st.sampled_from(list(ways(written))))
    bad = json.dumps(place(data.draw(json_values))).encode("utf-8", "surrogatepass")
    try:
        check(storage.decoded(bad, folder).project)
    except ProjectError as error:
        sentence = str(error)
        assert_sentence(sentence)


def ways(value: Any) -> list[Callable[[object], Any]]:
    """For every place in a document, how to change it there."""
    found: list[Callable[[object], Any]] = [lambda new: new]
    pairs: Any = ()
    if isinstance(value, dict):
        pairs = value.items()
    if isinstance(value, list):
        pairs = enumerate(value)
    for key, inside in pairs:
        found += [_within(value, key, way) for way in ways(inside)]
    return found


def _within(value: Any, key: Any, way: Callable[[object], Any]) -> Callable[[object], Any]:
    def change(new: object) -> Any:
        copy = value.copy()
        copy[key] = way(new)
        return copy

    return change


def test_media_without_a_project_file_keep_whole_paths() -> None:
    before = Project((media(),))
    loaded = storage.decoded(storage.encoded(before, None), None)
    assert loaded.project == before


def looked(*files: Path | str) -> Project:
    """A project of one clip whose effects name files."""
    chain = tuple(EffectSpec("colour", (("lut", str(file)),)) for file in files)
    one = replace(clip("a", "0", "1"), effects=chain)
    return Project((media(),), (Track("t", "V1", (one,)),))


def named(project: Project) -> list[object]:
    return [dict(spec.settings)["lut"] for spec in project.tracks[0].clips[0].effects]


def test_files_that_effects_name_move_with_the_project(tmp_path: Path) -> None:
    before, after = tmp_path / "one", tmp_path / "two"
    written = storage.encoded(looked(before / "looks" / "warm.cube"), before)
    assert named(storage.decoded(written, before).project) == [str(before / "looks" / "warm.cube")]
    assert named(storage.decoded(written, after).project) == [str(after / "looks" / "warm.cube")]


def test_a_file_outside_the_folder_is_found_by_its_whole_path_too(tmp_path: Path) -> None:
    beach = tmp_path / "pictures" / "beach.png"
    written = storage.encoded(looked(beach), tmp_path / "films" / "one")
    moved = tmp_path / "elsewhere"
    assert named(storage.decoded(written, moved).project) == [str(beach)]
    there = tmp_path / "pictures"
    there.mkdir()
    (there / "beach.png").touch()
    beside = tmp_path / "films" / "two"
    assert named(storage.decoded(written, beside).project) == [str(beach)]


@pytest.mark.parametrize(
    "text", ["warm.cube", "", "/a/../b.cube", "/a//b", "/a\nb", "face, /x", "/"]
)
def test_texts_that_are_no_whole_paths_stay_as_they_are(text: str) -> None:
    folder = Path("/films").absolute()
    assert named(storage.decoded(storage.encoded(looked(text), folder), folder).project) == [text]
