"""What a compare mode is: it divides the canvas into panes and paints them."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, QRectF, Signal

from app.ui.preview.scene import Pane

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QWidget

    from app.ui.preview.preview_image import PreviewKind
    from app.ui.preview.scene import Scene

Corners = tuple["PreviewKind | None", "PreviewKind | None"]


class Mode(QObject):
    """One way to compare. A new one is a file with a class like this and a line in `table.py`.

    Attributes:
        id: As in `view_state.COMPARE_MODES`.
        icon: Its name.
        names_chains: Whether the pictures are called A and B rather than source and result.

    Signals:
        changed(): it wants to be painted again.
    """

    changed = Signal()
    id: ClassVar[str]
    icon: ClassVar[str]
    names_chains: ClassVar[bool] = False

    def title(self) -> str:
        """Its name in the user's language."""
        raise NotImplementedError

    def describe(self) -> str:
        """Its name with its state, for who cannot see it: "wipe at 50 %"."""
        return self.title()

    def enter(self, canvas: QWidget) -> None:
        """It is chosen now; widgets of its own become children of the canvas."""

    def leave(self) -> None:
        """Another one is chosen; take widgets and timers away."""

    def panes(self, area: QRectF) -> tuple[Pane, ...]:
        """Divide the canvas; all panes are equally large, and pictures lie alike in all."""
        return (Pane(area, "result"),)

    def place(self, seen: QRectF) -> None:
        """Where the visible part of the first pane's picture lies now, in logical pixels."""

    def paint(self, painter: QPainter, scene: Scene, panes: tuple[Pane, ...]) -> None:
        """Paint all panes."""
        for pane in panes:
            scene.draw(painter, pane.kind, pane.rect)

    def corners(self) -> Corners:
        """Which pictures the labels at the top left and the top right name; None is no label."""
        return (None, "result")

    def caption(self) -> str:
        """Words for the top left instead of a picture's name, or ""."""
        return ""

    def choices(self) -> tuple[tuple[str, str], ...]:
        """A setting of its own as (value, text) pairs for the header; none by default."""
        return ()

    def choice(self) -> str:
        """The value of that setting."""
        return ""

    def choose(self, value: str) -> None:
        """Set it."""
