"""The media bin folded away."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QFrame, QVBoxLayout

from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import IconButton

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

COLLAPSED = 44
"""Width of the strip, in logical pixels at 100 %."""


class MediaStrip(QFrame):
    """A button that opens the bin again, and one that imports."""

    def __init__(self) -> None:
        super().__init__()
        self.open_button = IconButton("caret-double-right", tr("Open the media bin"))
        self.add_button = IconButton("plus", tr("Import"), "Ctrl+I")
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 5, 0, 8)
        column.setSpacing(6)
        for button in (self.open_button, self.add_button):
            column.addWidget(button, 0, Qt.AlignmentFlag.AlignHCenter)
        column.addStretch(1)

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as `COLLAPSED`."""
        return QSize(theme().px(COLLAPSED), theme().px(200))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The colour of panels."""
        QPainter(self).fillRect(self.rect(), theme().colour("bg1"))
