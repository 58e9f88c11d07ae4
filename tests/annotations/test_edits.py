"""Edits of layers: what they keep, what they leave untouched, and how quick they are."""

from __future__ import annotations

import time
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.annotations.edits import keyframes, placing, tracks
from app.annotations.edits.review import accept, by_doubt, doubted_frame, reject, suggestions
from app.annotations.interpolation import shape_at
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import HAND, Keyframe, Label, Provenance, Segment, Track
from app.annotations.queries import index_of
from app.annotations.shapes import Box
from tests.annotations.layers import FRAMES

if TYPE_CHECKING:
    from collections.abc import Callable

frames = st.integers(0, FRAMES - 1)
corners = st.integers(0, 160).map(lambda n: n / 8)
BOX = Box(1, 2, 5, 6)
MAYBE = Provenance("model", "m", "1", 0.5, accepted=False)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x, y = draw(corners), draw(corners)
    return Box(x, y, x + draw(corners), y + draw(corners))


@st.composite
def any_layers(draw: st.DrawFn) -> AnnotationLayer:
    """Small ones, quickly made: what edits are about is frames."""
    rows = []
    for number in draw(st.lists(st.integers(1, 99), max_size=3, unique=True)):
        keyed = sorted(draw(st.sets(st.integers(0, FRAMES + 2), min_size=1, max_size=4)))
        keys = tuple(Keyframe(frame, draw(boxes()), draw(st.booleans())) for frame in keyed)
        rows.append(Track(number, "dog", keys, draw(st.sampled_from([HAND, MAYBE]))))
    facts = MediaFacts("a.mp4", 24, 18, FRAMES)
    return AnnotationLayer(facts, (Label("dog"),), tuple(rows))


any_layer = any_layers()


def a_track(layer: AnnotationLayer) -> Track | None:
    return layer.tracks[0] if layer.tracks else None


def seen(track: Track | None) -> list[bool]:
    return [track is not None and shape_at(track, frame) is not None for frame in range(FRAMES)]


@given(any_layer, frames, boxes())
def test_a_drawn_thing_is_on_top_with_a_new_number(
    layer: AnnotationLayer, frame: int, box: Box
) -> None:
    number = tracks.next_track_id(layer)
    made = placing.draw_track(layer, "person", frame, box)
    assert made.tracks[:-1] == layer.tracks
    assert made.tracks[-1] == Track(number, "person", (Keyframe(frame, box),))
    assert "person" in {label.name for label in made.labels}


@given(any_layer, frames, boxes())
def test_a_shape_of_one_frame_is_seen_on_it_only(
    layer: AnnotationLayer, frame: int, box: Box
) -> None:
    made = placing.draw_track(layer, "person", frame, box, lasting=False)
    assert seen(made.tracks[-1]) == [other == frame for other in range(FRAMES)]


@given(any_layer, frames, boxes())
def test_a_placed_shape_is_there_and_other_tracks_are_the_same_objects(
    layer: AnnotationLayer, frame: int, box: Box
) -> None:
    ids = {track.id for track in layer.tracks[:1]}
    made = placing.place_shapes(layer, frame, dict.fromkeys(ids, box))
    for before, after in zip(layer.tracks, made.tracks, strict=True):
        if before.id in ids:
            found = shape_at(after, frame)
            assert found is not None
            assert found.shape == box
        else:
            assert before is after
    assert placing.place_shapes(made, frame, dict.fromkeys(ids, box)) is made


@given(any_layer, frames, st.integers(1, FRAMES))
def test_holding_keeps_the_shape_and_what_comes_after(
    layer: AnnotationLayer, frame: int, count: int
) -> None:
    track = a_track(layer)
    if track is None:
        return
    held = placing.hold_tracks(layer, {track.id}, frame, count).tracks[0]
    last = min(frame + count, FRAMES - 1)
    here, before, after = shape_at(track, frame), seen(track), seen(held)
    if frame < FRAMES - 1 and frame >= track.keyframes[0].frame:
        for other in range(frame, last + 1):
            now = shape_at(held, other)
            assert (now and now.shape) == (here and here.shape)
        assert after[:frame] == before[:frame]
        assert after[last + 1 :] == before[last + 1 :]
    assert held.label == track.label


