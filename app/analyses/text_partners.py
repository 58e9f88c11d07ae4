"""Which line of text on one picture is which on another."""

from __future__ import annotations

import math
from difflib import SequenceMatcher
from typing import TYPE_CHECKING

import numpy as np

from app.analyses.assignment import FORBIDDEN, cheapest_pairs

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.analyses.text_reader import Line

REACH = 2.0
"""How far a line may have gone, in heights of its letters."""

ALIKE = 0.7
"""Share of letters two readings of the same words have in common; a misread letter is usual."""

AS_LONG = 0.85
"""Length of the shorter over that of the longer, unless both are read as the very same: other words
in the same place differ there."""


def partners(before: Sequence[Line], after: Sequence[Line]) -> list[tuple[int, int]]:
    """Pairs of places: what says the same near the same place, the nearest in all."""
    costs = [[_cost(one, other) for other in after] for one in before]
    table = np.array(costs, np.float64).reshape(len(before), len(after))
    return cheapest_pairs(table, 2.0)


def says_the_same(one: str, other: str) -> bool:
    """Whether two readings are of the same words; other digits are another number."""
    if one == other:
        return True
    if _digits(one) != _digits(other):
        return False
    matcher = SequenceMatcher(None, one, other, autojunk=False)
    return matcher.quick_ratio() >= ALIKE and matcher.ratio() >= ALIKE


def _digits(text: str) -> str:
    return "".join(filter(str.isdigit, text))


def _cost(one: Line, other: Line) -> float:
    (width, height), (length, tall) = _sides(one), _sides(other)
    way = math.dist(_centre(one), _centre(other)) / (REACH * max(height, tall))
    if one.text == other.text:
        return way if way <= 1 else FORBIDDEN
    fits = way <= 1 and min(width, length) >= AS_LONG * max(width, length)
    return 1 + way if fits and says_the_same(one.text, other.text) else FORBIDDEN


def _sides(line: Line) -> tuple[float, float]:
    box = line.box
    return max(box.x1 - box.x0, 1.0), max(box.y1 - box.y0, 1.0)


def _centre(line: Line) -> tuple[float, float]:
    box = line.box
    return (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
