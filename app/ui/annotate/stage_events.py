"""Hands the canvas's mouse and keys to the tool in hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal

from app.ui.annotate.place import place_at
from app.ui.annotate.stage_hits import hits
from app.ui.annotate.tools.tool import Pointer

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QKeyEvent, QMouseEvent, QWheelEvent

    from app.ui.annotate.stage import Stage

_LEFT = Qt.MouseButton.LeftButton
_TABS = (Qt.Key.Key_Tab, Qt.Key.Key_Backtab)


class StageEvents(QObject):
    """An event filter on the canvas. What it does not take goes on to the canvas.

    Signals:
        chip_hit("accept" or "reject", id of a track): a button of the chip was pressed.
        tab_pressed(+1 or -1): Tab or Shift+Tab, to the next or previous thing on the frame.
    """

    chip_hit = Signal(str, int)
    tab_pressed = Signal(int)

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        self._pressed: QPointF | None = None
        self._under: tuple[int | None, str] = (None, "")
        self._takes: dict[QEvent.Type, Callable[[QEvent], bool]] = {
            QEvent.Type.MouseButtonPress: self._press,
            QEvent.Type.MouseMove: self._move,
            QEvent.Type.MouseButtonRelease: self._release,
            QEvent.Type.MouseButtonDblClick: self._double,
            QEvent.Type.Wheel: self._wheel,
            QEvent.Type.ShortcutOverride: self._override,
            QEvent.Type.KeyPress: self._key,
            QEvent.Type.Leave: self._leave,
        }
        stage.canvas.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take an event if the tool has a use for it."""
        take = self._takes.get(event.type())
        return take is not None and self._stage.ready and take(event)

    def wants_stray(self, key: QKeyEvent) -> bool:
        """Whether the tool in hand has a use for a key pressed elsewhere in the window.

        Tab stays there, and so does all else while the arrow is in hand and nothing is begun;
        only Escape then still selects nothing.
        """
        stage = self._stage
        drawing = stage.toolbox.current != "select" or stage.tool.busy
        chosen = stage.session.selection or stage.session.segments
        ours = drawing or (key.key() == Qt.Key.Key_Escape and bool(chosen))
        return stage.ready and ours and key.key() not in _TABS and self._is_ours(key)

    def pointer(self, event: QMouseEvent) -> Pointer | None:
        """Where an event is; during a drag in the pane where it began."""
        layer = self._stage.session.layer
        point = event.position()
        if layer is None:
            return None
        begun = point if self._pressed is None else self._pressed
        place = place_at(self._stage.canvas, begun, layer.media.width, layer.media.height)
        if place is None:
            return None
        held = event.modifiers()
        return Pointer(
            point,
            place.to_source(point),
            place,
            shift=bool(held & Qt.KeyboardModifier.ShiftModifier),
            alt=bool(held & Qt.KeyboardModifier.AltModifier),
            ctrl=bool(held & Qt.KeyboardModifier.ControlModifier),
        )

    def _press(self, event: QEvent) -> bool:
        mouse = cast("QMouseEvent", event)
        if mouse.button() != _LEFT or self._pans():
            return False
        self._stage.canvas.setFocus(Qt.FocusReason.MouseFocusReason)
        self._pressed = None
        pointer = self.pointer(mouse)
        if pointer is None:
            return False
        if not self._press_chip(pointer.point):
            self._pressed = mouse.position()
            self._stage.pressed.emit()
            self._stage.tool.press(pointer)
        self._stage.canvas.update()
        return True

    def _press_chip(self, point: QPointF) -> bool:
        chip = self._stage.overlay.chip
        hit = chip.hit(point) if chip is not None and not self._stage.tool.busy else ""
        if chip is not None and hit in ("accept", "reject"):
            self.chip_hit.emit(hit, chip.track_id)
        elif chip is not None and hit:
            self._stage.session.select({chip.track_id})
        return bool(hit)

    def _move(self, event: QEvent) -> bool:
        mouse = cast("QMouseEvent", event)
        pointer = self.pointer(mouse)
        if pointer is None or self._stage.canvas.navigation.dragging:
            return False
        if self._pressed is not None:
            self._stage.tool.drag(pointer)
        elif not mouse.buttons() & _LEFT:
            self._stage.tool.hover(pointer)
        before = self._under
        self._look(pointer)
        # With the arrow in hand a repaint is only needed where something lights up.
        if before != self._under or self._pressed or self._stage.toolbox.current != "select":
            self._stage.canvas.update()
        return False

    def _release(self, event: QEvent) -> bool:
        mouse = cast("QMouseEvent", event)
        if mouse.button() != _LEFT or self._pressed is None:
            return False
        pointer = self.pointer(mouse)
        self._pressed = None
        if pointer is not None:
            self._stage.tool.release(pointer)
            self._look(pointer)
        self._stage.canvas.update()
        return True

    def _double(self, event: QEvent) -> bool:
        mouse = cast("QMouseEvent", event)
        if mouse.button() != _LEFT or self._pans():
            return False
        pointer = self.pointer(mouse)
        if pointer is not None and not self._press_chip(pointer.point):
            self._stage.tool.double(pointer)
        self._stage.canvas.update()
        return True

    def _wheel(self, event: QEvent) -> bool:
        return not self._pans() and self._stage.tool.wheel(cast("QWheelEvent", event))

    def _override(self, event: QEvent) -> bool:
        key = cast("QKeyEvent", event)
        if self._is_ours(key):
            event.accept()
            return True
        return False

    def _key(self, event: QEvent) -> bool:
        key = cast("QKeyEvent", event)
        if not self._is_ours(key):
            return False
        self.press_key(key)
        return True

    def press_key(self, key: QKeyEvent) -> None:
        """Do what a key of ours is for."""
        if key.key() == Qt.Key.Key_Escape:
            self.escape()
        elif key.key() in _TABS:
            self.tab_pressed.emit(1 if key.key() == Qt.Key.Key_Tab else -1)
        else:
            self._stage.tool.key(key)
        self._stage.canvas.update()

    def escape(self) -> None:
        """Take back what is begun, else put the tool away, else select nothing."""
        stage = self._stage
        self._pressed = None
        if stage.tool.cancel():
            stage.canvas.update()
        elif stage.toolbox.current != "select":
            stage.toolbox.choose("select")
        else:
            stage.session.select(())
            stage.session.select_segments(())

    def _is_ours(self, key: QKeyEvent) -> bool:
        plain = key.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        if key.key() == Qt.Key.Key_Escape:
            return plain == Qt.KeyboardModifier.NoModifier
        if key.key() == Qt.Key.Key_Tab:
            return plain == Qt.KeyboardModifier.NoModifier and bool(self._stage.shapes())
        if key.key() == Qt.Key.Key_Backtab:
            return bool(self._stage.shapes())
        return self._stage.tool.wants(key)

    def _leave(self, _event: QEvent) -> bool:
        self._stage.hovered = None
        return False

    def _pans(self) -> bool:
        """Whether the canvas moves the picture with the left button now."""
        navigation = self._stage.canvas.navigation
        return navigation.left_pans or navigation.space_held or navigation.dragging

    def _look(self, pointer: Pointer) -> None:
        """Show what is under the mouse, and with which arrow."""
        stage = self._stage
        if stage.canvas.navigation.space_held:
            return
        chip = stage.overlay.chip
        over_chip = chip.hit(pointer.point) if chip is not None else ""
        hit = [] if over_chip else hits(stage, pointer)
        selecting = stage.toolbox.current == "select" and not stage.tool.busy
        stage.hovered = hit[0] if hit and selecting else None
        self._under = (stage.hovered, over_chip)
        arrow = Qt.CursorShape.PointingHandCursor
        stage.canvas.setCursor(arrow if over_chip else stage.tool.cursor_at(pointer))
