"""The painted part of the timeline: events in, pixels out."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QPointF, QRect, Qt, QTimer, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import QToolTip, QWidget

from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.timeline import drops, measures
from app.ui.timeline.annotations.walking import chosen_hit, walk_annotations
from app.ui.timeline.gestures.pan import Pan
from app.ui.timeline.hit import Hit
from app.ui.timeline.hits import hit_at
from app.ui.timeline.layer import Layer
from app.ui.timeline.painters.playhead import playhead_parts
from app.ui.timeline.painting import paint_content, paint_moving
from app.ui.timeline.parts import source_part
from app.ui.timeline.press import gesture_for
from app.ui.timeline.rows import ANNOTATED
from app.ui.timeline.surface import Surface
from app.ui.timeline.walking import walk
from app.ui.timeline.words import tooltip
from app.ui.widgets.focus_ring import BY_KEYS, paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtGui import (
        QContextMenuEvent,
        QDragEnterEvent,
        QDragLeaveEvent,
        QDragMoveEvent,
        QDropEvent,
        QFocusEvent,
        QHideEvent,
        QPaintEvent,
        QResizeEvent,
        QWheelEvent,
    )

    from app.base.time import Time
    from app.ui.thumbnails import Thumbnails
    from app.ui.timeline.gestures.gesture import Gesture
    from app.ui.timeline.state import TimelineState
    from app.ui.waveforms import Waveforms

_ARROWS = (Qt.Key.Key_Left, Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_Down)
_ENTER = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_CURSORS = {
    "start": Qt.CursorShape.SizeHorCursor,
    "end": Qt.CursorShape.SizeHorCursor,
    "in": Qt.CursorShape.SizeHorCursor,
    "out": Qt.CursorShape.SizeHorCursor,
    "key": Qt.CursorShape.PointingHandCursor,
    "marker": Qt.CursorShape.PointingHandCursor,
    "diamond": Qt.CursorShape.PointingHandCursor,
    "segment_start": Qt.CursorShape.SizeHorCursor,
    "segment_end": Qt.CursorShape.SizeHorCursor,
}

_SCROLL_EVERY = 40
"""Milliseconds between two steps of scrolling while something is dragged beyond the edge."""


class TimelineCanvas(QWidget):
    """Ruler and rows. Arrows walk from clip to clip once it was reached by Tab.

    Signals:
        menu_wanted(hit, position): a context menu for a `Hit`, at a global position.
        opened(id): Enter or a double click on a clip.
        rename_wanted(id): a double click on a marker.
        key_wanted(hit, y): a double click on a curve.
        relabel_wanted(hit, position): a double click on a track or segment of annotations.
        files_dropped(paths, time, track): files from outside; `track` is an id or None.
    """

    menu_wanted = Signal(object, object)
    opened = Signal(str)
    rename_wanted = Signal(str)
    key_wanted = Signal(object, float)
    relabel_wanted = Signal(object, object)
    files_dropped = Signal(object, object, object)

    def __init__(self, state: TimelineState, thumbnails: Thumbnails, waveforms: Waveforms) -> None:
        super().__init__()
        self.state = state
        self._thumbnails, self._waveforms = thumbnails, waveforms
        self._gesture: Gesture | None = None
        self._point, self._hover = QPointF(), ""
        self._modifiers = Qt.KeyboardModifier.NoModifier
        self._by_keys = False
        self._shown_playhead = state.view.playhead
        self._auto_scroll = QTimer(self, interval=_SCROLL_EVERY)
        self._auto_scroll.timeout.connect(self._scroll_on)
        self.setMouseTracking(True)
        self.setAcceptDrops(True)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName(tr("Timeline"))
        self.setAttribute(Qt.WidgetAttribute.WA_OpaquePaintEvent)
        self.layer = Layer()
        state.changed.connect(self.refresh)
        state.cached_changed.connect(self._cached_changed)
        state.view.playhead_changed.connect(self._playhead_moved)
        thumbnails.ready.connect(self._source_ready)
        waveforms.ready.connect(self._source_ready)
        theme().changed.connect(self.refresh)

    @property
    def dragging(self) -> bool:
        """Whether a mouse button is doing something."""
        return self._gesture is not None

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Put down what was drawn before, and what moves over it."""
        painter = QPainter(self)
        self.layer.show(painter, self.size(), self.devicePixelRatioF(), self._draw)
        paint_moving(painter, self._surface(event.rect()))
        if self._gesture is not None:
            self._gesture.paint(painter)
        if self.hasFocus() and self._by_keys:
            paint_focus_ring(painter, self.rect(), 3)

    def refresh(self) -> None:
        """Draw everything again: what is shown has changed, or how."""
        self.layer.spoil(self.rect())
        self.update()

    def refresh_playhead(self) -> None:
        """Paint what stands at the playhead again; all else stays as it was drawn."""
        for moment in {self._shown_playhead, self.state.view.playhead}:
            for part in playhead_parts(self.state, moment):
                self.update(part)
        self._shown_playhead = self.state.view.playhead

    def _draw(self, painter: QPainter, part: QRect) -> None:
        paint_content(painter, self._surface(part), part)

    def _surface(self, part: QRect) -> Surface:
        return Surface(
            self.state,
            self._thumbnails,
            self._waveforms,
            self.devicePixelRatioF(),
            part.left(),
            part.right() + 1,
            self._hover,
        )

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Tell how much there is to see."""
        self.state.set_size(self.width(), self.height())

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Begin a gesture."""
        point = event.position()
        self._by_keys = False
        if self._gesture is not None:
            return
        if event.button() == Qt.MouseButton.MiddleButton:
            self._gesture = Pan(self.state, point)
        elif event.button() == Qt.MouseButton.LeftButton:
            hit = hit_at(self.state, point.x(), point.y())
            self._gesture = gesture_for(self.state, hit, point, event.modifiers())
        self._point, self._modifiers = point, event.modifiers()

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Go on with the gesture, or show what could be taken hold of."""
        self._point, self._modifiers = event.position(), event.modifiers()
        if self._gesture is None:
            self._point_at(self._point)
            return
        self._gesture.move(self._point, self._modifiers)
        outside = not 0 <= self._point.x() < self.width()
        if outside and not isinstance(self._gesture, Pan):
            self._auto_scroll.start()
        else:
            self._auto_scroll.stop()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """End the gesture."""
        if self._gesture is not None and not event.buttons():
            gesture, self._gesture = self._gesture, None
            self._auto_scroll.stop()
            gesture.finish()
            self._point_at(event.position())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Open a clip, rename a marker, put a key."""
        if event.button() != Qt.MouseButton.LeftButton or self.state.tool != "select":
            self.mousePressEvent(event)
            return
        point = event.position()
        hit = hit_at(self.state, point.x(), point.y())
        if hit.kind in ("clip", "start", "end"):
            self.opened.emit(hit.id)
        elif hit.kind == "marker":
            self.rename_wanted.emit(hit.id)
        elif hit.row is not None and hit.row.kind in ANNOTATED and hit.item >= 0:
            self.relabel_wanted.emit(hit, event.globalPosition().toPoint())
        elif hit.kind == "curve":
            self.key_wanted.emit(hit, point.y())
        else:
            self.mousePressEvent(event)

    def cancel(self) -> bool:
        """Take back what is being dragged; False when nothing is."""
        if self._gesture is None:
            return False
        gesture, self._gesture = self._gesture, None
        self._auto_scroll.stop()
        gesture.cancel()
        self.update()
        return True

    def hideEvent(self, event: QHideEvent) -> None:  # noqa: N802
        """Nothing can be dragged out of sight."""
        self.cancel()

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Nothing is pointed at."""
        self._set_hover("")

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Ask for a menu; by keyboard for what is selected."""
        if event.reason() == event.Reason.Keyboard:
            if self.state.annotated is not None:
                hit = chosen_hit(self.state, self.state.annotated)
                y = self.state.row_top(hit.row) if hit.row else self.state.head
                place = self.mapToGlobal(QPointF(self.width() / 3, y))
                self.menu_wanted.emit(hit, place.toPoint())
                return
            selected = next(iter(sorted(self.state.view.selection)), "")
            hit = Hit("clip" if selected else "nothing", self.state.view.playhead, selected)
            x = self.state.scale.x_of(self.state.view.playhead)
            point = self.mapToGlobal(QPointF(min(max(x, 0), self.width()), self.state.head))
            self.menu_wanted.emit(hit, point.toPoint())
            return
        point = QPointF(event.pos())
        self.menu_wanted.emit(hit_at(self.state, point.x(), point.y()), event.globalPos())

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Ctrl: zoom about the pointer. Shift or sideways: scroll in time. Else: the rows."""
        pixels, angle = event.pixelDelta(), event.angleDelta()
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            turn = angle.y() or angle.x()
            self.state.set_scale(self.state.scale.zoomed(1.0018**turn, event.position().x()))
            event.accept()
            return
        x, y = (pixels.x(), pixels.y()) if not pixels.isNull() else (angle.x(), angle.y())
        overflows = self.state.rows_height > self.state.room
        if event.modifiers() & Qt.KeyboardModifier.ShiftModifier or not overflows:
            x, y = x or y, 0
        if x:
            self.state.set_scale(self.state.scale.scrolled(-x))
        if y:
            self.state.set_scroll(self.state.scroll - y // 2)
        event.accept()

    def event(self, event: QEvent) -> bool:
        """Claim keys before they become shortcuts; say what is under the pointer."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            if self._claims(event):
                event.accept()
                return True
        elif event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            hit = hit_at(self.state, event.pos().x(), event.pos().y())
            QToolTip.showText(event.globalPos(), tooltip(self.state, hit), self)
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Esc takes a drag back; arrows walk, Enter opens."""
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape and self.cancel():
            return
        if key in _ARROWS and self._claims(event):
            if self.state.annotated is not None:
                walk_annotations(self.state, self.state.annotated, key)
            else:
                walk(self.state, key, extend=bool(event.modifiers() & _SHIFT))
        elif key in _ENTER and self.state.selected_clip() and self.state.annotated is None:
            self.opened.emit(next(iter(self.state.view.selection)))
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Show the ring where the keyboard came from the keyboard."""
        if event.reason() != Qt.FocusReason.ActiveWindowFocusReason:
            self._by_keys = event.reason() in BY_KEYS
        self.update()

    def focusOutEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """Take the ring away."""
        self.update()

    def dragEnterEvent(self, event: QDragEnterEvent) -> None:  # noqa: N802
        """Take media and files."""
        if drops.dropped_media(event.mimeData()) or drops.dropped_files(event.mimeData()):
            event.acceptProposedAction()

    def dragMoveEvent(self, event: QDragMoveEvent) -> None:  # noqa: N802
        """Show where it would go."""
        self.state.snap_line = drops.drop_time(self.state, event.position())
        self.update()
        event.acceptProposedAction()

    def dragLeaveEvent(self, event: QDragLeaveEvent) -> None:  # noqa: N802
        """Show it no more."""
        self.state.snap_line = None
        self.update()

    def dropEvent(self, event: QDropEvent) -> None:  # noqa: N802
        """Put media down; hand files on."""
        time = drops.drop_time(self.state, event.position())
        track = drops.drop_track(self.state, event.position())
        self.state.snap_line = None
        if media := drops.dropped_media(event.mimeData()):
            drops.add_media(self.state, media, time, track)
        elif files := drops.dropped_files(event.mimeData()):
            self.files_dropped.emit(files, time, track)
        event.acceptProposedAction()
        self.update()

    def _claims(self, event: QKeyEvent) -> bool:
        key = Qt.Key(event.key())
        if key == Qt.Key.Key_Escape:
            return self.dragging
        plain = not event.modifiers() & ~(_SHIFT | Qt.KeyboardModifier.KeypadModifier)
        return self._by_keys and plain and key in (*_ARROWS, *_ENTER)

    def _point_at(self, point: QPointF) -> None:
        hit = hit_at(self.state, point.x(), point.y())
        self._set_hover(hit.id)
        shape = _CURSORS.get(hit.kind, Qt.CursorShape.ArrowCursor)
        if hit.kind in ("clip", "start", "end") and self.state.tool == "split":
            shape = Qt.CursorShape.SplitHCursor
        self.setCursor(shape)

    def _set_hover(self, name: str) -> None:
        if name != self._hover:
            self._hover = name
            self.refresh()

    def _scroll_on(self) -> None:
        """One step while the pointer is held beyond an edge."""
        x = self._point.x()
        beyond = x if x < 0 else x - self.width()
        self.state.set_scale(self.state.scale.scrolled(beyond / 3))
        if self._gesture is not None:
            self._gesture.move(self._point, self._modifiers)

    def _playhead_moved(self, time: Time) -> None:
        if self._gesture is None:
            self.state.reveal(time)
        self.refresh_playhead()

    def _source_ready(self, media_id: str) -> None:
        self._refresh_part(source_part(self.state, media_id))

    def _cached_changed(self) -> None:
        self._refresh_part(QRect(0, measures.ruler(), self.width(), measures.cache()))

    def _refresh_part(self, part: QRect) -> None:
        self.layer.spoil(part)
        self.update(part)


_SHIFT = Qt.KeyboardModifier.ShiftModifier
