"""One picture: the result, or the source."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from app.ui.language import tr
from app.ui.preview.modes.mode import Corners, Mode
from app.ui.preview.scene import Pane

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF


class Single(Mode):
    """The result and nothing else."""

    id: ClassVar[str] = "result"
    icon: ClassVar[str] = "square"

    def title(self) -> str:
        """Its name."""
        return tr("Result")


class SourceOnly(Mode):
    """The source: while its key is held, and to annotate it; not one of the modes to choose."""

    id: ClassVar[str] = "source"
    icon: ClassVar[str] = "square"

    def title(self) -> str:
        """Its name."""
        return tr("Source")

    def panes(self, area: QRectF) -> tuple[Pane, ...]:
        """One."""
        return (Pane(area, "source"),)

    def corners(self) -> Corners:
        """Source always is on the left."""
        return ("source", None)
