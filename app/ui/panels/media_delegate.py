"""How one source of the media bin is drawn, in a list or in a grid."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QImage, QPainter, QPainterPath
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.panels.media_rows import MediaRow
from app.ui.panels.words import length_words
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.focus_ring import paint_focus_ring

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex

    from app.ui.theme.theme import Role

PICTURE = (86, 50)
"""Logical pixels at 100 %."""

Draw = tuple[QPainter, QRect]


class MediaDelegate(QStyledItemDelegate):
    """Asks `picture(row, height)` for thumbnails; grey where there is none yet."""

    def __init__(self, picture: Callable[[MediaRow, int], QImage | None], parent: QObject) -> None:
        super().__init__(parent)
        self._picture = picture
        self.grid = False

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """A row, or a cell."""
        return QSize(theme().px(118), theme().px(96)) if self.grid else QSize(0, theme().px(62))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw surface, picture and words."""
        row = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(row, MediaRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRect(option.rect).adjusted(4, 1, -4, -1)
        self._paint_surface(painter, rect, option.state)
        if self.grid:
            self._paint_cell(painter, rect, row)
        else:
            self._paint_row(painter, rect, row)
        painter.restore()

    def _paint_surface(self, painter: QPainter, rect: QRect, state: QStyle.StateFlag) -> None:
        selected = bool(state & QStyle.StateFlag.State_Selected)
        if selected or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("sel" if selected else "bg3"))
            painter.drawRoundedRect(rect, 5, 5)
        if state & QStyle.StateFlag.State_HasFocus:
            paint_focus_ring(painter, rect)

    def _paint_row(self, painter: QPainter, rect: QRect, row: MediaRow) -> None:
        width, height = theme().px(PICTURE[0]), theme().px(PICTURE[1])
        box = QRect(rect.left() + 5, rect.top() + (rect.height() - height) // 2, width, height)
        self._paint_picture(painter, box, row)
        left = box.right() + theme().px(9)
        words = QRect(left, box.top(), rect.right() - left - 4, height)
        line = height // 3
        self._write(painter, words.adjusted(0, 0, 0, line - height), row.item.path.name, "name")
        second = words.adjusted(0, line, 0, -line)
        self._write(painter, second, row.figures, "small", "tx2")
        self._paint_state(painter, words.adjusted(0, height - line, 0, 0), row)

    def _paint_cell(self, painter: QPainter, rect: QRect, row: MediaRow) -> None:
        name = theme().px(20)
        box = rect.adjusted(5, 5, -5, -5 - name)
        self._paint_picture(painter, box, row)
        below = QRect(box.left(), box.bottom() + 3, box.width(), name)
        token = "err" if row.missing else "tx"
        self._write(painter, below, row.item.path.name, "small", token)

    def _paint_picture(self, painter: QPainter, box: QRect, row: MediaRow) -> None:
        path = QPainterPath()
        path.addRoundedRect(QRectF(box), 3, 3)
        painter.save()
        painter.setClipPath(path)
        painter.fillRect(box, theme().colour("bg3"))
        ratio = painter.device().devicePixelRatioF()
        image = None if row.missing else self._picture(row, round(box.height() * ratio))
        if image is not None and not image.isNull():
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform)
            painter.drawImage(QRectF(box), image, _middle(image, box))
        else:
            edge = theme().px(18)
            name = "warning-circle" if row.missing else "film-strip"
            mark = icons.pixmap(name, edge, "err" if row.missing else "tx3", ratio)
            middle = box.center()
            painter.drawPixmap(middle.x() - edge // 2, middle.y() - edge // 2, mark)
        painter.restore()
        if row.item.facts is not None:
            _paint_badge(painter, box, length_words(row.item.facts.duration))

    def _paint_state(self, painter: QPainter, box: QRect, row: MediaRow) -> None:
        token = "err" if row.missing else "accent" if row.used else "tx3"
        self._write(painter, box, row.state, "small", token)

    def _write(
        self, painter: QPainter, box: QRect, text: str, role: Role, token: str = "tx"
    ) -> None:
        painter.setFont(theme().font(role))
        painter.setPen(theme().colour(token))
        mode = Qt.TextElideMode.ElideMiddle if role == "name" else Qt.TextElideMode.ElideRight
        words = painter.fontMetrics().elidedText(text, mode, box.width())
        painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)


def _paint_badge(painter: QPainter, box: QRect, text: str) -> None:
    painter.setFont(theme().font("badge"))
    metrics = painter.fontMetrics()
    width, height = metrics.horizontalAdvance(text) + 8, metrics.height() + 1
    badge = QRect(box.right() - width - 2, box.bottom() - height - 2, width, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour("hud", 0.78))
    painter.drawRoundedRect(badge, 3, 3)
    painter.setPen(theme().colour("on_hud"))
    painter.drawText(badge, Qt.AlignmentFlag.AlignCenter, text)


def _middle(image: QImage, box: QRect) -> QRectF:
    """The part of a picture that fills the box without stretching it."""
    scale = min(image.width() / box.width(), image.height() / box.height())
    width, height = box.width() * scale, box.height() * scale
    return QRectF((image.width() - width) / 2, (image.height() - height) / 2, width, height)
