"""HOTA and IDF1, against TrackEval's figures and their own logic."""

from __future__ import annotations

import pytest

from app.annotations.shapes import Box
from app.render.bench.annotation_tracks import track_scores


def box(frame: int, row: int = 0) -> Box:
    return Box(frame * 5, row * 40, frame * 5 + 20, row * 40 + 20)


TRUTH = [{1: box(n), 2: box(n, 1)} for n in range(20)]


def test_a_copy_is_perfect_whatever_its_numbers() -> None:
    copy = [{9: boxes[1], 4: boxes[2]} for boxes in TRUTH]
    scores = track_scores(copy, TRUTH)
    assert (scores.hota, scores.detection, scores.association, scores.idf1) == (1, 1, 1, 1)


def test_an_identity_that_changes_half_way() -> None:
    """TrackEval says .7071, .5 and .5 for one thing on ten frames."""
    known = [{1: box(n)} for n in range(10)]
    found = [{1 if n < 5 else 2: box(n)} for n in range(10)]
    scores = track_scores(found, known)
    assert scores.hota == pytest.approx(0.7071, abs=1e-4)
    assert scores.association == pytest.approx(0.5)
    assert scores.detection == pytest.approx(1)
    assert scores.idf1 == pytest.approx(0.5)


def test_labels_that_come_late_are_worse() -> None:
    late = [*TRUTH[:2], *TRUTH[:-2]]
    assert track_scores(late, TRUTH).hota < 0.9
    missing = [{1: boxes[1]} for boxes in TRUTH]
    assert track_scores(missing, TRUTH).idf1 == pytest.approx(2 / 3)
    assert track_scores(missing, TRUTH).detection == pytest.approx(0.5)


def test_nothing_found_is_nothing() -> None:
    assert track_scores([{} for _ in TRUTH], TRUTH).hota == 0
    assert track_scores([{}], [{}]).hota == 1
