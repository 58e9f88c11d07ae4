"""Segments laid out in ELAN's tiers, none of which may hold two at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Label

UNGROUPED, SHOTS, TAG = "reelwright:ungrouped", "reelwright:shots", "reelwright:tag"
"""Names of properties: the types of tiers that stand for no group and for shots; a tag."""


@dataclass(frozen=True, slots=True)
class Row:
    """An annotation: a number, two times in milliseconds, a text."""

    id: int
    start: int
    stop: int
    text: str


@dataclass(slots=True)
class Tier:
    """A tier: its name, its type, its annotations in order."""

    name: str
    type: str
    rows: list[Row] = field(default_factory=list)

    def takes(self, row: Row) -> bool:
        """Whether a later one fits behind those there are."""
        return not self.rows or self.rows[-1].stop <= row.start


def by_group(labels: Iterable[Label]) -> tuple[Label, ...]:
    """Labels with those of a group side by side, groups in the order of their first label."""
    found: dict[str, list[Label]] = {}
    for label in labels:
        found.setdefault(label.group, []).append(label)
    return tuple(label for group in found.values() for label in group)


def types_of(layer: AnnotationLayer) -> tuple[dict[str, str], str]:
    """The type of tier for each group, and that of shots; no two alike."""
    groups = list(dict.fromkeys(label.group for label in layer.labels))
    taken = set(groups)
    types = {group: group or _free("Segments", taken) for group in (*groups, "")}
    return types, _free("Shots", taken | set(types.values()))


def tiers_for(rows: Iterable[Row], type_: str, taken: set[str]) -> list[Tier]:
    """As few tiers as hold these, at least one; their names are added to `taken`."""
    tiers = [Tier(_claimed(type_, taken), type_)]
    for row in sorted(rows, key=lambda row: (row.start, row.stop, row.id)):
        tier = next((tier for tier in tiers if tier.takes(row)), None)
        if tier is None:
            tier = Tier(_claimed(type_, taken), type_)
            tiers.append(tier)
        tier.rows.append(row)
    return tiers


def _claimed(name: str, taken: set[str]) -> str:
    free = _free(name, taken)
    taken.add(free)
    return free


def _free(name: str, taken: set[str]) -> str:
    found, number = name, 2
    while found in taken:
        found, number = f"{name} {number}", number + 1
    return found