@given(any_layer, frames)
def test_what_is_copied_is_pasted_in_place(layer: AnnotationLayer, frame: int) -> None:
    ids = {track.id for track in layer.tracks}
    copied = placing.copy_tracks(layer, ids, frame)
    assert len(copied) == len(index_of(layer).shapes_at(frame))
    for to in range(0, FRAMES, 5):
        made = placing.paste(layer, copied, to)
        new = made.tracks[len(layer.tracks) :]
        assert [track.label for track in new] == [one.label for one in copied]
        for track, one in zip(new, copied, strict=True):
            found = shape_at(track, to)
            assert found is not None
            assert found.shape == one.state.shape
        onto = placing.paste(layer, copied, to, {one.track_id for one in copied})
        assert len(onto.tracks) == len(layer.tracks)
    assert placing.paste(layer, (), frame) is layer


@given(any_layer, frames)
def test_a_cleared_shape_is_not_seen(layer: AnnotationLayer, frame: int) -> None:
    track = a_track(layer)
    if track is not None:
        made = placing.clear_shape(layer, track.id, frame)
        left = tracks.find_track(made, track.id)
        assert left is None or shape_at(left, frame) is None


@given(any_layer, frames)
def test_an_ended_track_is_seen_before_only(layer: AnnotationLayer, frame: int) -> None:
    ids = {track.id for track in layer.tracks}
    made = tracks.end_tracks(layer, ids, frame)
    for track in layer.tracks:
        expected = [there and at < frame for at, there in enumerate(seen(track))]
        assert seen(tracks.find_track(made, track.id)) == expected
    assert tracks.end_tracks(made, ids, frame) is made


@given(any_layer, frames)
def test_split_tracks_show_what_the_one_showed(layer: AnnotationLayer, frame: int) -> None:
    track = a_track(layer)
    if track is None:
        return
    made = tracks.split_track(layer, track.id, frame)
    if made is layer:
        return
    first, second = made.tracks[0], made.tracks[1]
    for at in range(FRAMES):
        parts = [one for part in (first, second) if (one := shape_at(part, at))]
        whole = shape_at(track, at)
        assert len(parts) == (whole is not None)
    joined = tracks.join_tracks(made, {first.id, second.id})
    assert seen(joined.tracks[0]) == seen(track)


def test_a_joined_track_is_seen_wherever_its_parts_were() -> None:
    """One that was never ended goes on to the other; one that was ended leaves its gap."""
    open_ = Track(1, "dog", (Keyframe(2, BOX),), attributes={"name": "Rex"})
    ended = Track(1, "dog", (Keyframe(2, BOX), Keyframe(4, BOX, outside=True)))
    later = Track(2, "dog", (Keyframe(8, Box(7, 8, 11, 12)),), attributes={"chip": 7.0})
    facts = MediaFacts("a.mp4", 24, 18, 12)

    def joined(first: Track) -> Track:
        layer = AnnotationLayer(facts, (Label("dog"),), (first, later))
        return tracks.join_tracks(layer, {1, 2}).tracks[0]

    assert [frame for frame in range(12) if shape_at(joined(open_), frame)] == [*range(2, 12)]
    halfway = shape_at(joined(open_), 5)
    assert halfway is not None
    assert halfway.shape == Box(4, 5, 8, 9)
    assert joined(open_).attributes == {"name": "Rex", "chip": 7.0}
    seen_again = [frame for frame in range(12) if shape_at(joined(ended), frame)]
    assert seen_again == [2, 3, *range(8, 12)]


@given(any_layer)
def test_renumbering_counts_from_one_and_twice_is_once(layer: AnnotationLayer) -> None:
    made = tracks.renumber(layer)
    assert sorted(track.id for track in made.tracks) == list(range(1, len(layer.tracks) + 1))
    assert [track.keyframes for track in made.tracks] == [t.keyframes for t in layer.tracks]
    assert tracks.renumber(made) is made


@given(any_layer, st.floats(0, 1))
def test_review_touches_suggestions_only(layer: AnnotationLayer, least: float) -> None:
    first = suggestions(layer, least)
    accepted = accept(layer, *first)
    assert not (suggestions(accepted)[0] & first[0])
    rejected = reject(layer, *suggestions(layer))
    assert all(track.provenance.accepted for track in rejected.tracks)
    assert accept(accepted, *first) is accepted
    assert reject(rejected, *suggestions(layer)) is rejected


