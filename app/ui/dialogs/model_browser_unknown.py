"""Asking about a network that does not say itself what it is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QFormLayout, QVBoxLayout, QWidget

from app.ui.dialogs.model_browser_entries import task_words
from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.combo import Combo
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from app.inference.probing import Finding


class UnknownNetwork(Dialog):
    """What was found out on a test picture, and what only the user can know.

    Signals:
        answered(task, white): what it is for, and the value of white inside it.
    """

    answered = Signal(str, int)

    def __init__(self, name: str, finding: Finding, parent: QWidget | None = None) -> None:
        super().__init__(tr("Add {name}", name=name), parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.words = Label(words(finding), "body", "tx2")
        self.words.setWordWrap(True)
        self.words.setMinimumWidth(theme().px(380))
        self.task = Combo(height=28)
        self.task.set_choices([(task, task_words(task)) for task in finding.tasks])
        self.task.setAccessibleName(tr("Task"))
        self.white = Combo(height=28)
        self.white.set_choices([("1", tr("0 to 1")), ("255", tr("0 to 255"))])
        self.white.choose(str(finding.white))
        self.white.setAccessibleName(tr("Values inside"))
        self._lay_out()

    def _lay_out(self) -> None:
        body, form = QWidget(), QFormLayout()
        form.setSpacing(8)
        for text, combo in ((tr("Task"), self.task), (tr("Values inside"), self.white)):
            label = Label(text)
            label.setFixedHeight(theme().px(28))
            label.setAlignment(Qt.AlignmentFlag.AlignVCenter)
            form.addRow(label, combo)
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 14, 18, 16)
        column.setSpacing(12)
        column.addWidget(self.words)
        column.addLayout(form)
        self.set_body(body)
        cancel = Button(tr("Cancel"), height=32)
        cancel.clicked.connect(self.reject)
        self.add_button = Button(tr("Add"), primary=True, height=32)
        self.add_button.setDefault(True)
        self.add_button.clicked.connect(self._add)
        self.add_footer_right(cancel)
        self.add_footer_right(self.add_button)

    def _add(self) -> None:
        self.answered.emit(self.task.value, int(self.white.value))
        self.accept()


def words(finding: Finding) -> str:
    """What a network does, in the user's language."""
    if finding.scale > 1:
        told = [tr("It gives pictures {scale} times as large.", scale=finding.scale)]
    else:
        told = [tr("It gives pictures of the same size.")]
    if not finding.colour:
        told.append(tr("It takes gray pictures and is used for each colour alone."))
    if finding.multiple > 1:
        told.append(
            tr("Sides are filled up to multiples of {multiple}.", multiple=finding.multiple)
        )
    if finding.sure:
        told.append(tr("A test picture came back right only with the values below."))
    else:
        told.append(tr("Which values it has inside could not be found out; if its pictures look "
                       "wrong, add it with the other ones."))  # fmt: skip
    return " ".join(told)
