"""The list of shortcuts, to read and to change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QHBoxLayout,
    QHeaderView,
    QTreeWidget,
    QTreeWidgetItem,
    QVBoxLayout,
    QWidget,
)

from app.ui.command import ANNOTATE, DELIVER, ENHANCE
from app.ui.dialogs.command_words import (
    group_name,
    key_text,
    workspace_name,
    workspaces_text,
)
from app.ui.dialogs.fuzzy import score
from app.ui.dialogs.shortcut_editor import ShortcutEditor
from app.ui.dialogs.shortcut_keys import PRESETS, Edited, keys_of, preset_keys
from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import Button
from app.ui.widgets.combo import Combo
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.labels import Label
from app.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

    from app.ui.command import Command
    from app.ui.dialogs.command_palette import SettingsLike

ALL = "all"


class ShortcutsPage(QWidget):
    """All commands with their keys; the one that is marked can be changed below.

    Edits go to the settings `shortcuts` (command id → keys) and `shortcut_preset` at once. A
    preset replaces all edits: it is written out into `shortcuts`.

    Signals:
        keys_changed(): keys are others now.
    """

    keys_changed = Signal()

    def __init__(
        self, commands: Sequence[Command], settings: SettingsLike, parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self._commands = {command.id: command for command in commands}
        self._settings = settings
        self._search = SearchField(tr("Search by command or key"))
        self._where = Combo(height=28)
        self._preset = Combo(height=28)
        self._list = _List()
        self._none = Label(tr("No command is called so."), "body", "tx3")
        self._editor = ShortcutEditor(commands)
        self._fill_combos()
        self._build()
        self._search.textChanged.connect(self._filter)
        self._where.chosen.connect(self._filter)
        self._preset.chosen.connect(self.use_preset)
        self._list.currentItemChanged.connect(self._show_current)
        self._list.itemActivated.connect(lambda: self._editor.record())
        self._editor.edited.connect(self._store)
        self._fill()

    @property
    def edited(self) -> Edited:
        """The edits as stored."""
        return {id: list(keys) for id, keys in self._settings.get("shortcuts").items()}

    def use_preset(self, preset: str) -> None:
        """Take the keys of a preset in place of all edits."""
        self._settings.set("shortcut_preset", preset)
        self._preset.choose(preset)
        self._store(preset_keys(preset))

    def reset_all(self) -> None:
        """Take all edits back; the keys of the preset stay."""
        self.use_preset(self._preset.value)

    def show_command(self, command_id: str) -> None:
        """Mark a command, so that its keys can be changed."""
        for item in self._items():
            if item.data(0, Qt.ItemDataRole.UserRole) == command_id:
                self._list.setCurrentItem(item)

    def _fill_combos(self) -> None:
        places = [(id, workspace_name(id)) for id in (ENHANCE, ANNOTATE, DELIVER)]
        self._where.set_choices([(ALL, tr("All workspaces")), *places])
        self._where.setAccessibleName(tr("Workspace"))
        self._preset.set_choices(PRESETS)
        self._preset.choose(self._settings.get("shortcut_preset"))
        self._preset.setAccessibleName(tr("Preset of keys"))

    def _build(self) -> None:
        top = QHBoxLayout()
        top.setSpacing(8)
        top.addWidget(self._search, 1)
        top.addWidget(self._where)
        top.addWidget(Label(tr("Preset")))
        top.addWidget(self._preset)
        reset = Button(tr("Reset all"), height=28)
        reset.clicked.connect(self.reset_all)
        top.addWidget(reset)
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._prepare_list()
        column = QVBoxLayout(self)
        column.setContentsMargins(0, 0, 0, 0)
        column.setSpacing(8)
        column.addLayout(top)
        column.addWidget(self._list, 1)
        column.addWidget(self._none, 1)
        column.addWidget(self._editor)

    def _prepare_list(self) -> None:
        self._list.setAccessibleName(tr("Shortcuts"))
        self._list.setHeaderLabels([tr("Command"), tr("Where it works"), tr("Keys")])
        self._list.setRootIsDecorated(False)
        self._list.setUniformRowHeights(True)
        self._list.setAllColumnsShowFocus(True)
        header = self._list.header()
        header.setSectionsMovable(False)
        header.setStretchLastSection(True)
        header.setSectionResizeMode(0, QHeaderView.ResizeMode.Stretch)
        for column in (1, 2):
            header.setSectionResizeMode(column, QHeaderView.ResizeMode.Interactive)
            self._list.setColumnWidth(column, theme().px(150))

    def _fill(self) -> None:
        current = self._current_id()
        self._list.clear()
        edited = self.edited
        ordered = sorted(self._commands.values(), key=lambda command: group_name(command.id))
        for command in ordered:
            keys = ", ".join(key_text(key) for key in keys_of(command, edited))
            words = [command.text, workspaces_text(command.workspaces), keys]
            item = QTreeWidgetItem(self._list, words)
            item.setData(0, Qt.ItemDataRole.UserRole, command.id)
            item.setToolTip(0, group_name(command.id))
        self._filter()
        if current:
            self.show_command(current)

    def _items(self) -> list[QTreeWidgetItem]:
        found = (self._list.topLevelItem(at) for at in range(self._list.topLevelItemCount()))
        return [item for item in found if item is not None]

    def _filter(self) -> None:
        text, where = self._search.text(), self._where.value
        for item in self._items():
            command = self._commands[item.data(0, Qt.ItemDataRole.UserRole)]
            here = where in (ALL, *command.workspaces)
            item.setHidden(not (here and _answers(text, item)))
        shown = [item for item in self._items() if not item.isHidden()]
        self._list.setVisible(bool(shown))
        self._none.setVisible(not shown)
        current = self._list.currentItem()
        if shown and (current is None or current.isHidden()):
            self._list.setCurrentItem(shown[0])
        self._show_current()

    def _current_id(self) -> str:
        item = self._list.currentItem()
        return "" if item is None else str(item.data(0, Qt.ItemDataRole.UserRole))

    def _show_current(self) -> None:
        command = self._commands.get(self._current_id())
        self._editor.show_command(command, self.edited, self._preset.value)

    def _store(self, edited: Edited) -> None:
        self._settings.set("shortcuts", edited)
        self._fill()
        self.keys_changed.emit()


class _List(QTreeWidget):
    """Keeps the marked row in sight when a warning below takes room away."""

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        super().resizeEvent(event)
        item = self.currentItem()
        if item is not None:
            self.scrollToItem(item)


class ShortcutsDialog(Dialog):
    """The page in a dialog of its own."""

    def __init__(
        self, commands: Sequence[Command], settings: SettingsLike, parent: QWidget | None = None
    ) -> None:
        super().__init__(tr("Keyboard shortcuts"), parent=parent)
        self.page = ShortcutsPage(commands, settings)
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 14, 18, 14)
        column.addWidget(self.page)
        self.set_body(body)
        done = Button(tr("Done"), primary=True, height=32)
        done.clicked.connect(self.accept)
        self.add_footer_right(done)
        self.resize(theme().px(860), theme().px(600))


def _answers(text: str, item: QTreeWidgetItem) -> bool:
    """Whether a row has the words, or the very key, that are looked for."""
    keys = item.text(2).casefold().split(", ")
    words = f"{item.text(0)} {item.data(0, Qt.ItemDataRole.UserRole)}"
    return not text.strip() or text.strip().casefold() in keys or score(text, words) is not None
