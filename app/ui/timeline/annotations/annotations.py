"""What the annotation rows show, kept at hand for painting."""

from __future__ import annotations

import itertools
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Qt, Signal

from app.annotations.edits.tracks import find_track
from app.ui.annotate.label_colours import label_colour, label_marker
from app.ui.theme.theme import theme
from app.ui.timeline import measures
from app.ui.timeline.annotations.bars import Bar, Lane, bar_of
from app.ui.timeline.annotations.coming import ComingRows, lanes_in
from app.ui.timeline.rows import Row
from app.ui.timeline.shots import Shot

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from PySide6.QtGui import QColor

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Segment, Track
    from app.ui.annotate.visibility import Visibility
    from app.ui.annotation_session import AnnotationSession


@dataclass(frozen=True, slots=True)
class Painted:
    """A segment being painted by a held key: not in the layer yet.

    Attributes:
        label: What it will be.
        start, stop: Frames.
    """

    label: str
    start: int
    stop: int


class Annotations(QObject):
    """Segments in lanes, tracks as bars, colours. GUI thread only.

    Signals:
        rows_changed(): other rows.
        changed(): something else is to be drawn.
        frame_changed(): another frame is shown; only what stands at the playhead looks otherwise.
        group_wanted(group): segments of this group are worked on; their row should be in view.
    """

    rows_changed = Signal()
    changed = Signal()
    frame_changed = Signal()
    group_wanted = Signal(str)

    def __init__(self, session: AnnotationSession, visibility: Visibility) -> None:
        super().__init__()
        self.session, self.visibility = session, visibility
        self.lanes: tuple[Lane, ...] = ()
        self.folded = False
        self.painted: Painted | None = None
        self.coming = ComingRows()
        self._active = ""
        self._picked = -1
        self._bars: dict[int, Bar] = {}
        self._tracks: dict[int, Track] = {}
        self._colours: dict[str, QColor] = {}
        self._groups: dict[str, str] = {}
        session.layer_changed.connect(self._layer_changed)
        session.coming_changed.connect(self._coming_changed)
        session.selection_changed.connect(self.changed)
        session.segments_selected.connect(self._segment_selected)
        session.frame_changed.connect(self.frame_changed)
        session.label_changed.connect(self._label_chosen)
        visibility.changed.connect(self.changed)
        theme().changed.connect(self._forget_colours)
        self._layer_changed(None, session.layer)

    @property
    def layer(self) -> AnnotationLayer | None:
        """What is shown."""
        return self.session.layer

    @property
    def edges(self) -> NDArray[np.float64] | None:
        """Where frames begin, in seconds of the timeline; see `AnnotationSession.edges`."""
        return self.session.edges if self.layer is not None else None

    @property
    def bounds(self) -> tuple[float, float]:
        """The seconds of the timeline between which the clip lies."""
        clip = self.session.clip
        return (float(clip.at), float(clip.end)) if clip else (0.0, 0.0)

    def time_at(self, frame: int) -> float:
        """Where a frame begins; held at the ends of the source."""
        edges = self.edges
        return float(edges[max(0, min(frame, len(edges) - 1))]) if edges is not None else 0.0

    def frames(self, start: float, end: float) -> tuple[int, int]:
        """The frames `[first, last)` that are shown between two times of the timeline."""
        edges = self.edges
        if edges is None:
            return 0, 0
        low = int(np.searchsorted(edges, start, side="right")) - 1
        return max(0, low), min(int(np.searchsorted(edges, end, side="left")), len(edges) - 1)

    def track(self, number: int) -> Track | None:
        """The track of an id."""
        return self._tracks.get(number)

    def picked(self, number: int, modifiers: Qt.KeyboardModifier) -> frozenset[int]:
        """The tracks selected once this one is pressed: with Ctrl one more or less, with Shift all
        from the one pressed before."""
        selection, ids = self.session.selection, list(self._tracks)
        if modifiers & Qt.KeyboardModifier.ShiftModifier and self._picked in self._tracks:
            low, high = sorted((ids.index(self._picked), ids.index(number)))
            return selection | frozenset(ids[low : high + 1])
        self._picked = number
        if modifiers & (Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier):
            return selection ^ {number}
        return frozenset({number})

    def bar(self, number: int) -> Bar | None:
        """The track laid out; kept while it stays the same."""
        track, layer = self._tracks.get(number), self.layer
        if track is None or layer is None:
            return None
        bar = self._bars.get(number)
        if bar is None or bar.track is not track:
            bar = self._bars[number] = bar_of(track, layer.media.frame_count)
        return bar

    def segment(self, number: int) -> Segment | None:
        """The segment of an id."""
        parts = self.layer.segments if self.layer else ()
        return next((part for part in parts if part.id == number), None)

    def colour(self, label: str) -> QColor:
        """The colour of a label."""
        layer = self.session.labelled
        if label not in self._colours and layer is not None:
            self._colours[label] = label_colour(layer, label)
        return self._colours[label]

    def marker(self, label: str) -> str:
        """The shape of its swatch: "square", "circle" or "triangle"."""
        layer = self.session.labelled
        return label_marker(layer, label) if layer else "square"

    def group_of(self, label: str) -> str:
        """The group of segments a label belongs to."""
        return self._groups.get(label, "")

    def active_group(self) -> str:
        """The group of the selected segment, of the chosen label, or the first."""
        chosen = [self.segment(number) for number in self.session.segments]
        if chosen and chosen[0] is not None:
            return self.group_of(chosen[0].label)
        group = self.group_of(self.session.label)
        return group or (self.lanes[0].group if self.lanes else "")

    def fold(self, folded: bool) -> None:
        """Show the rows of tracks, or only their head."""
        self.folded = folded
        self.rows_changed.emit()

    def paint_segment(self, painted: Painted | None) -> None:
        """Show a segment that is not in the layer yet, or none."""
        if painted != self.painted:
            begun, self.painted = self.painted is None, painted
            self.changed.emit()
            if begun and painted is not None:
                self.want(painted.label)

    def want(self, label: str) -> None:
        """Ask for the row of a label of segments."""
        self.group_wanted.emit(self.group_of(label))

    def rows(self, *, compact: bool) -> tuple[Row, ...]:
        """From top to bottom; compact: of the segments only the group worked on."""
        layer = self.layer
        if layer is None:
            return ()
        rows: list[Row] = []
        height, top = measures.lane(compact=compact), 0
        active = self.active_group()
        for number, lane in enumerate(self.lanes):
            if not compact or lane.group == active:
                rows.append(Row("segments", top, height, group=lane.group, item=number))
                top += height
        for place, lane in enumerate(self.coming.lanes):
            rows.append(Row("coming_segments", top, height, group=lane.group, item=place))
            top += height
        rows.append(Row("tracks", top, measures.group_head()))
        top += measures.group_head()
        for track in () if self.folded else layer.tracks:
            rows.append(Row("object", top, height, item=track.id))
            top += height
        for place in range(0 if self.folded else len(self.coming.tracks)):
            rows.append(Row("coming_track", top, height, item=place))
            top += height
        return tuple(rows)

    def shots(self) -> tuple[Shot, ...]:
        """The shots between the layer's cuts and those that are coming; none without cuts."""
        layer, edges = self.layer, self.edges
        cuts = sorted({*layer.cuts, *self.coming.cuts}) if layer is not None else []
        if layer is None or edges is None or not cuts:
            return ()
        low, high = self.bounds
        frames = [0, *(cut for cut in cuts if cut < len(edges) - 1), len(edges) - 1]
        new = self.coming.cuts - set(layer.cuts)
        times = [(min(max(float(edges[n]), low), high), n in new) for n in frames]
        found = [(a, b, coming) for (a, coming), (b, _) in itertools.pairwise(times) if b > a]
        return tuple(
            Shot(n, Fraction(a), Fraction(b), coming) for n, (a, b, coming) in enumerate(found, 1)
        )

    def to_review(self) -> int:
        """How many tracks nobody accepted yet."""
        return sum(not track.provenance.accepted for track in self._tracks.values())

    def find(self, number: int) -> Track | None:
        """The track of an id in the layer as it is now."""
        return find_track(self.layer, number) if self.layer else None

    def _layer_changed(self, before: AnnotationLayer | None, after: AnnotationLayer | None) -> None:
        self._colours.clear()
        self._tracks = {track.id: track for track in after.tracks} if after else {}
        self._groups = {label.name: label.group for label in after.labels} if after else {}
        self._bars = {number: bar for number, bar in self._bars.items() if number in self._tracks}
        self.lanes = _lanes(after) if after else ()
        self.coming = ComingRows(self.session.coming_layers)
        self.rows_changed.emit()
        self.changed.emit()

    def _coming_changed(self) -> None:
        self._colours.clear()  # new labels take their places among the others
        self.coming = ComingRows(self.session.coming_layers)
        self.rows_changed.emit()
        self.changed.emit()

    def _forget_colours(self) -> None:
        self._colours.clear()

    def _label_chosen(self, _: str) -> None:
        before, self._active = self._active, self.active_group()
        if self._active != before:
            self.rows_changed.emit()  # as of the selected segment

    def _segment_selected(self, _: object) -> None:
        self.rows_changed.emit()  # a compact timeline shows the rows of its group
        self.changed.emit()
        if self.session.segments:
            self.group_wanted.emit(self.active_group())


def _lanes(layer: AnnotationLayer) -> tuple[Lane, ...]:
    """The rows of every group of segments, in the order of the labels."""
    return lanes_in(layer, (label.group for label in layer.labels if label.group))
