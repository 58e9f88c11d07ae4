"""A list of tracks as cards; only what is in sight is drawn, only the selected one is a form."""

from __future__ import annotations

from operator import is_
from typing import TYPE_CHECKING, Literal

from PySide6.QtCore import (
    QEvent,
    QItemSelectionModel,
    QModelIndex,
    QPersistentModelIndex,
    QPoint,
    QRect,
    QRectF,
    QSize,
    QStringListModel,
    Qt,
    Signal,
)
from PySide6.QtGui import (
    QContextMenuEvent,
    QHelpEvent,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QShowEvent,
)
from PySide6.QtWidgets import (
    QApplication,
    QListView,
    QStyle,
    QStyledItemDelegate,
    QStyleOptionViewItem,
    QToolTip,
    QWidget,
)

from app.ui.annotate.label_colours import label_colour
from app.ui.annotate_panels.cards import (
    paint_card,
    paint_icon,
    paint_mark,
    paint_suggested_card,
    paint_two_lines,
    thing_name,
    track_detail,
)
from app.ui.annotate_panels.track_form import TrackForm
from app.ui.language import tr
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtCore import QItemSelection, QObject

    from app.annotations.model import Track
    from app.ui.annotate.visibility import Visibility
    from app.ui.annotate_panels.track_acts import TrackActs
    from app.ui.annotation_session import AnnotationSession

Index = QModelIndex | QPersistentModelIndex
Spot = Literal["eye", "lock", "menu", ""]
_BUTTON = 30


