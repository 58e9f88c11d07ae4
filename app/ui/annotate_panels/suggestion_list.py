"""What models suggested, one card below the other, each with its two answers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    Qt,
    QTimer,
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter
from PySide6.QtWidgets import (
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
)

from app.annotations.model import Track
from app.ui.annotate.label_colours import label_colour
from app.ui.annotate_panels.cards import (
    paint_button,
    paint_icon,
    paint_mark,
    paint_suggested_card,
    suggestion_detail,
    thing_name,
)
from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.timeline.surface import draw_text, text_width

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject

    from app.annotations.search import Thing
    from app.ui.annotate_panels.track_acts import TrackActs
    from app.ui.annotation_session import AnnotationSession

Index = QModelIndex | QPersistentModelIndex
ROW = 56
"""Height of a card with its gap, in logical pixels at 100 %."""
_MINE = (Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Delete)


class SuggestionModel(QAbstractListModel):
    """Suggested tracks and segments."""

    def __init__(self, parent: QObject, session: AnnotationSession) -> None:
        super().__init__(parent)
        self._session = session
        self.things: tuple[Thing, ...] = ()

    def show(self, things: Sequence[Thing]) -> None:
        """Show these."""
        shown = tuple(things)
        if shown != self.things:
            self.beginResetModel()
            self.things = shown
            self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        """How many."""
        return 0 if parent is not None and parent.isValid() else len(self.things)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words for screen readers, the thing for the painter."""
        thing, layer = self.things[index.row()], self._session.layer
        if role == Qt.ItemDataRole.UserRole:
            return thing
        if role in _WORDS and layer:
            words = (thing_name(thing), _score(thing), suggestion_detail(layer, thing))
            return ", ".join(word for word in words if word)
        return None


_WORDS = (
    Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole, Qt.ItemDataRole.ToolTipRole,
)  # fmt: skip
"""What is asked by readers and pointers, which see more than fits the card."""


class SuggestionDelegate(QStyledItemDelegate):
    """A dashed card with two buttons."""

    def __init__(self, parent: QObject, session: AnnotationSession) -> None:
        super().__init__(parent)
        self._session = session
        self.hover: tuple[int, str] = (-1, "")

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Two lines."""
        return QSize(0, theme().px(ROW))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the card."""
        thing, layer = index.data(Qt.ItemDataRole.UserRole), self._session.layer
        if thing is None or layer is None:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = suggestion_rect(QRect(option.rect))
        focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        paint_suggested_card(painter, rect, focus=focus or self._is_chosen(thing))
        left = paint_mark(painter, rect, label_colour(layer, thing.label))
        boxes = button_boxes(rect)
        right = boxes["accept"].left() - 6
        half, middle = theme().px(17), rect.center().y()
        icon = QRectF(left, middle - half, theme().px(16), half)
        paint_icon(painter, icon, "sparkle", "model")
        first = QRectF(icon.right() + 5, middle - half, right - icon.right() - 5, half)
        room = text_width(_score(thing), "body") + 6  # a long name is cut, never the score
        width = _draw_name(painter, first.adjusted(0, 0, -room, 0), thing) + 6
        score = first.adjusted(width, 0, 0, 0)
        draw_text(painter, score, _score(thing), "body", theme().colour("tx2"))
        second = QRectF(left, middle, right - left, half)
        detail = suggestion_detail(layer, thing)
        draw_text(painter, second, detail, "small", theme().colour("tx2"))
        words = {"accept": tr("Accept"), "reject": tr("Reject")}
        for name, box in boxes.items():
            paint_button(painter, box, words[name], hover=self.hover == (index.row(), name))
        painter.restore()

    def _is_chosen(self, thing: Thing) -> bool:
        if isinstance(thing, Track):
            return thing.id in self._session.selection
        return thing.id in self._session.segments


def _draw_name(painter: QPainter, rect: QRectF, thing: Thing) -> float:
    """The label is cut where there is no room; the number tells one thing from the next."""
    whole, colour = thing_name(thing), theme().colour("tx")
    number = f" {thing.id}" if isinstance(thing, Track) and whole.endswith(f" {thing.id}") else ""
    room = text_width(number, "name")
    stem = rect.adjusted(0, 0, -room, 0)
    width = draw_text(painter, stem, whole.removesuffix(number), "name", colour)
    draw_text(painter, rect.adjusted(width, 0, 0, 0), number, "name", colour)
    return width + room


def suggestion_rect(rect: QRect) -> QRect:
    """The card within its row."""
    return rect.adjusted(2, theme().px(3), -2, -theme().px(3))


