"""Every command by a few letters."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Protocol

from PySide6.QtCore import (
    QAbstractListModel,
    QEvent,
    QModelIndex,
    QObject,
    QPersistentModelIndex,
    Qt,
    Signal,
)
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QApplication, QListView, QWidget

from app.ui.command import Command
from app.ui.dialogs.command_words import key_text, workspaces_text
from app.ui.dialogs.fuzzy import score
from app.ui.dialogs.palette_delegate import PaletteDelegate
from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.dialog import Sheet
from app.ui.widgets.divider import Divider
from app.ui.widgets.labels import Label
from app.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

REMEMBERED = 12
_MOVES = {Qt.Key.Key_Up, Qt.Key.Key_Down, Qt.Key.Key_PageUp, Qt.Key.Key_PageDown}
Index = QModelIndex | QPersistentModelIndex


class SettingsLike(Protocol):
    """What the palette needs of the settings."""

    def get(self, key: str) -> Any:
        """The value of a key."""

    def set(self, key: str, value: Any) -> None:
        """Change it."""


class CommandPalette(Sheet):
    """Lists commands, those used last first; Enter does the marked one after closing.

    Args:
        commands: All there are.
        settings: Remembers `recent_commands`.
        keys: The shortcuts in force of a command; by default its own.
        run: Does the command of an id; by default the command's own `run`.
        parent: The window to stand before.

    Signals:
        ran(id): a command was chosen and done.
    """

    ran = Signal(str)

    def __init__(
        self,
        commands: Sequence[Command],
        settings: SettingsLike,
        keys: Callable[[Command], tuple[str, ...]] | None = None,
        run: Callable[[str], object] | None = None,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Search commands"), parent)
        self._settings = settings
        self._run = run
        self._model = _Found(commands, settings.get("recent_commands"), keys or _own_keys, self)
        self._field = SearchField(tr("Search commands"), height=36)
        self._list = QListView()
        self._none = Label(tr("No command has these letters."), "body", "tx3")
        self._build()
        self._field.textChanged.connect(self._search)
        self._list.clicked.connect(self._accept)
        self._field.installEventFilter(self)
        self._search("")

    def place(self, window: QWidget) -> None:
        """Stand near the top, where a search field would be."""
        top = window.mapToGlobal(window.rect().topLeft())
        self.move(top.x() + (window.width() - self.width()) // 2, top.y() + theme().px(72))

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        """Take the keys of the list away from the field."""
        if event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent):
            key = Qt.Key(event.key())
            if key in _MOVES:
                QApplication.sendEvent(self._list, event)
                return True
            if key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
                self._accept(self._list.currentIndex())
                return True
            if key == Qt.Key.Key_Escape:
                self.reject()
                return True
        return False

    def _build(self) -> None:
        self._list.setModel(self._model)
        self._list.setItemDelegate(PaletteDelegate(self._list))
        self._list.setUniformItemSizes(True)
        self._list.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self._list.setAccessibleName(tr("Commands"))
        self._none.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.column.setContentsMargins(8, 8, 8, 8)
        self.column.setSpacing(8)
        for part in (self._field, Divider(), self._none):
            self.column.addWidget(part)
        self.column.addWidget(self._list, 1)
        self.resize(theme().px(600), theme().px(420))

    def _search(self, text: str) -> None:
        self._model.search(text)
        found = self._model.rowCount() > 0
        self._list.setVisible(found)
        self._none.setVisible(not found)
        self._list.setCurrentIndex(self._model.index(0))

    def _accept(self, index: QModelIndex) -> None:
        command = index.data(Qt.ItemDataRole.UserRole)
        if not isinstance(command, Command) or not (command.enabled is None or command.enabled()):
            return
        self._remember(command.id)
        self.accept()
        if self._run is None:
            command.run()
        else:
            self._run(command.id)
        self.ran.emit(command.id)

    def _remember(self, command_id: str) -> None:
        others = [id for id in self._settings.get("recent_commands") if id != command_id]
        self._settings.set("recent_commands", [command_id, *others][:REMEMBERED])


class _Found(QAbstractListModel):
    """The commands that answer the search, best first."""

    def __init__(
        self,
        commands: Sequence[Command],
        recent: Sequence[str],
        keys: Callable[[Command], tuple[str, ...]],
        parent: QObject,
    ) -> None:
        super().__init__(parent)
        rank = {id: at for at, id in enumerate(recent)}
        self._all = sorted(commands, key=lambda command: rank.get(command.id, len(rank)))
        self._keys = keys
        self._rows: list[Command] = []

    def search(self, text: str) -> None:
        self.beginResetModel()
        rated = [(points(text, command), command) for command in self._all]
        found = [(rating, command) for rating, command in rated if rating is not None]
        found.sort(key=lambda pair: -pair[0])  # stable: recent first between equals
        self._rows = [command for _, command in found]
        self.endResetModel()

    def rowCount(self, parent: Index | None = None) -> int:  # noqa: N802
        return 0 if parent is not None and parent.isValid() else len(self._rows)

    def data(self, index: Index, role: int = Qt.ItemDataRole.DisplayRole) -> Any:
        command = self._rows[index.row()]
        if role == Qt.ItemDataRole.UserRole:
            return command
        if role in (Qt.ItemDataRole.DisplayRole, Qt.ItemDataRole.AccessibleTextRole):
            return command.text
        if role == PaletteDelegate.WHERE:
            return workspaces_text(command.workspaces)
        if role == PaletteDelegate.KEYS:
            return [key_text(key) for key in self._keys(command)]
        if role == PaletteDelegate.OFF:
            return command.enabled is not None and not command.enabled()
        return None


def points(text: str, command: Command) -> float | None:
    """Rating of a command; its id counts too, so that English words work in every language."""
    if not text.strip():
        return 0.0
    words = score(text, command.text)
    by_id = score(text, command.id.replace(".", " ").replace("_", " "))
    if by_id is not None:
        by_id -= 5
    return max((rating for rating in (words, by_id) if rating is not None), default=None)


def _own_keys(command: Command) -> tuple[str, ...]:
    return command.keys
