"""Average precision, against pycocotools' figures and its own logic."""

from __future__ import annotations

import numpy as np
import pytest

from app.analyses.tracker import Detection
from app.annotations.shapes import Box
from app.render.quality.average_precision import average_precision

TRUTH = [[Box(0, 0, 20, 20), Box(50, 50, 80, 90)], [], [Box(5, 5, 60, 30)]]


def seen(box: Box, score: float) -> Detection:
    return Detection(box, "thing", score)


def test_the_truth_is_perfect_whatever_its_scores() -> None:
    found = [[seen(box, 0.1 + n / 10) for n, box in enumerate(row)] for row in TRUTH]
    assert average_precision(found, TRUTH) == 1
    assert average_precision([[]], [[]]) == 1


def test_nothing_and_elsewhere_are_worth_nothing() -> None:
    assert average_precision([[], [], []], TRUTH) == 0
    away = [[seen(Box(200, 200, 220, 220), 0.9)], [], [seen(Box(200, 0, 220, 20), 0.9)]]
    assert average_precision(away, TRUTH) == 0


def test_a_false_alarm_costs_only_what_is_less_sure() -> None:
    true = [[seen(box, 0.5) for box in row] for row in TRUTH]
    before = [[seen(Box(200, 0, 220, 20), 0.9)], [], []]
    after = [[seen(Box(200, 0, 220, 20), 0.1)], [], []]
    assert average_precision([a + b for a, b in zip(true, after, strict=True)], TRUTH) == 1
    found = [a + b for a, b in zip(true, before, strict=True)]
    assert average_precision(found, TRUTH) == pytest.approx(3 / 4)


def test_a_thing_found_twice_counts_once() -> None:
    twice = [[seen(box, 0.9) for box in row for _ in range(2)] for row in TRUTH[:1]]
    assert average_precision(twice, TRUTH[:1]) < 1


def test_half_of_the_things_give_the_recalls_they_reach() -> None:
    half = [[seen(TRUTH[0][0], 0.9)]]
    assert average_precision(half, TRUTH[:1]) == pytest.approx(51 / 101)


@pytest.mark.parametrize(
    ("seed", "expected"),
    [(0, 0.292713117466), (1, 0.415016501650), (2, 0.179925684876), (4, 0.065346534653)],
)
def test_it_is_what_pycocotools_2_0_11_says(seed: int, expected: float) -> None:
    found, known = scattered(np.random.default_rng(seed))
    assert average_precision(found, known) == pytest.approx(expected, abs=1e-9)


def scattered(random: np.random.Generator) -> tuple[list[list[Detection]], list[list[Box]]]:
    """Things on eight pictures, found a few times or not at all, and false alarms."""
    found, known = [], []
    for _ in range(8):
        truth, ours = [], []
        for _ in range(random.integers(0, 5)):
            (x, y), (w, h) = random.uniform(0, 200, 2), random.uniform(10, 90, 2)
            truth.append(Box(float(x), float(y), float(x + w), float(y + h)))
        for box in truth:
            for _ in range(random.integers(0, 3)):
                x0, y0, x1, y1 = (np.array(box.edges) + random.normal(0, 8, 4)).tolist()
                near = Box(min(x0, x1 - 1), min(y0, y1 - 1), x1, y1)
                ours.append(seen(near, float(random.uniform())))
        for _ in range(random.integers(0, 3)):
            x, y = random.uniform(0, 200, 2).tolist()
            ours.append(seen(Box(x, y, x + 40, y + 40), float(random.uniform())))
        found.append(ours)
        known.append(truth)
    return found, known
