from __future__ import annotations

from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.ui.timeline.scale import LARGEST, SMALLEST, Scale, fitting

times = st.fractions(-10, 100_000, max_denominator=90_000)
zooms = st.fractions(SMALLEST, LARGEST, max_denominator=1000)
pixels = st.integers(-5000, 5000)


@given(times, times, zooms)
def test_a_time_comes_back_from_its_pixel(time: Fraction, left: Fraction, zoom: Fraction) -> None:
    scale = Scale(left, zoom)
    assert scale.time_at(0) == left
    exact = scale.left + (time - scale.left)
    assert abs(scale.time_at(scale.x_of(time)) - exact) * zoom < Fraction(1, 1000)


@given(pixels, zooms)
def test_whole_pixels_are_exact(x: int, zoom: Fraction) -> None:
    scale = Scale(Fraction(1, 3), zoom)
    assert (scale.time_at(x) - scale.left) * zoom == x


@given(times, zooms, pixels, st.floats(0.1, 10))
def test_zooming_keeps_what_is_under_the_pointer(
    left: Fraction, zoom: Fraction, x: int, factor: float
) -> None:
    before = Scale(left, zoom)
    after = before.zoomed(factor, x)
    assert abs(after.x_of(before.time_at(x)) - x) < 0.01
    assert SMALLEST <= after.zoom <= LARGEST


def test_fractions_do_not_grow_with_every_step() -> None:
    scale = Scale()
    for turn in range(300):
        scale = scale.zoomed(1.1 if turn % 7 else 0.7, turn * 3.3)
    assert scale.left.denominator <= 10**7
    assert scale.zoom.denominator <= 10**6


def test_fitting_leaves_room_on_both_sides() -> None:
    scale = fitting(Fraction(0), Fraction(10), 1020, 10)
    assert scale.x_of(Fraction(0)) == 10
    assert scale.x_of(Fraction(10)) == 1010
