"""Source left and result right of a line that can be moved."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, QRectF

from app.ui.language import tr
from app.ui.preview.modes.mode import Corners, Mode
from app.ui.preview.wipe_handle import WipeHandle

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from app.ui.preview.scene import Pane, Scene


class Wipe(Mode):
    """One picture, divided at a share of its visible part, so that panning leaves the line."""

    id: ClassVar[str] = "wipe"
    icon: ClassVar[str] = "square-half"

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._position = 0.5
        self._seen = QRectF()
        self.handle: WipeHandle | None = None

    @property
    def position(self) -> float:
        """Share of the visible picture left of the line, in [0, 1]."""
        return self._position

    def move_to(self, position: float) -> None:
        """Put the line at a share of the visible picture, in [0, 1]."""
        position = min(max(position, 0.0), 1.0)
        if self.handle is not None:
            self.handle.set_position(position)
        self._moved(position)

    def title(self) -> str:
        """Its name."""
        return tr("Wipe")

    def describe(self) -> str:
        """With its place."""
        return tr("wipe at {percent} %", percent=round(self._position * 100))

    def enter(self, canvas: QWidget) -> None:
        """Put the line on the canvas."""
        self.handle = WipeHandle(canvas)
        self.handle.lower()  # sentences over the picture stay readable
        self.handle.set_position(self._position)
        self.handle.moved.connect(self._moved)

    def leave(self) -> None:
        """Take the line away."""
        if self.handle is not None:
            self.handle.hide()
            self.handle.deleteLater()
            self.handle = None

    def place(self, seen: QRectF) -> None:
        """Put the line where it belongs on the picture; none without a picture."""
        self._seen = seen
        if self.handle is not None:
            self.handle.place(seen)
            self.handle.setVisible(not seen.isEmpty())

    def paint(self, painter: QPainter, scene: Scene, panes: tuple[Pane, ...]) -> None:
        """Both sides, meeting at a whole pixel below the middle of the line."""
        pane, at = panes[0].rect, self._seen.left() + self._position * self._seen.width()
        left, right = QRectF(pane), QRectF(pane)
        left.setRight(at)
        right.setLeft(at)
        scene.draw(painter, "source", pane, left)
        scene.draw(painter, "result", pane, right)

    def corners(self) -> Corners:
        """One name each side."""
        return ("source", "result")

    def _moved(self, position: float) -> None:
        self._position = position
        self.place(self._seen)
        self.changed.emit()