NO_CHANGE: dict[str, Callable[[AnnotationLayer], AnnotationLayer]] = {
    "place nothing": lambda layer: placing.place_shapes(layer, 3, {}),
    "place what is there": lambda layer: placing.place_shapes(layer, 0, {1: BOX}),
    "hold on the last frame": lambda layer: placing.hold_tracks(layer, {1}, FRAMES - 1, 4),
    "hold what is held": lambda layer: placing.hold_tracks(layer, {9}, 0, 4),
    "end nobody": lambda layer: tracks.end_tracks(layer, {9}, 3),
    "remove nobody": lambda layer: tracks.remove_tracks(layer, {9}),
    "relabel alike": lambda layer: tracks.relabel(layer, {1}, "dog"),
    "join one": lambda layer: tracks.join_tracks(layer, {1}),
    "split before": lambda layer: tracks.split_track(layer, 1, 0),
    "renumber": tracks.renumber,
    "change to itself": lambda layer: tracks.change_tracks(layer, {1}, lambda track: track),
    "accept accepted": lambda layer: accept(layer, {1}),
    "key that is there": lambda layer: tracks.change_track(
        layer, 1, lambda track: keyframes.add_keyframe(track, 0)
    ),
}


def test_suggestions_are_doubted_in_the_order_of_their_scores() -> None:
    def maybe(score: float | None) -> Provenance:
        return Provenance("model", "m", "1", score, accepted=False)

    def found(number: int, frame: int, score: float | None) -> Track:
        return Track(number, "dog", (Keyframe(frame, BOX),), maybe(score))

    tracks_ = (found(1, 5, 0.9), found(2, 9, 0.4), found(3, 2, 0.4), found(4, 0, None))
    drawn = Track(5, "dog", (Keyframe(0, BOX),))
    part = Segment(1, "wait", 3, 6, provenance=maybe(0.6))
    facts = MediaFacts("a.mp4", 24, 18, FRAMES)
    layer = AnnotationLayer(facts, (Label("dog"), Label("wait")), (*tracks_, drawn), (part,))

    assert by_doubt(layer) == (tracks_[3], tracks_[2], tracks_[1], part, tracks_[0])


def test_a_suggestion_is_judged_where_its_model_was_least_sure() -> None:
    keys = (Keyframe(0, BOX, score=0.8), Keyframe(4, BOX, score=0.3), Keyframe(7, BOX, score=0.5),
            Keyframe(9, BOX, outside=True, score=0.1))  # fmt: skip
    assert doubted_frame(Track(1, "dog", keys, MAYBE)) == 4
    assert doubted_frame(Track(1, "dog", (Keyframe(2, BOX), Keyframe(5, BOX)), MAYBE)) == 2
    assert doubted_frame(Segment(1, "wait", 3, 6, provenance=MAYBE)) == 3


@pytest.mark.parametrize("name", NO_CHANGE)
def test_what_changes_nothing_gives_the_same_object(name: str) -> None:
    track = Track(1, "dog", (Keyframe(0, BOX),))
    layer = AnnotationLayer(MediaFacts("a.mp4", 24, 18, FRAMES), (Label("dog"),), (track,))
    assert NO_CHANGE[name](layer) is layer


@pytest.fixture(scope="module")
def large() -> AnnotationLayer:
    """1,000 tracks and 200,000 keyframes."""
    keys = tuple(Keyframe(frame, Box(frame, 0, frame + 9, 9)) for frame in range(0, 20_000, 100))
    rows = tuple(Track(number, "car", keys, MAYBE) for number in range(1, 1001))
    return AnnotationLayer(MediaFacts("a.mp4", 99, 99, 20_000), (Label("car"),), rows)


QUICK: dict[str, Callable[[AnnotationLayer], AnnotationLayer]] = {
    "draw": lambda layer: placing.draw_track(layer, "car", 50, BOX),
    "place": lambda layer: placing.place_shapes(layer, 50, {700: BOX}),
    "hold": lambda layer: placing.hold_tracks(layer, {700}, 50, 200),
    "end": lambda layer: tracks.end_tracks(layer, {700}, 5000),
    "split": lambda layer: tracks.split_track(layer, 700, 5000),
    "relabel": lambda layer: tracks.relabel(layer, {700}, "bus"),
    "remove": lambda layer: tracks.remove_tracks(layer, {700}),
    "accept": lambda layer: accept(layer, {700}),
    "reject": lambda layer: reject(layer, {700}),
}


@pytest.mark.parametrize("name", QUICK)
def test_an_edit_of_a_large_layer_takes_milliseconds(large: AnnotationLayer, name: str) -> None:
    spent = []
    for _ in range(5):
        started = time.thread_time()
        assert QUICK[name](large) is not large
        spent.append(time.thread_time() - started)
    assert min(spent) < 0.005
