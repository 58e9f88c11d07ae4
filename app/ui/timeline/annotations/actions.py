"""What is done to segments by keys and menus; each is one undo step, or only moves the view."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from app.annotations.edits import review
from app.annotations.edits import segments as edits
from app.base.time import Span
from app.project.edits import ranges
from app.ui.language import tr, tr_count
from app.ui.timeline.annotations.annotations import Painted

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.annotations.model import Label, Segment
    from app.project.model import Project
    from app.ui.timeline.annotations.annotations import Annotations
    from app.ui.timeline.state import TimelineState

DIGITS = range(1, 10)


class SegmentActions:
    """The verbs of segments. GUI thread only."""

    def __init__(
        self, state: TimelineState, shown: Annotations, play_range: Callable[[], object]
    ) -> None:
        self._state, self._shown, self._play_range = state, shown, play_range
        self._session = shown.session

    @property
    def ready(self) -> bool:
        """Whether the frame under the playhead is known."""
        return self._shown.layer is not None and self._session.frame >= 0

    @property
    def tracks_selected(self) -> bool:
        """Whether tracks are selected: keys such as Delete are for them, then."""
        return bool(self._session.selection)

    def has_segments(self) -> bool:
        """Whether there are any."""
        return self._shown.layer is not None and bool(self._shown.layer.segments)

    def chosen(self) -> list[Segment]:
        """The selected ones."""
        parts = self._shown.layer.segments if self._shown.layer else ()
        return [part for part in parts if part.id in self._session.segments]

    def here(self) -> Segment | None:
        """The one under the playhead that is meant: selected, else of the active group."""
        frame = self._session.frame
        parts = self._shown.layer.segments if self._shown.layer else ()
        under = [part for part in parts if part.start <= frame < part.stop]
        active = self._shown.active_group()
        under.sort(key=lambda p: (p.id not in self._session.segments,
                                  self._shown.group_of(p.label) != active))  # fmt: skip
        return under[0] if under else None

    def label_of_key(self, number: int) -> Label | None:
        """The n-th label of segments, from 1; hotkeys of their own come first."""
        labels = [x for x in self._shown.layer.labels if x.group] if self._shown.layer else []
        own = [label for label in labels if label.hotkey == str(number)]
        free = [label for label in labels if not label.hotkey]
        rest = [n for n in DIGITS if not any(label.hotkey == str(n) for label in labels)]
        if own:
            return own[0]
        return free[rest.index(number)] if number in rest[: len(free)] else None

    def start_here(self) -> None:
        """Let the segment at the playhead begin with this frame; else the next, or a new one."""
        part, frame = self.here() or self._neighbour(1), self._session.frame
        label = self.label_to_paint()
        if label and (part is None or not self._meant(part, label)):
            self._paint_second(label, frame)
        elif part is not None:
            self._session.select_segments({part.id})
            self._session.apply(
                tr("Trim segment"), lambda layer: edits.trim_segment(layer, part.id, start=frame)
            )

    def _meant(self, part: Segment, label: str) -> bool:
        same = self._shown.group_of(part.label) == self._shown.group_of(label)
        return same or part.id in self._session.segments

    def label_to_paint(self) -> str:
        """The label of segments that is chosen, "" where it is one of objects."""
        label = self._session.label
        return label if self._shown.group_of(label) else ""

    def end_here(self) -> None:
        """Let the segment at the playhead end with this frame; else the one before."""
        part, frame = self.here() or self._neighbour(-1), self._session.frame
        if part is not None:
            self._session.select_segments({part.id})
            self._session.apply(
                tr("Trim segment"), lambda layer: edits.trim_segment(layer, part.id, stop=frame + 1)
            )

    def go(self, step: int) -> None:
        """Select the next (1) or previous (-1) segment, and go to its first frame."""
        layer, frame = self._shown.layer, self._session.frame
        if layer is None or not layer.segments:
            return
        starts = [part.start for part in layer.segments]
        place = bisect_right(starts, frame) if step > 0 else bisect_left(starts, frame) - 1
        if 0 <= place < len(starts):
            part = layer.segments[place]
            self._session.select(())
            self._session.select_segments({part.id})
            self._session.seek(part.start)

    def split(self) -> None:
        """Two segments that meet at the playhead."""
        part, frame = self.here(), self._session.frame
        if part is not None:
            self._shown.want(part.label)
            self._session.apply(
                tr("Split segment"), lambda layer: edits.split_segment(layer, part.id, frame)
            )

    def delete(self) -> None:
        """Take the selected ones away."""
        ids = set(self._session.segments)
        words = tr_count("Delete segment", "Delete {n} segments", len(ids))
        self._session.apply(words, lambda layer: edits.remove_segments(layer, ids))

    def relabel(self, label: str) -> None:
        """Give the selected ones another label."""
        ids = set(self._session.segments)
        self._session.apply(tr("Relabel"), lambda layer: edits.relabel_segments(layer, ids, label))

    def review(self, number: int, *, accept: bool) -> None:
        """Accept or reject a suggested segment."""
        words = tr("Accept segment") if accept else tr("Reject segment")
        act = review.accept if accept else review.reject
        self._session.apply(words, lambda layer: act(layer, (), {number}))

    def loop(self) -> None:
        """Set In and Out around the segment, and play it over and over."""
        part = next(iter(self.chosen()), None) or self.here()
        if part is None:
            return
        start, last = self._session.time_of(part.start), self._session.time_of(part.stop)
        if start is None:
            return
        if last is None:
            clip = self._session.clip
            last = clip.end if clip else start
        span = Span(start, last)

        def edit(project: Project) -> Project:
            whole = ranges.clear_range()(project)
            return ranges.set_out(span.end or span.start)(ranges.set_in(span.start)(whole))

        self._state.document.apply(tr("Loop segment"), edit)
        self._session.seek(part.start)
        self._play_range()

    def paint(self, label: str, begun: int) -> None:
        """Show what a held key has painted from the frame where it was pressed."""
        frame = self._session.frame
        if frame >= 0:
            low, high = min(begun, frame), max(begun, frame) + 1
            self._shown.paint_segment(Painted(label, low, high))

    def painted(self, label: str, begun: int, *, held: bool) -> None:
        """The key is up: keep what it painted. A short press relabels, or paints one second."""
        painted = self._shown.painted
        self._shown.paint_segment(None)
        if not held or painted is None:
            self._tapped(label, begun)
            return
        start, stop = painted.start, painted.stop
        self._session.apply(
            tr("Paint segment"), lambda layer: edits.add_segment(layer, label, start, stop)
        )

    def _tapped(self, label: str, begun: int) -> None:
        if any(part.label != label for part in self.chosen()):
            self.relabel(label)
        else:
            self._paint_second(label, begun)

    def _paint_second(self, label: str, begun: int) -> None:
        """One second, or until what comes next in the row, or the next cut."""
        layer, edges = self._shown.layer, self._shown.edges
        if layer is None or edges is None:
            return
        _, second = self._shown.frames(float(edges[begun]), float(edges[begun]) + 1)
        group = self._shown.group_of(label)
        ahead = [p.start for p in layer.segments
                 if self._shown.group_of(p.label) == group and p.start > begun]  # fmt: skip
        ends = [second, layer.media.frame_count, *ahead, *_after(layer.cuts, begun)]
        stop = max(begun + 1, min(ends))
        self._shown.want(label)
        self._session.apply(
            tr("Paint segment"), lambda one: edits.add_segment(one, label, begun, stop)
        )

    def _neighbour(self, step: int) -> Segment | None:
        """The nearest segment of the active group after (1) or before (-1) the playhead."""
        layer, frame, group = self._shown.layer, self._session.frame, self._shown.active_group()
        parts = [p for p in (layer.segments if layer else ())
                 if self._shown.group_of(p.label) == group]  # fmt: skip
        if step > 0:
            later = [part for part in parts if part.start > frame]
            return min(later, key=lambda part: part.start, default=None)
        earlier = [part for part in parts if part.stop <= frame]
        return max(earlier, key=lambda part: part.stop, default=None)


def _after(cuts: tuple[int, ...], frame: int) -> tuple[int, ...]:
    """The first cut after a frame, if there is one."""
    place = bisect_right(cuts, frame)
    return cuts[place : place + 1]
