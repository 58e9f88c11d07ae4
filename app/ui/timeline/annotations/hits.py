"""What lies under a point of the annotation rows."""

from __future__ import annotations

from bisect import bisect_right
from typing import TYPE_CHECKING

import numpy as np

from app.ui.timeline.annotations.bars import clusters
from app.ui.timeline.hit import EDGE, Hit
from app.ui.timeline.painters.curve_row import CLOSEST, HALF
from app.ui.timeline.rows import COMING

if TYPE_CHECKING:
    from app.base.time import Time
    from app.ui.timeline.annotations.annotations import Annotations
    from app.ui.timeline.rows import Row
    from app.ui.timeline.state import TimelineState

GRABBED = 14
"""Pixels of width from which the edges of a segment can be taken hold of."""


def annotation_hit(state: TimelineState, shown: Annotations, row: Row, x: float, time: Time) -> Hit:
    """The topmost thing in a row at a pixel."""
    frame = shown.session.frame_at(time)
    inside = shown.bounds[0] <= time < shown.bounds[1] and frame is not None
    frame = frame if inside and frame is not None else -1
    if row.kind == "tracks":
        return Hit("group", time, row=row, frame=frame)
    if row.kind in COMING:
        return Hit("nothing", time, frame=frame)
    if row.kind == "segments":
        return _in_lane(state, shown, row, x, time, frame)
    key = diamond_at(state, shown, row.item, x)
    if key is not None:
        return Hit("diamond", time, str(row.item), row, item=row.item, frame=key)
    return Hit("object", time, str(row.item), row, item=row.item, frame=frame)


def diamond_at(state: TimelineState, shown: Annotations, number: int, x: float) -> int | None:
    """The frame of the single keyframe, or the end, at a pixel; None where several stand as one."""
    bar, edges = shown.bar(number), shown.edges
    if bar is None or edges is None:
        return None
    zoom, left = float(state.scale.zoom), float(state.scale.left)
    reach = (HALF + 3 + CLOSEST) / zoom
    first, last = shown.frames(x / zoom + left - reach, x / zoom + left + reach)
    for frames in (bar.keys, bar.ends):
        low, high = np.searchsorted(frames, (first, last + 1))
        found = clusters(frames[low:high], (edges[frames[low:high]] - left) * zoom, CLOSEST)
        near = [one for one in found if one.count == 1 and abs(one.left - x) <= HALF + 3]
        if near:
            return min(near, key=lambda one: abs(one.left - x)).frame
    return None


def _in_lane(
    state: TimelineState, shown: Annotations, row: Row, x: float, time: Time, frame: int
) -> Hit:
    lane = shown.lanes[row.item] if row.item < len(shown.lanes) else None
    if lane is None:
        return Hit("lane", time, row=row, frame=frame)
    zoom, start = float(state.scale.zoom), float(state.scale.left)
    last = shown.frames(0, x / zoom + start + 2 / zoom)[1]
    place = bisect_right(lane.segments, last, key=lambda part: part.start) - 1
    for part in reversed(lane.segments[max(0, place - 1) : place + 1]):
        left = (shown.time_at(part.start) - start) * zoom
        right = (shown.time_at(part.stop) - start) * zoom
        if not left - 2 <= x <= max(right, left + 2) + 2:
            continue
        kind = "segment"
        if right - left >= GRABBED:
            reach = min(EDGE, (right - left) / 3)
            kind = "segment_start" if x - left <= reach else kind
            kind = "segment_end" if right - x <= reach else kind
        return Hit(kind, time, f"s{part.id}", row, item=part.id, frame=frame)  # type: ignore[arg-type]
    return Hit("lane", time, row=row, frame=frame)
