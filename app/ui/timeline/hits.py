"""What lies under a point of the canvas."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.timeline import measures
from app.ui.timeline.annotations.hits import annotation_hit
from app.ui.timeline.hit import EDGE, Hit
from app.ui.timeline.painters.curve_row import HALF, curve_of
from app.ui.timeline.painters.ruler import MARKER_HEIGHT, MARKER_WIDTH
from app.ui.timeline.rows import ANNOTATED, row_at

if TYPE_CHECKING:
    from app.base.time import Time
    from app.ui.timeline.rows import Row
    from app.ui.timeline.state import TimelineState

TRIMMABLE = 30
"""Pixels of width from which a clip's edges can be taken hold of."""


def hit_at(state: TimelineState, x: float, y: float) -> Hit:
    """The topmost thing at a point."""
    time = state.scale.time_at(x)
    if y < measures.ruler():
        return _in_ruler(state, x, y, time)
    if y < measures.ruler() + measures.cache():
        return Hit("cache", time)
    if y < state.head:
        shot = next((s for s in state.shots if s.start <= time < s.end), None)
        return Hit("shot", time, start=shot.start) if shot else Hit("nothing", time)
    row = row_at(state.rows, y - state.head + state.scroll)
    if row is None:
        return Hit("nothing", time)
    if row.kind == "curve":
        return _on_curve(state, row, x, y, time)
    if row.kind in ANNOTATED:
        shown = state.annotated
        return annotation_hit(state, shown, row, x, time) if shown else Hit("nothing", time)
    return _on_clip(state, row, x, time)


def _in_ruler(state: TimelineState, x: float, y: float, time: Time) -> Hit:
    near = MARKER_WIDTH / 2 + 2
    if y >= measures.ruler() - MARKER_HEIGHT - 3:
        for marker in reversed(state.project.markers):
            if abs(state.scale.x_of(marker.time) - x) <= near:
                return Hit("marker", time, marker.id)
    span = state.project.selected_range
    if span is not None:
        if span.end is not None and -EDGE <= x - state.scale.x_of(span.end) <= 3:
            return Hit("out", time)
        if -3 <= x - state.scale.x_of(span.start) <= EDGE:
            return Hit("in", time)
    return Hit("ruler", time)


def _on_clip(state: TimelineState, row: Row, x: float, time: Time) -> Hit:
    places = state.places.get(row.track)
    if places is None:
        return Hit("row", time, row=row)
    # A pixel to each side, so that clips thinner than one can be hit.
    reach = 1 / float(state.scale.zoom)
    seconds = float(time)
    found = places.between(seconds - reach / 2, seconds + reach / 2)
    if not found:
        return Hit("row", time, row=row)
    clip = places.track.clips[found[-1] if time >= places.track.clips[found[-1]].at else found[0]]
    left, right = state.scale.x_of(clip.at), state.scale.x_of(clip.end)
    if right - left >= TRIMMABLE and not places.track.locked:
        if x - left <= EDGE:
            return Hit("start", time, clip.id, row)
        if right - x <= EDGE:
            return Hit("end", time, clip.id, row)
    return Hit("clip", time, clip.id, row)


def _on_curve(state: TimelineState, row: Row, x: float, y: float, time: Time) -> Hit:
    curve = curve_of(state, row)
    if curve is None:
        return Hit("row", time, row=row)
    reach = HALF + 3
    near = [
        key
        for key in curve.keys.keys
        if abs(state.scale.x_of(key.time + curve.clip.at) - x) <= reach
        and abs(curve.y_of(key.value) - y) <= reach + 2
    ]
    if near:
        key = min(near, key=lambda key: abs(state.scale.x_of(key.time + curve.clip.at) - x))
        return Hit("key", time, row.clip, row, key=key.time)
    inside = curve.clip.at <= time < curve.clip.end
    return Hit("curve" if inside else "row", time, row.clip, row)
