"""Two pictures beside each other: source left and result right."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QRectF

from app.ui.language import tr
from app.ui.preview.modes.mode import Corners, Mode
from app.ui.preview.scene import Pane

if TYPE_CHECKING:
    from app.ui.preview.preview_image import PreviewKind

GAP = 2


class SideBySide(Mode):
    """Source left, result right, moving together."""

    id: ClassVar[str] = "side"
    icon: ClassVar[str] = "columns"
    left: ClassVar[PreviewKind] = "source"
    right: ClassVar[PreviewKind] = "result"

    def title(self) -> str:
        """Its name."""
        return tr("Side by side")

    def panes(self, area: QRectF) -> tuple[Pane, ...]:
        """Two equal halves; whole pixels, so that both pictures are sampled alike."""
        width = float((area.width() - GAP) // 2)
        left = QRectF(area.left(), area.top(), width, area.height())
        right = QRectF(area.left() + width + GAP, area.top(), width, area.height())
        return (Pane(left, self.left), Pane(right, self.right))

    def corners(self) -> Corners:
        """One name each."""
        return (self.left, self.right)
