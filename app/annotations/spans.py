"""Which of many spans hold a place: a static interval tree laid out in sorted arrays."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence


class SpanIndex:
    """Half-open spans of whole numbers, found by a place they hold in O(log n + hits).

    The spans are sorted by start; the middle of a range is the root of its tree and knows the
    latest end below it (Cormen et al., Introduction to Algorithms, 14.3).
    """

    def __init__(self, spans: Sequence[tuple[int, int]]) -> None:
        self._order = sorted(range(len(spans)), key=lambda number: spans[number])
        self._starts = [spans[number][0] for number in self._order]
        self._ends = [spans[number][1] for number in self._order]
        self._latest = [0] * len(spans)
        self._summarise(0, len(spans))

    def at(self, place: int) -> list[int]:
        """Numbers of the spans holding `place`, rising."""
        hits: list[int] = []
        self._collect(0, len(self._order), place, hits)
        return sorted(hits)

    def _summarise(self, low: int, high: int) -> int:
        """Fill in the latest ends of the range [low, high) and return its own."""
        if low >= high:
            return -1
        middle = (low + high) // 2
        below = max(self._summarise(low, middle), self._summarise(middle + 1, high))
        self._latest[middle] = max(self._ends[middle], below)
        return self._latest[middle]

    def _collect(self, low: int, high: int, place: int, hits: list[int]) -> None:
        if low >= high:
            return
        middle = (low + high) // 2
        if self._latest[middle] <= place:
            return
        self._collect(low, middle, place, hits)
        if self._starts[middle] <= place:
            if place < self._ends[middle]:
                hits.append(self._order[middle])
            self._collect(middle + 1, high, place, hits)
