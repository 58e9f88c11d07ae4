"""The strips above and below the picture."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Bar(QWidget):
    """A strip with a left part, a middle that keeps the middle, and a right part.

    Attributes:
        left, middle, right: Layouts to fill.
    """

    def __init__(self, height: int, *, line_above: bool, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._height = height
        self._line_above = line_above
        self.left, self.middle, self.right = QHBoxLayout(), QHBoxLayout(), QHBoxLayout()
        row = QHBoxLayout(self)
        row.setContentsMargins(12, 0, 8, 0)
        row.setSpacing(8)
        row.setSizeConstraint(QHBoxLayout.SizeConstraint.SetNoConstraint)
        for part, stretch in ((self.left, 1), (self.middle, 0), (self.right, 1)):
            part.setSpacing(6)
            holder = QWidget()
            holder.setLayout(part)
            part.setContentsMargins(0, 0, 0, 0)
            row.addWidget(holder, stretch)
        self.right.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self._follow_height()
        theme().changed.connect(self._follow_height)

    def set_bar_height(self, height: int) -> None:
        """Logical pixels at 100 % interface size."""
        self._height = height
        self._follow_height()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Narrow: parts hide themselves before they would keep the viewer from shrinking."""
        return QSize(theme().px(320), self.height())

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Surface and rule."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("bg1"))
        y = 0 if self._line_above else self.height() - 1
        painter.fillRect(0, y, self.width(), 1, theme().colour("line"))

    def _follow_height(self) -> None:
        self.setFixedHeight(theme().px(self._height))
        self.update()
