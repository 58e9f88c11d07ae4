"""The line at the bottom: saved state and keys on the left; device, cache, network on the right."""

from __future__ import annotations

from datetime import datetime
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.language import tr
from app.ui.status_keys import StatusKeys
from app.ui.theme.icons import pixmap
from app.ui.theme.theme import theme
from app.ui.widgets.divider import Divider
from app.ui.widgets.labels import ElidedLabel, Label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from app.ui.document import Document

_SHOWN_MS = 6000
_READING_MS = 70
"""An error stays this much longer for each of its letters: about 14 letters are read a second."""


class StatusBar(QWidget):
    """24 pixels. A message takes the place of the keys for some seconds."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setObjectName("StatusBar")
        self._document = document
        self._height = 24
        self._saved_at = ""
        self._icon = Label()
        self._saved = Label(role="small", token="tx2")
        self._message = ElidedLabel(role="small", token="tx2")
        self.keys = StatusKeys()
        self._device = ElidedLabel(role="small", token="tx2")
        self._cache = Label(role="small", token="tx2")
        self._network, self._offline = Label(), Label(role="small", token="tx2")
        self._fine = True
        self._lay_out()
        self._clear = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._clear.timeout.connect(lambda: self._show_message(""))
        document.clean_changed.connect(self.show_state)
        document.path_changed.connect(self.show_state)
        document.replaced.connect(self._forget_time)
        theme().changed.connect(self._resize)
        self._resize()

    def show_state(self, *_: object) -> None:
        """Say whether the project is saved, and where."""
        path, clean = self._document.path, self._document.clean
        name = path.name if path else tr("New project")
        if self._document.read_only:
            state, icon, token = tr("{name}, read-only"), "lock-simple", "warn"
        elif path and clean:
            text = tr("Saved {time}, {name}") if self._saved_at else tr("Saved {name}")
            state, icon, token = text, "check-circle", "ok"
        elif clean:
            state, icon, token = tr("{name}, not saved"), "circle", "tx3"
        else:
            state, icon, token = tr("{name}, unsaved changes"), "circle", "warn"
        self._icon.setPixmap(pixmap(icon, theme().px(14), token, self.devicePixelRatioF()))
        self._saved.setText(state.format(name=name, time=self._saved_at))

    def note_saved(self, *_: object) -> None:
        """The project was written just now."""
        self._saved_at = datetime.now().astimezone().strftime("%H:%M")
        self.show_state()

    def _forget_time(self) -> None:
        """Another project: nobody saw when it was saved."""
        self._saved_at = ""
        self.show_state()

    def say(self, message: str, *, error: bool = False) -> None:
        """Show a sentence for a while; one about an error as long as it takes to read it twice."""
        self._message.set_token("err" if error else "tx2")
        self._show_message(message)
        self._clear.start(_SHOWN_MS + (2 * _READING_MS * len(message) if error else 0))

    def show_device(self, words: str, about: str = "") -> None:
        """The device that computes and the memory that is taken; more in the tool tip."""
        self._device.setText(words)
        self._device.setToolTip("\n".join(part for part in (words, about) if part))

    def show_cache(self, words: str, about: str = "") -> None:
        """How much of the room for previews is taken."""
        self._cache.setText(words)
        self._cache.setToolTip(about)

    def show_offline(self, words: str, about: str = "", *, fine: bool = True) -> None:
        """Whether everything works without a network."""
        self._fine = fine
        self._offline.setText(words)
        for label in (self._network, self._offline):
            label.setToolTip(about)
        self._show_network()

    @property
    def facts(self) -> tuple[str, str, str]:
        """What the right end says of device, cache and network."""
        return self._device.text(), self._cache.text(), self._offline.text()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Panel colour with a rule above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("bg1"))
        painter.fillRect(0, 0, self.width(), 1, theme().colour("bg0"))

    def set_small(self, small: bool) -> None:
        """Lower, for low windows."""
        self._height = 22 if small else 24
        self._resize()

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(8)
        for widget in (self._icon, self._saved):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self.keys, 1)
        row.addWidget(self._message, 1)
        row.addWidget(self._device)
        for widget in (self._cache, self._network):
            rule = Divider(vertical=True)
            rule.setFixedHeight(12)
            row.addWidget(rule)
            row.addWidget(widget)
        row.addWidget(self._offline)
        self._message.hide()

    def _show_message(self, message: str) -> None:
        self._message.setText(message)
        self._message.setToolTip(message)
        self._message.setVisible(bool(message))
        self.keys.setVisible(not message)

    def _show_network(self) -> None:
        icon, token = ("wifi-slash", "tx2") if self._fine else ("cloud-arrow-down", "warn")
        self._network.setPixmap(pixmap(icon, theme().px(14), token, self.devicePixelRatioF()))
        self._offline.set_token(token)

    def _resize(self) -> None:
        self.setFixedHeight(theme().px(self._height))
        self._message.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self._show_network()
        self.show_state()
