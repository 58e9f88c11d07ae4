"""The list of tasks at the left of the model browser."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFrame, QListWidget, QListWidgetItem, QStyle, QStyledItemDelegate

from app.ui.dialogs.model_browser_entries import task_words
from app.ui.language import tr
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QSize
    from PySide6.QtGui import QPainter
    from PySide6.QtWidgets import QStyleOptionViewItem


class TaskList(QListWidget):
    """Tasks with how many models each has.

    Signals:
        chosen(task): "" is all.
    """

    chosen = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setAccessibleName(tr("Task"))
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setItemDelegate(_TaskDelegate(self))
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.currentItemChanged.connect(self._changed)

    def show_tasks(self, counts: list[tuple[str, int]], current: str) -> None:
        """Offer tasks with their counts; `current` is marked."""
        self.blockSignals(True)
        self.clear()
        for task, count in counts:
            item = QListWidgetItem(task_words(task))
            item.setData(Qt.ItemDataRole.UserRole, task)
            item.setData(Qt.ItemDataRole.UserRole + 1, count)
            self.addItem(item)
            if task == current:
                self.setCurrentItem(item)
        self.blockSignals(False)

    def _changed(self, item: QListWidgetItem | None) -> None:
        if item is not None:
            self.chosen.emit(str(item.data(Qt.ItemDataRole.UserRole)))


class _TaskDelegate(QStyledItemDelegate):
    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        size = super().sizeHint(option, index)
        size.setHeight(theme().px(28))
        return size

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        painter.setRenderHint(painter.RenderHint.Antialiasing)
        selected = bool(option.state & QStyle.StateFlag.State_Selected)
        if selected or option.state & QStyle.StateFlag.State_MouseOver:
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("sel" if selected else "bg3"))
            painter.drawRoundedRect(option.rect, 5, 5)
        inside = option.rect.adjusted(theme().px(10), 0, -theme().px(10), 0)
        painter.setFont(theme().font("body"))
        painter.setPen(theme().colour("tx"))
        painter.drawText(inside, Qt.AlignmentFlag.AlignVCenter, str(index.data()))
        painter.setPen(theme().colour("tx2"))
        right = Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignRight
        painter.drawText(inside, right, str(index.data(Qt.ItemDataRole.UserRole + 1)))
        painter.restore()
