"""JSON that people can read and compare: what fits on a line stands on one."""

from __future__ import annotations

import json
from itertools import islice
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

WIDTH = 100


def laid_out(value: object) -> bytes:
    """A document as UTF-8; the same value gives the same bytes.

    Raises:
        ValueError: a number is not finite.
    """
    text = _lines(value, "", ascii_only=False) + "\n"
    try:
        return text.encode()
    except UnicodeEncodeError:
        # A file name need not be text: what UTF-8 cannot say, JSON's escapes can.
        return (_lines(value, "", ascii_only=True) + "\n").encode()


def _lines(value: object, indent: str, *, ascii_only: bool) -> str:
    if _may_fit(value):
        short = json.dumps(value, ensure_ascii=ascii_only, allow_nan=False)
        if len(indent) + len(short) <= WIDTH or not isinstance(value, dict | list) or _flat(value):
            return short
    inner = indent + "  "
    if isinstance(value, dict):
        names = (json.dumps(name, ensure_ascii=ascii_only) for name in value)
        parts = (_lines(each, inner, ascii_only=ascii_only) for each in value.values())
        rows = (f"{name}: {part}" for name, part in zip(names, parts, strict=True))
        return _block("{", rows, "}", inner, indent)
    values: Iterable[object] = value if isinstance(value, list) else ()
    rows = (_lines(each, inner, ascii_only=ascii_only) for each in values)
    return _block("[", rows, "]", inner, indent)


def _may_fit(value: object) -> bool:
    """Whether it is worth trying; not to encode much at once keeps other threads going, too."""
    row, seen = [value], 0
    while row:
        each = row.pop()
        seen += 1
        if seen > WIDTH // 2:
            return _flat(value)
        if isinstance(each, dict):
            row.extend(islice(each.values(), WIDTH))
        elif isinstance(each, list):
            row.extend(islice(each, WIDTH))
    return True


def _flat(value: object) -> bool:
    """Whether it is a row of numbers or words, which stands on one line however long it is."""
    return isinstance(value, list) and not any(isinstance(each, dict | list) for each in value)


def _block(opening: str, rows: Iterable[str], closing: str, inner: str, indent: str) -> str:
    return f"{opening}\n{inner}" + f",\n{inner}".join(rows) + f"\n{indent}{closing}"
