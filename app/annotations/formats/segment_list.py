"""Segments found one after another in a file, put in order and given numbers."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from itertools import count
from typing import TYPE_CHECKING

from app.annotations.layer import AnnotationLayer
from app.annotations.model import NONE, Label, Segment

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.annotations.layer import MediaFacts
    from app.annotations.model import Extra

_ANY = 1 << 53


@dataclass(slots=True)
class SegmentList:
    """The segments of a file; labels come to be as they are used.

    Attributes:
        labels: Those known so far, by name, in order.
    """

    labels: dict[str, Label] = field(default_factory=dict)
    _found: list[tuple[int | None, Segment]] = field(default_factory=list)
    _taken: set[int] = field(default_factory=set)

    def add(self, part: Segment, id_: int | None = None, group: str = "") -> None:
        """Add one.

        Args:
            part: The segment; its own number does not count.
            id_: The number it has in the file; another one if that is taken.
            group: Of its label, should this be the first use.
        """
        self.labels.setdefault(part.label, Label(part.label, group=group))
        if id_ is not None and (id_ in self._taken or not 0 <= id_ <= _ANY):
            id_ = None
        if id_ is not None:
            self._taken.add(id_)
        self._found.append((id_, part))

    def in_order(self) -> tuple[Segment, ...]:
        """By start, stop and number; those without a number get the lowest free ones."""
        free = (number for number in count(1) if number not in self._taken)
        found = sorted(self._found, key=lambda row: (row[1].start, row[1].stop))
        parts = [replace(part, id=next(free) if id_ is None else id_) for id_, part in found]
        return tuple(sorted(parts, key=lambda part: (part.start, part.stop, part.id)))

    def numbered(self) -> tuple[Segment, ...]:
        """In order, numbered from 1."""
        return tuple(replace(part, id=number) for number, part in enumerate(self.in_order(), 1))

    def layer_of(
        self,
        media: MediaFacts,
        parts: Iterable[Segment],
        extra: Extra = NONE,
        cuts: Iterable[int] = (),
    ) -> AnnotationLayer:
        """A layer of these segments, its labels in the order in which they come."""
        parts = tuple(parts)
        names = dict.fromkeys(part.label for part in parts)
        labels = tuple(self.labels[name] for name in names)
        return AnnotationLayer(media, labels, segments=parts, extra=extra, cuts=tuple(cuts))
