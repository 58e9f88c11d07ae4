"""The keys of one command: remove, record, reset, and say who has the key already."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import QHBoxLayout, QLabel, QWidget

from app.ui.dialogs.command_words import key_text, workspaces_text
from app.ui.dialogs.key_recorder import KeyRecorder
from app.ui.dialogs.shortcut_keys import (
    Edited,
    default_keys,
    keys_of,
    normal,
    taken_from,
    users_of,
    with_keys,
)
from app.ui.language import tr
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.card import Card
from app.ui.widgets.labels import ElidedLabel, Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.ui.command import Command


class ShortcutEditor(Card):
    """Shows one command; says by `edited` what all edits are after a change.

    Signals:
        edited(edits): a dict of command id → keys.
    """

    edited = Signal(object)

    def __init__(self, commands: Sequence[Command], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._commands = tuple(commands)
        self._command: Command | None = None
        self._edits: Edited = {}
        self._preset = ""
        self._wanted = ""
        self._name = ElidedLabel("", "name", "tx")
        self._keys = QHBoxLayout()
        self._recorder = KeyRecorder()
        self._reset = Button(tr("Reset"), height=28)
        self._warning = _Warning()
        self._build()
        self._recorder.recorded.connect(self._recorded)
        self._reset.clicked.connect(self._reset_keys)
        self._warning.take.clicked.connect(self._take)
        self._warning.keep.clicked.connect(self._forget)

    def show_command(self, command: Command | None, edits: Edited, preset: str) -> None:
        """Show another command, or the same after a change."""
        self._command, self._edits, self._preset = command, edits, preset
        self.setEnabled(command is not None)
        self._name.setText(command.text if command is not None else "")
        keys = keys_of(command, edits) if command is not None else ()
        self._show_keys(keys)
        self._reset.setEnabled(command is not None and keys != default_keys(command, preset))
        self._forget()

    def record(self) -> None:
        """Listen for the next key."""
        self._recorder.setFocus(Qt.FocusReason.ShortcutFocusReason)

    def _build(self) -> None:
        row = QHBoxLayout()
        row.setSpacing(8)
        row.addWidget(self._name, 1)
        row.addLayout(self._keys)
        self._keys.setSpacing(4)
        self._recorder.setFixedWidth(theme().px(170))
        row.addWidget(self._recorder)
        row.addWidget(self._reset)
        self.body.addLayout(row)
        self.body.addWidget(self._warning)

    def _show_keys(self, keys: Sequence[str]) -> None:
        while (entry := self._keys.takeAt(0)) is not None:
            old = entry.widget()
            if old is not None:
                old.hide()
                old.deleteLater()
        for key in keys:
            chip = Button(key_text(key), "x", height=24)
            chip.setAccessibleName(tr("Remove {key}", key=key_text(key)))
            chip.setToolTip(chip.accessibleName())
            chip.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross after the key
            chip.clicked.connect(lambda _checked=False, key=key: self._remove(key))
            self._keys.addWidget(chip)
            chip.show()

    def _recorded(self, key: str) -> None:
        command = self._command
        if command is None or normal(key) in map(normal, keys_of(command, self._edits)):
            return
        self._wanted = key
        users = users_of(key, command, self._commands, self._edits)
        if users:
            self._warning.tell(key, users)
        else:
            self._add()

    def _take(self) -> None:
        command, key = self._command, self._wanted
        if command is None or not key:
            return
        for other in users_of(key, command, self._commands, self._edits):
            self._edits = taken_from(self._edits, other, key)
        self._add()

    def _add(self) -> None:
        if self._command is not None:
            self._change([*keys_of(self._command, self._edits), self._wanted])

    def _remove(self, key: str) -> None:
        if self._command is not None:
            self._change([own for own in keys_of(self._command, self._edits) if own != key])

    def _reset_keys(self) -> None:
        if self._command is not None:
            self._change(default_keys(self._command, self._preset))

    def _change(self, keys: Sequence[str]) -> None:
        if self._command is not None:
            self.edited.emit(with_keys(self._edits, self._command, keys, self._preset))

    def _forget(self) -> None:
        self._wanted = ""
        self._warning.hide()
        self._recorder.clear()


class _Warning(QWidget):
    """Says who has the key, and asks."""

    def __init__(self) -> None:
        super().__init__()
        self._icon = QLabel()
        self._text = Label("", "body", "warn")
        self._text.setWordWrap(True)
        self.take = Button(tr("Use it here"), height=24)
        self.keep = Button(tr("Leave it there"), height=24)
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(8)
        row.addWidget(self._icon, 0, Qt.AlignmentFlag.AlignTop)
        row.addWidget(self._text, 1)
        row.addWidget(self.take)
        row.addWidget(self.keep)
        self._follow_theme()
        theme().changed.connect(self._follow_theme)

    def tell(self, key: str, users: Sequence[Command]) -> None:
        other = users[0]
        self._text.setText(
            tr(
                "{key} belongs to “{command}” ({where}). Using it here takes it away there.",
                key=key_text(key),
                command=other.text,
                where=workspaces_text(other.workspaces),
            )
        )
        self.show()

    def _follow_theme(self) -> None:
        self._icon.setPixmap(icons.pixmap("warning", theme().px(16), "warn"))
