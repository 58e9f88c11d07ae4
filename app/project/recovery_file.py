"""A copy of what is unsaved, kept up to date act by act.

The copy is the whole project as it once was, and beside it a journal: a line of JSON for each act
since then. Both are numbered, so that a journal older than its copy is known. Never on the GUI
thread.
"""

from __future__ import annotations

import contextlib
import json
import os
from typing import TYPE_CHECKING

import platformdirs

from app.base.errors import ProjectError
from app.base.files import write_atomically
from app.project import storage
from app.project.changes import change_document, changes
from app.project.fields import parsed
from app.project.ids import new_id
from app.project.owner import this_process
from app.project.track_texts import TrackTexts

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.project.model import Project
    from app.project.writing import Fields

FORMAT = "reelwright-recovery"
SUFFIX = ".recovery"
JOURNAL = ".journal"
SHORT = 1 << 20
"""Bytes up to which a journal grows, if the copy itself is shorter."""


def recovery_folder() -> Path:
    """Where recovery files lie."""
    return platformdirs.user_state_path("reelwright", appauthor=False) / "recovery"


class RecoveryFile:
    """The copy of one open document. Not for two threads at once.

    Args:
        folder: Where it goes; the user's state folder by default.
    """

    def __init__(self, folder: Path | None = None) -> None:
        self._file = (folder or recovery_folder()) / f"{new_id()}{SUFFIX}"
        self._journal = self._file.with_suffix(JOURNAL)
        self._texts = TrackTexts()
        self._number = 0
        self._last: Project | None = None
        self._path: Path | None = None
        self._room = 0

    def write(self, project: Project, path: Path | None) -> None:
        """Put a project in the place of what was written before.

        Raises:
            ProjectError: the disk does not take it.
        """
        last, self._last = self._last, None  # whatever fails, what follows is written whole
        self._number += 1
        try:
            known = last is not None and (_names(last), self._path) == (_names(project), path)
            if last is None or not known or self._room <= 0:
                self._write_whole(project, path)
            elif told := changes(last, project):
                self._append(told)
        except OSError as error:
            raise ProjectError(
                f"No copy of the unsaved changes can be kept ({error.strerror or error}); "
                "save the project now."
            ) from error
        self._last, self._path = project, path

    def remove(self) -> None:
        """There is nothing to recover any more."""
        self._last = None
        with contextlib.suppress(OSError):
            self._file.unlink(missing_ok=True)
            self._journal.unlink(missing_ok=True)

    def _write_whole(self, project: Project, path: Path | None) -> None:
        head = (
            this_process()
            | _names(project)
            | {
                "format": FORMAT,
                "number": self._number,
                "project": None if path is None else str(path.absolute()),
            }
        )
        data = json.dumps(head).encode() + b"\n" + storage.encoded(project, None, self._texts)
        self._file.parent.mkdir(parents=True, exist_ok=True)
        write_atomically(self._file, data)
        self._journal.unlink(missing_ok=True)
        self._room = max(SHORT, len(data))

    def _append(self, told: Fields) -> None:
        step = {"number": self._number, "changes": told}
        line = json.dumps(step, allow_nan=False).encode() + b"\n"
        with self._journal.open("ab") as file:
            file.write(line)
            file.flush()
            os.fsync(file.fileno())
        self._room -= len(line)


def _names(project: Project) -> Fields:
    """What people know it by; its first clip, while it has neither name nor file."""
    clip = next((item.path.name for item in project.media), "")
    return {"name": project.name, "clip": clip}


def caught_up(document: Fields, journal: Path, number: int) -> Fields:
    """A document with what a journal says was done after the copy of that `number`.

    It ends at the first line that is torn or makes no sense: a power cut leaves such a one.
    """
    for step in _steps(journal):
        try:
            if step["number"] > number:
                document = change_document(document, step["changes"])
        except (KeyError, TypeError, AttributeError):
            break
    return document


def _steps(journal: Path) -> Iterator[Fields]:
    with contextlib.suppress(FileNotFoundError, ProjectError), journal.open("rb") as file:
        for line in file:
            yield parsed(line).value
