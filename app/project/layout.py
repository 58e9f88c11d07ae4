"""JSON that people can read and compare: what fits on a line stands on one."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

WIDTH = 100


@dataclass(frozen=True, slots=True)
class Piece:
    """A value whose text is made elsewhere, by `lines` in the end; it stands on several lines.

    Attributes:
        text: Gives it for an indent, with or without letters beyond ASCII.
    """

    text: Callable[[str, bool], str]


def laid_out(value: object) -> bytes:
    """A document as UTF-8; the same value gives the same bytes.

    Raises:
        ValueError: a number is not finite.
    """
    try:
        return lines(value, "", ascii_only=False, end="\n").encode()
    except UnicodeEncodeError:
        # A file name need not be text: what UTF-8 cannot say, JSON's escapes can.
        return lines(value, "", ascii_only=True, end="\n").encode()


def lines(value: object, indent: str, *, ascii_only: bool, end: str = "") -> str:
    """A value as it stands in a document, from after the `indent` of its first line."""
    parts: list[str] = []
    _add(parts, value, indent, ascii_only=ascii_only)
    return "".join((*parts, end))


def _add(parts: list[str], value: object, indent: str, *, ascii_only: bool) -> None:
    """Append the parts of a text: to join long ones at each level would copy them as often."""
    if isinstance(value, Piece):
        parts.append(value.text(indent, ascii_only))
        return
    if _may_fit(value):
        short = json.dumps(value, ensure_ascii=ascii_only, allow_nan=False)
        if len(indent) + len(short) <= WIDTH or not isinstance(value, dict | list) or _flat(value):
            parts.append(short)
            return
    inner = indent + "  "
    rows = value.items() if isinstance(value, dict) else _unnamed(value)
    between = "{" if isinstance(value, dict) else "["
    for name, each in rows:
        parts += (between, "\n", inner)
        if name is not None:
            parts += (json.dumps(name, ensure_ascii=ascii_only), ": ")
        _add(parts, each, inner, ascii_only=ascii_only)
        between = ","
    parts += ("\n", indent, "}" if isinstance(value, dict) else "]")


def _unnamed(value: object) -> Iterable[tuple[None, object]]:
    return ((None, each) for each in value) if isinstance(value, list) else ()


def _may_fit(value: object) -> bool:
    """Whether it is worth trying; not to encode much at once keeps other threads going, too."""
    row, seen = [value], 0
    while row:
        each = row.pop()
        seen += 1
        if seen > WIDTH // 2:
            return _flat(value)
        if isinstance(each, Piece):
            return False
        if isinstance(each, dict):
            row.extend(islice(each.values(), WIDTH))
        elif isinstance(each, list):
            row.extend(islice(each, WIDTH))
    return True


def _flat(value: object) -> bool:
    """Whether it is a row of numbers or words, which stands on one line however long it is."""
    return isinstance(value, list) and not any(
        isinstance(each, dict | list | Piece) for each in value
    )
