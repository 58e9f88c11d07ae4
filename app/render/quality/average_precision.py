"""Average precision: how well found boxes agree with known ones.

T.-Y. Lin et al., "Microsoft COCO: Common Objects in Context", ECCV 2014, as its evaluation defines
it: boxes are matched from the surest down, and precision is read at 101 recalls. Own code, checked
against pycocotools.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.analyses.tracker import overlaps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from app.analyses.tracker import Detection
    from app.annotations.shapes import Box

RECALLS = np.linspace(0, 1, 101)
SAME = 0.5
"""Overlap from which a box is the known one."""


def average_precision(
    found: Sequence[Sequence[Detection]], known: Sequence[Sequence[Box]], same: float = SAME
) -> float:
    """In [0, 1], for things of one kind; 1 where there is nothing to find.

    Args:
        found: Detections on each picture.
        known: The true boxes of each.
        same: Intersection over union from which two boxes are the same.
    """
    total = sum(map(len, known))
    if not total:
        return 1.0
    hits = [_hits(ours, truth, same) for ours, truth in zip(found, known, strict=True)]
    scores = np.array([each.score for picture in found for each in _surest(picture)])
    right = np.concatenate(hits)[np.argsort(-scores, kind="stable")].astype(np.float64)
    recall = right.cumsum() / total
    precision = right.cumsum() / np.arange(1, len(right) + 1)
    # the best that any larger recall has, so that it never rises
    precision = np.maximum.accumulate(precision[::-1])[::-1]
    places = np.searchsorted(recall, RECALLS, side="left")
    return float(np.append(precision, 0.0)[np.minimum(places, len(precision))].mean())


def _surest(found: Sequence[Detection]) -> list[Detection]:
    return sorted(found, key=lambda each: -each.score)


def _hits(found: Sequence[Detection], known: Sequence[Box], same: float) -> NDArray[np.bool_]:
    """Whether each detection, surest first, is a known thing that no surer one is."""
    shared = overlaps([each.box for each in _surest(found)], known)
    hits = np.zeros(len(found), bool)
    for number, row in enumerate(shared):
        if len(row) and row.max() >= same:
            hits[number] = True
            shared[:, row.argmax()] = -1
    return hits
