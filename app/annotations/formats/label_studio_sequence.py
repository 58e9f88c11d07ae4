"""A sequence of Label Studio's as keyframes of ours."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from typing import TYPE_CHECKING, Any

from app.annotations.formats.coco_fields import shared, unknown_fields
from app.annotations.formats.shape_steps import rounded
from app.annotations.model import MAX_FRAME, Keyframe
from app.annotations.shapes import Box, turned

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.annotations.formats.json_document import JsonNode
    from app.annotations.layer import MediaFacts

_KNOWN = {"frame", "time", "enabled", "x", "y", "width", "height", "rotation"}
_FAR = 1e6
"""Percent; and degrees of the furthest turn."""
_MOST_TURNED = 100_000
"""Frames of one object's turning, each of which becomes a keyframe."""


@dataclass(frozen=True, slots=True)
class _Item:
    """An item of a sequence: frame from 0, and its numbers as they stand."""

    frame: int
    enabled: bool
    numbers: tuple[float, float, float, float, float]
    extra: dict[str, Any]


def keyframes_of(sequence: JsonNode, media: MediaFacts) -> tuple[Keyframe, ...]:
    """The keyframes, in order.

    Raises:
        AnnotationError: two for one frame, or numbers that are none.
    """
    items = sorted(map(_item, sequence.rows()), key=lambda item: item.frame)
    if any(a.frame == b.frame for a, b in pairwise(items)):
        sequence.refuse("has two items for one frame")
    keys: list[Keyframe] = []
    turning = list(_with_turns(items, sequence))
    following = [*(item.frame for item in turning[1:]), media.frame_count]
    for item, after in zip(turning, following, strict=True):
        extra = shared({"label-studio": item.extra} if item.extra else {})
        keys.append(Keyframe(item.frame, _box(item, media), extra=extra))
        if not item.enabled and after > item.frame + 1:
            keys.append(Keyframe(item.frame + 1, keys[-1].shape, outside=True))
    return tuple(keys)


def _item(node: JsonNode) -> _Item:
    rotation, enabled = node.get("rotation"), node.get("enabled")
    width, height = node["width"].number(0, _FAR), node["height"].number(0, _FAR)
    x, y = node["x"].number(-_FAR, _FAR), node["y"].number(-_FAR, _FAR)
    return _Item(
        node["frame"].whole(1, MAX_FRAME) - 1,
        enabled.flag() if enabled else True,
        (x, y, width, height, rotation.number(-_FAR, _FAR) if rotation else 0.0),
        unknown_fields(node, _KNOWN),
    )


def _with_turns(items: list[_Item], sequence: JsonNode) -> Iterator[_Item]:
    """Items with those between two of different rotation, which turn about their corner there.

    Ours turn about their middle, and the shorter way: only frame by frame are they the same.
    """
    made = 0
    for left, right in pairwise(items):
        yield left
        if not left.enabled or left.numbers[4] == right.numbers[4]:
            continue
        made += right.frame - left.frame
        if made > _MOST_TURNED:
            sequence.refuse(f"turns for more than {_MOST_TURNED:,} frames")
        for frame in range(left.frame + 1, right.frame):
            t = (frame - left.frame) / (right.frame - left.frame)
            ends = zip(left.numbers, right.numbers, strict=True)
            x, y, width, height, rotation = (a + (b - a) * t for a, b in ends)
            yield replace(left, frame=frame, numbers=(x, y, width, height, rotation))
    yield from items[-1:]


def _box(item: _Item, media: MediaFacts) -> Box:
    """The box in pixels, turned about its middle; Label Studio's turns about its first corner."""
    x, y, width, height, rotation = item.numbers
    corner = (x * media.width / 100, y * media.height / 100)
    across, down = width * media.width / 100, height * media.height / 100
    degrees = rounded(rotation % 360) % 360
    middle = (corner[0] + across / 2, corner[1] + down / 2)
    cx, cy = turned(middle, corner, degrees) if degrees else middle
    x0, y0 = rounded(cx - across / 2), rounded(cy - down / 2)
    x1, y1 = rounded(cx + across / 2), rounded(cy + down / 2)
    return Box(x0, y0, x1, y1, degrees)
