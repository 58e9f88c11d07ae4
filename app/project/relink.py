"""Finding sources that were moved: by name, and by what they contain. Never on the GUI thread."""

from __future__ import annotations

import os
from collections import defaultdict
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.cancel import CancelToken
from app.base.errors import MediaError
from app.media.image_sequence import find_sequence, is_sequence
from app.project.fingerprint import fingerprint, size_in

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from app.project.model import MediaItem

DEEPEST = 16
MOST_FILES = 200_000
"""A walk stops there: a whole disk was named by mistake."""
MOST_CANDIDATES = 50
"""Files of the right name or size that are read for one source."""


@dataclass(frozen=True, slots=True)
class Relinked:
    """What a search gave.

    Attributes:
        paths: Where sources lie now, by media id, for the edit `media.relink`.
        doubtful: Files of the right name with other contents: ask before using them.
        complete: Whether everything was looked through; not so in folders too large.
    """

    paths: dict[str, Path]
    doubtful: dict[str, Path] = field(default_factory=dict)
    complete: bool = True


def missing(media: Iterable[MediaItem]) -> list[MediaItem]:
    """Sources that are not where they should be."""
    return [item for item in media if not is_there(item.path)]


def is_there(path: Path) -> bool:
    """Whether a file, or at least one picture of a sequence, exists."""
    try:
        return find_sequence(path).count > 0 if is_sequence(path) else path.is_file()
    except (MediaError, OSError, ValueError):
        return False


def find_moved(
    items: Sequence[MediaItem], folders: Iterable[Path], cancel: CancelToken | None = None
) -> Relinked:
    """Look for sources in folders and what is below them.

    A file counts as found when its fingerprint is right, whatever it is called. Where none is
    known the name has to do. Of several copies the one whose folders are called most alike wins.

    Raises:
        Cancelled: `cancel` was set.
    """
    cancel = cancel or CancelToken()
    search = _Search(items)
    for folder in folders:
        search.walk(folder, cancel)
    answers = {item.id: search.answer(item, cancel) for item in items}
    return Relinked(
        {name: path for name, (path, sure) in answers.items() if path and sure},
        {name: path for name, (path, sure) in answers.items() if path and not sure},
        not search.stopped,
    )


class _Search:
    """What may be one of the wanted sources, noted during one walk."""

    def __init__(self, items: Sequence[MediaItem]) -> None:
        self.stopped = False
        self._left = MOST_FILES
        self._by_name: dict[str, list[Path]] = defaultdict(list)
        self._by_size: dict[int, list[Path]] = defaultdict(list)
        self._patterns = {item.path.name for item in items if is_sequence(item.path)}
        self._names = {item.path.name.casefold() for item in items}
        self._sizes = {size_in(item.fingerprint) for item in items} - {None, 0}

    def walk(self, folder: Path, cancel: CancelToken) -> None:
        """Look at every file below a folder; links to folders are not followed."""
        for inside, files in _folders(folder):
            cancel.check()
            if self.stopped:
                return
            for name in self._patterns:
                if is_there(inside / name):
                    self._by_name[name.casefold()].append(inside / name)
            for entry in files:
                self._note(entry)

    def _note(self, entry: os.DirEntry[str]) -> None:
        self._left -= 1
        self.stopped = self._left < 0
        if entry.name.casefold() in self._names:
            self._by_name[entry.name.casefold()].append(Path(entry.path))
        elif self._sizes and (size := _size(entry)) in self._sizes:
            self._by_size[size].append(Path(entry.path))

    def answer(self, item: MediaItem, cancel: CancelToken) -> tuple[Path | None, bool]:
        """The best file for a source, and whether it surely is the one."""
        named = _most_alike(item.path, self._by_name[item.path.name.casefold()])
        if not item.fingerprint:
            return (named[0] if named else None), True
        size = size_in(item.fingerprint)
        sized = self._by_size[size] if size else []
        for path in [*named, *_most_alike(item.path, sized)]:
            cancel.check()
            if _print_of(path) == item.fingerprint:
                return path, True
        return (named[0] if named else None), False


def _folders(top: Path) -> Iterator[tuple[Path, list[os.DirEntry[str]]]]:
    row = [(top, 0)]
    while row:
        folder, depth = row.pop()
        try:
            with os.scandir(folder) as entries:
                found = sorted(entries, key=lambda entry: entry.name)
        except OSError:
            continue  # no permission, or gone meanwhile
        below = [entry for entry in found if not entry.name.startswith(".") and _is_folder(entry)]
        if depth < DEEPEST:
            row += [(Path(entry.path), depth + 1) for entry in reversed(below)]
        yield folder, [entry for entry in found if _is_file(entry)]


def _is_folder(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_dir(follow_symlinks=False)
    except OSError:
        return False


def _is_file(entry: os.DirEntry[str]) -> bool:
    try:
        return entry.is_file()
    except OSError:
        return False


def _size(entry: os.DirEntry[str]) -> int:
    try:
        return entry.stat().st_size
    except OSError:
        return -1


def _print_of(path: Path) -> str:
    try:
        return fingerprint(path)
    except MediaError:
        return ""


def _most_alike(old: Path, candidates: list[Path]) -> list[Path]:
    """Those that share the longest tail of folder names with the old place first."""
    unique = list(dict.fromkeys(candidates))
    return sorted(unique, key=lambda path: -_shared_tail(old, path))[:MOST_CANDIDATES]


def _shared_tail(one: Path, other: Path) -> int:
    pairs = list(zip(reversed(one.parts), reversed(other.parts), strict=False))
    return next((n for n, (a, b) in enumerate(pairs) if a != b), len(pairs))
