"""A continuation is a suggestion of its own until it becomes part of its track."""

from __future__ import annotations

from dataclasses import replace

import pytest

from app.annotations.edits import review
from app.annotations.edits.continuing import CONTINUES, continuation, reach
from app.annotations.edits.tracks import add_tracks, find_track, remove_tracks
from app.annotations.interpolation import shape_at
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Keyframe, Label, Provenance, Track
from app.annotations.shapes import Box

MEDIA = MediaFacts("clip.mp4", 320, 240, 100)
MODEL = Provenance("model", "nanotrack-v2", "1", accepted=False)


def box(x: float) -> Box:
    return Box(x, 10, x + 20, 30)


def track(*frames: int, outside: tuple[int, ...] = ()) -> Track:
    """By hand; a box further right on each frame."""
    keys = tuple(Keyframe(f, box(f), outside=f in outside) for f in sorted({*frames, *outside}))
    return Track(1, "car", keys)


def found(*frames: int, outside: tuple[int, ...] = ()) -> Track:
    """By a model; half a pixel lower, to tell it from a hand's."""
    keys = (Keyframe(f, Box(f, 10.5, f + 20, 30.5), outside=f in outside)
            for f in sorted({*frames, *outside}))  # fmt: skip
    return Track(2, "car", tuple(keys), MODEL)


def layer_of(*tracks: Track, cuts: tuple[int, ...] = ()) -> AnnotationLayer:
    return AnnotationLayer(MEDIA, (Label("car"),), tracks, cuts=cuts)


@pytest.mark.parametrize(
    ("keys", "cuts", "forwards", "backwards"),
    [
        ((20,), (), (20, 99), (0, 20)),
        ((20, 60), (), (20, 59), (0, 20)),
        ((5, 20), (), (20, 99), (6, 20)),
        ((20,), (15, 50), (20, 49), (15, 20)),
        ((20,), (20, 21), (20, 20), (20, 20)),
    ],
)
def test_it_goes_to_the_next_keyframe_cut_or_end(
    keys: tuple[int, ...], cuts: tuple[int, ...], forwards: tuple[int, int],
    backwards: tuple[int, int],
) -> None:  # fmt: skip
    layer = layer_of(track(*keys), cuts=cuts)
    assert reach(layer, layer.tracks[0], 20, 1) == forwards
    assert reach(layer, layer.tracks[0], 20, -1) == backwards


def test_the_end_of_a_hand_drawn_track_is_no_keyframe_to_stop_at() -> None:
    layer = layer_of(track(20, outside=(21,)))
    assert reach(layer, layer.tracks[0], 20, 1) == (20, 99)


def test_accepting_makes_one_track_and_keeps_what_was_set_by_hand() -> None:
    mine = track(20, 60, outside=(30,))
    part = continuation(found(20, 25, 40, outside=(50,)), mine, 20, (20, 59))
    assert part is not None
    layer = add_tracks(layer_of(mine), [part])
    assert len(layer.tracks) == 2
    assert shape_at(layer.tracks[0], 40) is None

    (whole,) = review.accept(layer, {2}).tracks
    assert (whole.id, whole.label, whole.provenance) == (1, "car", mine.provenance)
    assert [key.frame for key in whole.keyframes] == [20, 25, 40, 50, 60]
    assert whole.keyframes[0] == mine.keyframes[0]
    assert whole.keyframes[-1] == mine.keyframes[-1]
    seen = shape_at(whole, 40)
    assert seen is not None
    assert seen.shape == Box(40, 10.5, 60, 30.5)
    assert shape_at(whole, 55) is None


@pytest.mark.parametrize(("frames", "outside"), [((21, 22, 23), 24), ((17, 18, 19), 20)])
def test_what_was_known_of_the_thing_holds_on(frames: tuple[int, ...], outside: int) -> None:
    parked = replace(track(20), keyframes=(Keyframe(20, box(20), attributes={"state": "parked"}),))
    way = 1 if outside > 20 else -1
    part = continuation(found(*frames, outside=(outside,)), parked, 20, reach_of(parked, way))
    assert part is not None
    part = replace(part, keyframes=tuple(key for key in part.keyframes if not key.outside))

    (joined,) = review.accept(layer_of(parked, part), {2}).tracks

    assert len(joined.keyframes) == 4
    assert all(key.attributes == {"state": "parked"} for key in joined.keyframes)


def reach_of(one: Track, way: int) -> tuple[int, int]:
    return reach(layer_of(one), one, 20, way)


def test_rejecting_leaves_the_track_as_it_was() -> None:
    mine = track(20)
    part = continuation(found(20, 30), mine, 20, (20, 99))
    assert part is not None
    layer = add_tracks(layer_of(mine), [part])
    assert review.reject(layer, {2}).tracks == (mine,)


def test_a_suggestion_is_seen_on_its_own_frames_only() -> None:
    mine = track(20, 41)
    part = continuation(found(20, 30, 40, outside=(41,)), mine, 20, (20, 40))
    assert part is not None
    assert [frame for frame in range(100) if shape_at(part, frame)] == list(range(30, 41))
    (whole,) = review.accept(add_tracks(layer_of(mine), [part]), {2}).tracks
    assert shape_at(whole, 99) is not None


def test_a_suggestion_backwards_ends_where_it_started() -> None:
    mine = track(20)
    part = continuation(found(5, 12, 20, outside=(21,)), mine, 20, (0, 20))
    assert part is not None
    assert [frame for frame in range(100) if shape_at(part, frame)] == list(range(5, 20))
    (whole,) = review.accept(add_tracks(layer_of(mine), [part]), {2}).tracks
    assert [key.frame for key in whole.keyframes] == [5, 12, 20]
    assert whole.keyframes[-1] == mine.keyframes[0]


def test_nothing_found_is_no_track() -> None:
    assert continuation(found(20, outside=(21,)), track(20), 20, (20, 99)) is None


def test_without_its_track_it_stays_by_itself() -> None:
    part = continuation(found(20, 30), track(20), 20, (20, 99))
    assert part is not None
    layer = remove_tracks(add_tracks(layer_of(track(20)), [part]), {1})
    (alone,) = review.accept(layer, {2}).tracks
    assert alone.provenance.accepted
    assert CONTINUES not in alone.extra


@pytest.mark.parametrize("mark", [None, 7, {"track": "x", "frame": []}, {"track": 2, "frame": 30}])
def test_a_mark_from_a_strange_file_is_not_believed(mark: object) -> None:
    part = replace(found(30), extra={CONTINUES: mark})
    layer = review.accept(layer_of(track(20), part), {2})
    assert find_track(layer, 1) == track(20)
    assert find_track(layer, 2) is not None
