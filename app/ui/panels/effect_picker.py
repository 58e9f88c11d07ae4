"""The list behind “Add effect”: grouped by task, with a sentence each, and a field to search."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QEvent, QObject, QPoint, QRect, QSize, Qt, Signal
from PySide6.QtGui import QKeyEvent, QPainter
from PySide6.QtWidgets import (
    QFrame,
    QListWidget,
    QListWidgetItem,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.language import tr, tr_data
from app.ui.theme.theme import theme
from app.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QModelIndex, QPersistentModelIndex
    from PySide6.QtGui import QPaintEvent

    from app.effects.effect import EffectKind

NAME = Qt.ItemDataRole.UserRole
SUMMARY = Qt.ItemDataRole.UserRole + 1

GROUPS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("Restore and enlarge", ("upscale", "denoise", "deblock", "sharpen", "low-light", "dehaze")),
    ("Colour", ("colour", "auto-colour", "style")),
    ("Frame", ("crop", "resize", "rotate")),
    ("Repair", ("stabilise", "deflicker", "scratches", "remove-area", "remove-object")),
    ("Keep and hide", ("matte", "cut-out", "anonymise")),
    ("Time", ("deinterlace", "frame-rate", "interpolate")),
)
OTHERS = "More effects"
"""Where effects go that no group names."""


class EffectPicker(QFrame):
    """A popup that is deleted when it closes.

    Signals:
        chosen(name): of an effect.
    """

    chosen = Signal(str)

    def __init__(self, kinds: Sequence[EffectKind], parent: QWidget) -> None:
        super().__init__(parent, Qt.WindowType.Popup)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setObjectName("popup")
        self.search = SearchField(tr("Search effects"))
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Effects"))
        self.list.setItemDelegate(_Delegate(self.list))
        self.list.setMouseTracking(True)
        self.list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.list.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.list.setFrameShape(QFrame.Shape.NoFrame)
        self.list.itemClicked.connect(self._choose)
        self.list.itemEntered.connect(self._enter)
        self.search.textChanged.connect(self._filter)
        self.search.installEventFilter(self)
        column = QVBoxLayout(self)
        column.setContentsMargins(6, 6, 6, 6)
        column.setSpacing(6)
        column.addWidget(self.search)
        column.addWidget(self.list)
        self._fill(kinds)
        self._filter("")

    def open_above(self, anchor: QWidget) -> None:
        """Show it over a widget, inside the screen."""
        rows = [self.list.sizeHintForRow(row) for row in range(self.list.count())]
        height = sum(rows) + self.search.height() + theme().px(30)
        room = anchor.screen().availableGeometry()
        self.resize(max(anchor.width(), theme().px(300)), min(height, room.height() * 2 // 3))
        at = anchor.mapToGlobal(QPoint(0, anchor.height() + 2))
        if at.y() + self.height() > room.bottom():
            at.setY(max(room.top(), anchor.mapToGlobal(QPoint(0, -2)).y() - self.height()))
        at.setX(min(at.x(), room.right() - self.width()))
        self.move(at)
        self.show()
        self.search.setFocus(Qt.FocusReason.PopupFocusReason)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the surface."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("bg2"))
        painter.setPen(theme().colour("line2"))
        painter.drawRect(self.rect().adjusted(0, 0, -1, -1))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Move in the list with the arrows while typing in the field."""
        if event.type() != QEvent.Type.KeyPress or not isinstance(event, QKeyEvent):
            return super().eventFilter(watched, event)
        step = {Qt.Key.Key_Down: 1, Qt.Key.Key_Up: -1}.get(Qt.Key(event.key()))
        if step is not None:
            self._step(step)
            return True
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._choose(self.list.currentItem())
            return True
        return super().eventFilter(watched, event)

    def _fill(self, kinds: Sequence[EffectKind]) -> None:
        named = {name for _, names in GROUPS for name in names}
        groups = [(title, [k for k in kinds if k.name in names]) for title, names in GROUPS]
        groups.append((OTHERS, [kind for kind in kinds if kind.name not in named]))
        for title, members in groups:
            if not members:
                continue
            head = QListWidgetItem(tr_data(title))
            head.setFlags(Qt.ItemFlag.NoItemFlags)
            self.list.addItem(head)
            for kind in members:
                item = QListWidgetItem(tr_data(kind.title))
                item.setData(NAME, kind.name)
                item.setData(SUMMARY, tr_data(kind.summary))
                self.list.addItem(item)

    def _filter(self, text: str) -> None:
        words = text.casefold().split()
        head: QListWidgetItem | None = None
        for item in self._items():
            if not item.data(NAME):
                head = item
                head.setHidden(True)
                continue
            told = f"{item.text()} {item.data(NAME)} {item.data(SUMMARY)}".casefold()
            item.setHidden(not all(word in told for word in words))
            if head is not None and not item.isHidden():
                head.setHidden(False)
        begun = " ".join(words)
        # Enter takes what is called so before what only speaks of it.
        visible = sorted(
            self._choices(), key=lambda item: not item.text().casefold().startswith(begun)
        )
        self.list.setCurrentItem(visible[0] if visible else None)  # type: ignore[arg-type]

    def _items(self) -> list[QListWidgetItem]:
        return [self.list.item(row) for row in range(self.list.count())]

    def _choices(self) -> list[QListWidgetItem]:
        return [item for item in self._items() if item.data(NAME) and not item.isHidden()]

    def _step(self, by: int) -> None:
        visible = self._choices()
        if visible:
            at = visible.index(self.list.currentItem()) + by
            self.list.setCurrentItem(visible[at % len(visible)])

    def _enter(self, item: QListWidgetItem) -> None:
        if item.data(NAME):
            self.list.setCurrentItem(item)

    def _choose(self, item: QListWidgetItem | None) -> None:
        if item is not None and item.data(NAME):
            name = str(item.data(NAME))
            self.close()
            self.chosen.emit(name)


class _Delegate(QStyledItemDelegate):
    """Group heads in small letters, effects in two lines."""

    def sizeHint(  # noqa: N802
        self, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> QSize:
        return QSize(0, theme().px(42 if index.data(NAME) else 26))

    def paint(
        self,
        painter: QPainter,
        option: QStyleOptionViewItem,
        index: QModelIndex | QPersistentModelIndex,
    ) -> None:
        painter.save()
        rect = QRect(option.rect)
        state = option.state
        if index.data(NAME) and state & QStyle.StateFlag.State_Selected:
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(theme().colour("sel"))
            painter.drawRoundedRect(rect, 5, 5)
        inside = rect.adjusted(theme().px(8), 0, -theme().px(8), 0)
        if index.data(NAME):
            half = inside.adjusted(0, theme().px(4), 0, -inside.height() // 2)
            _write(painter, half, str(index.data()), "name", "tx")
            half = inside.adjusted(0, inside.height() // 2, 0, -theme().px(5))
            _write(painter, half, str(index.data(SUMMARY)), "small", "tx3")
        else:
            _write(
                painter, inside.adjusted(0, theme().px(4), 0, 0), str(index.data()), "small", "tx3"
            )
        painter.restore()


def _write(painter: QPainter, box: QRect, text: str, role: str, token: str) -> None:
    painter.setFont(theme().font(role))  # type: ignore[arg-type]
    painter.setPen(theme().colour(token))
    words = painter.fontMetrics().elidedText(text, Qt.TextElideMode.ElideRight, box.width())
    painter.drawText(box, Qt.AlignmentFlag.AlignVCenter, words)
