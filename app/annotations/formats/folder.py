"""Folders that appear whole or not at all, and folders nobody vouches for."""

from __future__ import annotations

import contextlib
import shutil
import uuid
from typing import TYPE_CHECKING

from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_FILES = 1_000_000
"""Files of the largest folder read."""


@contextlib.contextmanager
def appearing_folder(path: Path) -> Iterator[Path]:
    """Yield a new folder to fill; it takes the place of `path` on a clean exit only.

    A folder that is there already is replaced, so that no file of an earlier export is left to be
    mistaken for one of this; a file is not.

    Raises:
        AnnotationError: the disk refuses, or `path` is a file.
    """
    mark = uuid.uuid4().hex[:8]
    fresh, old = path.with_name(f".{path.name}.{mark}"), path.with_name(f".{path.name}.{mark}.old")
    try:
        if path.exists() and not path.is_dir():
            raise AnnotationError(f"{path.name} is a file; choose another name for the folder.")
        fresh.mkdir()
        yield fresh
        if path.exists():
            path.replace(old)
        fresh.replace(path)
    except OSError as error:
        raise AnnotationError(f"{path.name} cannot be written: {error.strerror}.") from error
    finally:
        for leftover in (fresh, old):
            shutil.rmtree(leftover, ignore_errors=True)


def files_in(folder: Path, pattern: str) -> list[Path]:
    """Files of a folder by a pattern, in order of name; links that lead out of it are left out.

    Raises:
        AnnotationError: there is no such folder, or it holds too many files.
    """
    if not folder.is_dir():
        raise AnnotationError(f"{folder.name} is not a folder that can be read.")
    root = folder.resolve()
    found = []
    for path in folder.glob(pattern):
        if path.is_file() and path.resolve().is_relative_to(root):
            found.append(path)
        if len(found) > MAX_FILES:
            raise AnnotationError(f"{folder.name} holds more than {MAX_FILES:,} files.")
    return sorted(found)
