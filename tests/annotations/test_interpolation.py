"""Tracks between keyframes; vectors written from CVAT's rules (numbers of `annotation.py`'s)."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given

from app.annotations.interpolation import shape_at, stretches
from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Track
from app.annotations.shapes import Box, Shape
from tests.annotations.layers import FRAMES, sparse_tracks

LEFT, RIGHT = Box(10, 20, 30, 40), Box(110, 20, 130, 60)


def track(*keyframes: Keyframe) -> Track:
    return Track(1, "car", keyframes)


def place(of: Track, frame: int) -> Shape | None:
    found = shape_at(of, frame)
    return found.shape if found else None


def test_a_box_moves_linearly_between_keyframes() -> None:
    moving = track(Keyframe(0, LEFT), Keyframe(10, RIGHT))
    assert place(moving, 5) == Box(60, 20, 80, 50)
    assert place(moving, 1) == Box(20, 20, 40, 42)
    assert place(moving, 10) == RIGHT


def test_boxes_are_not_rounded() -> None:
    moving = track(Keyframe(0, Box(0, 0, 1, 1)), Keyframe(3, Box(1, 0, 2, 1)))
    assert place(moving, 1) == Box(1 / 3, 0, 1 + 1 / 3, 1)


def test_a_track_is_not_seen_before_its_first_keyframe() -> None:
    assert place(track(Keyframe(4, LEFT)), 3) is None


def test_the_last_keyframe_holds() -> None:
    assert place(track(Keyframe(4, LEFT)), 400) == LEFT


def test_outside_hides_from_its_own_frame_on() -> None:
    hidden = track(Keyframe(0, LEFT), Keyframe(10, RIGHT, outside=True), Keyframe(20, LEFT))
    assert place(hidden, 9) == Box(100, 20, 120, 58)  # still heading for the outside shape
    assert place(hidden, 10) is None
    assert place(hidden, 19) is None
    assert place(hidden, 20) == LEFT


def test_all_but_the_place_comes_from_the_left_keyframe() -> None:
    moving = track(
        Keyframe(0, LEFT, occluded=True, attributes={"parked": True}), Keyframe(10, RIGHT)
    )
    found = shape_at(moving, 9)
    assert found is not None
    assert found.origin.occluded
    assert found.origin.attributes == {"parked": True}
    assert not found.is_keyframe


def test_a_keyframe_beyond_the_end_still_pulls() -> None:
    pulled = track(Keyframe(0, LEFT), Keyframe(10, RIGHT))
    assert place(pulled, 5) == Box(60, 20, 80, 50)
    assert list(stretches(pulled, 6)) == [(0, 6)]


def test_masks_are_held() -> None:
    masks = [Mask.from_array(np.eye(4) * n) for n in (0, 1)]
    held = track(Keyframe(0, masks[0]), Keyframe(10, masks[1]))
    assert place(held, 9) == masks[0]
    assert place(held, 10) == masks[1]


@given(sparse_tracks(1, ["car"]))
def test_stretches_are_the_frames_it_is_seen_on(made: Track) -> None:
    seen = {frame for frame in range(FRAMES) if shape_at(made, frame)}
    spans = list(stretches(made, FRAMES))
    assert {frame for span in spans for frame in range(*span)} == seen
    assert all(a[1] < b[0] for a, b in itertools.pairwise(spans))


def test_a_flat_box_survives_rounding() -> None:
    for t in range(1, 1000):
        flat = track(Keyframe(0, Box(0.1, 0, 0.1, 1)), Keyframe(1000, Box(0.3, 0, 0.3, 1)))
        assert place(flat, t) is not None


@pytest.mark.parametrize("frames", [(), (3, 3), (5, 2), (-1,), (10**8,)])
def test_impossible_keyframes_are_refused(frames: tuple[int, ...]) -> None:
    from app.base.errors import AnnotationError

    with pytest.raises(AnnotationError):
        track(*(Keyframe(frame, LEFT) for frame in frames))
