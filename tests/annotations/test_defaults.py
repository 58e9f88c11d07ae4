"""What a label says of a new thing is written down with the thing, and found by a filter."""

from __future__ import annotations

from dataclasses import replace

from app.annotations.edits import placing, review, tracks
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import AttributeKind, Keyframe, Label, Provenance, Track
from app.annotations.search import parse
from app.annotations.shapes import Box

CAR = Label(
    "car",
    attributes=(
        AttributeKind("state", default="moving"),
        AttributeKind("taxi", "switch", default=False, mutable=False),
        AttributeKind("plate"),
    ),
)
EMPTY = AnnotationLayer(MediaFacts("a.mp4", 64, 48, 30), (CAR, Label("dog")))
BOX = Box(1, 2, 5, 6)


def test_a_drawn_thing_has_the_defaults_of_its_label() -> None:
    drawn = placing.draw_track(EMPTY, "car", 3, BOX).tracks[0]

    assert drawn.attributes == {"taxi": False}
    assert [key.attributes for key in drawn.keyframes] == [{"state": "moving"}]
    assert parse("state=moving").matches(drawn, 3)


def test_a_shape_of_one_frame_has_them_too() -> None:
    drawn = placing.draw_track(EMPTY, "car", 3, BOX, lasting=False).tracks[0]

    assert all(key.attributes == {"state": "moving"} for key in drawn.keyframes)


def test_a_label_without_attributes_gives_none() -> None:
    drawn = placing.draw_track(EMPTY, "dog", 3, BOX).tracks[0]

    assert (drawn.attributes, drawn.keyframes[0].attributes) == ({}, {})


def test_another_label_leaves_what_was_said_before() -> None:
    keys = (Keyframe(0, BOX, attributes={"state": "parked"}), Keyframe(9, BOX))
    layer = tracks.add_tracks(EMPTY, [Track(1, "dog", keys, attributes={"taxi": True})])

    relabelled = tracks.relabel(layer, {1}, "car").tracks[0]

    assert relabelled.attributes == {"taxi": True}
    assert [key.attributes["state"] for key in relabelled.keyframes] == ["parked", "moving"]


def test_who_accepts_a_suggestion_stands_behind_what_the_window_shows_of_it() -> None:
    maybe = Provenance("model", "m", "1", 0.5, accepted=False)
    found = Track(1, "car", (Keyframe(0, BOX), Keyframe(4, BOX)), maybe)
    layer = tracks.add_tracks(EMPTY, [found, replace(found, id=2)])

    first, second = review.accept(layer, {1}).tracks

    assert [key.attributes for key in first.keyframes] == [{"state": "moving"}] * 2
    assert not second.keyframes[0].attributes
