"""What a crash leaves behind: a copy of each unsaved project, owned by the process that writes it.

A recovery file is a line of JSON about its owner, and below it the project file that would be
written. It lies in the user's state folder and is replaced as a whole. Never on the GUI thread.
"""

from __future__ import annotations

import contextlib
import json
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

import platformdirs

from app.base.errors import ProjectError
from app.base.files import write_atomically
from app.project import storage
from app.project.ids import new_id
from app.project.track_texts import TrackTexts

if TYPE_CHECKING:
    from app.project.model import Project

FORMAT = "reelwright-recovery"
SUFFIX = ".recovery"
DAMAGED = ".damaged"
LONGEST_HEAD = 100_000
SAME_START = 2.0
"""Seconds by which two readings of a process' start may differ."""


@dataclass(frozen=True, slots=True)
class Recoverable:
    """A project that nobody saved.

    Attributes:
        file: The recovery file.
        path: The project's own file; None if it was never saved.
        name: Of the project, for people; may be "".
        written: When it was last changed, in seconds since 1970.
    """

    file: Path
    path: Path | None
    name: str
    written: float


class RecoveryFile:
    """The recovery file of one open document. Not for two threads at once.

    Args:
        folder: Where it goes; the user's state folder by default.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._file = (folder or recovery_folder()) / f"{new_id()}{SUFFIX}"
        self._texts = TrackTexts()

    def write(self, project: Project, path: Path | None) -> None:
        """Put a project in the place of what was written before.

        Raises:
            ProjectError: the disk does not take it.
        """
        head = {
            "format": FORMAT,
            "pid": os.getpid(),
            "started": _started(os.getpid()),
            "project": None if path is None else str(path.absolute()),
            "name": project.name,
        }
        data = json.dumps(head).encode() + b"\n" + storage.encoded(project, None, self._texts)
        try:
            self._file.parent.mkdir(parents=True, exist_ok=True)
            write_atomically(self._file, data)
        except OSError as error:
            raise ProjectError(
                f"No copy of the unsaved changes can be kept ({error.strerror or error}); "
                "save the project now."
            ) from error

    def remove(self) -> None:
        """There is nothing to recover any more."""
        self._texts = TrackTexts()
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)


def recovery_folder() -> Path:
    """Where recovery files lie."""
    return platformdirs.user_state_path("reelwright", appauthor=False) / "recovery"


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
            if not _alive(head):
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
        data = item.file.read_bytes()
        return storage.decoded(data[data.index(b"\n") + 1 :], None).project
    except (OSError, ValueError, ProjectError) as error:
        note = _kept_aside(item.file)
        raise ProjectError(note) from error


def discard(item: Recoverable) -> None:
    """Delete a recovery file."""
    with contextlib.suppress(OSError):
        item.file.unlink(missing_ok=True)


def _head(file: Path) -> dict[str, Any]:
    with file.open("rb") as stream:
        head = json.loads(stream.readline(LONGEST_HEAD))
    if not isinstance(head, dict) or head.get("format") != FORMAT:
        raise ValueError("no recovery file")
    return head


def _recoverable(file: Path, head: dict[str, Any]) -> Recoverable:
    path, name = head.get("project"), head.get("name")
    return Recoverable(
        file,
        Path(path) if isinstance(path, str) and path else None,
        name if isinstance(name, str) else "",
        file.stat().st_mtime,
    )


def _alive(head: dict[str, Any]) -> bool:
    """Whether the owner still runs: numbers of processes are used again, so its start counts."""
    pid, started = head.get("pid"), head.get("started")
    if type(pid) is not int or not isinstance(started, int | float):
        raise ValueError("no owner")
    now = _started(pid)
    return now is not None and abs(now - started) < SAME_START


def _started(pid: int) -> float | None:
    """When a process began, in seconds since 1970; None if it is none, or dead."""
    import psutil  # not needed to start the program

    try:
        process = psutil.Process(pid)
        # A killed child whose parent does not ask after it is still listed.
        return None if process.status() == psutil.STATUS_ZOMBIE else process.create_time()
    except (psutil.Error, OSError, OverflowError, ValueError):
        return None


def _kept_aside(file: Path) -> str:
    aside = file.with_suffix(DAMAGED)
    with contextlib.suppress(OSError):
        file.replace(aside)
    return (
        f"An unsaved project could not be brought back, its copy is damaged; it is kept as {aside}."
    )
