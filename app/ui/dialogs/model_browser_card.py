"""One model in the browser: what it is, may, and can, and how to get it."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt, Signal
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QLabel, QMenu, QSizePolicy, QWidget

from app.ui.dialogs.model_browser_entries import figure_words, share_of, task_words
from app.ui.language import tr, tr_data
from app.ui.panels.licence import mark_of
from app.ui.panels.words import bytes_words, speed_words
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.card import Card
from app.ui.widgets.divider import Divider
from app.ui.widgets.focus_ring import BY_KEYS, paint_focus_ring
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.progress_bar import ProgressBar

if TYPE_CHECKING:
    from PySide6.QtGui import QFocusEvent, QPaintEvent

    from app.base.progress import Progress
    from app.ui.dialogs.model_browser_entries import Entry

FASTEST = 60.0
"""Frames per second at the end of the speed bar."""


class ModelTile(Card):
    """Shows an `Entry`.

    Signals:
        asked(action, id): "fetch", "cancel", "measure", "remove" or "select".
    """

    asked = Signal(str, str)

    def __init__(self, entry: Entry) -> None:
        super().__init__()
        self.entry = entry
        self._ring = False
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.title, self.task = ElidedLabel("", "panel", "tx"), _Tag()
        self.licence = ElidedLabel("", "small", "tx2")
        self.mark, self.mark_icon = ElidedLabel("", "small", "tx"), _Picture()
        self.quality, self.speed = _Meter(tr("Quality"), "accent"), _Meter(tr("Speed"), "ok")
        self.state_icon, self.state = _Picture(), ElidedLabel("", "body", "tx2")
        self.bar = ProgressBar()
        self.button = Button("", height=26)
        self.cancel = IconButton("x", tr("Cancel the download"), size=24)
        self.menu_button = IconButton("dots-three", tr("More actions"), size=24)
        self.button.clicked.connect(partial(self._ask, "fetch"))
        self.cancel.clicked.connect(partial(self._ask, "cancel"))
        self._lay_out()
        self.show_entry(entry)

    def show_entry(self, entry: Entry) -> None:
        """Show what is known now."""
        self.entry = entry
        card = entry.card
        self.title.setText(tr_data(card.title))
        self.title.setToolTip(tr_data(card.summary))
        self.task.setText(task_words(card.task))
        self.licence.setText(f"{card.licence}  ·  {bytes_words(entry.size)}")
        mark = mark_of(card.commercial_use)
        self.mark.setText(mark.text)
        self.mark_icon.show_icon(mark.icon, mark.token)
        self._show_figures(entry)
        self._show_state(entry)
        parts = (self.title.text(), self.task.text(), self.mark.text(), self.state.text())
        self.setAccessibleName(", ".join(parts))
        self.setAccessibleDescription(tr_data(card.summary))

    def sizeHint(self) -> QSize:  # noqa: N802
        """All tiles are equally high, so that rows line up."""
        return QSize(theme().px(260), theme().px(150))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Three fit beside the list of tasks."""
        return QSize(theme().px(220), theme().px(150))

    def focusInEvent(self, event: QFocusEvent) -> None:  # noqa: N802
        """The one with the focus is the selected one."""
        self._ring = event.reason() in BY_KEYS
        super().focusInEvent(event)
        self._ask("select")

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the card, and the ring."""
        super().paintEvent(event)
        if self.hasFocus() and self._ring:
            paint_focus_ring(QPainter(self), self.rect(), 6)

    def _show_figures(self, entry: Entry) -> None:
        quality = entry.quality
        if quality is None:
            self.quality.show_value("–", 0.0, tr("Not measured yet"))
        else:
            figure = entry.card.quality[0]
            words = f"{figure.set}, {figure.metric}, {figure.condition}"
            self.quality.show_value(figure_words(figure), share_of(figure), words)
        if entry.speed is None:
            self.speed.show_value("–", 0.0, tr("Not measured yet"))
        else:
            share = (entry.speed.fps / FASTEST) ** 0.5
            where = [entry.speed.device, bytes_words(entry.speed.memory)]
            told = " · ".join(where if entry.speed.memory else where[:1])
            self.speed.show_value(speed_words(entry.speed.fps), share, told)

    def _show_state(self, entry: Entry) -> None:
        loading = entry.progress is not None
        icon, token, words = _state(entry)
        self.state_icon.show_icon(icon, token)
        self.state_icon.setVisible(bool(icon))
        self.state.setText(words)
        self.state.set_token("err" if token == "err" else "tx2")
        self.bar.setVisible(loading)
        self.cancel.setVisible(loading)
        self.state.setVisible(True)
        self.button.setVisible(not loading and not entry.here and not entry.busy)
        self.button.setText(tr("Download again") if entry.state == "damaged" else tr("Download"))
        self.button.set_icon("" if entry.state == "damaged" else "download-simple")
        self.menu_button.setVisible(not loading and not entry.busy and entry.here)
        if entry.progress is not None:
            self._show_progress(entry.progress)
        self.menu_button.setMenu(self._menu(entry))

    def _show_progress(self, progress: Progress) -> None:
        self.bar.set_fraction(progress.fraction)
        share = progress.fraction
        if share is None:
            self.state.setText(tr("Fetching…"))
        else:
            self.state.setText(tr("{n} %", n=round(share * 100)))
        left = progress.seconds_left
        self.bar.setToolTip(left_words(left) if left is not None else "")

    def _menu(self, entry: Entry) -> QMenu:
        old = self.menu_button.menu()
        if old is not None:
            old.deleteLater()
        menu = QMenu(self)
        menu.addAction(tr("Measure the speed here"), partial(self._ask, "measure"))
        remove = menu.addAction(tr("Delete the weights"), partial(self._ask, "remove"))
        remove.setEnabled(entry.removable)
        return menu

    def _ask(self, action: str) -> None:
        self.asked.emit(action, self.entry.card.id)

    def _lay_out(self) -> None:
        self.body.setContentsMargins(12, 9, 10, 7)
        self.body.setSpacing(4)
        for parts in (
            ((self.title, 1), (self.task, 0)),
            ((self.licence, 1),),
            ((self.mark_icon, 0), (self.mark, 1)),
        ):
            self.body.addLayout(_row(*parts))
        self.body.addWidget(self.quality)
        self.body.addWidget(self.speed)
        self.body.addStretch(1)
        self.body.addWidget(Divider())
        below = _row(
            (self.state_icon, 0), (self.state, 1), (self.bar, 3), (self.cancel, 0),
            (self.button, 0), (self.menu_button, 0),
        )  # fmt: skip
        below.addStrut(theme().px(28))
        self.body.addLayout(below)


def _state(entry: Entry) -> tuple[str, str, str]:
    """Icon, colour and words at the foot of a tile."""
    if entry.progress is not None:
        return "", "tx2", ""
    if entry.busy:
        return "gauge", "tx2", entry.busy
    if entry.fault:
        return "warning-circle", "err", entry.fault
    if entry.state == "damaged":
        return "warning-circle", "err", tr("File is damaged")
    if entry.here:
        return "check-circle", "ok", tr("On this computer")
    return "", "tx2", bytes_words(entry.size)


def left_words(seconds: float) -> str:
    """`about 26 s left`, in the words of the design."""
    if seconds < 5:
        return tr("a few seconds left")
    if seconds <= 90:
        return tr("about {n} s left", n=round(seconds))
    if seconds <= 90 * 60:
        return tr("about {n} min left", n=round(seconds / 60))
    return tr("about {n} h left", n=round(seconds / 3600))


def _row(*parts: tuple[QWidget, int]) -> QHBoxLayout:
    row = QHBoxLayout()
    row.setSpacing(6)
    for widget, stretch in parts:
        row.addWidget(widget, stretch)
    return row


class _Picture(QLabel):
    """A small icon in a colour of the palette."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = ("", "tx2")
        theme().changed.connect(self._draw)

    def show_icon(self, name: str, token: str) -> None:
        self._icon = (name, token)
        self._draw()

    def _draw(self) -> None:
        name, token = self._icon
        if name:
            self.setPixmap(icons.pixmap(name, theme().px(14), token, self.devicePixelRatioF()))


class _Tag(Label):
    """A word on a chip."""

    def __init__(self) -> None:
        super().__init__("", "small", "tx2")
        self.setContentsMargins(6, 2, 6, 2)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour("bg3"))
        painter.drawRoundedRect(self.rect(), 3, 3)
        painter.end()
        super().paintEvent(event)


class _Meter(QWidget):
    """A name, a bar and a figure."""

    def __init__(self, name: str, token: str) -> None:
        super().__init__()
        self._name = name
        self.bar, self.figure = ProgressBar(token), Label("", "name", "tx")
        self.figure.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
        words = Label(name, "small", "tx3")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(words)
        row.addWidget(self.bar, 1)
        row.addWidget(self.figure)
        self._words = words
        theme().changed.connect(self._follow_theme)
        self._follow_theme()

    def show_value(self, figure: str, share: float, tool_tip: str) -> None:
        self.figure.setText(figure)
        self.bar.set_fraction(share)
        self.setToolTip(tool_tip)
        self.setAccessibleName(f"{self._name}: {figure}")

    def _follow_theme(self) -> None:
        self._words.setFixedWidth(theme().px(48))
        self.figure.setFixedWidth(theme().px(64))
