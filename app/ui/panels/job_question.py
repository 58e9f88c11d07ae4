"""Asking in place what should become of a job that is given up."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QVBoxLayout, QWidget

from app.ui.language import tr
from app.ui.widgets.buttons import Button
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent


class CancelQuestion(QWidget):
    """Three answers below the bar of a job; Escape goes on.

    Signals:
        answered(answer): "keep", "discard" or "go on".
    """

    answered = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        words = Label(tr("Stop this job? The finished part can be kept."), "small", "tx")
        words.setWordWrap(True)
        self.keep = Button(tr("Keep the part"), height=24)
        self.discard = Button(tr("Discard"), height=24)
        self.go_on = Button(tr("Go on"), height=24)
        buttons = QHBoxLayout()
        buttons.setSpacing(6)
        for button, answer in (
            (self.keep, "keep"),
            (self.discard, "discard"),
            (self.go_on, "go on"),
        ):
            button.clicked.connect(lambda _=False, answer=answer: self._answer(answer))
            buttons.addWidget(button)
        buttons.addStretch(1)
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(6)
        column.addWidget(words)
        column.addLayout(buttons)

    def ask(self) -> None:
        """Appear, with the harmless answer in focus."""
        self.show()
        self.go_on.setFocus(Qt.FocusReason.TabFocusReason)

    def keyPressEvent(self, event: QKeyEvent) -> None:  # noqa: N802
        """Escape is the harmless answer."""
        if event.key() == Qt.Key.Key_Escape:
            self._answer("go on")
        else:
            super().keyPressEvent(event)

    def _answer(self, answer: str) -> None:
        self.hide()
        self.answered.emit(answer)
