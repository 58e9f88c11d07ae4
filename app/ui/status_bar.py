"""The line at the bottom: saved state on the left; device, memory and cache on the right."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.language import tr
from app.ui.theme.icons import pixmap
from app.ui.theme.theme import theme
from app.ui.widgets.labels import ElidedLabel, Label

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from app.ui.document import Document

_SHOWN_MS = 6000


class StatusBar(QWidget):
    """24 pixels. A message takes the place of the keys for some seconds."""

    def __init__(self, document: Document) -> None:
        super().__init__()
        self.setObjectName("StatusBar")
        self._document = document
        self._icon = Label()
        self._saved = Label(role="small", token="tx2")
        self._message = ElidedLabel(role="small", token="tx2")
        self._right = Label(role="small", token="tx2")
        row = QHBoxLayout(self)
        row.setContentsMargins(10, 0, 10, 0)
        row.setSpacing(8)
        for widget in (self._icon, self._saved, self._message):
            row.addWidget(widget)
        row.addStretch(1)
        row.addWidget(self._right)
        self._clear = QTimer(self, singleShot=True, interval=_SHOWN_MS)
        self._clear.timeout.connect(lambda: self._message.setText(""))
        document.clean_changed.connect(self.show_state)
        document.path_changed.connect(self.show_state)
        document.replaced.connect(self.show_state)
        theme().changed.connect(self._resize)
        self._resize()

    def show_state(self, *_: object) -> None:
        """Say whether the project is saved, and where."""
        path, clean = self._document.path, self._document.clean
        name = path.name if path else tr("New project")
        if self._document.read_only:
            state, icon, token = tr("{name}, read-only"), "lock-simple", "warn"
        elif path and clean:
            state, icon, token = tr("Saved {name}"), "check-circle", "ok"
        elif clean:
            state, icon, token = tr("{name}, not saved"), "circle", "tx3"
        else:
            state, icon, token = tr("{name}, unsaved changes"), "circle", "warn"
        self._icon.setPixmap(pixmap(icon, theme().px(14), token, self.devicePixelRatioF()))
        self._saved.setText(state.format(name=name))

    def say(self, message: str, *, error: bool = False) -> None:
        """Show a sentence for a while; one about an error, until the next."""
        self._message.set_token("err" if error else "tx2")
        self._message.setText(message)
        self._message.setToolTip(message)
        self._clear.stop() if error else self._clear.start()

    def show_machine(self, words: str) -> None:
        """Device, memory and cache, in one line."""
        self._right.setText(words)

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Panel colour with a rule above."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("bg1"))
        painter.fillRect(0, 0, self.width(), 1, theme().colour("bg0"))

    def _resize(self) -> None:
        self.setFixedHeight(theme().px(24))
        self._message.setAlignment(Qt.AlignmentFlag.AlignVCenter)
        self.show_state()
