"""Files that are either whole or not there."""

from __future__ import annotations

import contextlib
import os
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path


def partial_path(path: Path) -> Path:
    """The hidden neighbour a file is written to before it gets its name."""
    return path.with_name(f".{path.stem}.partial{path.suffix}")


def part_path(path: Path) -> Path:
    """Where the finished part of a result goes that was stopped: never the name of the whole."""
    return path.with_name(f"{path.stem}.part{path.suffix}")


@contextlib.contextmanager
def appearing(path: Path) -> Iterator[Path]:
    """Yield a neighbour of `path` to write to; it takes the name on a clean exit only."""
    partial = partial_path(path)
    try:
        yield partial
        sync(partial)
        partial.replace(path)
    finally:
        partial.unlink(missing_ok=True)


def write_atomically(path: Path, data: bytes) -> None:
    """Replace `path` by `data`: a reader sees the old file or the new one, even after a crash."""
    with appearing(path) as partial:
        partial.write_bytes(data)


def sync(path: Path) -> None:
    """Flush a file to the disk, so that a journal never names what a power cut took away."""
    descriptor = os.open(path, os.O_RDWR | getattr(os, "O_BINARY", 0))
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
