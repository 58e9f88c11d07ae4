"""Giving a chain a name, and keeping order among the presets."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QFileDialog,
    QHBoxLayout,
    QLineEdit,
    QListWidget,
    QListWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.effects.presets import Preset
from app.ui.language import tr, tr_data
from app.ui.panels.notice import Notice
from app.ui.panels.preset_combo import title_of
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.panels.preset_shelf import PresetShelf

FILTER = "*.toml"


class NameDialog(Dialog):
    """Asks for the name of a preset.

    Signals:
        named(title): the user agreed.
    """

    named = Signal(str)

    def __init__(self, title: str, name: str, action: str, parent: QWidget | None) -> None:
        super().__init__(title, parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.field = QLineEdit(name)
        self.field.setAccessibleName(tr("Name"))
        self.field.setMaxLength(80)
        self.field.setFont(theme().font("body"))
        self.field.setFixedHeight(theme().px(28))
        self.field.setMinimumWidth(theme().px(320))
        self.field.selectAll()
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 16, 18, 20)
        column.setSpacing(6)
        column.addWidget(Label(tr("Name"), "body", "tx2"))
        column.addWidget(self.field)
        self.set_body(body)
        cancel, self.button = Button(tr("Cancel"), height=32), Button(action, "", True, 32)
        cancel.clicked.connect(self.reject)
        self.button.clicked.connect(self._agree)
        self.add_footer_right(cancel)
        self.add_footer_right(self.button)
        self.field.textChanged.connect(self._check)
        self.field.returnPressed.connect(self._agree)
        self.field.setFocus()
        self._check()

    def _check(self) -> None:
        self.button.setEnabled(bool(self.field.text().strip()))

    def _agree(self) -> None:
        if self.button.isEnabled():
            self.accept()
            self.named.emit(self.field.text().strip())


class PresetsDialog(Dialog):
    """All presets: rename, delete, import and export. Shipped ones can only be exported."""

    def __init__(self, shelf: PresetShelf, parent: QWidget | None) -> None:
        super().__init__(tr("Presets"), parent=parent)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._shelf = shelf
        self.list = QListWidget()
        self.list.setAccessibleName(tr("Presets"))
        self.list.setFont(theme().font("body"))
        self.list.currentItemChanged.connect(self._selected)
        self.summary = Label("", "small", "tx3")
        self.summary.setWordWrap(True)
        self.fault = Notice()
        self.fault.hide()
        self.rename_button = self._button(tr("Rename…"), self._rename)
        self.remove_button = self._button(tr("Delete"), self._remove)
        self.export_button = self._button(tr("Export to a file…"), self._export)
        self.set_body(self._middle())
        bring_in = Button(tr("Import from a file…"), height=32)
        done = Button(tr("Done"), primary=True, height=32)
        bring_in.clicked.connect(self._import)
        done.clicked.connect(self.accept)
        self.add_footer_left(bring_in)
        self.add_footer_right(done)
        shelf.changed.connect(self._fill)
        shelf.failed.connect(self.fault.tell)
        self._fill()

    def current(self) -> Preset | None:
        """The one that is marked."""
        item = self.list.currentItem()
        preset = item.data(Qt.ItemDataRole.UserRole) if item is not None else None
        return preset if isinstance(preset, Preset) else None

    def _middle(self) -> QWidget:
        body = QWidget()
        row = QHBoxLayout()
        row.setSpacing(12)
        row.addWidget(self.list, 1)
        buttons = QVBoxLayout()
        buttons.setSpacing(6)
        for button in (self.rename_button, self.remove_button, self.export_button):
            buttons.addWidget(button)
        buttons.addStretch(1)
        row.addLayout(buttons)
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 16, 18, 16)
        column.setSpacing(8)
        column.addLayout(row, 1)
        column.addWidget(self.summary)
        column.addWidget(self.fault)
        body.setMinimumSize(theme().px(480), theme().px(300))
        return body

    def _button(self, text: str, act: Callable[[], None]) -> Button:
        button = Button(text, height=28)
        button.clicked.connect(act)
        return button

    def _fill(self) -> None:
        row = self.list.currentRow()
        self.list.clear()
        for preset in self._shelf.presets:
            title = title_of(preset)
            item = QListWidgetItem(tr("{name} (built in)", name=title) if preset.shipped else title)
            item.setData(Qt.ItemDataRole.UserRole, preset)
            self.list.addItem(item)
        self.list.setCurrentRow(min(max(row, 0), self.list.count() - 1))
        self._selected()

    def _selected(self) -> None:
        preset = self.current()
        own = preset is not None and not preset.shipped
        self.rename_button.setEnabled(own)
        self.remove_button.setEnabled(own)
        self.export_button.setEnabled(preset is not None)
        self.summary.setText(tr_data(preset.summary) if preset else "")

    def _rename(self) -> None:
        preset = self.current()
        if preset is None:
            return
        self.fault.hide()
        dialog = NameDialog(tr("Rename preset"), preset.title, tr("Rename"), self)
        dialog.named.connect(lambda title: self._shelf.rename(preset, title))
        dialog.open()

    def _remove(self) -> None:
        preset = self.current()
        if preset is not None:
            self.fault.hide()
            self._shelf.remove(preset)

    def _export(self) -> None:
        preset = self.current()
        if preset is None:
            return
        dialog = self._file_dialog(tr("Export preset"), QFileDialog.AcceptMode.AcceptSave)
        dialog.selectFile(f"{preset.title}.toml")
        dialog.fileSelected.connect(lambda path: self._shelf.write_out(preset, Path(path)))
        dialog.open()

    def _import(self) -> None:
        dialog = self._file_dialog(tr("Import preset"), QFileDialog.AcceptMode.AcceptOpen)
        dialog.fileSelected.connect(lambda path: self._shelf.bring_in(Path(path)))
        dialog.open()

    def _file_dialog(self, title: str, mode: QFileDialog.AcceptMode) -> QFileDialog:
        self.fault.hide()
        dialog = QFileDialog(self, title)
        dialog.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        dialog.setAcceptMode(mode)
        dialog.setNameFilter(tr("Presets ({pattern})", pattern=FILTER))
        dialog.setDefaultSuffix("toml")
        return dialog
