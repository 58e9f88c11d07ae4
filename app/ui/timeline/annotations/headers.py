"""The column of names beside the annotation rows; only the rows in sight have buttons."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.ui.language import tr, tr_count
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.timeline import measures
from app.ui.timeline.corner import Corner
from app.ui.timeline.head import paint_head
from app.ui.timeline.painters.marks import draw_swatch
from app.ui.timeline.rows import COMING
from app.ui.timeline.surface import draw_text, text_width
from app.ui.widgets.buttons import IconButton

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from app.annotations.model import Track
    from app.ui.annotate_panels.track_acts import TrackActs
    from app.ui.timeline.annotations.annotations import Annotations
    from app.ui.timeline.rows import Row
    from app.ui.timeline.state import TimelineState

_BUTTON = 24


@dataclass(frozen=True, slots=True)
class _Look:
    """One button of a row as it should be."""

    icon: str
    name: str
    token: str
    run: Callable[[], object]


class AnnotationHeaders(QWidget):
    """Names of segment groups and tracks, with eye and lock, or ✓ and ✕ for suggestions.

    Signals:
        menu_wanted(track_id, position): a context menu for a track, at a global position.
        relabel_wanted(track_id, position): a double click on a track's name.
    """

    menu_wanted = Signal(int, object)
    relabel_wanted = Signal(int, object)

    def __init__(self, state: TimelineState, shown: Annotations, acts: TrackActs) -> None:
        super().__init__()
        self._state, self._shown, self._acts = state, shown, acts
        self._pool: list[_Slot] = []
        self._corner = Corner(state)
        self._corner.setParent(self)
        self._clip = QWidget(self)
        for signal in (state.rows_changed, state.changed, shown.changed):
            signal.connect(self._place)
        state.options_changed.connect(self._resize)
        theme().changed.connect(self._resize)
        self._resize()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Names, then the part that does not scroll."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), theme().colour("bg1"))
        for row in self._seen():
            self._paint_row(painter, row, self._state.row_top(row))
        paint_head(painter, self._state, self.width(), self.devicePixelRatioF())
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme().colour("line"))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the buttons where their rows are."""
        self._place()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Scroll the rows."""
        self._state.set_scroll(self._state.scroll - event.angleDelta().y() // 2)

    def mousePressEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Select the track, or fold the tracks."""
        row = self._row_at(event.position().y())
        if row is None or event.button() != Qt.MouseButton.LeftButton:
            return
        if row.kind == "tracks":
            self._shown.fold(not self._shown.folded)
        elif row.kind == "object":
            session = self._shown.session
            session.select_segments(())
            session.select(self._shown.picked(row.item, event.modifiers()))

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Another label."""
        row = self._row_at(event.position().y())
        if row is not None and row.kind == "object":
            self.relabel_wanted.emit(row.item, event.globalPosition().toPoint())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Ask for the menu of the track under the pointer."""
        row = self._row_at(event.pos().y())
        if row is not None and row.kind == "object":
            self.menu_wanted.emit(row.item, event.globalPos())

    def _row_at(self, y: float) -> Row | None:
        if y < self._state.head:
            return None
        tops = ((row, self._state.row_top(row)) for row in self._seen())
        return next((row for row, top in tops if top <= y < top + row.height), None)

    def _seen(self) -> list[Row]:
        return self._state.rows_between(self._state.head, self.height())

    def _paint_row(self, painter: QPainter, row: Row, top: int) -> None:
        if row.kind == "tracks":
            self._paint_group(painter, row, top)
        elif row.kind == "segments":
            self._paint_segments(painter, row, top)
        elif row.kind in COMING:
            self._paint_coming(painter, row, top)
        else:
            self._paint_track(painter, row, top)
        painter.fillRect(0, top + row.height - 1, self.width(), 1, theme().colour("line"))

    def _paint_group(self, painter: QPainter, row: Row, top: int) -> None:
        size = theme().px(12)
        name = "caret-right" if self._shown.folded else "caret-down"
        picture = icons.pixmap(name, size, "tx2", self.devicePixelRatioF())
        painter.drawPixmap(theme().px(12), top + (row.height - size) // 2, picture)
        left = theme().px(30)
        area = QRectF(left, top, self.width() - left - 4, row.height - 1)
        words = tr("Tracks")
        layer, review = self._shown.layer, self._shown.to_review()
        width = draw_text(painter, area, words, "name", theme().colour("tx2")) + 7
        counts = f"{len(layer.tracks) if layer else 0:,}"
        if review:
            counts += " · " + tr_count("{n} to review", "{n} to review", review)
        draw_text(painter, area.adjusted(width, 0, 0, 0), counts, "small", theme().colour("tx3"))

    def _paint_segments(self, painter: QPainter, row: Row, top: int) -> None:
        lane = self._shown.lanes[row.item] if row.item < len(self._shown.lanes) else None
        if lane is None or lane.number:
            return
        size, left = theme().px(15), theme().px(34)
        picture = icons.pixmap("text-aa", size, "tx2", self.devicePixelRatioF())
        painter.drawPixmap(theme().px(12), top + (row.height - size) // 2, picture)
        area = QRectF(left, top, self.width() - left - 4, row.height - 1)
        draw_text(painter, area, row.group or tr("Segments"), "name", theme().colour("tx"))

    def _paint_coming(self, painter: QPainter, row: Row, top: int) -> None:
        """Its group or label, and that it comes from a model."""
        coming, size, left = self._shown.coming, theme().px(13), theme().px(34)
        if row.kind == "coming_track":
            name = coming.tracks[row.item].label
        elif coming.lanes[row.item].number == 0:
            name = row.group or tr("Segments")
        else:
            return
        picture = icons.pixmap("sparkle", size, "model", self.devicePixelRatioF())
        painter.drawPixmap(theme().px(12), top + (row.height - size) // 2, picture)
        area = QRectF(left, top, self.width() - left - 4, row.height - 1)
        draw_text(painter, area, name, "name", theme().colour("tx2"))

    def _paint_track(self, painter: QPainter, row: Row, top: int) -> None:
        track = self._shown.track(row.item)
        if track is None:
            return
        if row.item in self._shown.session.selection:
            painter.fillRect(0, top, self.width() - 1, row.height - 1, theme().colour("sel"))
            painter.fillRect(0, top, 3, row.height - 1, theme().colour("accent"))
        size = theme().px(11)
        box = QRectF(theme().px(12), top + (row.height - 1 - size) / 2, size, size)
        draw_swatch(painter, box, self._shown.colour(track.label), self._shown.marker(track.label))
        left = theme().px(30)
        buttons = len(self._looks(track)) * theme().px(_BUTTON) + 8
        mark = theme().px(13) if not track.provenance.accepted else 0
        area = QRectF(left, top, self.width() - left - buttons - mark - 2, row.height - 1)
        hidden = self._shown.visibility.is_hidden(track)
        number = f" {track.id}"  # always whole: it tells tracks of one label apart
        colour = theme().colour("tx3" if hidden else "tx")
        needed = text_width(number, "name") + 2
        room = area.adjusted(0, 0, -needed, 0)
        width = draw_text(painter, room, track.label, "name", colour)
        # Wider than the number: what is narrower than two letters is not drawn at all.
        rest = QRectF(left + width, top, max(needed, 24.0), row.height - 1)
        draw_text(painter, rest, number, "name", colour)
        if mark:
            x = area.right()  # one column, beside the buttons
            picture = icons.pixmap("sparkle", mark, "model", self.devicePixelRatioF())
            painter.drawPixmap(round(x), top + (row.height - mark) // 2, picture)

    def _resize(self) -> None:
        self.setFixedWidth(measures.header(compact=self._state.compact))
        self._corner.setGeometry(0, 0, self.width() - 1, measures.ruler() - 1)
        self._place()

    def _place(self) -> None:
        """Lend the buttons to the rows in sight."""
        if self._state.annotated is None:
            return
        head = self._state.head
        self._clip.setGeometry(0, head, self.width() - 1, max(0, self.height() - head))
        tracks = [
            (row, self._shown.track(row.item)) for row in self._seen() if row.kind == "object"
        ]
        while len(self._pool) < len(tracks):
            self._pool.append(_Slot(self._clip))
        for place, slot in enumerate(self._pool):
            row, track = tracks[place] if place < len(tracks) else (None, None)
            if row is None or track is None:
                slot.hide()
                continue
            top = self._state.row_top(row) - head
            slot.show(self._looks(track), self.width() - 5, top, row.height - 1)
        self.update()

    def _looks(self, track: Track) -> list[_Look]:
        """From the right."""
        acts, visibility, name = self._acts, self._shown.visibility, f"{track.label} {track.id}"
        ids = (track.id,)
        if not track.provenance.accepted:
            return [
                _Look("x", tr("Reject {name}", name=name), "err", partial(acts.reject, ids)),
                _Look("check", tr("Accept {name}", name=name), "ok", partial(acts.accept, ids)),
            ]
        locked, hidden = visibility.is_locked(track), visibility.is_hidden(track)
        lock = tr("Unlock {name}", name=name) if locked else tr("Lock {name}", name=name)
        hide = tr("Show {name}", name=name) if hidden else tr("Hide {name}", name=name)
        lock_icon, token = ("lock-simple", "warn") if locked else ("lock-simple-open", "tx2")
        eye = "eye-slash" if hidden else "eye"
        set_flag = visibility.set_flag
        return [
            _Look(lock_icon, lock, token, partial(set_flag, "locked", ids, not locked)),
            _Look(eye, hide, "tx2", partial(set_flag, "hidden", ids, not hidden)),
        ]


class _Slot:
    """The buttons lent to one row."""

    def __init__(self, parent: QWidget) -> None:
        self._looks: list[_Look] = []
        self._buttons = [self._made(parent, place) for place in range(2)]

    def show(self, looks: list[_Look], right: int, top: int, height: int) -> None:
        edge = theme().px(_BUTTON)
        self._looks = looks
        for place, (button, look) in enumerate(zip(self._buttons, looks, strict=True)):
            if button.icon_name != look.icon:
                button.set_icon(look.icon)
            if button.accessibleName() != look.name:
                button.set_name(look.name)
            button.set_token(look.token)
            button.setGeometry(right - (place + 1) * edge, top + (height - edge) // 2, edge, edge)
            button.show()

    def hide(self) -> None:
        for button in self._buttons:
            button.hide()

    def _made(self, parent: QWidget, place: int) -> IconButton:
        button = IconButton("eye", "", size=_BUTTON, parent=parent)
        button.clicked.connect(lambda: self._looks[place].run())
        return button
