"""Projects that were open lately."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QVBoxLayout, QWidget

from app.ui.language import tr
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.focus_ring import paint_focus_ring
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from PySide6.QtGui import QPaintEvent

MOST = 3


class RecentList(QWidget):
    """A few rows; hidden when there are none. Whether the files still exist is not looked up here.

    Signals:
        chosen(Path): the user wants to open it.
    """

    chosen = Signal(object)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.rows: list[RecentRow] = []
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(0, 0, 0, 0)
        self._column.setSpacing(0)
        self._column.addWidget(Label(tr("Recent projects"), "body", "tx3"))
        self._column.addSpacing(4)
        self.hide()

    def set_paths(self, paths: Sequence[Path]) -> None:
        """Newest first; at most three are shown."""
        if [row.path for row in self.rows] == list(paths[:MOST]):
            return
        for row in self.rows:
            self._column.removeWidget(row)
            row.deleteLater()
        self.rows = [RecentRow(path) for path in paths[:MOST]]
        for row in self.rows:
            self._column.addWidget(row)
            row.clicked.connect(lambda _=False, path=row.path: self.chosen.emit(path))
        self.setVisible(bool(self.rows))


class RecentRow(QAbstractButton):
    """Name and folder."""

    def __init__(self, path: Path, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.path = path
        self.setText(path.stem)
        self.setAccessibleName(tr("Open {name}", name=path.stem))
        self.setToolTip(str(path))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802
        """One line."""
        return QSize(theme().px(300), theme().px(28))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Icon, name, folder."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse() or self.isDown():
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("bg3"))
            painter.drawRoundedRect(self.rect(), 5, 5)
        size = theme().px(16)
        picture = icons.pixmap("clock-clockwise", size, "tx2", self.devicePixelRatioF())
        painter.drawPixmap(8, (self.height() - size) // 2, picture)
        x = self._paint(painter, self.text(), "tx", 8 + size + 8, Qt.TextElideMode.ElideRight)
        self._paint(painter, str(self.path.parent), "tx3", x + 10, Qt.TextElideMode.ElideMiddle)
        if self.hasFocus():
            paint_focus_ring(painter, self.rect())

    def _paint(
        self, painter: QPainter, text: str, token: str, x: float, mode: Qt.TextElideMode
    ) -> float:
        painter.setFont(theme().font("body"))
        painter.setPen(theme().colour(token))
        room = self.width() - x - 8
        shown = painter.fontMetrics().elidedText(text, mode, max(0, int(room)))
        painter.drawText(QRectF(x, 0, room, self.height()), Qt.AlignmentFlag.AlignVCenter, shown)
        return x + painter.fontMetrics().horizontalAdvance(shown)
