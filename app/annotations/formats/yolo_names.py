"""The names of a YOLO data set's classes: data.yaml, or a list of lines.

Of YAML only what such files hold is read: `names:` as a list or a map, in a block or in one line.
"""

from __future__ import annotations

import json
import re
from typing import TYPE_CHECKING

from app.annotations.formats.text_file import Line, lines_of

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

MAX_CLASSES = 10_000
"""Of the largest set of classes read."""

_NAMES = re.compile(r"names\s*:\s*(.*)")
_ITEM = re.compile(r"-\s+(.*)|([0-9]{1,5})\s*:\s+(.*)")
_KEY = re.compile(r"[A-Za-z_]\w*\s*:")
_PIECE = re.compile(
    r"""\s*(?:([0-9]{1,5})\s*:\s*)?("(?:[^"\\]|\\.)*"|'(?:[^']|'')*'|[^,]*?)\s*(,|$)"""
)


def yaml_of(names: Sequence[str]) -> str:
    """A data.yaml with these classes, each name without line ends."""
    rows = [
        f"  {place}: {json.dumps(name, ensure_ascii=False)}" for place, name in enumerate(names)
    ]
    head = "path: .\ntrain: images/train\nval: images/train\n"
    return head + ("names:\n" + "\n".join(rows) if rows else "names: {}") + "\n"


def names_in(folder: Path) -> list[str] | None:
    """The names a data set gives, in order; None if it has no file of them.

    Raises:
        AnnotationError: a file of names that cannot be understood.
    """
    for name in ("data.yaml", "dataset.yaml", "data.yml"):
        if (folder / name).is_file():
            return _from_yaml(folder / name)
    for name in ("classes.txt", "obj.names", "labels/classes.txt"):
        if (folder / name).is_file():
            return [line.text for line in lines_of(folder / name)]
    return None


def _from_yaml(path: Path) -> list[str]:
    names: dict[int, str] = {}
    begun = False
    for line in lines_of(path):
        if found := _NAMES.fullmatch(line.text):
            begun = True
            _add_inline(names, found[1], line)
        elif begun and (item := _ITEM.fullmatch(line.text)):
            place = len(names) if item[2] is None else int(item[2])
            _add(names, place, item[1] if item[2] is None else item[3], line)
        elif begun and _KEY.match(line.text):
            begun = False
    if sorted(names) != list(range(len(names))):
        line = Line("", path.name, 1)
        line.refuse("and on: the names of classes are not numbered from 0 without gaps")
    return [names[place] for place in range(len(names))]


def _add_inline(names: dict[int, str], text: str, line: Line) -> None:
    text = text.split(" #")[0].strip() if '"' not in text and "'" not in text else text
    if not text or text.startswith("#"):
        return
    if (text[0], text[-1]) not in (("[", "]"), ("{", "}")):
        line.refuse("has names that are neither a list nor a map in one line or in several")
    inner = text[1:-1].strip()
    while inner:
        piece = _PIECE.match(inner)
        if piece is None:
            line.refuse("has names that cannot be told apart")
        _add(names, len(names) if piece[1] is None else int(piece[1]), piece[2], line)
        inner = inner[piece.end() :]


def _add(names: dict[int, str], place: int, word: str, line: Line) -> None:
    name = _unquoted(word.strip(), line)
    if place in names or place >= MAX_CLASSES:
        line.refuse(f"gives class {place} a second name, or one too many")
    if not name:
        line.refuse(f"gives class {place} no name")
    names[place] = name


def _unquoted(word: str, line: Line) -> str:
    if word[:1] == '"':
        try:
            return str(json.loads(word))
        except ValueError:
            line.refuse(f"has a name that is not well quoted: {word[:40]}")
    if word[:1] == "'":
        return word[1:-1].replace("''", "'")
    return re.split(r"\s#", word)[0].strip()
