"""What looks like a search field in the top bar and opens the palette of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QFontMetrics, QPainter
from PySide6.QtWidgets import QAbstractButton

from app.ui.language import tr
from app.ui.theme.icons import pixmap
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import with_key

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QPaintEvent


class CommandSearch(QAbstractButton):
    """205 × 28, or wider for a long key, with a magnifier, a hint and the key."""

    def __init__(self, open_palette: Callable[[], object]) -> None:
        super().__init__()
        self._key = ""
        self.setText(tr("Search commands"))
        self.setAccessibleName(tr("Search commands"))
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.clicked.connect(lambda: open_palette())
        theme().changed.connect(self._resize)
        self._resize()

    @property
    def key(self) -> str:
        """The key it names."""
        return self._key

    def set_key(self, key: str) -> None:
        """Name the key that is in force, as this system writes it; "" for none."""
        self._key = key
        self.setToolTip(with_key(tr("Search commands"), key))
        self._resize()

    def _resize(self) -> None:
        words = QFontMetrics(theme().font("body")).horizontalAdvance(self.text())
        needed = theme().px(29 + 12 + 6) + words + self._key_width()
        self.setFixedSize(max(theme().px(205), needed), theme().px(28))
        self.update()

    def _key_width(self) -> int:
        metrics = QFontMetrics(theme().font("small"))
        return metrics.horizontalAdvance(self._key.replace("+", " ")) + theme().px(12)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A control of the colour of controls."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(theme().colour("accent" if self.hasFocus() else "line"))
        painter.setBrush(theme().colour("bg3" if self.underMouse() else "bg2"))
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
        side = theme().px(14)
        glass = pixmap("magnifying-glass", side, "tx3", self.devicePixelRatioF())
        painter.drawPixmap(theme().px(9), (self.height() - side) // 2, glass)
        painter.setFont(theme().font("body"))
        painter.setPen(theme().colour("tx3"))
        words = self.rect().adjusted(theme().px(29), 0, 0, 0)
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, self.text())
        if self._key:
            self._draw_key(painter)

    def _draw_key(self, painter: QPainter) -> None:
        font, width = theme().font("small"), self._key_width()
        box = QRectF(self.width() - width - theme().px(6), theme().px(5), width, theme().px(18))
        painter.setPen(theme().colour("line2"))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 3, 3)
        painter.setFont(font)
        painter.setPen(theme().colour("tx2"))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, self._key.replace("+", " "))
