"""What the timeline shows and how: shared by its canvas, headers, tool bar and gestures."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import QObject, Signal

from app.project.queries import find_clip, length, track_of
from app.ui.timeline import frames, measures
from app.ui.timeline.places import Places, places_of
from app.ui.timeline.rows import Row, rows_of
from app.ui.timeline.scale import Scale, fitting
from app.ui.timeline.shots import Shot, shots_of

if TYPE_CHECKING:
    from app.base.time import Span, Time
    from app.project.model import Clip, MediaItem, Project, Track
    from app.ui.document import Document
    from app.ui.panels.effect_kinds import EffectKinds
    from app.ui.settings import Settings
    from app.ui.timeline.annotations.annotations import Annotations
    from app.ui.timeline.frames import FrameLookup
    from app.ui.timeline.keys import ChosenKey
    from app.ui.timeline.ticks import Labels
    from app.ui.view_state import ViewState

Tool = Literal["select", "split", "marker"]


class TimelineState(QObject):
    """Everything but the pixels. GUI thread only.

    Signals:
        changed(): something else is to be drawn.
        rows_changed(): other rows, or rows of other height.
        scale_changed(): another stretch of time is shown.
        cached_changed(): other stretches are rendered and kept.
        options_changed(): tool, snapping, linking, labels or size.
    """

    changed = Signal()
    rows_changed = Signal()
    scale_changed = Signal()
    cached_changed = Signal()
    options_changed = Signal()

    def __init__(self, document: Document, view: ViewState, settings: Settings) -> None:
        super().__init__()
        self.document, self.view, self.settings = document, view, settings
        self.lookup: FrameLookup | None = None
        self.kinds: EffectKinds | None = None
        self.scale = Scale(Fraction(-1, 6), Fraction(60))
        self.width, self.height, self.scroll = 800, 200, 0
        self.ram: tuple[Span, ...] = ()
        self.disk: tuple[Span, ...] = ()
        self.snap_line: Time | None = None
        self.chosen_key: ChosenKey | None = None
        self.anchor = ""
        self.tool: Tool = "select"
        self.linked = False
        self.labels: Labels = "time"
        self.compact = False
        self.rows: tuple[Row, ...] = ()
        self.places: dict[str, Places] = {}
        self.shots: tuple[Shot, ...] = ()
        self.media: dict[str, MediaItem] = {}
        self.rate = frames.USUAL_RATE
        self.annotations: Annotations | None = None
        view.workspace_changed.connect(self._workspace_changed)
        document.changed.connect(self._project_changed)
        view.selection_changed.connect(self._selection_changed)
        self._project_changed(None, document.project)

    @property
    def project(self) -> Project:
        """The document's current value."""
        return self.document.project

    @property
    def annotated(self) -> Annotations | None:
        """What is annotated, while the Annotate workspace shows it in place of the tracks."""
        return self.annotations if self.view.workspace == "annotate" else None

    def set_annotations(self, annotations: Annotations) -> None:
        """Show these in the Annotate workspace."""
        self.annotations = annotations
        annotations.rows_changed.connect(self._annotations_changed)
        annotations.changed.connect(self._annotations_moved)
        self.measure()

    @property
    def snapping(self) -> bool:
        """Whether dragged things are drawn to edges; remembered in the settings."""
        return bool(self.settings.get("snap"))

    def set_snapping(self, on: bool) -> None:
        """Switch snapping."""
        self.settings.set("snap", on)
        self.options_changed.emit()

    def set_tool(self, tool: Tool) -> None:
        """Choose what a click does."""
        self.tool = tool
        self.options_changed.emit()

    def set_linked(self, linked: bool) -> None:
        """Choose whether what follows on a track moves along."""
        self.linked = linked
        self.options_changed.emit()

    def set_labels(self, labels: Labels) -> None:
        """Choose what the ruler counts."""
        self.labels = labels
        self.options_changed.emit()
        self.changed.emit()

    def set_compact(self, compact: bool) -> None:
        """Save height: no lane of shots, narrower names."""
        self.compact = compact
        self.measure()
        self.options_changed.emit()

    def set_cached(self, ram: tuple[Span, ...], disk: tuple[Span, ...]) -> None:
        """Say which stretches of the timeline are rendered, and kept where."""
        if (ram, disk) != (self.ram, self.disk):
            self.ram, self.disk = ram, disk
            self.cached_changed.emit()

    def set_scale(self, scale: Scale) -> None:
        """Show another stretch of time, at most a little before 0."""
        least = -scale.seconds(measures.PAD)
        if scale.left < least:
            scale = Scale(least, scale.zoom)
        if scale != self.scale:
            self.scale = scale
            self.scale_changed.emit()
            self.changed.emit()

    def set_scroll(self, scroll: int) -> None:
        """Scroll the rows by so many pixels from their top."""
        scroll = max(0, min(scroll, self.rows_height - self.room))
        if scroll != self.scroll:
            self.scroll = max(0, scroll)
            self.rows_changed.emit()
            self.changed.emit()

    def set_size(self, width: int, height: int) -> None:
        """Said by the canvas."""
        self.width, self.height = max(1, width), max(1, height)
        self.set_scroll(self.scroll)
        self.scale_changed.emit()

    @property
    def head(self) -> int:
        """Height of what does not scroll: ruler, cache, shots."""
        return measures.ruler() + measures.cache() + (0 if self.compact else measures.shots())

    @property
    def room(self) -> int:
        """Height that is left for rows."""
        return max(0, self.height - self.head)

    @property
    def rows_height(self) -> int:
        """Height of all rows."""
        return self.rows[-1].bottom if self.rows else 0

    def row_top(self, row: Row) -> int:
        """Where a row is drawn on the canvas."""
        return self.head + row.top - self.scroll

    def rows_between(self, top: int, bottom: int) -> list[Row]:
        """The rows of which something lies between two heights of the canvas."""
        above = self.head - self.scroll
        first = bisect_right(self.rows, top - above, key=lambda row: row.bottom)
        last = bisect_left(self.rows, bottom - above, key=lambda row: row.top)
        return list(self.rows[first:last])

    @property
    def end(self) -> Time:
        """Where the last clip ends."""
        return length(self.project)

    def selected_clip(self) -> Clip | None:
        """The one clip that is selected; None when there are none or several."""
        found = [i for i in self.view.selection if find_clip(self.project, i) is not None]
        return find_clip(self.project, found[0]) if len(found) == 1 else None

    def track(self, track_id: str) -> Track | None:
        """The track of an id."""
        return next((track for track in self.project.tracks if track.id == track_id), None)

    def choose_key(self, key: ChosenKey | None) -> None:
        """Let a key have the keyboard, or none."""
        self.chosen_key = key
        self.changed.emit()

    def fit(self) -> None:
        """Show everything."""
        end = self.end or Fraction(10)
        self.set_scale(fitting(Fraction(0), end, self.width, measures.PAD))

    def show_frame(self) -> None:
        """Zoom so that the frame at the playhead is as wide as a thumbnail."""
        start, end = frames.frame_span(self.project, self.view.playhead, self.lookup)
        zoom = Fraction(measures.video() * 16, 9) / max(end - start, Fraction(1, 1000))
        middle = self.width / 2
        centred = Scale(start - Fraction(middle) / self.scale.zoom, self.scale.zoom)
        self.set_scale(centred.with_zoom(zoom, middle))

    def zoom(self, factor: float) -> None:
        """Zoom about the playhead where it is seen, else about the middle."""
        x = self.scale.x_of(self.view.playhead)
        about = x if 0 <= x <= self.width else self.width / 2
        self.set_scale(self.scale.zoomed(factor, about))

    def reveal(self, time: Time) -> None:
        """Turn the page when a time is out of sight."""
        x = self.scale.x_of(time)
        if x < 0:
            self.set_scale(self.scale.scrolled(x - self.width * 0.9))
        elif x > self.width - 1:
            self.set_scale(self.scale.scrolled(x - self.width * 0.1))

    def measure(self) -> None:
        """Find out again how high everything is."""
        if self.annotated is not None:
            self.rows = self.annotated.rows(compact=self.compact)
            self.shots = self.annotated.shots() or shots_of(self.project)
        else:
            selected = self.selected_clip()
            track = track_of(self.project, selected.id) if selected else None
            self.rows = rows_of(self.project, selected, track.id if track else "")
        self.set_scroll(self.scroll)
        self.rows_changed.emit()
        self.changed.emit()

    def _project_changed(self, before: Project | None, after: Project) -> None:
        if before is None or before.tracks is not after.tracks or before.media is not after.media:
            self.places = places_of(after, self.places)
            self.shots = shots_of(after)
            self.media = {item.id: item for item in after.media}
            self.rate = frames.timeline_rate(after)
        self.measure()

    def _workspace_changed(self, _: str) -> None:
        self.scroll = 0
        self.shots = shots_of(self.project)
        self.measure()
        self.options_changed.emit()

    def _annotations_changed(self) -> None:
        if self.annotated is not None:
            self.measure()

    def _annotations_moved(self) -> None:
        if self.annotated is not None:
            self.changed.emit()

    def reveal_row(self, row: Row) -> None:
        """Scroll a row into view."""
        if row.top < self.scroll:
            self.set_scroll(row.top)
        elif row.bottom > self.scroll + self.room:
            self.set_scroll(row.bottom - self.room)

    def _selection_changed(self, _: object) -> None:
        self.chosen_key = None
        self.measure()
