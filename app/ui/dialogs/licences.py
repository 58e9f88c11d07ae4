"""Licences of everything that is shipped."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt
from PySide6.QtWidgets import (
    QHBoxLayout,
    QListWidget,
    QListWidgetItem,
    QPlainTextEdit,
    QVBoxLayout,
    QWidget,
)

from app.base.errors import AppError
from app.ui.background import Background
from app.ui.dialogs.shipped import Shipped, licence_text, shipped_models, shipped_software
from app.ui.language import tr, tr_count
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.search_field import SearchField
from app.ui.widgets.segmented import Segmented

SOFTWARE, MODELS = "software", "models"


class LicencesDialog(Dialog):
    """Parts on the left, their licence on the right. Everything is read on a worker thread.

    Attributes:
        list, text: For tests and for the keyboard.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(tr("Licences"), parent=parent)
        self._parts: dict[str, tuple[Shipped, ...]] = {}
        self._background = Background("licences", self)
        self._kind = Segmented([(SOFTWARE, tr("Software")), (MODELS, tr("Models"))])
        self._search = SearchField(tr("Search by name or licence"))
        self.list = QListWidget()
        self._name = ElidedLabel("", "panel", "tx")
        self._licence = Label("", "body", "tx2")
        self.text = QPlainTextEdit()
        self._build()
        self._background.answered.connect(self._answered)
        self._kind.chosen.connect(self._fill)
        self._search.textChanged.connect(self._fill)
        self.list.currentItemChanged.connect(self._show_current)
        self.finished.connect(lambda: self._background.close())
        self._background.ask(SOFTWARE, shipped_software)
        self._background.ask(MODELS, shipped_models)
        self.set_subtitle(tr("Reading…"))

    def _build(self) -> None:
        self.list.setAccessibleName(tr("Parts"))
        self.text.setAccessibleName(tr("Licence"))
        self.text.setReadOnly(True)
        self._licence.setWordWrap(True)
        self._licence.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        left, right = QVBoxLayout(), QVBoxLayout()
        left.addWidget(self._kind)
        left.addWidget(self._search)
        left.addWidget(self.list, 1)
        right.addWidget(self._name)
        right.addWidget(self._licence)
        right.addWidget(self.text, 1)
        body = QWidget()
        row = QHBoxLayout(body)
        row.setContentsMargins(18, 14, 18, 14)
        row.setSpacing(16)
        row.addLayout(left, 2)
        row.addLayout(right, 3)
        for column in (left, right):
            column.setSpacing(8)
        self.set_body(body)
        done = Button(tr("Done"), primary=True, height=32)
        done.clicked.connect(self.accept)
        self.add_footer_right(done)
        self.resize(theme().px(860), theme().px(600))

    def _answered(self, key: object, answer: object) -> None:
        if isinstance(answer, AppError):
            self.text.setPlainText(str(answer))
        elif isinstance(key, str) and isinstance(answer, tuple):
            self._parts[key] = answer
            self._fill()
        elif isinstance(key, Shipped) and key == self._current() and isinstance(answer, str):
            self.text.setPlainText(answer or self._nothing())

    def _fill(self) -> None:
        parts = self._parts.get(self._kind.value, ())
        wanted = self._search.text().casefold()
        self.list.clear()
        for part in parts:
            if wanted in f"{part.name} {part.licence}".casefold():
                entry = QListWidgetItem(part.name, self.list)
                entry.setData(Qt.ItemDataRole.UserRole, part)
                entry.setToolTip(part.licence)
        self.set_subtitle(tr_count("{n} part", "{n} parts", self.list.count()))
        self.list.setCurrentRow(0)
        self._show_current()

    def _current(self) -> Shipped | None:
        entry = self.list.currentItem()
        part = None if entry is None else entry.data(Qt.ItemDataRole.UserRole)
        return part if isinstance(part, Shipped) else None

    def _show_current(self) -> None:
        part = self._current()
        self._name.setText(f"{part.name} {part.version}".strip() if part is not None else "")
        said = tr("The package does not say its licence.")
        self._licence.setText((part.licence or said) if part is not None else "")
        self.text.setPlainText(part.text if part is not None else "")
        if part is not None and part.package:
            self._background.ask(part, partial(licence_text, part.package))

    @staticmethod
    def _nothing() -> str:
        return tr("The package brings no licence text; its name is above.")
