"""Project files: written whole or not at all, read with suspicion. Never on the GUI thread."""

from __future__ import annotations

import os
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.errors import ProjectError
from app.base.files import write_atomically
from app.base.text import format_bytes
from app.project.fields import Field, parsed
from app.project.layout import laid_out
from app.project.migrations import up_to_date
from app.project.reading import Reader
from app.project.writing import FORMAT, VERSION, plain

if TYPE_CHECKING:
    from pathlib import Path

    from app.project.model import Project
    from app.project.track_texts import TrackTexts

SUFFIX = ".reel"
LARGEST = 2**30
"""Bytes; a project of 2,000 clips has about one million, masks of long films need the most."""


@dataclass(frozen=True, slots=True)
class Loaded:
    """What a file gave.

    Attributes:
        project: With absolute paths.
        read_only: Whether a newer version wrote it, so that saving over it would lose things.
        notes: Sentences the user should see.
    """

    project: Project
    read_only: bool = False
    notes: tuple[str, ...] = ()


def save(project: Project, path: Path) -> None:
    """Write a project file; the old one is there until the new one is complete.

    Raises:
        ProjectError: the disk does not take it.
    """
    data = encoded(project, path.absolute().parent)
    if len(data) > LARGEST:
        raise ProjectError(
            f"The project would be larger than {format_bytes(LARGEST)} and could not be opened "
            "again; split it, or export its annotations and remove them."
        )
    try:
        target = path.resolve()  # a link to a project stays one
        target.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(target, data)
    except OSError as error:
        raise ProjectError(
            f"The project could not be saved to {path}: {error.strerror or error}; "
            "save it somewhere else."
        ) from error


def load(path: Path) -> Loaded:
    """Read a project file.

    Raises:
        ProjectError: it cannot be read, is no project, or something in it is wrong.
    """
    return decoded(file_bytes(path), path.absolute().parent)


def encoded(project: Project, folder: Path | None, texts: TrackTexts | None = None) -> bytes:
    """The contents of a file that lies in `folder`; with None paths stay whole.

    Args:
        project, folder: As said.
        texts: Of tracks that were written before; who writes often keeps them.
    """
    if texts is None:
        return laid_out(plain(project, folder))
    try:
        return laid_out(plain(project, folder, texts.plain))
    finally:
        texts.settle()


def decoded(data: bytes, folder: Path | None) -> Loaded:
    """The project in the contents of a file.

    Raises:
        ProjectError: it is no project, or something in it is wrong.
    """
    return understood(parsed(data), folder)


def understood(root: Field, folder: Path | None) -> Loaded:
    """The project in a document; raises as `decoded`."""
    if not isinstance(root.value, dict) or root.value.get("format") != FORMAT:
        raise ProjectError("This is no Reelwright project; choose a file that ends in .reel.")
    version = (
        root["version"].whole(10**6) if root.has("version") else root["version"].wrong("is missing")
    )
    if version > VERSION:
        return _newer(root, folder)
    reader = Reader(folder)
    project = reader.project(Field(up_to_date(root.value, version)))
    return Loaded(project, notes=tuple(reader.notes))


def _newer(root: Field, folder: Path | None) -> Loaded:
    reader = Reader(folder)
    try:
        project = reader.project(root)
    except ProjectError as error:
        raise ProjectError(
            "This project was made by a newer Reelwright and cannot be shown by this one; "
            "update Reelwright to open it."
        ) from error
    note = (
        "This project was made by a newer Reelwright: it is open to look at, and not everything "
        "may be shown. Save it under another name to change it, or update Reelwright."
    )
    return Loaded(project, True, (note, *reader.notes))


def file_bytes(path: Path) -> bytes:
    """The contents of a file of a sensible size.

    Raises:
        ProjectError: it cannot be read, or is too large.
    """
    try:
        with path.open("rb") as file:
            # Asked first, so that a huge file costs nothing; then believed no more than needed.
            size = os.fstat(file.fileno()).st_size
            data = file.read(LARGEST + 1) if size <= LARGEST else None
    except FileNotFoundError:
        raise ProjectError(f"There is no file {path}; was it moved or renamed?") from None
    except OSError as error:
        raise ProjectError(
            f"{path.name} cannot be read: {error.strerror or error}; check that it is a file "
            "you may open."
        ) from error
    if data is None or len(data) > LARGEST:
        raise ProjectError(
            f"{path.name} is larger than {format_bytes(LARGEST)}, which no project "
            "is; choose another file."
        )
    return data
