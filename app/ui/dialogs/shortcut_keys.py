"""Which keys do what: edited ones, those of a preset, and who shares one."""

from __future__ import annotations

import json
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from app.ui.command import Command

FOLDER = Path(__file__).parents[3] / "resources" / "shortcuts"
PRESETS = (("reelwright", "Reelwright"), ("premiere", "Premiere Pro"), ("resolve", "Resolve"))
"""Ids and names; names of products are not translated."""

Edited = dict[str, list[str]]


def preset_keys(preset: str) -> Edited:
    """Keys by command id where a preset differs from our own; nothing for `reelwright`."""
    path = FOLDER / f"{preset}.json"
    if preset not in dict(PRESETS) or not path.is_file():
        return {}
    stored: Edited = json.loads(path.read_text(encoding="utf-8"))
    return stored


def normal(key: str) -> str:
    """Portable text in Qt's own spelling, so that keys can be compared; "" if it is none."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.PortableText)


def keys_of(command: Command, edited: Mapping[str, Sequence[str]]) -> tuple[str, ...]:
    """The shortcuts in force."""
    own = edited.get(command.id)
    return tuple(own) if own is not None else command.keys


def users_of(
    key: str, for_command: Command, commands: Iterable[Command], edited: Mapping[str, Sequence[str]]
) -> tuple[Command, ...]:
    """Other commands that have the key in a workspace where `for_command` works."""
    wanted, here = normal(key), set(for_command.workspaces)
    return tuple(
        other
        for other in commands
        if other.id != for_command.id
        and here & set(other.workspaces)
        and wanted in map(normal, keys_of(other, edited))
    )


def with_keys(edited: Edited, command: Command, keys: Sequence[str], preset: str) -> Edited:
    """The edits after giving `command` these keys; no entry where that is what it would have."""
    result = {id: list(listed) for id, listed in edited.items()}
    result[command.id] = list(keys)
    if command.id not in preset_keys(preset) and tuple(keys) == command.keys:
        del result[command.id]
    return result


def default_keys(command: Command, preset: str) -> tuple[str, ...]:
    """What the preset gives, else what the command brings."""
    return tuple(preset_keys(preset).get(command.id, command.keys))


def taken_from(edited: Edited, command: Command, key: str) -> Edited:
    """The edits after taking one key away from a command."""
    kept = [own for own in keys_of(command, edited) if normal(own) != normal(key)]
    return {**edited, command.id: kept}


def clashes(
    commands: Sequence[Command], edited: Mapping[str, Sequence[str]]
) -> tuple[tuple[str, str, str], ...]:
    """(key, id, id) of every key that two commands have in the same workspace.

    Qt obeys neither of two commands with one key, so there must be none.
    """
    found = []
    for at, command in enumerate(commands):
        for key in keys_of(command, edited):
            others = users_of(key, command, commands[at + 1 :], edited)
            found += [(normal(key), command.id, other.id) for other in others]
    return tuple(found)
