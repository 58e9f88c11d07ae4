"""The timeline for screen readers: one line that says where things stand."""

from __future__ import annotations

import weakref
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtGui import QAccessible, QAccessibleInterface, QAccessibleValueChangeEvent
from PySide6.QtWidgets import QAccessibleWidget

from app.ui.timeline.canvas import TimelineCanvas
from app.ui.timeline.words import summary

if TYPE_CHECKING:
    from PySide6.QtCore import QObject

_made: dict[int, QAccessibleInterface] = {}
_installed = False


class AccessibleTimeline(QAccessibleWidget):
    """A list whose value is what is selected (clip, track, segment), or how many there are."""

    def __init__(self, canvas: TimelineCanvas) -> None:
        super().__init__(canvas, QAccessible.Role.List)
        self._canvas = weakref.ref(canvas)

    def text(self, kind: QAccessible.Text) -> str:
        """The summary is the value and the description; the name is the widget's."""
        canvas = self._canvas()
        if canvas and kind in (QAccessible.Text.Value, QAccessible.Text.Description):
            return summary(canvas.state)
        return str(super().text(kind))


def tell(canvas: TimelineCanvas) -> None:
    """Let screen readers say the summary again, if one listens: something else is selected."""
    if QAccessible.isActive():
        QAccessible.updateAccessibility(QAccessibleValueChangeEvent(canvas, summary(canvas.state)))


def install() -> None:
    """Let Qt know; once per process."""
    global _installed
    if not _installed:
        _installed = True
        QAccessible.installFactory(_interface)


def _interface(_: str, thing: QObject | None) -> QAccessibleInterface | None:
    if not isinstance(thing, TimelineCanvas):
        return None
    key = id(thing)
    # Qt asks once per object and keeps a pointer: Python must not drop it while the object lives.
    _made[key] = AccessibleTimeline(thing)
    thing.destroyed.connect(partial(_made.pop, key, None))
    return _made[key]
