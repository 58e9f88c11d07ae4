"""Source and result in turn at one place: the eye catches what moves."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QObject, QRectF, QTimer

from app.ui.language import tr
from app.ui.preview.modes.mode import Corners, Mode
from app.ui.preview.scene import Pane

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from app.ui.preview.preview_image import PreviewKind

# Below three flashes a second: more can harm people with photosensitive epilepsy (WCAG 2.3.1).
_PERIODS = {"slow": 1000, "medium": 500, "fast": 350}


class Flicker(Mode):
    """Changes over by a timer while it is the chosen mode."""

    id: ClassVar[str] = "flicker"
    icon: ClassVar[str] = "arrows-left-right"

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._kind: PreviewKind = "source"
        self._speed = "medium"
        self._timer = QTimer(self)
        self._timer.timeout.connect(self.toggle)

    def title(self) -> str:
        """Its name."""
        return tr("Flicker")

    def describe(self) -> str:
        """With what is up now."""
        return tr("flicker, source now") if self._kind == "source" else tr("flicker, result now")

    def enter(self, canvas: QWidget) -> None:
        """Begin with the source."""
        self._kind = "source"
        self._timer.start(_PERIODS[self._speed])

    def leave(self) -> None:
        """Stop."""
        self._timer.stop()

    def toggle(self) -> None:
        """Show the other picture."""
        self._kind = "result" if self._kind == "source" else "source"
        self.changed.emit()

    def panes(self, area: QRectF) -> tuple[Pane, ...]:
        """One, whose picture changes."""
        return (Pane(area, self._kind),)

    def corners(self) -> Corners:
        """The label changes sides with the picture."""
        return ("source", None) if self._kind == "source" else (None, "result")

    def choices(self) -> tuple[tuple[str, str], ...]:
        """How fast."""
        return (("slow", tr("Slow")), ("medium", tr("Medium")), ("fast", tr("Fast")))

    def choice(self) -> str:
        """How fast."""
        return self._speed

    def choose(self, value: str) -> None:
        """Set how fast."""
        self._speed = value
        if self._timer.isActive():
            self._timer.start(_PERIODS[value])
