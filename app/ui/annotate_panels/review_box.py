"""What models suggested and nobody answered yet: accept, reject, all at once."""

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
)
from PySide6.QtGui import QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListView,
    QSizePolicy,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QVBoxLayout,
    QWidget,
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
from app.ui.language import tr, tr_count
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.timeline.surface import draw_text, text_width
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.number_field import NumberField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QObject
    from PySide6.QtGui import QPaintEvent

    from app.annotations.search import Thing
    from app.ui.annotate.toolbox import Toolbox
    from app.ui.annotate_panels.track_acts import TrackActs
    from app.ui.annotation_session import AnnotationSession

Index = QModelIndex | QPersistentModelIndex
_ROW = 56
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
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole) and layer:
            words = (thing_name(thing), _score(thing), suggestion_detail(layer, thing))
            return ", ".join(word for word in words if word)
        return None


class SuggestionDelegate(QStyledItemDelegate):
    """A dashed card with two buttons."""

    def __init__(self, parent: QObject, session: AnnotationSession) -> None:
        super().__init__(parent)
        self._session = session
        self.hover: tuple[int, str] = (-1, "")

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """Two lines."""
        return QSize(0, theme().px(_ROW))

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
        width = draw_text(painter, first, thing_name(thing), "name", theme().colour("tx")) + 6
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
        self.setMouseTracking(True)
        self.setUniformItemSizes(True)
        self.setAccessibleName(tr("Suggestions. Enter accepts, Delete rejects."))
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        session.selection_changed.connect(self._repaint)
        session.segments_selected.connect(self._repaint)

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
        if self.model_.things:
            self.setCurrentIndex(self.model_.index(min(row, len(self.model_.things) - 1)))

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

    def _repaint(self) -> None:
        self.viewport().update()

    def _spot(self, point: QPoint) -> tuple[int, str]:
        index = self.indexAt(point)
        if not index.isValid():
            return -1, ""
        boxes = button_boxes(suggestion_rect(self.visualRect(index))).items()
        found = (name for name, box in boxes if box.contains(point))
        return index.row(), next(found, "")


class ReviewBox(QWidget):
    """The suggestions with a head and what can be done to all of them."""

    def __init__(
        self, session: AnnotationSession, acts: TrackActs, toolbox: Toolbox, *, small: bool
    ) -> None:
        super().__init__()
        self._session, self._acts, self._toolbox, self._small = session, acts, toolbox, small
        self.title, self.note = Label("", "name", "tx"), ElidedLabel("", "small", "tx2")
        self.list = SuggestionList(session, acts)
        self.accept_all = Button(tr("Accept all above"))
        self.score = NumberField(0, 1, 2)
        self.score.setAccessibleName(tr("Score from which all are accepted"))
        self.score.setFixedWidth(theme().px(54))
        self.reject_all = Button(tr("Reject all"))
        self._lay_out()
        self.accept_all.clicked.connect(lambda: acts.accept_from(toolbox.threshold))
        self.reject_all.clicked.connect(acts.reject_all)
        self.score.edited.connect(toolbox.set_threshold)
        toolbox.settings_changed.connect(self._show_threshold)
        self._show_threshold()

    def show_things(self, things: Sequence[Thing]) -> None:
        """Show these."""
        self.list.model_.show(things)
        self.title.setText(tr_count("{n} to review", "{n} to review", len(things)))
        models = {thing.provenance.model for thing in things if thing.provenance.model}
        one = next(iter(models), "")
        several = tr_count("from {n} model", "from {n} models", len(models))
        self.note.setText(tr("from {model}", model=one) if len(models) == 1 else several)
        self.note.setVisible(bool(models))
        if self._small:
            rows = min(3, len(things))
            self.list.setFixedHeight(rows * theme().px(_ROW) + 4)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """A card around, where it stands below other things."""
        if self._small:
            painter = QPainter(self)
            painter.setRenderHint(QPainter.RenderHint.Antialiasing)
            painter.setPen(QPen(theme().colour("line"), 1))
            painter.setBrush(theme().colour("bg1"))
            box = QRectF(self.rect()).adjusted(8.5, 0.5, -8.5, -8.5)
            painter.drawRoundedRect(box, 5.5, 5.5)

    def _lay_out(self) -> None:
        self._mark = Label("", "name", "model")
        self._tint()
        theme().changed.connect(self._tint)
        head = QHBoxLayout()
        head.setSpacing(8)
        head.addWidget(self._mark)
        head.addWidget(self.title)
        head.addStretch(1)
        head.addWidget(self.note)
        foot = QHBoxLayout()
        foot.setSpacing(6)
        foot.addWidget(self.accept_all, 1)
        foot.addWidget(self.score)
        foot.addWidget(self.reject_all)
        column = QVBoxLayout(self)
        column.setContentsMargins(16, 9, 16, 16)
        column.setSpacing(6)
        column.addLayout(head)
        column.addWidget(self.list, 1)
        column.addLayout(foot)
        if self._small:
            self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Maximum)

    def _tint(self) -> None:
        self._mark.setPixmap(icons.pixmap("sparkle", theme().px(16), "model", 2))

    def _show_threshold(self) -> None:
        self.score.set_value(self._toolbox.threshold)


def _score(thing: Thing) -> str:
    score = thing.provenance.score
    return "" if score is None else f"{score:.2f}"
