"""How tracks and segments are laid out for painting."""

from __future__ import annotations

import numpy as np

from app.annotations.model import Keyframe, Segment, Track
from app.annotations.shapes import Box
from app.ui.timeline.annotations.bars import bar_of, clusters, lanes_of

BOX = Box(0, 0, 1, 1)


def test_a_track_falls_into_pieces() -> None:
    keys = (
        Keyframe(5, BOX), Keyframe(8, BOX), Keyframe(10, BOX, occluded=True),
        Keyframe(12, BOX, outside=True), Keyframe(15, BOX), Keyframe(40, BOX),
    )  # fmt: skip
    bar = bar_of(Track(1, "a", keys), 30)
    everything = list(bar.pieces(0, 30))
    assert everything == [
        (5, 10, "seen"), (10, 12, "occluded"), (12, 15, "outside"), (15, 30, "seen"),
    ]  # fmt: skip
    assert list(bar.pieces(11, 12)) == [(10, 12, "occluded")]
    assert list(bar.pieces(0, 5)) == []
    assert bar.keys.tolist() == [5, 8, 10, 15]
    assert bar.ends.tolist() == [12]


def test_near_keyframes_become_one() -> None:
    frames = np.array([0, 1, 2, 10, 30], np.int64)
    places = np.asarray(frames * 3.0, np.float64)
    found = clusters(frames, places, 7)
    assert [(one.frame, one.count) for one in found] == [(0, 3), (10, 1), (30, 1)]
    assert (found[0].left, found[0].right) == (0, 6)
    assert clusters(frames[:0], places[:0], 7) == []


def test_overlaps_open_another_lane() -> None:
    spans = [(0, 10), (5, 8), (10, 12), (11, 20)]
    parts = [Segment(n, "a", *span) for n, span in enumerate(spans)]
    lanes = lanes_of("Action", parts)
    assert [[part.id for part in lane.segments] for lane in lanes] == [[0, 2], [1, 3]]
    assert len(lanes_of("Action", [])) == 1
