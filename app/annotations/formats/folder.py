"""Folders that appear whole or not at all, and folders nobody vouches for."""

from __future__ import annotations

import contextlib
import os
import shutil
import uuid
from typing import TYPE_CHECKING

from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

MAX_FILES = 1_000_000
"""Files of the largest folder read."""


_ANNOTATIONS = {".txt", ".xml", ".json", ".yaml", ".ini", ".csv"}


@contextlib.contextmanager
def appearing_folder(path: Path, *, pictures: bool = False) -> Iterator[Path]:
    """Yield a new folder to fill; it takes the place of `path` on a clean exit only.

    A folder that is there already is replaced, so that no file of an earlier export is left to be
    mistaken for one of this; a file is not, nor a folder with anything but annotations in it.

    Args:
        path: Of the folder.
        pictures: Whether the annotations are pictures (PNG).

    Raises:
        AnnotationError: the disk refuses, `path` is a file, or it holds something else.
    """
    check_annotations_only(path, pictures=pictures)
    mark = uuid.uuid4().hex[:8]
    fresh, old = path.with_name(f".{path.name}.{mark}"), path.with_name(f".{path.name}.{mark}.old")
    try:
        if path.exists() and not path.is_dir():
            raise AnnotationError(f"{path.name} is a file; choose another name for the folder.")
        fresh.mkdir()
        yield fresh
        _sync_names(fresh)
        if path.exists():
            path.replace(old)
        fresh.replace(path)
    except OSError as error:
        raise AnnotationError(f"{path.name} cannot be written: {error.strerror}.") from error
    finally:
        for leftover in (fresh, old):
            shutil.rmtree(leftover, ignore_errors=True)


def check_annotations_only(path: Path, *, pictures: bool = False) -> None:
    """Refuse a folder that holds more than an earlier export; other places are no matter.

    Raises:
        AnnotationError: replacing it would cost something that is not annotations.
    """
    if not path.is_dir():
        return
    usual = _ANNOTATIONS | {".png"} if pictures else _ANNOTATIONS
    other = next((one for one in path.rglob("*") if not one.is_dir() and one.suffix not in usual),
                 None)  # fmt: skip
    if other is not None:
        raise AnnotationError(
            f"{path} would be replaced with all that is in it, such as {other.name}; "
            "choose another folder."
        )


def _sync_names(folder: Path) -> None:
    """Once for all of its files; where a folder cannot be opened, as on Windows, not at all."""
    with contextlib.suppress(OSError):
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


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
