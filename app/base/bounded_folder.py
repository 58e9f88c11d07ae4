"""A folder of files that can be made again, within a budget of bytes."""

from __future__ import annotations

import contextlib
import os
import threading
from collections import OrderedDict
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.files import partial_path

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator


class BoundedFolder:
    """Reads and writes small files; the longest unused go first when there are too many.

    What is on the disk is not believed: whoever reads checks what it gets and calls `remove` for
    what is damaged. Thread-safe; every call may wait for the disk. A disk that is full or gone
    costs only the time to make things again.

    Attributes:
        nbytes: Of all files.
    """

    def __init__(
        self,
        folder: Path,
        suffix: str,
        budget: int,
        *,
        ours: Callable[[Path], bool] = lambda _: True,
        gone: Callable[[Path], object] = lambda _: None,
    ) -> None:
        """Look at what is there.

        Args:
            folder: Made when needed.
            suffix: What names end with; files lie in the folder, or in folders in it.
            budget: Bytes.
            ours: Whether a file with such a name was put there by us; others are left alone.
            gone: Told of each file that is no longer there; on whichever thread, and it must not
                call back.
        """
        self.folder, self._budget = folder, budget
        self._gone = gone
        self._lock = threading.Lock()
        self._sizes: OrderedDict[Path, int] = OrderedDict()
        self.nbytes = 0
        for size, path in _found(folder, suffix):
            if ours(path):
                self._note(path, size)
        with self._lock:
            self._shrink()

    def __contains__(self, path: Path) -> bool:
        with self._lock:
            return path in self._sizes

    def paths(self) -> list[Path]:
        """All files, longest unused first."""
        with self._lock:
            return list(self._sizes)

    def read(self, path: Path, most: int) -> bytes | None:
        """What is in a file; None where there is none, or one of more than `most` bytes."""
        with self._lock:
            if path not in self._sizes:
                return None
            self._sizes.move_to_end(path)
        try:
            with path.open("rb") as file:
                data = file.read(most + 1)
            os.utime(path)
        except OSError:
            data = None
        if data is None or len(data) > most:
            self.remove(path)
            return None
        return data

    def write(self, path: Path, data: bytes) -> bool:
        """Put a file down, whole or not at all; whether that went well."""
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            part = partial_path(path)
            part.write_bytes(data)
            part.replace(path)
        except OSError:
            return False
        self.add(path, len(data))
        return True

    def add(self, path: Path, size: int) -> None:
        """Take in a file that somebody else has put there; others may have to go."""
        with self._lock:
            self._note(path, size)
            self._shrink()

    def remove(self, path: Path) -> None:
        """Delete a file."""
        with self._lock:
            self._forget(path)

    def _note(self, path: Path, size: int) -> None:
        self.nbytes += size - self._sizes.pop(path, 0)
        self._sizes[path] = size

    def _shrink(self) -> None:
        while self.nbytes > self._budget and self._sizes:
            self._forget(next(iter(self._sizes)))

    def _forget(self, path: Path) -> None:
        self.nbytes -= self._sizes.pop(path, 0)
        with contextlib.suppress(OSError):
            path.unlink(missing_ok=True)
            if path.parent != self.folder:
                path.parent.rmdir()  # refused while there is something in it
        self._gone(path)


def _found(folder: Path, suffix: str) -> list[tuple[int, Path]]:
    """Size and path of the files that are there, longest unused first."""
    found: list[tuple[float, int, str]] = []
    for entry in _entries(folder):
        if entry.name.endswith(suffix) and not entry.name.startswith("."):
            with contextlib.suppress(OSError):
                facts = entry.stat(follow_symlinks=False)
                found.append((facts.st_mtime, facts.st_size, entry.path))
    return [(size, Path(path)) for _, size, path in sorted(found)]


def _entries(folder: Path, levels: int = 1) -> Iterator[os.DirEntry[str]]:
    """Plain files of a folder and of the folders in it; links are not followed."""
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_file(follow_symlinks=False):
                yield entry
            elif levels and entry.is_dir(follow_symlinks=False):
                yield from _entries(Path(entry.path), levels - 1)
