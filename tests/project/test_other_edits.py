"""Markers, in and out points, chains, keys, tracks and media."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

import pytest

from app.annotations.layer import AnnotationLayer
from app.annotations.layer import MediaFacts as LayerFacts
from app.annotations.model import Label
from app.base.parameter import Keyframe, Keyframes, Setting
from app.base.time import Span
from app.project import queries
from app.project.edits import effects, keyframes, markers, media, ranges, tracks
from app.project.edits.hiding import hide
from app.project.edits.layers import with_layer
from app.project.model import EffectSpec, MediaItem, Project
from tests.project.samples import clip, facts, project, row, seconds

A, B, C = EffectSpec("a"), EffectSpec("b"), EffectSpec("c")


def with_chain(*chain: EffectSpec) -> Project:
    return effects.set_chain(["x"], chain)(project(row(clip("x", 0, 4), clip("y", 4, 4))))


def chain_of(project: Project, clip_id: str = "x", *, alternative: bool = False) -> str:
    found = queries.find_clip(project, clip_id)
    assert found is not None
    return "".join(spec.name for spec in (found.alternative if alternative else found.effects))


def setting_of(project: Project, name: str) -> Setting | None:
    return dict(project.tracks[0].clips[0].effects[0].settings).get(name)


def hidden(before: Project, clip_id: str = "x") -> list[tuple[str, Setting | None]]:
    after = hide("m", ["face", "#3"])(before)
    found = queries.find_clip(after, clip_id)
    assert found is not None
    return [(step.name, dict(step.settings).get("track")) for step in found.effects]


def test_hiding_stands_first_in_every_clip_of_the_source() -> None:
    before = with_chain(A, B)
    both = ("anonymise", "face, #3")
    assert hidden(before, "x") == [both, ("a", None), ("b", None)]
    assert hidden(before, "y") == [both]
    assert hide("another", ["face"])(before) is before


def test_hiding_more_adds_to_what_is_hidden_already() -> None:
    usual, plates = EffectSpec("anonymise"), EffectSpec("anonymise", (("track", "plate, #3"),))
    assert hidden(with_chain(A, usual)) == [("a", None), ("anonymise", "face, #3")]
    assert hidden(with_chain(plates)) == [("anonymise", "plate, #3, face")]


def test_hiding_everything_stays_so_and_what_is_switched_off_does_not_count() -> None:
    everything = EffectSpec("anonymise", (("track", " "),))
    assert hidden(with_chain(everything)) == [("anonymise", " ")]
    off = EffectSpec("anonymise", enabled=False)
    assert hidden(with_chain(off)) == [("anonymise", "face, #3"), ("anonymise", None)]


def test_chains_are_built_and_reordered() -> None:
    before = with_chain(A, B)
    assert chain_of(effects.add_effect("x", C)(before)) == "abc"
    assert chain_of(effects.add_effect("x", C, 0)(before)) == "cab"
    three = with_chain(A, B, C)
    assert chain_of(effects.move_effect("x", 0, 2)(three)) == "bca"
    assert chain_of(effects.move_effect("x", 2, 0)(three)) == "cab"
    assert effects.move_effect("x", 1, 1)(three) is three
    assert chain_of(effects.remove_effect("x", 1)(three)) == "ac"
    assert effects.remove_effect("x", -1)(three) is three
    off = effects.set_enabled("x", 1, False)(three)
    assert [spec.enabled for spec in off.tracks[0].clips[0].effects] == [True, False, True]


def test_the_b_chain_is_another() -> None:
    after = effects.add_effect("x", C, alternative=True)(with_chain(A))
    assert chain_of(after) == "a"
    assert chain_of(after, alternative=True) == "c"
    both = effects.set_chain(["x", "y", "gone"], [A, B], alternative=True)(after)
    assert chain_of(both, "y", alternative=True) == "ab"


def test_settings_are_set_and_given_back() -> None:
    before = with_chain(EffectSpec("a", (("one", 1), ("two", 2))))
    after = effects.set_setting("x", 0, "one", 5)(before)
    assert after.tracks[0].clips[0].effects[0].settings == (("one", 5), ("two", 2))
    assert setting_of(effects.set_setting("x", 0, "one", None)(before), "one") is None
    assert repr(setting_of(effects.set_setting("x", 0, "one", 1.0)(before), "one")) == "1.0"
    for same in (1, float("nan"), float("inf")):
        assert effects.set_setting("x", 0, "one", same)(before) is before


def test_keys_are_put_moved_and_taken_away() -> None:
    before = with_chain(EffectSpec("a", (("size", 2.0),)))
    one = keyframes.set_key("x", 0, "size", Keyframe(seconds(1), 3.0))(before)
    two = keyframes.set_key("x", 0, "size", Keyframe(seconds(0), 1.0, True))(one)
    assert setting_of(two, "size") == Keyframes(
        (Keyframe(seconds(0), 1.0, True), Keyframe(seconds(1), 3.0))
    )
    moved = keyframes.move_key("x", 0, "size", seconds(0), seconds(2))(two)
    assert setting_of(moved, "size") == Keyframes(
        (Keyframe(seconds(1), 3.0), Keyframe(seconds(2), 1.0, True))
    )
    onto = keyframes.move_key("x", 0, "size", seconds(0), seconds(1))(two)
    assert setting_of(onto, "size") == Keyframes((Keyframe(seconds(1), 1.0, True),))
    assert setting_of(keyframes.remove_key("x", 0, "size", seconds(1))(onto), "size") == 1.0
    assert keyframes.remove_key("x", 0, "size", seconds(9))(two) is two


def test_markers_stay_in_order_of_time() -> None:
    made = markers.add_marker(seconds(5), "five", 1, "five")(Project())
    made = markers.add_marker(seconds(-1), marker_id="start")(made)
    assert [(m.id, m.time) for m in made.markers] == [("start", Fraction(0)), ("five", Fraction(5))]
    moved = markers.move_marker("start", seconds(9))(made)
    assert [m.id for m in moved.markers] == ["five", "start"]
    edited = markers.edit_marker("five", text="5")(moved).markers[0]
    assert (edited.text, edited.colour) == ("5", 1)
    assert [m.id for m in markers.remove_marker("five")(moved).markers] == ["start"]
    assert markers.remove_marker("gone")(moved) is moved


@pytest.mark.parametrize(
    ("start", "edit", "expected"),
    [
        (None, ranges.set_in(seconds(3)), Span(seconds(3))),
        (Span(seconds(1), seconds(9)), ranges.set_in(seconds(3)), Span(seconds(3), seconds(9))),
        (Span(seconds(1), seconds(2)), ranges.set_in(seconds(3)), Span(seconds(3))),
        (None, ranges.set_out(seconds(3)), Span(seconds(0), seconds(3))),
        (Span(seconds(1)), ranges.set_out(seconds(3)), Span(seconds(1), seconds(3))),
        (Span(seconds(5)), ranges.set_out(seconds(3)), Span(seconds(0), seconds(3))),
        (Span(seconds(5)), ranges.set_out(seconds(0)), Span(seconds(5))),
        (Span(seconds(5)), ranges.clear_range(), None),
    ],
)
def test_in_and_out_points(start: Span | None, edit: object, expected: Span | None) -> None:
    assert callable(edit)
    before = Project(selected_range=start)
    after = edit(before)
    assert after.selected_range == expected
    assert (after is before) == (start == expected)


def test_tracks_are_reordered_and_switched() -> None:
    before = project(row(name="a"), row(name="b"), row(name="c"))
    assert [t.id for t in tracks.move_track("a", 9)(before).tracks] == ["b", "c", "a"]
    assert tracks.move_track("a", 0)(before) is before
    assert tracks.set_flags("a", hidden=True, locked=True)(before).tracks[0].locked
    assert tracks.set_flags("a", hidden=False)(before) is before
    assert [t.id for t in tracks.remove_track("b")(before).tracks] == ["a", "c"]
    assert tracks.rename_track("b", "Titles")(before).tracks[1].name == "Titles"


def test_media_are_added_once_and_replaced() -> None:
    item = MediaItem(Path("/a.mp4"), "a", "1:a", facts=facts(), cuts=(seconds(3),), note="mine")
    before = media.add_media([item, MediaItem(Path("/b.mp4"))])(Project())
    assert before.media[0] is item
    assert before.media[1].id
    assert media.add_media([item])(before) is before
    other = MediaItem(Path("/c.mp4"), "c", "2:c", facts=facts(seconds(7)))
    found = media.replace_media("a", other)(before).media[0]
    assert (found.id, found.path, found.note, found.cuts) == ("a", other.path, "mine", ())
    assert found.facts == other.facts
    assert media.update_media("a", note="mine")(before) is before
    with pytest.raises(TypeError):
        media.update_media("a", id="b")


def test_a_layer_takes_the_place_of_the_one_before() -> None:
    first, second = (
        AnnotationLayer(LayerFacts(name, 64, 48, 10), (Label("car"),)) for name in ("a", "b")
    )
    project = with_layer(with_layer(Project(), "a", first), "b", second)
    changed = with_layer(project, "a", second)
    assert changed.layers == (("a", second), ("b", second))
    assert project.layers == (("a", first), ("b", second))
