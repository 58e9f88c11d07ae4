"""Asking for one line of text."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.base.errors import AppError
from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Callable

LONGEST = 200


class TextDialog(Dialog):
    """One line, and what is wrong with it.

    `use` gets the text when the user agrees; an `AppError` it raises is shown, and the dialog
    stays.
    """

    def __init__(
        self,
        title: str,
        name: str,
        text: str,
        use: Callable[[str], object],
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(title, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._use = use
        self.field = QLineEdit(text)
        self.field.setAccessibleName(name)
        self.field.setMaxLength(LONGEST)
        self.field.setFont(theme().font("body"))
        self.field.setFixedHeight(theme().px(28))
        self.field.setMinimumWidth(theme().px(320))
        self.field.selectAll()
        self.problem = Label("", "small", "err")
        self.problem.setWordWrap(True)
        self.problem.hide()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 16, 18, 20)
        column.setSpacing(6)
        for widget in (Label(name, "body", "tx2"), self.field, self.problem):
            column.addWidget(widget)
        self.set_body(body)
        cancel = Button(tr("Cancel"), height=32)
        cancel.clicked.connect(self.reject)
        self.done_button = Button(tr("Save"), primary=True, height=32)
        self.done_button.setDefault(True)
        self.done_button.clicked.connect(self._save)
        self.field.textChanged.connect(lambda _: self._show_state())
        self.field.returnPressed.connect(self._save)
        self.add_footer_right(cancel)
        self.add_footer_right(self.done_button)
        self._show_state()

    def _show_state(self) -> None:
        self.done_button.setEnabled(bool(self.field.text().strip()))
        self.problem.hide()

    def _save(self) -> None:
        text = self.field.text().strip()
        if not text:
            return
        try:
            self._use(text)
        except AppError as error:
            self.problem.setText(str(error))
            self.problem.show()
            return
        self.accept()
