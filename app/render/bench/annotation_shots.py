"""How well found cuts agree with known ones, as the papers on shot detection count it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

TOLERANCE = 2
"""Frames of play that TransNetV2's figures allow."""

Scenes = "Sequence[tuple[int, int]]"


@dataclass(frozen=True, slots=True)
class Agreement:
    """Found and known things, counted."""

    hits: int
    false: int
    missed: int

    @property
    def precision(self) -> float:
        """Share in [0, 1] of what was found that is true; 1 when nothing was."""
        found = self.hits + self.false
        return self.hits / found if found else 1.0

    @property
    def recall(self) -> float:
        """Share in [0, 1] of what is true that was found; 1 when there is nothing."""
        known = self.hits + self.missed
        return self.hits / known if known else 1.0

    @property
    def f1(self) -> float:
        """Harmonic mean of both, in [0, 1]."""
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0

    def __add__(self, other: Agreement) -> Agreement:
        return Agreement(
            self.hits + other.hits, self.false + other.false, self.missed + other.missed
        )


def scenes_of(cuts: Sequence[int], frame_count: int) -> list[tuple[int, int]]:
    """First and last frame of each shot, both inclusive."""
    edges = [0, *cuts, frame_count]
    return [(start, stop - 1) for start, stop in pairwise(edges)]


def agreement_of_cuts(
    found: Sequence[int], known: Sequence[int], frame_count: int, tolerance: int = TOLERANCE
) -> Agreement:
    """Cuts against cuts of a clip."""
    return agreement_of_scenes(
        scenes_of(found, frame_count), scenes_of(known, frame_count), tolerance
    )


def agreement_of_scenes(
    found: Sequence[tuple[int, int]], known: Sequence[tuple[int, int]], tolerance: int = TOLERANCE
) -> Agreement:
    """Count changes from the last frame of a scene to the first of the next that overlap.

    Both sides are widened by half of the tolerance less half a frame, so that 0 means exact; each
    change counts once. This is how TransNetV2 (Souček and Lokoč, 2020) is evaluated.

    Args:
        found, known: First and last frames (inclusive) of scenes, rising.
        tolerance: In frames.
    """
    play = (tolerance - 1) / 2
    left, right = _changes(found, play), _changes(known, play)
    hits = false = missed = 0
    while left and right:
        if left[0][1] < right[0][0]:
            false += 1
            left.pop(0)
        elif left[0][0] > right[0][1]:
            missed += 1
            right.pop(0)
        else:
            hits += 1
            left.pop(0)
            right.pop(0)
    return Agreement(hits, false + len(left), missed + len(right))


def _changes(scenes: Sequence[tuple[int, int]], play: float) -> list[tuple[float, float]]:
    return [(before[1] - play, after[0] + play) for before, after in pairwise(scenes)]
