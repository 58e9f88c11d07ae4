"""The timeline as the window sees it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QVBoxLayout, QWidget

from app.ui.annotate_panels.track_acts import TrackActs
from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.timeline import accessible, drops
from app.ui.timeline.actions import Actions
from app.ui.timeline.annotations.actions import SegmentActions
from app.ui.timeline.annotations.annotations import Annotations
from app.ui.timeline.annotations.commands import segment_commands
from app.ui.timeline.annotations.headers import AnnotationHeaders
from app.ui.timeline.annotations.held_key import HeldKey
from app.ui.timeline.annotations.menus import AnnotationMenus
from app.ui.timeline.annotations.tools import AnnotationTools, AnnotationWords
from app.ui.timeline.canvas import TimelineCanvas
from app.ui.timeline.commands import commands
from app.ui.timeline.headers import HeaderColumn
from app.ui.timeline.hit import Hit
from app.ui.timeline.keys import ChosenKey, put, rounded
from app.ui.timeline.menus import Menus
from app.ui.timeline.name_field import name_marker, name_track
from app.ui.timeline.painters.curve_row import curve_of
from app.ui.timeline.scroll_bars import RowBar, TimeBar
from app.ui.timeline.state import TimelineState
from app.ui.timeline.toolbar import Toolbar

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from PySide6.QtCore import QPoint
    from PySide6.QtGui import QHideEvent, QPaintEvent, QShowEvent

    from app.base.time import Span, Time
    from app.project.model import Project
    from app.ui.annotate.visibility import Visibility
    from app.ui.annotation_session import AnnotationSession
    from app.ui.command import Command
    from app.ui.document import Document
    from app.ui.panels.effect_kinds import EffectKinds
    from app.ui.settings import Settings
    from app.ui.thumbnails import Thumbnails
    from app.ui.timeline.frames import FrameLookup
    from app.ui.view_state import ViewState
    from app.ui.waveforms import Waveforms


class TimelinePanel(QWidget):
    """Tool bar, track names and the painted rows. GUI thread only.

    It asks `thumbnails` and `waveforms` for what it shows, but does not own them: whoever made
    them closes them.

    Signals:
        files_dropped(paths, time, track): files from outside were dropped at a time (seconds) on a
            track (its id, or None); they are to be imported, then given to `add_media`.
        clip_opened(id): Enter or a double click on a clip.
        loop_wanted(): what lies between In and Out is to be played over and over.
    """

    files_dropped = Signal(object, object, object)
    clip_opened = Signal(str)
    loop_wanted = Signal()

    def __init__(
        self,
        document: Document,
        view: ViewState,
        thumbnails: Thumbnails,
        waveforms: Waveforms,
        settings: Settings,
    ) -> None:
        super().__init__()
        accessible.install()
        self.state = TimelineState(document, view, settings)
        self._actions = Actions(self.state)
        self._commands = commands(self.state, self._actions)
        self.canvas = TimelineCanvas(self.state, thumbnails, waveforms)
        self.toolbar = Toolbar(self.state)
        self.headers = HeaderColumn(self.state)
        self._thumbnails = thumbnails
        known = {command.id: command for command in self._commands}
        self._menus = Menus(
            self, self.state, self._actions, known, self._rename, self._rename_track
        )
        self._fitted: Project | None = None
        self.setAccessibleName(tr("Timeline"))
        self.setMinimumHeight(160)
        self._lay_out()
        self._connect(document, view)

    def commands(self) -> tuple[Command, ...]:
        """What can be done here; the window makes menus and keys of them."""
        return self._commands

    def set_compact(self, compact: bool) -> None:
        """For windows below 840 pixels of height: no tool bar, no lane of shots."""
        self.toolbar.setVisible(not compact)
        self.state.set_compact(compact)

    def set_cached(self, ram: Iterable[Span], disk: Iterable[Span] = ()) -> None:
        """Show which stretches of the timeline are rendered and kept."""
        self.state.set_cached(tuple(ram), tuple(disk))

    def set_effect_kinds(self, kinds: EffectKinds) -> None:
        """Use the titles and ranges of effects; until then their plain names are shown."""
        self.state.kinds = kinds
        kinds.kinds_ready.connect(self.state.changed)
        self.state.changed.emit()

    def set_frame_lookup(self, lookup: FrameLookup | None) -> None:
        """Know the frames of sources of uneven rate: (media id, source time) -> (start, end)."""
        self.state.lookup = lookup

    def set_annotations(self, session: AnnotationSession, visibility: Visibility) -> None:
        """Show segments and tracks in the Annotate workspace; call it once, before `commands`."""
        shown = Annotations(session, visibility)
        self.annotations, self.track_acts = shown, TrackActs(session, self)
        actions = SegmentActions(self.state, shown, self.loop_wanted.emit)
        self.held_key = HeldKey(shown, actions)
        found = segment_commands(actions, self.held_key)
        self._commands = (*self._commands, *found)
        self._annotation_menus = AnnotationMenus(self, shown, self.track_acts, found)
        self.annotation_headers = AnnotationHeaders(self.state, shown, self.track_acts)
        self._below.insertWidget(1, self.annotation_headers)
        tools = AnnotationTools(shown, self.track_acts, actions)
        self.toolbar.add_annotation_parts(tools, AnnotationWords(shown))
        self.annotation_headers.menu_wanted.connect(self._show_object_menu)
        self.annotation_headers.relabel_wanted.connect(self._relabel_object)
        self.canvas.relabel_wanted.connect(self._show_labels)
        session.selection_changed.connect(self._reveal_selected)
        shown.frame_changed.connect(self.canvas.refresh_playhead)
        shown.group_wanted.connect(self._reveal_group)
        for signal in (session.selection_changed, session.segments_selected):
            signal.connect(self._tell)
        self.state.view.workspace_changed.connect(self._show_headers)
        self.state.set_annotations(shown)
        self._show_headers()

    def set_labels(self, frames: bool) -> None:
        """Count frames in the ruler, or time."""
        self.state.set_labels("frames" if frames else "time")

    def add_media(
        self, ids: Sequence[str], time: Time | None = None, track: str | None = None
    ) -> None:
        """Put whole sources on the timeline and select them, as one undo step.

        Args:
            ids: Of media items of the project whose facts are known.
            time: Where the first one starts; None for the end of the track.
            track: Id; None takes the lowest with room, or a new one.
        """
        drops.add_media(self.state, ids, time, track)

    def go_to_cut(self, step: int) -> None:
        """Seek to the next (1) or previous (-1) place where the picture changes."""
        if step > 0:
            self._actions.next_cut()
        else:
            self._actions.previous_cut()

    def go_to_end(self, step: int) -> None:
        """Seek to the last picture (1) or the first one (-1)."""
        if step > 0:
            self._actions.end()
        else:
            self._actions.home()

    def set_in(self) -> None:
        """Start the range with the frame at the playhead."""
        self._actions.set_in()

    def set_out(self) -> None:
        """End the range with the frame at the playhead, which is part of it."""
        self._actions.set_out()

    def fit(self) -> None:
        """Show the whole timeline."""
        self.state.fit()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """What shows behind the scroll bars."""
        QPainter(self).fillRect(event.rect(), theme().colour("bg1"))

    def changeEvent(self, event: QEvent) -> None:  # noqa: N802
        """A window that loses the pointer must not go on dragging."""
        if event.type() == QEvent.Type.ActivationChange and not self.isActiveWindow():
            self.canvas.cancel()
        super().changeEvent(event)

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Show everything the first time there is a width to show it in."""
        super().showEvent(event)
        self._fit_new()

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nothing is dragged out of sight."""
        self.canvas.cancel()
        super().hideEvent(event)

    def _lay_out(self) -> None:
        grid = QGridLayout()
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        self._time_bar, self._row_bar = TimeBar(self.state), RowBar(self.state)
        grid.addWidget(self.canvas, 0, 0)
        grid.addWidget(self._row_bar, 0, 1)
        grid.addWidget(self._time_bar, 1, 0)
        below = self._below = QHBoxLayout()
        below.setSpacing(0)
        below.addWidget(self.headers)
        below.addLayout(grid, 1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(0)
        column.addWidget(self.toolbar)
        column.addLayout(below, 1)

    def _connect(self, document: Document, view: ViewState) -> None:
        self.canvas.menu_wanted.connect(self._show_menu)
        self.canvas.opened.connect(self.clip_opened)
        self.canvas.rename_wanted.connect(self._rename)
        self.canvas.key_wanted.connect(self._add_key)
        self.canvas.files_dropped.connect(self.files_dropped)
        self.headers.menu_wanted.connect(self._show_track_menu)
        self.headers.rename_wanted.connect(self._rename_track)
        document.replaced.connect(self._fit_new)
        document.changed.connect(self._project_changed)
        view.playing_changed.connect(self._thumbnails.set_paused)
        view.selection_changed.connect(self._tell)

    def _tell(self, _: object) -> None:
        accessible.tell(self.canvas)

    def _fit_new(self) -> None:
        self._fitted = self.state.project
        self.state.fit()

    def _project_changed(self, before: Project, after: Project) -> None:
        # The first clip of all would else be wherever the view happens to be.
        if not any(track.clips for track in before.tracks):
            self.state.fit()

    def _show_menu(self, hit: Hit, position: QPoint) -> None:
        if self.state.annotated is not None and hit.row is not None:
            menu = self._annotation_menus.for_hit(hit)
            if menu is not None:
                menu.popup(position)
            return
        self._menus.for_hit(hit).popup(position)

    def _show_headers(self) -> None:
        annotating = self.state.annotated is not None
        self.headers.setVisible(not annotating)
        self.annotation_headers.setVisible(annotating)

    def _show_object_menu(self, number: int, position: QPoint) -> None:
        self._annotation_menus.for_track(number).popup(position)

    def _relabel_object(self, number: int, position: QPoint) -> None:
        self._show_labels(Hit("object", self.state.view.playhead, item=number), position)

    def _show_labels(self, hit: Hit, position: QPoint) -> None:
        menu = self._annotation_menus.labels_of(hit)
        if menu is not None:
            menu.popup(position)

    def _reveal_selected(self, selection: frozenset[int]) -> None:
        """The row of what was selected elsewhere comes into view."""
        if self.state.annotated is None or len(selection) != 1 or self.canvas.dragging:
            return
        row = next((r for r in self.state.rows if r.kind == "object" and r.item in selection), None)
        if row is not None:
            self.state.reveal_row(row)

    def _reveal_group(self, group: str) -> None:
        """The row of segments that are worked on comes into view, unless the mouse is at work."""
        rows = (r for r in self.state.rows if r.kind == "segments" and r.group == group)
        row = next(rows, None)
        if row is not None and not self.canvas.dragging:
            self.state.reveal_row(row)

    def _show_track_menu(self, track_id: str, position: QPoint) -> None:
        self._menus.for_track(track_id).popup(position)

    def _rename(self, marker_id: str) -> None:
        marker = next((m for m in self.state.project.markers if m.id == marker_id), None)
        if marker is not None:
            name_marker(self.state, marker, self.canvas)

    def _rename_track(self, track_id: str) -> None:
        track = self.state.track(track_id)
        if track is not None:
            name_track(self.state, track, self.headers)

    def _add_key(self, hit: Hit, y: float) -> None:
        curve = curve_of(self.state, hit.row) if hit.row else None
        if curve is None or hit.row is None:
            return
        rate = self.state.rate
        time = round((hit.time - curve.clip.at) * rate) / rate
        key = ChosenKey(hit.row.clip, hit.row.effect, hit.row.parameter, time)
        value = rounded(curve.value_at(y), curve.range)
        self.state.document.apply(tr("Add keyframe"), put(key, value))
        self.state.choose_key(key)
