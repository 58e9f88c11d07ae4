"""All keys of the workspace on one sheet."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QGridLayout, QHBoxLayout, QScrollArea, QVBoxLayout, QWidget

from app.ui.dialogs.command_words import group_name, key_text, workspace_name
from app.ui.dialogs.fuzzy import score
from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.dialog import Dialog
from app.ui.widgets.key_cap import KeyCap
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.search_field import SearchField

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.ui.command import Command

COLUMNS = 3
Listed = list[tuple[str, list[tuple[str, tuple[str, ...]]]]]


class KeySheet(Dialog):
    """What the keys do in one workspace, in groups; typing filters."""

    def __init__(
        self,
        commands: Sequence[Command],
        keys: Callable[[Command], tuple[str, ...]],
        workspace: str,
        parent: QWidget | None = None,
    ) -> None:
        super().__init__(tr("Keys"), workspace_name(workspace), parent)
        self._groups = grouped(commands, keys, workspace)
        self._search = SearchField(tr("Search keys"))
        self._area = QScrollArea()
        self._area.setWidgetResizable(True)
        self._area.setAccessibleName(tr("Keys"))
        self._area.setProperty("ring", True)  # there is nothing in it to take the focus
        body = QWidget()
        column = QVBoxLayout(body)
        column.setContentsMargins(18, 14, 8, 14)
        column.setSpacing(12)
        column.addWidget(self._search)
        column.addWidget(self._area, 1)
        self.set_body(body)
        self._search.textChanged.connect(self._fill)
        self._fill("")
        self.resize(theme().px(980), theme().px(620))

    def _fill(self, text: str) -> None:
        sheet = QWidget()
        row = QHBoxLayout(sheet)
        row.setContentsMargins(0, 0, 10, 0)
        row.setSpacing(28)
        for groups in in_columns(_found(self._groups, text), COLUMNS):
            column = QVBoxLayout()
            column.setSpacing(16)
            for title, lines in groups:
                column.addLayout(_group(title, lines))
            column.addStretch(1)
            row.addLayout(column, 1)
        self._area.setWidget(sheet)


def grouped(
    commands: Sequence[Command], keys: Callable[[Command], tuple[str, ...]], workspace: str
) -> Listed:
    """(group, [(text, keys)]) of the commands that have keys in this workspace."""
    groups: dict[str, list[tuple[str, tuple[str, ...]]]] = {}
    for command in commands:
        if workspace in command.workspaces and keys(command):
            groups.setdefault(group_name(command.id), []).append((command.text, keys(command)))
    return list(groups.items())


def in_columns(groups: Listed, columns: int) -> list[Listed]:
    """The groups in their order, cut into columns of about the same height."""
    total = sum(len(lines) + 2 for _, lines in groups)
    result: list[Listed] = [[] for _ in range(columns)]
    above = 0
    for group in groups:
        height = len(group[1]) + 2
        at = int((above + height / 2) * columns / max(1, total))
        result[min(at, columns - 1)].append(group)
        above += height
    return result


def _found(groups: Listed, text: str) -> Listed:
    if not text.strip():
        return groups
    kept = [
        (title, [line for line in lines if score(text, " ".join((line[0], *line[1]))) is not None])
        for title, lines in groups
    ]
    return [(title, lines) for title, lines in kept if lines]


def _group(title: str, lines: Sequence[tuple[str, tuple[str, ...]]]) -> QVBoxLayout:
    column = QVBoxLayout()
    column.setSpacing(6)
    column.addWidget(Label(title, "name", "tx"))
    grid = QGridLayout()
    grid.setHorizontalSpacing(8)
    grid.setVerticalSpacing(4)
    grid.setColumnStretch(0, 1)
    for at, (text, keys) in enumerate(lines):
        grid.addWidget(ElidedLabel(text, "body", "tx2"), at, 0)
        caps = QHBoxLayout()
        caps.setSpacing(4)
        for key in keys:
            caps.addWidget(KeyCap(key_text(key)))
        grid.addLayout(caps, at, 1, Qt.AlignmentFlag.AlignRight)
    column.addLayout(grid)
    return column
