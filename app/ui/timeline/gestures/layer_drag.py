"""Dragging what is annotated: shown at once, one undo step in the end."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.project.edits.layers import with_layer
from app.ui.timeline.gestures.gesture import LiveEdit, snapped

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from app.annotations.layer import AnnotationLayer
    from app.base.time import Time
    from app.ui.timeline.annotations.annotations import Annotations
    from app.ui.timeline.state import TimelineState


class LayerDrag:
    """An edit of the layer as it was when the drag began, over and over.

    Attributes:
        before: The layer then.
    """

    def __init__(self, state: TimelineState, shown: Annotations, words: str) -> None:
        assert shown.layer is not None, "there is nothing to take hold of without a layer"
        media = shown.session.media
        self.before = shown.layer
        self._media = media.id if media else ""
        self._live = LiveEdit(state.document, words)

    def show(self, edit: Callable[[AnnotationLayer], AnnotationLayer]) -> None:
        """Let the layer be what the edit makes of it."""
        after = edit(self.before)
        if after is self.before:
            self.cancel()
        else:
            self._live.show(lambda project: with_layer(project, self._media, after))

    def cancel(self) -> None:
        """Let it be what it was; no undo step is left."""
        self._live.cancel()


def targets_of(
    state: TimelineState, shown: Annotations, without: Collection[int] = (), *, playhead: bool
) -> list[Time]:
    """Times worth meeting, rising: playhead, cuts, the clip's ends, edges of other segments."""
    clip, layer = shown.session.clip, shown.layer
    if clip is None or layer is None:
        return []
    found: set[Time] = {clip.at, clip.end, *(shot.start for shot in state.shots)}
    if playhead:
        found.add(state.view.playhead)
    frames = {frame for p in layer.segments if p.id not in without for frame in (p.start, p.stop)}
    found.update(time for frame in frames if (time := time_of(shown, frame)) is not None)
    return sorted(found, key=float)


def time_of(shown: Annotations, frame: int) -> Time | None:
    """When a frame begins, exactly; after the last one, when it ends."""
    time = shown.session.time_of(frame)
    if time is None and shown.layer is not None and frame >= shown.layer.media.frame_count:
        return Fraction(shown.time_at(frame)).limit_denominator(10**6)
    return time


def dragged_frame(
    state: TimelineState, shown: Annotations, time: Time, targets: Sequence[Time], *, invert: bool
) -> int:
    """The frame boundary nearest to a dragged time, after snapping; within the source."""
    by = snapped(state, [time], targets, invert=invert)
    edges = shown.edges
    if edges is None:
        return 0
    moment = float(time + by if by is not None else time)
    low, high = shown.frames(moment - 1e-9, moment + 1e-9)
    near = range(max(0, low - 1), min(high + 2, len(edges)))
    return min(near, key=lambda frame: abs(float(edges[frame]) - moment))
