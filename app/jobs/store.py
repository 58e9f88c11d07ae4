"""The queue on disk: what makes it survive a crash.

One folder per window: `queue.json` with everything that changes, a `<id>.json` with the payload of
each job, and a lock. Writing happens on a thread of its own, newest state first, because a disk
that is busy with an export may keep a writer waiting for seconds.
"""

from __future__ import annotations

import contextlib
import json
import logging
import shutil
import threading
from dataclasses import replace
from typing import IO, TYPE_CHECKING

from app.base.files import write_atomically
from app.jobs import codec
from app.jobs.lock import take_lock

if TYPE_CHECKING:
    from pathlib import Path

    from app.jobs.job import Job

_FILE = "queue.json"
_LARGEST_QUEUE = 64_000_000
_LARGEST_PAYLOAD = 64_000_000
_WINDOWS = 8

_log = logging.getLogger(__name__)


def jobs_folder() -> Path:
    """Where this user's queues are kept."""
    import platformdirs

    return platformdirs.user_state_path("reelwright", appauthor=False) / "jobs"


class JobStore:
    """A locked folder and the thread that writes to it.

    `open` is called once, before all else; the other methods are safe from any thread.

    Attributes:
        jobs: What was found, in order; jobs of windows that died are among them.
        notes: What the user should know about it, as sentences.
    """

    def __init__(self) -> None:
        self.jobs: list[Job] = []
        self.notes: list[str] = []
        self._lock: IO[bytes] | None = None
        self._folder: Path | None = None
        self._kept: set[str] = set()
        self._wanted: list[Job] | None = None
        self._condition = threading.Condition()
        self._closed = self._busy = False
        self._thread: threading.Thread | None = None

    def open(self, root: Path) -> None:
        """Take a folder below `root` and read it. Without this call nothing is kept."""
        try:
            self._take(root)
            if self._folder is None:
                self.notes.append("Too many windows are open; jobs of this one are not kept.")
                return
            self.jobs = self._load(self._folder)
            self._adopt(root)
        except OSError as error:
            self._folder = None
            _log.warning("the queue cannot be kept in %s: %s", root, error)
            self.notes.append(
                "Jobs cannot be kept across a restart, because their folder cannot be written to."
            )

    def save(self, jobs: list[Job]) -> None:
        """Have these written soon; a later call replaces one that was not begun."""
        with self._condition:
            if self._folder is None or self._closed:
                return
            self._wanted = jobs
            if self._thread is None:
                self._thread = threading.Thread(target=self._write_all, name="jobs-store")
                self._thread.start()
            self._condition.notify_all()

    def flush(self) -> None:
        """Wait until everything is on the disk."""
        with self._condition:
            self._condition.wait_for(lambda: self._wanted is None and not self._busy)

    def close(self) -> None:
        """Write what is left and let go of the folder."""
        with self._condition:
            self._closed = True
            self._condition.notify_all()
        if self._thread is not None:
            self._thread.join()
        if self._lock is not None:
            self._lock.close()
            self._lock = None

    def _take(self, root: Path) -> None:
        for number in range(_WINDOWS):
            folder = root / f"window-{number + 1}"
            folder.mkdir(parents=True, exist_ok=True)
            self._lock = take_lock(folder / "lock")
            if self._lock is not None:
                self._folder = folder
                return

    def _adopt(self, root: Path) -> None:
        """Take over what windows that are no more have left."""
        for folder in sorted(root.glob("window-*")):
            if folder == self._folder or not (folder / _FILE).is_file():
                continue
            lock = take_lock(folder / "lock")
            if lock is None:
                continue
            with lock:
                known = {job.id for job in self.jobs}
                self.jobs += [job for job in self._load(folder) if job.id not in known]
                self._kept.clear()
                self._write(self.jobs)
            shutil.rmtree(folder, ignore_errors=True)

    def _load(self, folder: Path) -> list[Job]:
        path = folder / _FILE
        if not path.exists():
            return []
        try:
            jobs = codec.read(json.loads(_bounded(path, _LARGEST_QUEUE)))
        except (OSError, ValueError, RecursionError) as error:
            _log.warning("damaged queue %s: %s", path, error)
            self._set_aside(path)
            return []
        found = [self._with_payload(folder, job) for job in jobs]
        return [job for job in found if job is not None]

    def _set_aside(self, path: Path) -> None:
        number = 1
        while (aside := path.with_name(f"queue.damaged-{number}.json")).exists():
            number += 1
        with contextlib.suppress(OSError):
            path.replace(aside)
        self.notes.append(
            f"The list of jobs was damaged and starts empty; the old one was kept as {aside.name}."
        )

    def _with_payload(self, folder: Path, job: Job) -> Job | None:
        try:
            payload = json.loads(_bounded(folder / f"{job.id}.json", _LARGEST_PAYLOAD))
        except (OSError, ValueError, RecursionError):
            payload = None
        if not isinstance(payload, dict):
            if job.finished:
                return job
            self.notes.append(f"“{job.spec.title}” could not be read back and was left out.")
            return None
        self._kept.add(job.id)
        return replace(job, spec=replace(job.spec, payload=payload))

    def _write_all(self) -> None:
        while True:
            with self._condition:
                self._busy = False
                self._condition.notify_all()
                self._condition.wait_for(lambda: self._closed or self._wanted is not None)
                jobs, self._wanted = self._wanted, None
                if jobs is None:
                    return
                self._busy = True
            try:
                self._write(jobs)
            except (OSError, TypeError, ValueError):
                # The jobs go on; only a crash would lose them.
                _log.exception("the queue could not be written")

    def _write(self, jobs: list[Job]) -> None:
        """Payloads before the list that names them, and gone only after it."""
        if self._folder is None:
            return
        for job in jobs:
            if job.id not in self._kept:
                write_atomically(self._folder / f"{job.id}.json", _json(job.spec.payload))
                self._kept.add(job.id)
        write_atomically(self._folder / _FILE, _json(codec.written(jobs)))
        for gone in self._kept - {job.id for job in jobs}:
            (self._folder / f"{gone}.json").unlink(missing_ok=True)
            self._kept.discard(gone)


def _json(document: object) -> bytes:
    return json.dumps(document, ensure_ascii=False).encode("utf-8", "surrogatepass")


def _bounded(path: Path, most: int) -> str:
    with path.open("rb") as file:
        data = file.read(most + 1)
    if len(data) > most:
        raise ValueError("too large")
    return data.decode("utf-8", "surrogatepass")
