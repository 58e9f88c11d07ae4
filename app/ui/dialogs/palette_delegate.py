"""A row of the command palette: words, where it works, keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.command import Command
from app.ui.theme import icons
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

Index = QModelIndex | QPersistentModelIndex


class PaletteDelegate(QStyledItemDelegate):
    """Draws commands; the model gives the texts by these roles."""

    WHERE = int(Qt.ItemDataRole.UserRole) + 1
    KEYS = WHERE + 1
    OFF = WHERE + 2

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """One height for all."""
        return QSize(theme().px(200), theme().px(32))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw one row."""
        rect: QRect = option.rect
        state: QStyle.StateFlag = option.state
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if state & (QStyle.StateFlag.State_Selected | QStyle.StateFlag.State_MouseOver):
            selected = bool(state & QStyle.StateFlag.State_Selected)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("sel" if selected else "bg3"))
            painter.drawRoundedRect(rect, 5, 5)
        off = bool(index.data(self.OFF))
        right = self._paint_keys(painter, rect, index.data(self.KEYS), off)
        right = self._paint_where(painter, rect, right, str(index.data(self.WHERE)), off)
        self._paint_words(painter, rect, right, index, off)
        painter.restore()

    def _paint_keys(self, painter: QPainter, rect: QRect, keys: Sequence[str], off: bool) -> int:
        painter.setFont(theme().font("small"))
        metrics = QFontMetrics(painter.font())
        right, height = rect.right() - theme().px(8), theme().px(18)
        for key in reversed(keys[:2]):
            width = max(metrics.horizontalAdvance(key) + theme().px(10), height)
            top = rect.center().y() - height // 2
            cap = QRectF(right - width + 0.5, top + 0.5, width - 1, height - 1)
            painter.setPen(QPen(theme().colour("line2"), 1))
            painter.setBrush(theme().colour("bg2"))
            painter.drawRoundedRect(cap, 3, 3)
            painter.setPen(theme().colour("dis" if off else "tx2"))
            painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
            right -= width + theme().px(4)
        return right

    def _paint_where(
        self, painter: QPainter, rect: QRect, right: int, where: str, off: bool
    ) -> int:
        painter.setFont(theme().font("small"))
        width = QFontMetrics(painter.font()).horizontalAdvance(where)
        left = right - width - theme().px(8)
        painter.setPen(theme().colour("dis" if off else "tx3"))
        box = QRect(left, rect.top(), width + 1, rect.height())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, where)
        return left

    def _paint_words(
        self, painter: QPainter, rect: QRect, right: int, index: Index, off: bool
    ) -> None:
        token = "dis" if off else "tx"
        left, edge = rect.left() + theme().px(10), theme().px(16)
        command = index.data(Qt.ItemDataRole.UserRole)
        if isinstance(command, Command) and command.icon:
            device = painter.device()
            ratio = device.devicePixelRatio() if device is not None else 1.0
            picture = icons.pixmap(command.icon, edge, "dis" if off else "tx2", ratio)
            painter.drawPixmap(left, rect.center().y() - edge // 2, picture)
        left += edge + theme().px(8)
        painter.setFont(theme().font("body"))
        painter.setPen(theme().colour(token))
        words = QRect(left, rect.top(), right - left - theme().px(12), rect.height())
        text = QFontMetrics(painter.font()).elidedText(
            str(index.data()), Qt.TextElideMode.ElideRight, words.width()
        )
        painter.drawText(words, Qt.AlignmentFlag.AlignVCenter, text)
