"""HOTA and IDF1: how well found tracks agree with known ones.

J. Luiten et al., "HOTA: A Higher Order Metric for Evaluating Multi-Object Tracking", IJCV 2021;
E. Ristani et al., "Performance Measures and a Data Set for Multi-Target, Multi-Camera Tracking",
ECCVW 2016. Own code, checked against the worked example of TrackEval.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.analyses.assignment import cheapest_pairs
from app.analyses.tracker import overlaps

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from app.annotations.shapes import Box

LIMITS = np.arange(0.05, 0.96, 0.05)
"""Overlaps from which two boxes match; HOTA is the mean over all of them."""

Boxes = "Sequence[dict[int, Box]]"


@dataclass(frozen=True, slots=True)
class TrackScores:
    """All in [0, 1].

    Attributes:
        hota: Geometric mean of the next two, averaged over `LIMITS`.
        detection: How many boxes are right (DetA).
        association: How well they keep their identities (AssA).
        idf1: Share of boxes with the right identity, for the best one-to-one naming.
    """

    hota: float
    detection: float
    association: float
    idf1: float


@dataclass(frozen=True)
class _Frame:
    known: NDArray[np.intp]
    found: NDArray[np.intp]
    shared: NDArray[np.float64]


def track_scores(found: Sequence[dict[int, Box]], known: Sequence[dict[int, Box]]) -> TrackScores:
    """Scores of boxes by identity, one dictionary for each frame."""
    frames, known_counts, found_counts = _numbered(found, known)
    if not known_counts.sum() or not found_counts.sum():
        same = float(known_counts.sum() == found_counts.sum())
        return TrackScores(same, same, same, same)
    alike = _alike(frames, known_counts, found_counts)
    pairs = [_pairs(frame, alike) for frame in frames]
    values = [_at(limit, frames, pairs, known_counts, found_counts) for limit in LIMITS]
    detection, association = (float(np.mean([x[n] for x in values])) for n in (0, 1))
    hota = float(np.mean([(d * a) ** 0.5 for d, a in values]))
    return TrackScores(hota, detection, association, _idf1(frames, known_counts, found_counts))


def _numbered(
    found: Sequence[dict[int, Box]], known: Sequence[dict[int, Box]]
) -> tuple[list[_Frame], NDArray[np.float64], NDArray[np.float64]]:
    ours = {key: n for n, key in enumerate(sorted({k for boxes in found for k in boxes}))}
    truth = {key: n for n, key in enumerate(sorted({k for boxes in known for k in boxes}))}
    frames = [
        _Frame(
            np.array([truth[key] for key in b], np.intp),
            np.array([ours[key] for key in a], np.intp),
            overlaps(list(b.values()), list(a.values())),
        )
        for a, b in zip(found, known, strict=True)
    ]
    known_counts, found_counts = np.zeros(len(truth)), np.zeros(len(ours))
    for frame in frames:
        known_counts[frame.known] += 1
        found_counts[frame.found] += 1
    return frames, known_counts, found_counts


def _alike(
    frames: Sequence[_Frame], known: NDArray[np.float64], found: NDArray[np.float64]
) -> NDArray[np.float64]:
    """How much two identities have to do with each other over the whole clip."""
    together = np.zeros((len(known), len(found)))
    for frame in frames:
        rest = frame.shared.sum(1, keepdims=True) + frame.shared.sum(0) - frame.shared
        share = np.divide(frame.shared, rest, out=np.zeros_like(rest), where=rest > 0)
        together[np.ix_(frame.known, frame.found)] += share
    return np.asarray(together / (known[:, None] + found - together))


def _pairs(frame: _Frame, alike: NDArray[np.float64]) -> list[tuple[int, int]]:
    worth = alike[np.ix_(frame.known, frame.found)] * frame.shared
    return cheapest_pairs(1 - worth, 1.0)


def _at(
    limit: float,
    frames: Sequence[_Frame],
    pairs: Sequence[Sequence[tuple[int, int]]],
    known: NDArray[np.float64],
    found: NDArray[np.float64],
) -> tuple[float, float]:
    """Detection and association at one limit."""
    matches = np.zeros((len(known), len(found)))
    for frame, chosen in zip(frames, pairs, strict=True):
        for row, column in chosen:
            if frame.shared[row, column] >= limit - 1e-9:
                matches[frame.known[row], frame.found[column]] += 1
    hits = matches.sum()
    either = np.maximum(1, known[:, None] + found - matches)
    association = float((matches * matches / either).sum() / max(1, hits))
    return float(hits / (known.sum() + found.sum() - hits)), association


def _idf1(
    frames: Sequence[_Frame], known: NDArray[np.float64], found: NDArray[np.float64]
) -> float:
    together = np.zeros((len(known), len(found)))
    for frame in frames:
        together[np.ix_(frame.known, frame.found)] += frame.shared >= 0.5
    pairs = cheapest_pairs(-together, 0.0)
    return float(2 * sum(together[pair] for pair in pairs) / (known.sum() + found.sum()))
