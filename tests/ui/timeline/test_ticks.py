from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.ui.timecode import frame_number
from app.ui.timeline.scale import LARGEST, SMALLEST, Scale
from app.ui.timeline.ticks import LABEL_ROOM, choose_steps, label_of, ticks

if TYPE_CHECKING:
    from app.ui.timeline.ticks import Labels

RATES = [Fraction(n) for n in (1, 10, 24, 25, 30, 50, 60, 120)]
RATES += [Fraction(n * 1000, 1001) for n in (24, 30, 60)] + [Fraction(25, 2), Fraction(119, 10)]
rates = st.sampled_from(RATES)
kinds = st.sampled_from(["time", "frames"])
zooms = st.fractions(SMALLEST, LARGEST, max_denominator=1000)
lefts = st.fractions(-5, 90_000, max_denominator=1001)


@given(zooms, rates, kinds)
def test_labels_and_marks_have_room(zoom: Fraction, rate: Fraction, labels: Labels) -> None:
    steps = choose_steps(zoom, rate, labels)
    assert steps.label % steps.mark == 0
    assert steps.label * zoom / rate >= LABEL_ROOM
    assert steps.mark >= 1


@given(zooms, lefts, rates, kinds)
def test_every_tick_stands_on_its_frame(
    zoom: Fraction, left: Fraction, rate: Fraction, labels: Labels
) -> None:
    found = list(ticks(Scale(left, zoom), 1500, rate, labels))
    assert all((tick.time * rate).denominator == 1 for tick in found)
    assert all(a.time < b.time for a, b in pairwise(found))
    for tick in found:
        if tick.label:
            assert tick.label == label_of(frame_number(tick.time, rate), rate, labels)


@given(zooms, lefts, rates)
def test_the_ruler_is_not_crowded(zoom: Fraction, left: Fraction, rate: Fraction) -> None:
    scale = Scale(left, zoom)
    found = [tick for tick in ticks(scale, 1500, rate, "time") if scale.x_of(tick.time) >= 0]
    assert len(found) <= 1500 / 9 + 2
    if left >= 0 and choose_steps(zoom, rate, "time").label * zoom / rate < 700:
        assert any(tick.label for tick in found)


@pytest.mark.parametrize(
    ("zoom", "expected"),
    [(70, ["00:00:00", "00:02:00", "00:04:00"]), (3000, ["00:00:00", "00:00:01", "00:00:02"])],
)
def test_labels_at_30_frames(zoom: int, expected: list[str]) -> None:
    found = ticks(Scale(Fraction(0), Fraction(zoom)), 900, Fraction(30), "time")
    assert [tick.label for tick in found if tick.label][:3] == expected


def test_frames_are_counted_in_seconds_worth_as_in_the_design() -> None:
    found = ticks(Scale(Fraction(0), Fraction(110)), 900, Fraction(30), "frames")
    assert [tick.label for tick in found if tick.label][:4] == ["0", "30", "60", "90"]


def test_names_that_drop_frame_leaves_out_are_never_written() -> None:
    rate = Fraction(30_000, 1001)
    found = ticks(Scale(Fraction(0), Fraction(2)), 1500, rate, "time")
    labels = [tick.label for tick in found if tick.label]
    assert labels[1:3] == ["01:00;02", "02:00;02"]
    assert "10:00;00" in labels


def test_seconds_of_an_uneven_rate_are_those_of_the_clock() -> None:
    found = list(ticks(Scale(Fraction(0), Fraction(60)), 900, Fraction(25, 2), "time"))
    labels = {tick.label: tick.time for tick in found if tick.label}
    assert list(labels)[:3] == ["00:00:00", "00:02:00", "00:04:00"]
    assert labels["00:04:00"] == 4
