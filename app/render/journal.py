"""Which segments of an export are done: what makes it survive a crash."""

from __future__ import annotations

import errno
import hashlib
import itertools
import json
import shutil
import sys
import threading
from dataclasses import dataclass, field
from fractions import Fraction
from typing import IO, TYPE_CHECKING

from app import __version__
from app.base.errors import MediaError
from app.base.files import write_atomically
from app.media.joining import Segment
from app.media.opening import reason

if sys.platform == "win32":
    import msvcrt
else:
    import fcntl

if TYPE_CHECKING:
    from pathlib import Path

_FILE = "journal.json"
_LOCK = "lock"
_VERSION = 1


def work_folder(output: Path) -> Path:
    """The hidden folder beside `output` that holds its segments until they are joined."""
    return output.with_name(f".{output.name}.reelwright")


def fingerprint(footage: list[object], target: object) -> str:
    """Equal for two runs exactly when their segments are interchangeable.

    Args:
        footage: Whatever decides over the frames: files, chains, device, precision, weights.
        target: Whatever else decides over the bits of a segment: the encoder.
    """
    what = [__version__, *footage, target]
    return hashlib.sha256(repr(what).encode()).hexdigest()


@dataclass(slots=True)
class Journal:
    """The list of finished segments, on disk after every one. Thread-safe.

    Attributes:
        folder: Where segments and the journal lie.
        job: Fingerprint of what is being made.
        done: Start time and frame count of finished segments, by number.
        lock: Held open as long as the folder is ours; the system lets go of it after a crash.
    """

    folder: Path
    job: str
    done: dict[int, tuple[Fraction, int]]
    lock: IO[bytes]
    _guard: threading.RLock = field(default_factory=threading.RLock)

    @classmethod
    def open(cls, folder: Path, job: str) -> Journal:
        """Continue the same job's journal, or begin anew if the folder holds another's.

        Raises:
            MediaError: another run is at work on the same output.
            OSError: the folder cannot be made or written to.
        """
        folder.mkdir(exist_ok=True)
        lock = _locked(folder / _LOCK)
        done = _read(folder, job)
        if done is None:
            _empty(folder)
            done = {}
        return cls(folder, job, done, lock)

    def close(self) -> None:
        """Let others work in the folder, and take it away if nothing in it is worth keeping."""
        self.lock.close()  # before deleting: some systems do not delete what is open
        if not self.done:
            shutil.rmtree(self.folder, ignore_errors=True)

    def path(self, number: int) -> Path:
        """The file of one segment."""
        return self.folder / f"{number:06d}.segment"

    def note(self, number: int, start: Fraction, frames: int) -> None:
        """Write down that a segment's file is complete.

        Raises:
            MediaError: the disk is full or the folder is gone.
        """
        try:
            with self._guard:
                self.done[number] = (start, frames)
                self._write()
        except OSError as error:
            where = self.folder.parent
            raise MediaError(
                f"The folder {where} cannot be written to: {reason(error)}."
            ) from error

    def _write(self) -> None:
        rows = {str(n): [str(start), frames] for n, (start, frames) in sorted(self.done.items())}
        content = {"version": _VERSION, "job": self.job, "done": rows}
        write_atomically(self.folder / _FILE, json.dumps(content, indent=1).encode())

    def segments(self, shift: Fraction, stop: int | None = None) -> list[Segment]:
        """Finished segments with frames in them, in order, on the output's clock.

        Args:
            shift: Seconds from the footage's clock to the output's.
            stop: The first segment that is not wanted.
        """
        rows = [row for row in sorted(self.done.items()) if stop is None or row[0] < stop]
        return [Segment(self.path(n), start + shift) for n, (start, frames) in rows if frames]

    @property
    def unbroken(self) -> int:
        """How many segments are finished before the first one that is not."""
        return next(n for n in itertools.count() if n not in self.done)

    @property
    def frames(self) -> int:
        """Frames in finished segments."""
        with self._guard:
            return sum(frames for _, frames in self.done.values())

    def frames_before(self, number: int) -> int:
        """Frames in finished segments before `number`."""
        with self._guard:
            return sum(frames for n, (_, frames) in self.done.items() if n < number)

    def remove(self) -> None:
        """Delete the work folder."""
        self.close()
        shutil.rmtree(self.folder, ignore_errors=True)


def _locked(path: Path) -> IO[bytes]:
    """The file, open and locked against other runs, in this program or in others."""
    file = path.open("ab")
    try:
        if sys.platform == "win32":
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)
        else:
            fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError as error:
        # Some network folders know no locks: better none than no export.
        if error.errno in (errno.EAGAIN, errno.EACCES, errno.EDEADLK):
            file.close()
            output = path.parent.name.removeprefix(".").removesuffix(".reelwright")
            raise MediaError(
                f"Another run is writing {output} at this moment; wait for it or choose another "
                "name."
            ) from error
    return file


def _empty(folder: Path) -> None:
    for path in folder.iterdir():
        if path.name != _LOCK:
            path.unlink()


def _read(folder: Path, job: str) -> dict[int, tuple[Fraction, int]] | None:
    """Finished segments, or None when there is no journal of this job to go on from."""
    try:
        content = json.loads((folder / _FILE).read_bytes())
        if content["version"] != _VERSION or content["job"] != job:
            return None
        rows = {
            int(n): (Fraction(start), int(count)) for n, (start, count) in content["done"].items()
        }
    except (OSError, ValueError, KeyError, TypeError, AttributeError, ZeroDivisionError):
        return None
    present = {n for n in rows if (folder / f"{n:06d}.segment").exists()}
    return {n: row for n, row in rows.items() if n in present or row[1] == 0}