def button_boxes(card: QRect) -> dict[str, QRectF]:
    """Where the painted buttons are."""
    height, right = theme().px(26), card.right() - theme().px(7)
    top = card.center().y() - height / 2 + 0.5
    widths = {name: max(theme().px(46), text_width(words, "body") + theme().px(18))
              for name, words in (("reject", tr("Reject")), ("accept", tr("Accept")))}  # fmt: skip
    reject = QRectF(right - widths["reject"], top, widths["reject"], height)
    left = reject.left() - 6 - widths["accept"]
    return {"accept": QRectF(left, top, widths["accept"], height), "reject": reject}


class SuggestionList(QListView):
    """Arrows walk, Enter accepts, Delete rejects; a click goes there."""

    def __init__(self, session: AnnotationSession, acts: TrackActs) -> None:
        super().__init__()
        self._session, self._acts = session, acts
        self.model_ = SuggestionModel(self, session)
        self.delegate = SuggestionDelegate(self, session)
        self.setModel(self.model_)
        self.setItemDelegate(self.delegate)
        self.setProperty("navigation", True)  # the card in hand has the ring, not the list
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setAccessibleName(tr("Suggestions. Enter accepts, Delete rejects."))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        # Later: whoever follows the layer is to know of the change before the playhead moves.
        self._go_on = QTimer(self, singleShot=True, interval=0)
        self._go_on.timeout.connect(self._go_to_current)
        session.selection_changed.connect(self._repaint)
        session.segments_selected.connect(self._repaint)

    def show_things(self, things: Sequence[Thing]) -> None:
        """Show these. If the one in hand was answered, by whatever key, the next one is taken."""
        row, before = self.currentIndex().row(), self.model_.things
        current = before[row] if 0 <= row < len(before) else None
        self.model_.show(things)
        if current is None or not things:
            return
        same = next((n for n, one in enumerate(things) if _is_same(one, current)), -1)
        self.setCurrentIndex(self.model_.index(same if same >= 0 else min(row, len(things) - 1)))
        if same < 0 and self.hasFocus():
            self._go_on.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A painted button, or the card."""
        if event.button() != Qt.MouseButton.LeftButton:
            return
        row, name = self._spot(event.position().toPoint())
        if name:
            self._answer(row, accept=name == "accept")
        else:
            super().mousePressEvent(event)
            if row >= 0:
                self._go_to(self.model_.things[row])

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Light up the button below the pointer."""
        hover = self._spot(event.position().toPoint())
        if hover != self.delegate.hover:
            self.delegate.hover = hover
            self.viewport().update()

    def event(self, event: QEvent) -> bool:
        """Keys of the list are no shortcuts while it has the keyboard."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in _MINE:
            event.accept()
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter accepts, Delete rejects, arrows go there."""
        row = self.currentIndex().row()
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._answer(row, accept=True)
        elif event.key() == Qt.Key.Key_Delete:
            self._answer(row, accept=False)
        else:
            super().keyPressEvent(event)
            now = self.currentIndex().row()
            if now != row and now >= 0:
                self._go_to(self.model_.things[now])

    def _answer(self, row: int, *, accept: bool) -> None:
        if not 0 <= row < len(self.model_.things):
            return
        thing = self.model_.things[row]
        act = self._acts.accept if accept else self._acts.reject
        if isinstance(thing, Track):
            act((thing.id,))
        else:
            act((), (thing.id,))

    def _go_to(self, thing: Thing) -> None:
        session = self._session
        if isinstance(thing, Track):
            session.select_segments(())
            session.select({thing.id})
            session.seek(thing.keyframes[0].frame)
        else:
            session.select(())
            session.select_segments({thing.id})
            session.seek(thing.start)

    def _go_to_current(self) -> None:
        row = self.currentIndex().row()
        if 0 <= row < len(self.model_.things):
            self._go_to(self.model_.things[row])

    def _repaint(self) -> None:
        self.viewport().update()

    def _spot(self, point: QPoint) -> tuple[int, str]:
        index = self.indexAt(point)
        if not index.isValid():
            return -1, ""
        boxes = button_boxes(suggestion_rect(self.visualRect(index))).items()
        found = (name for name, box in boxes if box.contains(point))
        return index.row(), next(found, "")


def _score(thing: Thing) -> str:
    score = thing.provenance.score
    return "" if score is None else f"{score:.2f}"


def _is_same(one: Thing, other: Thing) -> bool:
    return type(one) is type(other) and one.id == other.id
