"""Taking out of a text what is nobody's business. No Qt."""

from __future__ import annotations

import re
from pathlib import Path, PurePath, PureWindowsPath
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

_HOMES = re.compile(r"(?:/home/|/Users/|\b[A-Za-z]:[\\/]+Users[\\/]+)[^\s/\\\"'”’:;,]+")
_QUOTED = re.compile(r"([\"'“‘])(?:/|[A-Za-z]:[\\/]|\\\\)[^\"'”’\n]*([\"'”’])")
_ENDING = r"(?<!\.\w\w)(?<!\.\w\w\w)(?<!\.\w\w\w\w)"  # not after one already
_REST = (  # of a path; when in doubt with spaces in it, rather too much than too little
    r"[^\s\"'”’<>]*(?: +[^\s/\\\"'”’]*[/\\][^\s\"'”’]*)*"
    rf"(?:{_ENDING} [^\n\"'”’<>]*?\.\w{{2,4}}\b)?"
)
_PLAIN = re.compile(rf"(?<![\w/\\~<.])(?:/|[A-Za-z]:[\\/]|\\\\)[^\s/\\\"'”’<>]{_REST}")
_BELOW_HOME = re.compile(rf"~[/\\]{_REST}")
_SHORTEST = 2


def without_private(
    text: str,
    home: str,
    user: str = "",
    names: Iterable[str | PurePath] = (),
    own_folders: Iterable[str | PurePath] = (),
    machine: str = "",
) -> str:
    """The text without private paths and names.

    Args:
        text: What is to be shown to others.
        home: The home folder, written `~` afterwards.
        user, machine: Names that become `<user>` and `<machine>`.
        names: Paths or names of the project's files: each becomes `<file 1>`, ….
        own_folders: Where the program and its libraries are; paths inside stay, from there on.

    Returns:
        The text, in which every other absolute path is `<path>`.
    """
    for number, name in enumerate(_longest_first(names), 1):
        text = _without_name(text, name, f"<file {number}>")
    for folder in _longest_first(own_folders):
        text = _replaced(text, folder.rstrip("/\\") + "/", "")
        text = _replaced(text, folder.rstrip("/\\") + "\\", "")
    for spelling in {home, home.replace("\\", "/"), home.replace("\\", "\\\\")}:
        if len(spelling) > _SHORTEST:
            text = _replaced(text, spelling, "~")
    text = _BELOW_HOME.sub("~/<path>", _HOMES.sub("~", text))
    text = _PLAIN.sub("<path>", _QUOTED.sub(r"\1<path>\2", text))
    return _without_word(_without_word(text, user, "<user>"), machine, "<machine>")


def _longest_first(names: Iterable[str | PurePath]) -> list[str]:
    return sorted({str(name) for name in names if str(name)}, key=lambda name: (-len(name), name))


def _without_name(text: str, name: str, mark: str) -> str:
    """The whole path, the file's name, and its name without the ending."""
    path = PureWindowsPath(name) if "\\" in name else Path(name)
    for spelling in (name, name.replace("\\", "\\\\"), path.name):
        text = _replaced(text, spelling, mark)
    return _without_word(text, path.stem, mark)


def _replaced(text: str, old: str, new: str) -> str:
    return re.sub(re.escape(old), lambda _: new, text, flags=re.IGNORECASE) if old else text


def _without_word(text: str, word: str, mark: str) -> str:
    if len(word) < _SHORTEST:
        return text
    pattern = rf"(?<!\w){re.escape(word)}(?!\w)"
    return re.sub(pattern, lambda _: mark, text, flags=re.IGNORECASE)
