"""What a crash leaves behind: a copy of each unsaved project, owned by the process that writes it.

A recovery file is a line of JSON about its owner, and below it the project file that would be
written; its journal lies beside it (see `recovery_file`). Never on the GUI thread.
"""

from __future__ import annotations

import contextlib
import json
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app.base.errors import ProjectError
from app.project import storage
from app.project.fields import Field, parsed
from app.project.owner import still_runs
from app.project.recovery_file import FORMAT, JOURNAL, SUFFIX, caught_up, recovery_folder

if TYPE_CHECKING:
    from app.project.model import Project

DAMAGED = ".damaged"
LONGEST_HEAD = 100_000


@dataclass(frozen=True, slots=True)
class Recoverable:
    """A project that nobody saved.

    Attributes:
        file: The recovery file.
        path: The project's own file; None if it was never saved.
        name: Of the project, for people; may be "".
        written: When it was last changed, in seconds since 1970.
        clip: Name of its first clip; "" without one.
    """

    file: Path
    path: Path | None
    name: str
    written: float
    clip: str = ""


def find_recoverable(folder: Path | None = None) -> tuple[list[Recoverable], list[str]]:
    """Unsaved projects whose owner is gone, newest first, and sentences about damaged files.

    A file that cannot be read is kept aside, under a name that is not looked at again.
    """
    found, notes = [], []
    for file in sorted((folder or recovery_folder()).glob(f"*{SUFFIX}")):
        if file.name.startswith("."):
            continue  # being written, by whoever it is
        try:
            head = _head(file)
            if not still_runs(head):
                found.append(_recoverable(file, head))
        except FileNotFoundError:
            continue  # its owner has just saved
        except (OSError, ValueError):
            notes.append(_kept_aside(file))
    return sorted(found, key=lambda item: -item.written), notes


def recover(item: Recoverable) -> Project:
    """The project in a recovery file; the file stays until `discard`.

    Raises:
        ProjectError: it is damaged; it is kept aside then.
    """
    try:
        data, number = item.file.read_bytes(), _head(item.file).get("number", 0)
        document = parsed(data[data.index(b"\n") + 1 :]).value
        document = caught_up(document, item.file.with_suffix(JOURNAL), number)
        return storage.understood(Field(document), None).project
    except (OSError, ValueError, ProjectError) as error:
        note = _kept_aside(item.file)
        raise ProjectError(note) from error


def discard(item: Recoverable) -> None:
    """Delete a recovery file."""
    with contextlib.suppress(OSError):
        item.file.unlink(missing_ok=True)
        item.file.with_suffix(JOURNAL).unlink(missing_ok=True)


def _head(file: Path) -> dict[str, Any]:
    with file.open("rb") as stream:
        head = json.loads(stream.readline(LONGEST_HEAD))
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise ValueError("no recovery file")
    return head


def _recoverable(file: Path, head: dict[str, Any]) -> Recoverable:
    path, journal = head.get("project"), file.with_suffix(JOURNAL)
    name, clip = (str(head.get(key) or "") for key in ("name", "clip"))
    return Recoverable(
        file,
        Path(path) if isinstance(path, str) and path else None,
        name,
        max(each.stat().st_mtime for each in (file, journal) if each.exists()),
        clip,
    )


def _kept_aside(file: Path) -> str:
    aside, journal = file.with_suffix(DAMAGED), file.with_suffix(JOURNAL)
    with contextlib.suppress(OSError):
        file.replace(aside)
        journal.replace(aside.with_suffix(DAMAGED + JOURNAL))
    return (
        f"An unsaved project could not be brought back, its copy is damaged; it is kept as {aside}."
    )
