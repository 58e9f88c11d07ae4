"""How a label is drawn in the list."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from app.ui.annotate.label_colours import label_colour, label_marker
from app.ui.annotate_panels.label_rows import LabelRow, group_title
from app.ui.language import tr
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.timeline.painters.marks import draw_swatch
from app.ui.timeline.surface import draw_text, font_of, text_width
from app.ui.widgets.focus_ring import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QObject, QPersistentModelIndex

    from app.ui.annotate.visibility import Visibility
    from app.ui.annotation_session import AnnotationSession

_RIGHT = Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter


class LabelDelegate(QStyledItemDelegate):
    """Swatch, name, count and key cap."""

    def __init__(self, session: AnnotationSession, visibility: Visibility, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._visibility = session, visibility

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        """A head is a little higher, for the line above it."""
        row = index.data(Qt.ItemDataRole.UserRole)
        head = isinstance(row, LabelRow) and not row.name
        return QSize(0, theme().px(38 if head and index.row() else 31))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        """Draw the row."""
        row = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(row, LabelRow):
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = QRect(option.rect)
        if row.name:
            self._paint_label(painter, rect.adjusted(5, 1, -5, -1), row, option.state)
        else:
            _paint_head(painter, rect, row, first=index.row() == 0)
        painter.restore()

    def _paint_label(
        self, painter: QPainter, rect: QRect, row: LabelRow, state: QStyle.StateFlag
    ) -> None:
        layer, chosen = self._session.layer, row.name == self._session.label
        if chosen or state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("sel" if chosen else "bg3"))
            painter.drawRoundedRect(rect, 5, 5)
        if state & QStyle.StateFlag.State_HasFocus:
            paint_focus_ring(painter, rect)
        if layer is None:
            return
        size = theme().px(12)
        box = QRectF(rect.left() + theme().px(9), rect.center().y() - size / 2 + 0.5, size, size)
        draw_swatch(painter, box, label_colour(layer, row.name), label_marker(layer, row.name))
        right = _paint_cap(painter, rect, row.key)
        width = text_width(row.count, "body")
        # Wider than the text: what is narrower than two letters is not drawn at all.
        count = QRectF(right - width - 8, rect.top(), max(width + 1, 24), rect.height())
        draw_text(painter, count, row.count, "body", theme().colour("tx2"))
        left = box.right() + theme().px(9)
        right = self._paint_marks(painter, row, count.left() - 4, rect.center().y())
        hidden = self._visibility.is_label_hidden(row.name)
        area = QRectF(left, rect.top(), right - left - 4, rect.height())
        draw_text(painter, area, row.name, "name", theme().colour("tx3" if hidden else "tx"))

    def _paint_marks(self, painter: QPainter, row: LabelRow, right: float, middle: int) -> float:
        """Icons of what is not as usual; gives where the name must end."""
        size, name = theme().px(14), row.name
        marks = [("tag", "accent")] if row.tagged else []
        if self._visibility.is_label_locked(name):
            marks.append(("lock-simple", "warn"))
        if self._visibility.is_label_hidden(name):
            marks.append(("eye-slash", "tx3"))
        for icon, token in marks:
            right -= size + 4
            device = painter.device()
            picture = icons.pixmap(icon, size, token, device.devicePixelRatioF())
            painter.drawPixmap(round(right), middle - size // 2, picture)
        return right


def _paint_head(painter: QPainter, rect: QRect, row: LabelRow, *, first: bool) -> None:
    if not first:
        line = rect.top() + theme().px(5)
        painter.fillRect(rect.left() + 5, line, rect.width() - 10, 1, theme().colour("line"))
    area = QRectF(
        rect.left() + 14, rect.bottom() - theme().px(29), rect.width() - 28, theme().px(28)
    )
    draw_text(painter, area, group_title(row.group), "name", theme().colour("tx2"))
    if first:
        painter.setFont(font_of("small"))
        painter.setPen(theme().colour("tx3"))
        painter.drawText(area, _RIGHT, tr("Count"))


def _paint_cap(painter: QPainter, rect: QRect, key: str) -> float:
    """The key that chooses it; gives its left edge."""
    right = rect.right() - theme().px(7)
    if not key:
        return right
    width = max(theme().px(18), text_width(key, "small") + theme().px(10))
    height = theme().px(18)
    cap = QRectF(right - width + 0.5, rect.center().y() - height / 2 + 0.5, width, height)
    painter.setPen(QPen(theme().colour("line2"), 1))
    painter.setBrush(theme().colour("bg2"))
    painter.drawRoundedRect(cap, 3, 3)
    painter.setFont(font_of("small"))
    painter.setPen(theme().colour("tx2"))
    painter.drawText(cap, Qt.AlignmentFlag.AlignCenter, key)
    return cap.left()
