"""What `ProjectFiles` has done on workers; what brings FFmpeg along is loaded there, too."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.base.cancel import CancelToken
from app.base.errors import AppError
from app.project.edits import media
from app.ui.language import tr, tr_count

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence
    from pathlib import Path

    from app.project.model import MediaItem, Project
    from app.project.otio_reading import Part
    from app.project.recovery import Recoverable
    from app.project.relink import Relinked
    from app.project.storage import Loaded

MOST_NAMES = 3
"""Files named in one sentence; the others are counted."""
MOST_REASONS = 20
"""Files whose failure is explained in the notices, which hold a hundred."""


@dataclass(frozen=True, slots=True, eq=False)
class Import:
    """One wish to import, and what came of it so far."""

    number: int
    paths: tuple[Path, ...]
    known: dict[Path, MediaItem]
    cancel: CancelToken = field(default_factory=CancelToken)
    items: list[MediaItem] = field(default_factory=list)
    known_before: list[MediaItem] = field(default_factory=list)
    failures: list[tuple[Path, str]] = field(default_factory=list)
    notes: list[str] = field(default_factory=list)


def load_project(path: Path) -> Loaded:
    """Read a project file."""
    from app.project.storage import load

    return load(path)


def save_project(project: Project, path: Path) -> Project:
    """Write a project file; gives back what was written."""
    from app.project.storage import save

    save(project, path)
    return project


def import_media(wish: Import, found: Callable[[Import, MediaItem], None]) -> None:
    """Look at sources one by one; `found` takes each to the GUI thread."""
    from app.project.importing import inspected, sources_in

    sources = sources_in(wish.paths)
    wish.notes.extend(sources.notes)
    for path in sources.sources:
        if wish.cancel.cancelled:
            return
        if path in wish.known:
            wish.known_before.append(wish.known[path])
            continue
        try:
            found(wish, inspected(path)[0])
        except AppError as error:
            wish.failures.append((path, str(error)))
    if not sources.sources:
        wish.notes.append(tr("There is no video and no picture in what you chose."))


def missing_media(items: Sequence[MediaItem]) -> tuple[MediaItem, ...]:
    """Sources that are not there."""
    from app.project.relink import missing

    return tuple(missing(items))


def relinked_media(
    items: Sequence[MediaItem], folders: Sequence[Path], cancel: CancelToken
) -> Relinked:
    """Look for missing sources in folders."""
    from app.project.relink import find_moved, missing

    return find_moved(missing(items), folders, cancel)


def inspect_media(path: Path) -> MediaItem:
    """Look at one source."""
    from app.project.importing import inspect

    return inspect(path)


def read_timeline(path: Path) -> Part:
    """A timeline whose sources, where they are there, have been looked at."""
    from app.project.importing import inspect
    from app.project.otio import read_otio
    from app.project.relink import missing

    part = read_otio(path)
    project = part.project
    gone = missing(project.media)
    for item in part.project.media:
        if item not in gone:
            with contextlib.suppress(AppError):
                found = inspect(item.path, item.rate)
                project = media.replace_media(item.id, found)(project)
    return replace(part, project=project)


def write_timeline(project: Project, path: Path) -> list[str]:
    """Write OpenTimelineIO; gives sentences about what is lost."""
    from app.project.otio import loses, write_otio

    write_otio(project, path)
    return loses(project)


def find_recoverable() -> tuple[list[Recoverable], list[str]]:
    """Projects nobody saved, and sentences about damaged ones."""
    from app.project.recovery import find_recoverable

    return find_recoverable()


def recover_project(item: Recoverable) -> Project:
    """The project in a recovery file."""
    from app.project.recovery import recover

    return recover(item)


def discard_copy(item: Recoverable) -> None:
    """Delete a recovery file."""
    from app.project.recovery import discard

    discard(item)


def failures_of(wish: Import) -> list[str]:
    """Why files could not be imported, one by one; of several, then which, in one sentence."""
    reasons = [reason for _, reason in wish.failures]
    if len(reasons) <= 1:
        return reasons
    names = ", ".join(path.name for path, _ in wish.failures[:MOST_NAMES])
    more = len(reasons) - MOST_NAMES
    summary = (
        tr_count(
            "{names} and one more file could not be imported. The notices say why.",
            "{names} and {n} more files could not be imported. The notices say why.",
            more,
            names=names,
        )
        if more > 0
        else tr("{names} could not be imported. The notices say why.", names=names)
    )
    return [*reasons[:MOST_REASONS], summary]


def notes_of(wish: Import) -> list[str]:
    """What else the user should know of an import that has ended."""
    found = list(wish.notes)
    if wish.known_before:
        found.append(
            tr_count(
                "One of these files is in the project already.",
                "{n} of these files are in the project already.",
                len(wish.known_before),
            )
        )
    return found