class TrackModel(QStringListModel):
    """Tracks in the order of the list.

    How many there are is Qt's own list's to say: a layout asks twice for each row, and asking
    Python would take as long as the layout itself. The strings in it are never looked at.
    """

    def __init__(self, parent: QObject) -> None:
        super().__init__(parent)
        self.tracks: tuple[Track, ...] = ()
        self._places: dict[int, int] = {}

    def show(self, tracks: Sequence[Track]) -> bool:
        """Show these; gives whether other ones are shown now."""
        shown = tuple(tracks)
        if len(shown) == len(self.tracks) and all(map(is_, shown, self.tracks)):
            return False
        same = len(shown) == len(self.tracks) and all(
            a.id == b.id for a, b in zip(shown, self.tracks, strict=True)
        )
        if same:
            self.tracks = shown
            if shown:
                self.dataChanged.emit(self.index(0), self.index(len(shown) - 1))
            return False
        self.tracks = shown
        self._places = {track.id: place for place, track in enumerate(shown)}
        self.setStringList([""] * len(shown))
        return True

    def place(self, number: int) -> int:
        """The row of a track, -1 when it is not shown."""
        return self._places.get(number, -1)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> object:
        """Words for screen readers, the track for the painter."""
        track = self.tracks[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return track
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return f"{thing_name(track)}, {track_detail(track)}"
        return None


class TrackDelegate(QStyledItemDelegate):
    """A card with eye, lock and menu; the selected one is covered by its form."""

    def __init__(self, session: AnnotationSession, visibility: Visibility, parent: QObject) -> None:
        super().__init__(parent)
        self._session, self._visibility = session, visibility
        self.expanded, self.place, self.height = -1, -1, 0
        self._usual = QSize(0, theme().px(52))
        self.hover: tuple[int, Spot] = (-1, "")

    def sizeHint(self, option: QStyleOptionViewItem, index: Index) -> QSize:  # noqa: N802
        """As high as its form, or two lines."""
        # Asked for every row of every layout: no more than a comparison.
        if index.row() == self.place:
            return QSize(0, self.height + theme().px(6))
        return self._usual

    def updateEditorGeometry(  # noqa: N802
        self, editor: QWidget, option: QStyleOptionViewItem, index: Index
    ) -> None:
        """The form takes the whole row, without the padding of words."""
        editor.setGeometry(QRect(option.rect))

    def paint(self, painter: QPainter, option: QStyleOptionViewItem, index: Index) -> None:
        """Draw the card."""
        track, layer = index.data(Qt.ItemDataRole.UserRole), self._session.layer
        if track is None or layer is None or track.id == self.expanded:
            return
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        rect = card_rect(QRect(option.rect))
        focus = bool(option.state & QStyle.StateFlag.State_HasFocus)
        selected = track.id in self._session.selection
        if track.provenance.accepted:
            paint_card(painter, rect, selected=selected, focus=focus)
        else:
            paint_suggested_card(painter, rect, focus=focus or selected)
        left = paint_mark(painter, rect, label_colour(layer, track.label))
        locked, hidden = self._visibility.is_locked(track), self._visibility.is_hidden(track)
        spots = spots_of(rect)
        area = QRectF(left, rect.top(), spots["eye"].left() - left - 4, rect.height())
        name, detail = thing_name(track), track_detail(track, locked=locked)
        paint_two_lines(painter, area, name, detail, "tx3" if hidden else "tx")
        self._paint_spots(painter, track.id, spots, hidden=hidden, locked=locked)
        painter.restore()

    def _paint_spots(
        self,
        painter: QPainter,
        number: int,
        spots: dict[Spot, QRectF],
        *,
        hidden: bool,
        locked: bool,
    ) -> None:
        looks: dict[Spot, tuple[str, str]] = {
            "eye": ("eye-slash" if hidden else "eye", "tx2"),
            "lock": ("lock-simple", "warn") if locked else ("lock-simple-open", "tx2"),
            "menu": ("dots-three-vertical", "tx2"),
        }
        for spot, (icon, token) in looks.items():
            if self.hover == (number, spot):
                painter.setPen(Qt.PenStyle.NoPen)
                painter.setBrush(theme().colour("bg3"))
                painter.drawRoundedRect(spots[spot].adjusted(2, 2, -2, -2), 5, 5)
            paint_icon(painter, spots[spot], icon, token)


def card_rect(rect: QRect) -> QRect:
    """The card within its row."""
    return rect.adjusted(8, theme().px(3), -8, -theme().px(3))


def spots_of(card: QRect) -> dict[Spot, QRectF]:
    """Where the painted buttons of a card are."""
    edge = theme().px(_BUTTON)
    right, top = card.right() - theme().px(4), card.center().y() - edge / 2
    names: tuple[Spot, ...] = ("menu", "lock", "eye")
    places = ((name, right - (n + 1) * edge) for n, name in enumerate(names))
    return {name: QRectF(left, top, edge, edge) for name, left in places}


class TrackList(QListView):
    """Cards of tracks. Arrows walk, Enter opens the menu, Delete deletes.

    Signals:
        menu_wanted(track_id, position): a context menu, at a global position.
    """

    menu_wanted = Signal(int, object)

    def __init__(
        self, session: AnnotationSession, visibility: Visibility, acts: TrackActs, name: str
    ) -> None:
        super().__init__()
        self._session, self._visibility, self._acts = session, visibility, acts
        self._following = False
        self.form: TrackForm | None = None
        self.model_ = TrackModel(self)
        self.delegate = TrackDelegate(session, visibility, self)
        self.setModel(self.model_)
        self.setItemDelegate(self.delegate)
        self.setAccessibleName(name)
        self.setProperty("navigation", True)  # the card in hand has the ring, not the list
        self.setMouseTracking(True)
        self.setEditTriggers(QListView.EditTrigger.NoEditTriggers)
        self.setSelectionMode(QListView.SelectionMode.ExtendedSelection)
        self.setVerticalScrollMode(QListView.ScrollMode.ScrollPerPixel)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setResizeMode(QListView.ResizeMode.Adjust)
        self.verticalScrollBar().setSingleStep(theme().px(26))
        self.selectionModel().selectionChanged.connect(self._chosen)
        session.selection_changed.connect(self.follow)
        visibility.changed.connect(self._repaint)

    def show_tracks(self, tracks: Sequence[Track]) -> None:
        """Show these, in this order."""
        self._following = True
        before = self.model_.tracks
        if self.model_.show(tracks):
            self.form = None  # went with its row
            self.delegate.expanded = self.delegate.place = -1
        self._following = False
        if before is not self.model_.tracks:
            self.follow()

    def follow(self) -> None:
        """Show what is selected; a single one as a form. Out of sight, only when it is shown."""
        if not self.isVisible():
            return
        selection = self._session.selection
        places = [self.model_.place(number) for number in sorted(selection)]
        places = [place for place in places if place >= 0]
        self._following = True
        model, flag = self.selectionModel(), QItemSelectionModel.SelectionFlag.Select
        model.clearSelection()
        for place in places:
            model.select(self.model_.index(place), flag)
        self._expand(places[0] if len(places) == 1 and len(selection) == 1 else -1)
        self._following = False
        self.viewport().update()

    def showEvent(self, event: QShowEvent) -> None:  # noqa: N802
        """Catch up with the selection."""
        super().showEvent(event)
        self.follow()

    def refresh_form(self) -> None:
        """Show the selected track as it is on the frame now."""
        if self.form is not None and self.isVisible():
            self.form.refresh()
            self._fit_form()

    def viewportEvent(self, event: QEvent) -> bool:  # noqa: N802
        """Say what is under the pointer."""
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            _, spot = self._spot(event.pos())
            words = {"eye": tr("Hide or show"), "lock": tr("Lock or unlock"), "menu": tr("More")}
            index = self.indexAt(event.pos())
            said = words.get(spot) or str(index.data() or "")  # of the card: its name may be cut
            QToolTip.showText(event.globalPos(), said, self)
            return True
        return super().viewportEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """A painted button, or the card."""
        number, spot = self._spot(event.position().toPoint())
        if event.button() != Qt.MouseButton.LeftButton or not spot:
            if event.button() == Qt.MouseButton.LeftButton:
                super().mousePressEvent(event)
            return
        if spot == "menu":
            self.menu_wanted.emit(number, event.globalPosition().toPoint())
        else:
            self._visibility.toggle("hidden" if spot == "eye" else "locked", (number,))

    def mouseMoveEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Light up the button below the pointer."""
        self._set_hover(self._spot(event.position().toPoint()))
        if not event.buttons():
            super().mouseMoveEvent(event)

    def leaveEvent(self, event: QEvent) -> None:  # noqa: N802
        """Nothing is pointed at."""
        self._set_hover((-1, ""))
        super().leaveEvent(event)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """The menu of the card under the pointer, or of the current one."""
        index = self.indexAt(event.pos())
        index = index if index.isValid() else self.currentIndex()
        if index.isValid():
            self.menu_wanted.emit(self.model_.tracks[index.row()].id, event.globalPos())

    def event(self, event: QEvent) -> bool:
        """Keys of the list are no shortcuts while it has the keyboard; those of fields are none."""
        override = event.type() == QEvent.Type.ShortcutOverride
        if override and isinstance(event, QKeyEvent) and event.key() in _MINE:
            event.setAccepted(not self._is_in_form())
            return True
        return super().event(event)

    def _is_in_form(self) -> bool:
        """Whether the keyboard is with a field of the form: its keys come this way afterwards."""
        field = QApplication.focusWidget()
        return self.form is not None and field is not None and self.form.isAncestorOf(field)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Enter opens the menu."""
        if event.key() in _MINE and self._is_in_form():
            event.accept()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            index = self.currentIndex()
            if index.isValid():
                place = self.viewport().mapToGlobal(self.visualRect(index).center())
                self.menu_wanted.emit(self.model_.tracks[index.row()].id, place)
        else:
            super().keyPressEvent(event)

    def _chosen(self, _on: QItemSelection, _off: QItemSelection) -> None:
        if self._following:
            return
        rows = self.selectionModel().selectedIndexes()
        self._session.select_segments(())
        self._session.select(self.model_.tracks[index.row()].id for index in rows)

    def _expand(self, place: int) -> None:
        number = self.model_.tracks[place].id if place >= 0 else -1
        if number == self.delegate.expanded and (self.form is None) == (number < 0):
            self.refresh_form()
            return
        before = self.model_.place(self.delegate.expanded)
        if before >= 0:
            self.setIndexWidget(self.model_.index(before), None)  # type: ignore[arg-type]
        self.form, self.delegate.expanded, self.delegate.place = None, number, place
        if place >= 0:
            index = self.model_.index(place)
            self.form = TrackForm(self._session, self._visibility, self._acts, number)
            self.form.menu_wanted.connect(self.menu_wanted)
            self.form.resized.connect(self._fit_form)
            self.delegate.height = self.form.wanted_height(self.viewport().width())
            # First, so that what follows lays a thousand rows out once and not each in turn.
            self.scheduleDelayedItemsLayout()
            self.setIndexWidget(index, self.form)
            flag = QItemSelectionModel.SelectionFlag.NoUpdate
            self.selectionModel().setCurrentIndex(index, flag)
            self.scrollTo(index)
        else:
            self.scheduleDelayedItemsLayout()

    def _fit_form(self) -> None:
        if self.form is not None:
            height = self.form.wanted_height(self.viewport().width())
            if height != self.delegate.height:
                self.delegate.height = height
                self.scheduleDelayedItemsLayout()

    def _spot(self, point: QPoint) -> tuple[int, Spot]:
        index = self.indexAt(point)
        if not index.isValid():
            return -1, ""
        number = self.model_.tracks[index.row()].id
        spots = spots_of(card_rect(self.visualRect(index))).items()
        found = (name for name, box in spots if box.contains(point))
        return number, next(found, "")

    def _set_hover(self, hover: tuple[int, Spot]) -> None:
        if hover != self.delegate.hover:
            self.delegate.hover = hover
            self.viewport().update()

    def _repaint(self) -> None:
        self.viewport().update()
        self.refresh_form()


_MINE = (
    Qt.Key.Key_Up,
    Qt.Key.Key_Down,
    Qt.Key.Key_Return,
    Qt.Key.Key_Enter,
)
