"""The interface of everything that is done by holding a mouse button."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.project.ids import new_id
from app.ui.timeline.snapping import REACH, find_snap

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QPointF, Qt
    from PySide6.QtGui import QPainter

    from app.base.time import Time
    from app.project.model import Edit
    from app.ui.document import Document
    from app.ui.timeline.state import TimelineState

THRESHOLD = 4
"""Pixels the pointer must go before a press becomes a drag."""


class Gesture:
    """From a press to its release, or to Esc. Those who need less leave methods as they are."""

    def move(self, point: QPointF, modifiers: Qt.KeyboardModifier) -> None:
        """The pointer is elsewhere now, perhaps outside of the canvas."""

    def finish(self) -> None:
        """The button was let go."""

    def cancel(self) -> None:
        """Esc, or the window went away: everything is as it was before."""

    def paint(self, painter: QPainter) -> None:
        """Draw what only this gesture shows."""


class LiveEdit:
    """An edit that is shown while it is being dragged, and is one undo step in the end.

    Each step starts from the project as it was, so that going back and forth leaves no trace.
    """

    def __init__(self, document: Document, label: str) -> None:
        self._document, self._label = document, label
        self._merge = new_id()
        self.before = document.project

    def show(self, edit: Edit) -> None:
        """Let the project be what the edit makes of it."""
        self._document.apply(self._label, lambda _: edit(self.before), self._merge)

    def cancel(self) -> None:
        """Let the project be what it was; no undo step is left."""
        self.show(lambda project: project)


def snapped(
    state: TimelineState, edges: Sequence[Time], targets: Sequence[Time], *, invert: bool
) -> Time | None:
    """What to add to dragged times so that one of them meets a target; None if none is near.

    Shows the line. `invert` is for Ctrl, which switches snapping while it is held.
    """
    state.snap_line = None
    if state.snapping == invert:
        return None
    found = find_snap(edges, targets, state.scale.seconds(REACH))
    if found is None:
        return None
    state.snap_line = found.at
    return found.by
