"""Actions: the commands as Qt knows them, with keys that belong to a workspace."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Qt, QTimer, Signal
from PySide6.QtGui import QAction, QKeySequence

from app.ui.theme.icons import icon
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from collections.abc import Iterable

    from PySide6.QtWidgets import QWidget

    from app.ui.command import Command
    from app.ui.settings import Settings
    from app.ui.view_state import ViewState


class Actions(QObject):
    """Makes one QAction of each command and keeps keys and states right. GUI thread only.

    Signals:
        keys_changed(): other keys are in force: of another workspace, or edited ones.
    """

    keys_changed = Signal()

    def __init__(self, window: QWidget, settings: Settings, view: ViewState) -> None:
        super().__init__(window)
        self._window = window
        self._settings = settings
        self._view = view
        self._commands: dict[str, Command] = {}
        self._actions: dict[str, QAction] = {}
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._refresh_states)
        view.workspace_changed.connect(self.assign_keys)
        settings.changed.connect(self._setting_changed)
        theme().changed.connect(self._tint)

    @property
    def commands(self) -> tuple[Command, ...]:
        """All of them, in the order in which they were added."""
        return tuple(self._commands.values())

    def add(self, commands: Iterable[Command]) -> None:
        """Take commands in; an id that is known already is replaced."""
        for command in commands:
            self._commands[command.id] = command
            self._actions[command.id] = self._made(command)
        self.assign_keys()
        self.refresh()

    def action(self, command_id: str) -> QAction:
        """The action of a command.

        Raises:
            KeyError: there is no such command.
        """
        return self._actions[command_id]

    def command(self, command_id: str) -> Command:
        """The command of an id.

        Raises:
            KeyError: there is no such command.
        """
        return self._commands[command_id]

    def keys(self, command: Command) -> tuple[str, ...]:
        """Shortcuts in force: edited ones before the command's own."""
        edited = self._settings.get("shortcuts").get(command.id)
        return tuple(edited) if edited is not None else command.keys

    def run(self, command_id: str) -> None:
        """Do it, if it can be done now."""
        command = self._commands[command_id]
        if command.enabled is None or command.enabled():
            command.run()
        self.refresh()

    def refresh(self) -> None:
        """Look again, soon, at what can be done and what is on."""
        self._later.start()

    def assign_keys(self) -> None:
        """Give the keys of this workspace to their actions and take all others away."""
        for command_id, command in self._commands.items():
            here = self._view.workspace in command.workspaces
            keys = self.keys(command) if here else ()
            self._actions[command_id].setShortcuts([QKeySequence(key) for key in keys])
        self.keys_changed.emit()

    def key_here(self, command_id: str) -> str:
        """The first key of a command in this workspace, as portable text; "" for none."""
        return self._actions[command_id].shortcut().toString()

    def _made(self, command: Command) -> QAction:
        action = QAction(command.text, self._window)
        action.setObjectName(command.id)
        action.setCheckable(command.checked is not None)
        action.setAutoRepeat(command.repeats)
        action.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        action.triggered.connect(lambda: self.run(command.id))
        if command.icon:
            action.setIcon(icon(command.icon))
        self._window.addAction(action)
        return action

    def _refresh_states(self) -> None:
        for command_id, command in self._commands.items():
            action = self._actions[command_id]
            if command.enabled is not None:
                action.setEnabled(command.enabled())
            if command.checked is not None:
                action.setChecked(command.checked())

    def _setting_changed(self, key: str) -> None:
        if key in ("shortcuts", "shortcut_preset"):
            self.assign_keys()

    def _tint(self) -> None:
        for command_id, command in self._commands.items():
            if command.icon:
                self._actions[command_id].setIcon(icon(command.icon))
