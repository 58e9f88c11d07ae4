"""Small words for people: suggestions, sizes, durations."""

from __future__ import annotations

import difflib
from typing import TYPE_CHECKING

from app.base.errors import UsageError

if TYPE_CHECKING:
    from collections.abc import Iterable


def did_you_mean(word: str, known: Iterable[str]) -> str:
    """` Did you mean “x”?` for a near miss, else the list of what there is."""
    names = sorted(known)
    near = difflib.get_close_matches(word, names, n=1, cutoff=0.6)
    if near:
        return f" Did you mean “{near[0]}”?"
    return f" There are: {', '.join(names)}." if names else ""


def parse_options(texts: Iterable[str]) -> dict[str, str]:
    """Options of an encoder, `key=value` each.

    Raises:
        UsageError: a text without `=` or key.
    """
    pairs = [text.partition("=") for text in texts]
    for key, equals, value in pairs:
        if not key or not equals:
            raise UsageError(f"“{key}{equals}{value}” is not an option; write key=value.")
    return {key.strip(): value for key, _, value in pairs}


def format_bytes(count: int) -> str:
    """`1.5 MB`, in powers of 1000 as disks and networks count."""
    size = float(count)
    for unit in ("B", "kB", "MB", "GB"):
        if size < 1000:
            return f"{size:.0f} {unit}" if unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return f"{size:.1f} TB"


def format_seconds_left(seconds: float) -> str:
    """Remaining time as a person would say it, coarser the longer it is."""
    if seconds < 5:
        return "a few seconds left"
    if seconds <= 90:
        return f"about {seconds:.0f} s left"
    if seconds <= 90 * 60:
        return f"about {seconds / 60:.0f} min left"
    return f"about {seconds / 3600:.0f} h left"
