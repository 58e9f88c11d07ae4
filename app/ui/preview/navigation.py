"""Wheel, drags and keys that move and scale the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QMouseEvent, QNativeGestureEvent, QWheelEvent

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

_WHEEL = 1.2  # per notch of a wheel
_NOTCH = 120
_PAN_STEP = 60  # logical pixels per key


class Navigation(QObject):
    """Reads the events of the canvas. Space pans while the mouse is down, and plays otherwise.

    Signals:
        zoomed(factor, point): by wheel or pinch, about a point of the canvas.
        panned(by): in logical pixels.
        space_tapped(): Space went up without a drag.
    """

    zoomed = Signal(float, object)
    panned = Signal(object)
    space_tapped = Signal()

    def __init__(self, canvas: QWidget) -> None:
        super().__init__(canvas)
        self._canvas = canvas
        self._last: QPointF | None = None
        self._space = False
        self._used = False
        self.left_pans = True

    @property
    def dragging(self) -> bool:
        """Whether the picture is held."""
        return self._last is not None

    @property
    def space_held(self) -> bool:
        """Whether Space is down, so that a drag pans whatever tool is in hand."""
        return self._space

    def wheel(self, event: QWheelEvent) -> None:
        """Zoom about the pointer."""
        turned = event.angleDelta().y() or event.pixelDelta().y()
        if turned:
            self.zoomed.emit(_WHEEL ** (turned / _NOTCH), event.position())
        event.accept()

    def gesture(self, event: QNativeGestureEvent) -> bool:
        """Zoom by a pinch on a touch pad."""
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self.zoomed.emit(max(0.1, 1 + event.value()), event.position())
        return True

    def press(self, event: QMouseEvent) -> None:
        """Take hold of the picture with the middle button, with Space, or with the left one."""
        left = event.button() == Qt.MouseButton.LeftButton
        if event.button() == Qt.MouseButton.MiddleButton or (
            left and (self._space or self.left_pans)
        ):
            self._last = event.position()
            self._canvas.setCursor(Qt.CursorShape.ClosedHandCursor)
            event.accept()
        else:
            event.ignore()

    def move(self, event: QMouseEvent) -> None:
        """Follow the pointer."""
        if self._last is not None:
            self._used = self._used or self._space
            self.panned.emit(event.position() - self._last)
            self._last = event.position()

    def release(self, event: QMouseEvent) -> None:
        """Let go."""
        self._last = None
        self._show_cursor()

    def key(self, event: QKeyEvent) -> bool:
        """Whether the key was one of ours: Space, or Alt with an arrow."""
        if event.key() == Qt.Key.Key_Space and event.modifiers() == Qt.KeyboardModifier.NoModifier:
            if not event.isAutoRepeat():
                self._space, self._used = True, False
                self._show_cursor()
            return True
        step = pan_step(event)
        if step is not None:
            self.panned.emit(step)
        return step is not None

    def key_released(self, event: QKeyEvent) -> bool:
        """Whether Space went up."""
        if event.key() != Qt.Key.Key_Space or event.isAutoRepeat() or not self._space:
            return False
        self._space = False
        self._show_cursor()
        if not self._used:
            self.space_tapped.emit()
        return True

    def overrides(self, event: QEvent) -> bool:
        """Whether a key must come to the canvas though it is a shortcut of the window."""
        if not isinstance(event, QKeyEvent):
            return False
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        return (plain and event.key() == Qt.Key.Key_Space) or pan_step(event) is not None

    def forget(self) -> None:
        """The focus went away: nothing is held any more."""
        self._last, self._space = None, False
        self._show_cursor()

    def _show_cursor(self) -> None:
        held = Qt.CursorShape.OpenHandCursor if self._space else Qt.CursorShape.ArrowCursor
        self._canvas.setCursor(held)


def pan_step(event: QKeyEvent) -> QPointF | None:
    """How far Alt with an arrow moves the picture; None for other keys."""
    plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
    if plain != Qt.KeyboardModifier.AltModifier:
        return None
    steps = {
        Qt.Key.Key_Left: QPointF(_PAN_STEP, 0),
        Qt.Key.Key_Right: QPointF(-_PAN_STEP, 0),
        Qt.Key.Key_Up: QPointF(0, _PAN_STEP),
        Qt.Key.Key_Down: QPointF(0, -_PAN_STEP),
    }
    return steps.get(Qt.Key(event.key()))
