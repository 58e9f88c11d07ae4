"""The assignment, the motion filter and ByteTrack's two stages."""

from __future__ import annotations

import itertools

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from app.analyses.assignment import cheapest_pairs
from app.analyses.motion import PLACE, SPEED, MovingBox
from app.analyses.tracker import Detection, Tracker, TrackerSettings, overlaps
from app.annotations.shapes import Box


def square(x: float, y: float, side: float = 20) -> Box:
    return Box(x, y, x + side, y + side)


def seen(x: float, y: float, score: float = 0.9, label: str = "car") -> Detection:
    return Detection(square(x, y), label, score)


@given(st.integers(1, 5), st.integers(1, 5), st.integers(0, 2**32 - 1))
def test_no_other_assignment_is_cheaper(rows: int, columns: int, seed: int) -> None:
    costs = np.random.default_rng(seed).integers(0, 9, (rows, columns)).astype(float)
    pairs = cheapest_pairs(costs, 100)
    assert len(pairs) == min(rows, columns)
    assert len({row for row, _ in pairs}) == len({column for _, column in pairs}) == len(pairs)
    wide = costs if rows <= columns else costs.T
    ways = itertools.permutations(range(wide.shape[1]), wide.shape[0])
    best = min(sum(wide[row, column] for row, column in enumerate(way)) for way in ways)
    assert sum(costs[pair] for pair in pairs) == best


def test_a_pair_that_is_too_dear_is_not_made_and_pushes_nobody_aside() -> None:
    costs = np.array([[0.1, 0.2], [0.15, 5.0]])
    assert cheapest_pairs(costs, 1) == [(0, 1), (1, 0)]
    assert cheapest_pairs(costs, 0.17) == [(0, 0)]
    assert cheapest_pairs(np.zeros((0, 3)), 1) == []


def test_two_hundred_things_are_paired_at_once() -> None:
    costs = np.random.default_rng(1).random((200, 200))
    assert len(cheapest_pairs(costs, 1)) == 200


def test_the_filter_equals_its_textbook_matrices() -> None:
    """Predict and correct with 8 x 8 matrices, written out here."""
    box, dice = Box(10, 20, 50, 100), np.random.default_rng(4)
    ours = MovingBox(box)
    state = np.array([30.0, 60, 40, 80, 0, 0, 0, 0])

    def sizes() -> np.ndarray:
        return np.array([state[2], state[3], state[2], state[3]])

    noise = np.diag(np.r_[(2 * PLACE * sizes()) ** 2, (10 * SPEED * sizes()) ** 2])
    step, look = np.eye(8) + np.eye(8, k=4), np.eye(4, 8)
    for _ in range(12):
        drift = np.diag(np.r_[(PLACE * sizes()) ** 2, (SPEED * sizes()) ** 2])
        state, noise = step @ state, step @ noise @ step.T + drift
        ours.advance(1)
        blur = np.diag((PLACE * sizes()) ** 2)
        measured = np.array([30, 60, 40, 80]) + dice.normal(0, 3, 4)
        gain = noise @ look.T @ np.linalg.inv(look @ noise @ look.T + blur)
        state, noise = (
            state + gain @ (measured - look @ state),
            (np.eye(8) - gain @ look) @ noise,
        )
        cx, cy, w, h = measured
        ours.correct(Box(cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2))
        cx, cy, w, h = state[:4]
        expected = (cx - w / 2, cy - h / 2, cx + w / 2, cy + h / 2)
        assert ours.box.edges == pytest.approx(expected)


def test_overlaps_are_those_of_boxes() -> None:
    boxes = [square(0, 0), square(10, 5), square(100, 0)]
    table = overlaps(boxes, boxes)
    for (n, one), (m, other) in itertools.product(enumerate(boxes), repeat=2):
        assert table[n, m] == pytest.approx(one.iou(other))


def test_things_that_pass_each_other_keep_their_keys() -> None:
    tracker = Tracker(TrackerSettings())
    for frame in range(40):
        keys = tracker.keys([seen(frame * 4, 0), seen(160 - frame * 4, 6)], frame)
        assert keys == [1, 2]


def test_a_half_hidden_thing_is_followed_by_its_unsure_detections() -> None:
    tracker = Tracker(TrackerSettings(sure=0.5))
    scores = [0.9] * 5 + [0.2] * 5 + [0.9] * 5
    keys = [tracker.keys([seen(n * 3, 0, score)], n)[0] for n, score in enumerate(scores)]
    assert keys == [1] * 15


def test_an_unsure_detection_begins_nothing() -> None:
    tracker = Tracker(TrackerSettings(sure=0.5))
    assert [tracker.keys([seen(0, 0, 0.3)], n) for n in range(3)] == [[None]] * 3


def test_something_that_was_gone_is_known_again_where_it_was_going() -> None:
    tracker = Tracker(TrackerSettings(patience=10))
    for frame in range(20):
        tracker.keys([seen(frame * 4, 0)], frame)
    for frame in range(20, 28):
        assert tracker.keys([], frame) == []
    assert tracker.keys([seen(28 * 4, 0)], 28) == [1]


def test_patience_ends() -> None:
    tracker = Tracker(TrackerSettings(patience=3))
    tracker.keys([seen(0, 0)], 0)
    for frame in range(1, 5):
        tracker.keys([], frame)
    assert tracker.keys([seen(0, 0)], 5) == [2]


def test_labels_are_kept_apart_if_asked() -> None:
    for match, expected in ((True, [2]), (False, [1])):
        tracker = Tracker(TrackerSettings(match_labels=match))
        tracker.keys([seen(0, 0, label="car")], 0)
        assert tracker.keys([seen(1, 0, label="bus")], 1) == expected


def test_a_rider_and_a_horse_stay_apart_where_labels_may_change() -> None:
    tracker = Tracker(TrackerSettings(match_labels=False))
    for frame in range(4):
        both = [seen(0, 0, label="person"), seen(0, 4, label="horse")]
        assert tracker.keys(both, frame) == [1, 2]
    crossed = [seen(0, 1, label="horse"), seen(0, 3, label="person")]
    assert tracker.keys(crossed, 4) == [2, 1]


def test_a_single_false_alarm_dies_at_once() -> None:
    tracker = Tracker(TrackerSettings(patience=30))
    tracker.keys([seen(0, 0)], 0)
    assert tracker.keys([seen(1, 0), seen(90, 90)], 1) == [1, 2]
    assert tracker.keys([seen(2, 0)], 2) == [1]
    assert tracker.keys([seen(3, 0), seen(90, 90)], 3) == [1, 3]
