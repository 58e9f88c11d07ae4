"""Text set in columns, the same on a terminal and in a pipe."""

from __future__ import annotations

from collections.abc import Sequence

_GAP = "  "


def columns(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> str:
    """Lines with aligned columns.

    Args:
        rows: Equally long rows of cells.
        right: Numbers of the columns set flush right.
    """
    if not rows:
        return ""
    widths = [max(len(row[n]) for row in rows) for n in range(len(rows[0]))]
    lines = []
    for row in rows:
        cells = [
            cell.rjust(width) if n in right else cell.ljust(width)
            for n, (cell, width) in enumerate(zip(row, widths, strict=True))
        ]
        lines.append(_GAP.join(cells).rstrip())
    return "\n".join(lines)


def facts(rows: Sequence[tuple[str, str]]) -> str:
    """`name  value` lines; those without a value are left out."""
    return columns([row for row in rows if row[1]])
