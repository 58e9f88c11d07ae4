"""A question with a few answers, asked before something cannot be taken back."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QVBoxLayout, QWidget

from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

Choice = tuple[str, str]
"""What is told, and what stands on the button."""


class Question(Dialog):
    """Title, one or two sentences, and buttons; the last one is what Enter does.

    Signals:
        answered(choice): "" when it was closed without an answer.
    """

    answered = Signal(str)

    def __init__(
        self, title: str, text: str, choices: Sequence[Choice], parent: QWidget | None = None
    ) -> None:
        super().__init__(title, parent=parent)
        self._answer = ""
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 14, 18, 16)
        words = Label(text, "body", "tx2")
        words.setWordWrap(True)
        words.setMinimumWidth(theme().px(380))
        column.addWidget(words)
        self.set_body(body)
        self.buttons = {value: self._add(value, name, place, len(choices))
                        for place, (value, name) in enumerate(choices)}  # fmt: skip
        self.finished.connect(lambda _: self.answered.emit(self._answer))

    def _add(self, value: str, name: str, place: int, count: int) -> Button:
        last = place == count - 1
        button = Button(name, primary=last, height=32)
        button.setDefault(last)
        button.clicked.connect(lambda: self._choose(value))
        self.add_footer_right(button)
        return button

    def _choose(self, value: str) -> None:
        self._answer = value
        self.accept()


def ask(
    parent: QWidget,
    title: str,
    text: str,
    choices: Sequence[Choice],
    then: Callable[[str], object],
) -> Question:
    """Ask without stopping anything; `then` gets the answer."""
    question = Question(title, text, choices, parent)
    question.answered.connect(then)
    question.finished.connect(question.deleteLater)
    question.open()
    return question
