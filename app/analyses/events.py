"""What tracks do: lines they cross, zones they enter and leave, with counts.

A pure question about a layer; no picture is looked at. A thing is where the middle of its box is
(or of the box's lower edge, where it stands on the ground).
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from itertools import pairwise
from typing import TYPE_CHECKING, Literal

from app.annotations.model import Label, Provenance, Segment
from app.annotations.queries import shapes_of
from app.annotations.shapes import box_around
from app.base.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Track
    from app.annotations.shapes import Point

Anchor = Literal["middle", "foot"]
Act = Literal["crosses to the right", "crosses to the left", "enters", "leaves"]

VERSION = "2"
WAYS: dict[Act, str] = {
    "crosses to the right": "right",
    "crosses to the left": "left",
    "enters": "in",
    "leaves": "out",
}
"""In a label, short and before the thing: lists cut what is too long at its end."""

GAP = 30
"""Frames a track may be out of sight on its way over a line."""


@dataclass(frozen=True, slots=True)
class Line:
    """From one point to another; its right side is the one on the right of who walks along it."""

    name: str
    start: Point
    end: Point


@dataclass(frozen=True, slots=True)
class Zone:
    """A polygon of at least three points; its edge is of those inside."""

    name: str
    ring: tuple[Point, ...]

    def __post_init__(self) -> None:
        if len(self.ring) < 3:
            raise UsageError(f"The zone “{self.name}” needs at least three points.")


@dataclass(frozen=True, slots=True)
class Event:
    """Something a track did.

    Attributes:
        frame: The first one on which it had done it.
        track: Its id.
        label: The track's.
        place: Name of the line or zone.
        act: What it did.
    """

    frame: int
    track: int
    label: str
    place: str
    act: Act


def events_of(
    layer: AnnotationLayer,
    lines: Sequence[Line] = (),
    zones: Sequence[Zone] = (),
    anchor: Anchor = "middle",
) -> list[Event]:
    """Everything the tracks of a layer did, by frame.

    Something that appears inside a zone has not entered it, and something that vanishes there has
    not left it.
    """
    found: list[Event] = []
    for track in layer.tracks:
        way = list(_way(track, layer.media.frame_count, anchor))
        for (before, one), (frame, other) in pairwise(way):
            if frame - before > GAP:
                continue
            acts = [(x.name, crossing(x, one, other)) for x in lines]
            acts += [(x.name, _passage(x, one, other)) for x in zones]
            found += [Event(frame, track.id, track.label, name, act) for name, act in acts if act]
    return sorted(found, key=lambda event: (event.frame, event.track, event.place))


def counts(events: Iterable[Event]) -> dict[tuple[str, Act], int]:
    """How often each thing was done at each place."""
    return dict(Counter((event.place, event.act) for event in events))


def occupancy(layer: AnnotationLayer, zone: Zone, anchor: Anchor = "middle") -> list[int]:
    """How many tracks are in a zone on each frame."""
    inside = [0] * layer.media.frame_count
    for track in layer.tracks:
        for frame, point in _way(track, layer.media.frame_count, anchor):
            inside[frame] += contains(zone.ring, point)
    return inside


def segments_of(events: Sequence[Event], first_id: int = 1) -> tuple[list[Label], list[Segment]]:
    """Events as segments of one frame, for the timeline, with the labels they need."""
    by_us = Provenance("model", "events", VERSION, accepted=False)
    names = [f"{event.place} {WAYS[event.act]}: {event.label}" for event in events]
    labels = [Label(name, group="Event") for name in dict.fromkeys(names)]
    segments = [
        Segment(id_, name, event.frame, event.frame + 1, {"track": event.track}, by_us)
        for id_, (name, event) in enumerate(zip(names, events, strict=True), first_id)
    ]
    return labels, segments


def crossing(line: Line, one: Point, other: Point) -> Act | None:
    """Whether a step goes over a line, and which way; a point on the line counts as its right."""
    here, there = _side(line, one), _side(line, other)
    if here == there:
        return None
    # Where the step meets the endless line must lie between the two ends.
    step = Line("", one, other)
    if _side(step, line.start) == _side(step, line.end):
        return None
    return "crosses to the right" if there else "crosses to the left"


def contains(ring: Sequence[Point], point: Point) -> bool:
    """Whether a point lies in a polygon, by the even-odd rule."""
    x, y = point
    inside = False
    for (ax, ay), (bx, by) in zip(ring, (*ring[1:], ring[0]), strict=True):
        if (ay > y) != (by > y) and x < (bx - ax) * (y - ay) / (by - ay) + ax:
            inside = not inside
    return inside


def _passage(zone: Zone, one: Point, other: Point) -> Act | None:
    here, there = contains(zone.ring, one), contains(zone.ring, other)
    if here == there:
        return None
    return "enters" if there else "leaves"


def _side(line: Line, point: Point) -> bool:
    """Whether a point is on the right; y goes down."""
    (ax, ay), (bx, by), (x, y) = line.start, line.end, point
    return (bx - ax) * (y - ay) - (by - ay) * (x - ax) >= 0


def _way(track: Track, frame_count: int, anchor: Anchor) -> Iterator[tuple[int, Point]]:
    for shown in shapes_of(track, frame_count):
        box = box_around(shown.shape)
        y = box.y1 if anchor == "foot" else (box.y0 + box.y1) / 2
        yield shown.frame, ((box.x0 + box.x1) / 2, y)
