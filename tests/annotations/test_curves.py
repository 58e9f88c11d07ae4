"""Outlines between keyframes: CVAT's worked examples, and what nobody should ever see."""

from __future__ import annotations

import math
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.annotations.curves import aligned, line_between, ring_between
from app.annotations.edits.aligning import align_outlines, can_align
from app.annotations.interpolation import rotation_between, shape_at, shape_between
from app.annotations.model import Keyframe, Track
from app.annotations.shapes import (
    Box,
    Ellipse,
    Points,
    Polygon,
    Polyline,
    Ring,
    Skeleton,
)

SQUARE: Ring = ((0, 0), (10, 0), (10, 10), (0, 10))

coordinates = st.integers(0, 20).map(float)
rings = st.lists(st.tuples(coordinates, coordinates), min_size=3, max_size=7, unique=True)
shares = st.floats(0, 1)


def ring(*numbers: float) -> Ring:
    return tuple(zip(numbers[0::2], numbers[1::2], strict=True))


def test_a_corner_may_appear_on_the_way() -> None:
    left, right = ring(1, 2, 3, 4, 5, 2), ring(3, 4, 5, 6, 7, 6, 4, 5)
    assert ring_between(left, right, 0.5) == ring(2, 3, 4, 5, 6, 4, 2.5, 3.5)


def test_a_reversed_outline_collapses_to_a_line() -> None:
    turned = (SQUARE[0], *SQUARE[:0:-1])
    assert ring_between(SQUARE, turned, 0.5) == ring(0, 0, 5, 5, 10, 10, 5, 5)


def test_aligning_start_and_direction_keeps_a_shape_whole() -> None:
    turned = (*SQUARE[::-1][1:], SQUARE[::-1][0])
    assert aligned(turned, SQUARE) == SQUARE


def test_what_lies_well_already_stays_and_a_large_outline_takes_no_time() -> None:
    assert aligned(SQUARE, SQUARE) == SQUARE
    circle = tuple((math.cos(n / 500 * math.tau), math.sin(n / 500 * math.tau)) for n in range(500))
    began = time.process_time()
    assert aligned((*circle[123:], *circle[:123]), circle) == circle
    assert time.process_time() - began < 0.5


def test_the_outlines_of_a_track_follow_the_first_and_in_betweens_keep_their_area() -> None:
    moved = tuple((x + 20, y) for x, y in SQUARE)
    turned = (*moved[::-1][1:], moved[::-1][0])
    keys = (Keyframe(0, Polygon((SQUARE,))), Keyframe(10, Polygon((turned,)), occluded=True))
    track = Track(1, "car", (*keys, Keyframe(20, keys[0].shape, outside=True)))

    def area_between(track: Track) -> float:
        seen = shape_at(track, 5)
        assert seen is not None
        assert isinstance(seen.shape, Polygon)
        return seen.shape.area

    assert area_between(track) < 60
    assert can_align(track)
    better = align_outlines(track)
    assert area_between(better) == pytest.approx(100)
    assert better.keyframes[1] == Keyframe(10, Polygon((moved,)), occluded=True)
    assert align_outlines(better) is better


def test_a_line_drawn_the_other_way_round_is_turned() -> None:
    line = ((0.0, 0.0), (40.0, 0.0), (60.0, 20.0))
    moved = tuple((x + 30, y + 50) for x, y in line)
    keys = (Keyframe(0, Polyline(line)), Keyframe(10, Polyline(moved[::-1])))
    track = Track(1, "lane", keys)
    assert can_align(track)

    better = align_outlines(track)

    assert better.keyframes[1].shape == Polyline(moved)
    assert align_outlines(better) is better


def test_boxes_have_no_outlines_to_align() -> None:
    track = Track(1, "car", (Keyframe(0, Box(0, 0, 1, 1)), Keyframe(5, Box(0, 0, 2, 2))))
    assert not can_align(track)
    assert align_outlines(track) is track


@given(points=rings, start=st.integers(0, 6), reverse=st.booleans())
def test_an_aligned_outline_is_the_same_outline(
    points: list[tuple[float, float]], start: int, reverse: bool
) -> None:
    outline = tuple(points)
    way = outline[::-1] if reverse else outline
    cut = start % len(way)
    again = aligned((*way[cut:], *way[:cut]), outline)
    assert sorted(again) == sorted(outline)


@given(left=rings, right=rings, t=shares)
def test_an_outline_between_two_stays_within_their_bounds(
    left: list[tuple[float, float]], right: list[tuple[float, float]], t: float
) -> None:
    between = ring_between(tuple(left), tuple(right), t)
    assert len(between) >= 3
    for axis in (0, 1):
        values = [point[axis] for point in (*left, *right)]
        assert all(min(values) - 1e-9 <= p[axis] <= max(values) + 1e-9 for p in between)


@given(points=rings, t=shares)
def test_what_does_not_change_stands_still(points: list[tuple[float, float]], t: float) -> None:
    for a, b in zip(line_between(tuple(points), tuple(points), t), points, strict=True):
        assert a == pytest.approx(b)


@pytest.mark.parametrize(
    ("left", "right", "t", "turn"),
    [
        (350, 10, 0.5, 0),
        (10, 350, 0.5, 0),
        (0, 180, 0.25, 45),
        (180, 0, 0.5, 270),
        (90, 90, 0.3, 90),
    ],
)
def test_turning_takes_the_shorter_way(left: float, right: float, t: float, turn: float) -> None:
    assert rotation_between(left, right, t) == pytest.approx(turn)


@given(left=st.floats(0, 359.999), right=st.floats(0, 359.999), t=shares)
def test_a_turn_is_always_a_turn(left: float, right: float, t: float) -> None:
    assert 0 <= rotation_between(left, right, t) < 360


def test_every_kind_of_shape_moves_as_it_should() -> None:
    assert shape_between(Box(10, 20, 30, 40), Box(110, 20, 130, 60), 0.5) == Box(60, 20, 80, 50)
    moved = shape_between(Ellipse(0, 0, 2, 4, 350), Ellipse(10, 0, 4, 4, 10), 0.5)
    assert moved == Ellipse(5, 0, 3, 4, 0)
    assert shape_between(Points(((0, 0),)), Points(((4, 2),)), 0.5) == Points(((2, 1),))
    two = Points(((0, 0), (1, 1)))
    assert shape_between(two, Points(((4, 2), (9, 9))), 0.5) == two
    line = shape_between(Polyline(((0, 0), (4, 0))), Polyline(((0, 2), (4, 2))), 0.5)
    assert line == Polyline(((0, 1), (4, 1)))
    assert shape_between(Polygon((SQUARE,)), Box(0, 0, 1, 1), 0.5) == Polygon((SQUARE,))


def test_a_joint_that_is_absent_on_one_side_does_not_fly_in() -> None:
    left = Skeleton(((0, 0), (5, 5)), (2, 0))
    right = Skeleton(((2, 2), (9, 9)), (1, 2))
    assert shape_between(left, right, 0.5) == Skeleton(((1, 1), (5, 5)), (2, 0))
