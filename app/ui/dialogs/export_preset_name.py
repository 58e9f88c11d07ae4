"""Asking what a user's preset should be called."""

from __future__ import annotations

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QLineEdit, QVBoxLayout, QWidget

from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Label

LONGEST = 60


class PresetNameDialog(Dialog):
    """One line.

    Signals:
        named(title): the user gave it a name.
    """

    named = Signal(str)

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Save as preset"), "", parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.title = QLineEdit()
        self.title.setMaxLength(LONGEST)
        self.title.setAccessibleName(tr("Name"))
        self.title.setFixedHeight(theme().px(28))
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 14, 18, 16)
        column.addWidget(Label(tr("Name")))
        column.addWidget(self.title)
        self.set_body(body)
        cancel = Button(tr("Cancel"), height=32)
        cancel.clicked.connect(self.reject)
        self.save = Button(tr("Save"), primary=True, height=32)
        self.save.setDefault(True)
        self.save.setEnabled(False)
        self.save.clicked.connect(self._save)
        self.title.textChanged.connect(lambda text: self.save.setEnabled(bool(text.strip())))
        self.title.returnPressed.connect(self._save)
        self.add_footer_right(cancel)
        self.add_footer_right(self.save)
        self.resize(380, 180)
        self.title.setFocus()

    def _save(self) -> None:
        text = self.title.text().strip()
        if text:
            self.named.emit(text)
            self.accept()
