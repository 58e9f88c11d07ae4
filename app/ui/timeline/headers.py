"""The column of names on the left, with what can be switched per track."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QWidget

from app.base.parameter import Keyframes
from app.project.queries import find_clip
from app.ui.language import tr, tr_count
from app.ui.theme.theme import theme
from app.ui.timeline import measures
from app.ui.timeline.corner import Corner
from app.ui.timeline.head import paint_head, paint_icon
from app.ui.timeline.keys import ChosenKey, find_key, keys_of, put, removed
from app.ui.timeline.surface import draw_text
from app.ui.timeline.titles import effect_title, parameter_title
from app.ui.timeline.track_flags import track_flag
from app.ui.timeline.words import sound_name, track_name
from app.ui.widgets.buttons import IconButton

if TYPE_CHECKING:
    from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPaintEvent, QResizeEvent, QWheelEvent

    from app.ui.timeline.rows import Row
    from app.ui.timeline.state import TimelineState

_ICONS = {"video": "film-strip", "audio": "speaker-high", "curve": "chart-line"}
_BUTTON = 24


class HeaderColumn(QWidget):
    """Names of rows, painted; their buttons are real ones.

    Signals:
        menu_wanted(track_id, position): a context menu for a track, at a global position.
        rename_wanted(track_id): a double click on its name.
    """

    menu_wanted = Signal(str, object)
    rename_wanted = Signal(str)

    def __init__(self, state: TimelineState) -> None:
        super().__init__()
        self._state = state
        self._buttons: list[tuple[Row, int, IconButton]] = []
        self._made_for: object = None
        self._corner = Corner(state)
        self._corner.setParent(self)
        self._clip = QWidget(self)  # keeps buttons of rows that are scrolled from the corner
        state.rows_changed.connect(self._place)
        state.changed.connect(self._refresh)
        state.options_changed.connect(self._resize)
        state.view.playhead_changed.connect(self._playhead_moved)
        theme().changed.connect(self._resize)
        self._resize()
        self._place()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Names, then the part that does not scroll."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("bg1"))
        for row in () if self._state.annotated is not None else self._state.rows:
            top = self._state.row_top(row)
            if top < self.height() and top + row.height > self._state.head:
                self._paint_row(painter, row, top)
        paint_head(painter, self._state, self.width(), self.devicePixelRatioF())
        painter.fillRect(self.width() - 1, 0, 1, self.height(), theme().colour("line"))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Keep the buttons where their rows are."""
        self._place()

    def wheelEvent(self, event: QWheelEvent) -> None:  # noqa: N802
        """Scroll the rows."""
        self._state.set_scroll(self._state.scroll - event.angleDelta().y() // 2)

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:  # noqa: N802
        """Ask for the menu of the track under the pointer."""
        row = self._row_at(event.pos().y())
        self.menu_wanted.emit(row.track if row else "", event.globalPos())

    def mouseDoubleClickEvent(self, event: QMouseEvent) -> None:  # noqa: N802
        """Name the track."""
        row = self._row_at(int(event.position().y()))
        if row is not None and row.kind == "video":
            self.rename_wanted.emit(row.track)

    def _row_at(self, y: int) -> Row | None:
        state = self._state
        return next((row for row in state.rows if 0 <= y - state.row_top(row) < row.height), None)

    def _paint_row(self, painter: QPainter, row: Row, top: int) -> None:
        painter.fillRect(0, top + row.height - 1, self.width(), 1, theme().colour("line"))
        ratio = self.devicePixelRatioF()
        paint_icon(painter, _ICONS[row.kind], top, row.height, ratio)
        title, detail = self._words(row)
        buttons = 1 if row.kind == "curve" else 2
        left = theme().px(34)
        width = self.width() - left - buttons * theme().px(_BUTTON) - 4
        middle, line = top + row.height / 2, theme().px(17)
        area = QRectF(left, middle - line, width, line)
        draw_text(painter, area, title, "name", theme().colour("tx"))
        draw_text(painter, area.translated(0, line), detail, "small", theme().colour("tx3"))

    def _words(self, row: Row) -> tuple[str, str]:
        state = self._state
        track = state.track(row.track)
        if row.kind == "curve":
            return self._curve_words(row)
        if track is None:
            return "", ""
        if row.kind == "video":
            count = tr_count("{n} clip", "{n} clips", len(track.clips))
            return track_name(state.project, track), tr("Hidden") if track.hidden else count
        return sound_name(state.project, track), tr("Muted") if track.muted else tr("Sound")

    def _curve_words(self, row: Row) -> tuple[str, str]:
        state = self._state
        clip = find_clip(state.project, row.clip)
        if clip is None or row.effect >= len(clip.effects):
            return "", ""
        spec = clip.effects[row.effect]
        parameter = parameter_title(state.kinds, spec, row.parameter)
        title = f"{effect_title(state.kinds, spec)} · {parameter}"
        keys = dict(spec.settings).get(row.parameter)
        if not isinstance(keys, Keyframes):
            return title, ""
        value = keys.at(state.view.playhead - clip.at)
        return title, tr("{value} at playhead", value=f"{value:.4g}")

    def _resize(self) -> None:
        self.setFixedWidth(measures.header(compact=self._state.compact))
        self._corner.setGeometry(0, 0, self.width() - 1, measures.ruler() - 1)
        self._made_for = None
        self._place()

    def _place(self) -> None:
        """Make buttons where there are other rows now, and put them where their rows are."""
        if self._made_for != self._state.rows:
            self._make()
        head = self._state.head
        self._clip.setGeometry(0, head, self.width() - 1, max(0, self.height() - head))
        edge = theme().px(_BUTTON)
        for row, place, button in self._buttons:
            x = self.width() - 5 - (place + 1) * edge
            y = self._state.row_top(row) - head + (row.height - edge) // 2
            button.setGeometry(x, y, edge, edge)
        self._refresh()

    def _make(self) -> None:
        for _, _, button in self._buttons:
            button.hide()
            button.deleteLater()
        if self._state.annotated is not None:
            # Other headers are shown, and there may be thousands of rows.
            self._buttons, self._made_for = [], self._state.rows
            return
        self._buttons = [
            (row, place, self._button(row, place))
            for row in self._state.rows
            for place in range(1 if row.kind == "curve" else 2)
        ]
        self._made_for = self._state.rows

    def _button(self, row: Row, place: int) -> IconButton:
        button = IconButton("lock-simple-open", "", size=_BUTTON, parent=self._clip)
        button.clicked.connect(lambda: self._act(row, place))
        button.show()
        return button

    def _act(self, row: Row, place: int) -> None:
        track = self._state.track(row.track)
        if row.kind == "curve":
            self._toggle_key(row)
        elif track is not None:
            flag = track_flag(row, place, track)
            self._state.document.apply(flag.act, flag.edit)

    def _toggle_key(self, row: Row) -> None:
        """Put a key at the playhead with the value the curve has there, or take it away."""
        state = self._state
        clip = find_clip(state.project, row.clip)
        if clip is None:
            return
        here = ChosenKey(row.clip, row.effect, row.parameter, state.view.playhead - clip.at)
        if find_key(state.project, here) is not None:
            state.document.apply(tr("Remove keyframe"), removed(here))
            return
        keys = keys_of(state.project, here)
        if keys is not None:
            state.document.apply(tr("Add keyframe"), put(here, keys.at(here.time)))

    def _refresh(self, _: object = None) -> None:
        for row, place, button in self._buttons:
            track = self._state.track(row.track)
            if row.kind == "curve":
                self._show_key(row, button)
            elif track is not None:
                flag = track_flag(row, place, track)
                _show(button, flag.icon, f"{flag.act}, {track_name(self._state.project, track)}")
                button.set_token("warn" if flag.on else "tx2")
        self.update()

    def _playhead_moved(self, _: object) -> None:
        """Only curves tell of it: their value, and whether a key is there."""
        for row, _place, button in self._buttons:
            if row.kind == "curve":
                self._show_key(row, button)
                self.update(0, self._state.row_top(row), self.width(), row.height)

    def _show_key(self, row: Row, button: IconButton) -> None:
        clip = find_clip(self._state.project, row.clip)
        time = self._state.view.playhead - clip.at if clip else Fraction(0)
        here = ChosenKey(row.clip, row.effect, row.parameter, time)
        on = find_key(self._state.project, here) is not None
        name = tr("Remove keyframe") if on else tr("Add keyframe")
        _show(button, "diamond-fill" if on else "diamond", name)
        button.set_token("accent" if on else "tx2")


def _show(button: IconButton, icon: str, name: str) -> None:
    if button.icon_name != icon:
        button.set_icon(icon)
    if button.accessibleName() != name:
        button.set_name(name)
