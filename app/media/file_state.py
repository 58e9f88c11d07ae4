"""What tells that a file is another one than it was."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path


def state_of(path: Path) -> tuple[int, int] | None:
    """Size in bytes and time of change in nanoseconds; None where there is no file (a pattern)."""
    facts = path.stat() if path.is_file() else None
    return (facts.st_size, facts.st_mtime_ns) if facts else None
