"""What a thing under the pointer is called."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from app.base.time import Time
    from app.ui.timeline.rows import Row

HitKind = Literal[
    "ruler", "in", "out", "marker", "cache", "shot", "clip", "start", "end", "key", "curve", "row",
    "nothing", "group", "lane", "segment", "segment_start", "segment_end", "object", "diamond",
]  # fmt: skip

EDGE = 7
"""Pixels on both sides of an edge that take hold of it."""


@dataclass(frozen=True, slots=True)
class Hit:
    """A thing under the pointer.

    Attributes:
        kind: What; "start" and "end" are edges of a clip.
        time: Under the pointer, exact but on no frame.
        id: Of the clip or marker.
        row: The row, where there is one.
        key: Time of the keyframe since its clip's start.
        start: Where the shot begins.
        item: Id of the segment or track of annotations.
        frame: Of the source, under the pointer; of a diamond, its own. -1 where there is none.
    """

    kind: HitKind
    time: Time
    id: str = ""
    row: Row | None = None
    key: Time | None = None
    start: Time | None = None
    item: int = -1
    frame: int = -1
