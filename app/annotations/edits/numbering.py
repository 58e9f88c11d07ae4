"""Numbers of things that come beside others."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

from app.annotations.model import Segment, Track

if TYPE_CHECKING:
    from collections.abc import Iterable

Thing = TypeVar("Thing", Track, Segment)


def numbered_beside(there: Iterable[Thing], new: Iterable[Thing]) -> list[Thing]:
    """The new ones; those whose ids are taken get the ids after the highest one."""
    taken = {thing.id for thing in there}
    highest = max(taken, default=0)
    made: list[Thing] = []
    for thing in new:
        number = thing.id if thing.id not in taken else highest + 1
        highest = max(highest, number)
        taken.add(number)
        made.append(thing if number == thing.id else replace(thing, id=number))
    return made
