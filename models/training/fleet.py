"""Every recipe at once on one GPU, each in a process of its own."""

from __future__ import annotations

import json
import platform
import subprocess
import sys
import tarfile
import time
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from models.training.recipes import Recipe

GRACE_SECONDS = 120.0  # for the last judging after training


@dataclass(slots=True)
class Job:
    """One recipe's process."""

    recipe: Recipe
    process: subprocess.Popen[bytes] | None = None
    tries: int = 0
    done: bool = False


class Fleet:
    """Runs recipes in their time windows and collects what comes out."""

    def __init__(self, recipes: list[Recipe], minutes: float, out: Path, shared: list[str]) -> None:
        self.jobs = [Job(recipe) for recipe in recipes]
        self.seconds = minutes * 60
        self.out = out
        self.shared = shared  # arguments that every process gets
        self.started = time.monotonic()

    def run(self) -> None:
        """Until every process ended, or overstayed. One that fails does not stop the others."""
        self.out.mkdir(parents=True, exist_ok=True)
        while not all(job.done for job in self.jobs):
            now = time.monotonic() - self.started
            for job in self.jobs:
                self._tend(job, now)
            if now > self.seconds + GRACE_SECONDS:
                self._stop()
            time.sleep(0.25)

    def _tend(self, job: Job, now: float) -> None:
        """Start a job whose time has come, and once more, in plain steps, one that failed."""
        if job.done:
            return
        if job.process is None:
            if now >= job.recipe.start * self.seconds:
                job.process = self._start(job, now)
            return
        code = job.process.poll()
        if code is None:
            return
        left = job.recipe.end * self.seconds - now
        if code != 0 and job.tries < 2 and left > 5:
            job.process = self._start(job, now)
        else:
            job.done = True
            print(f"{now:6.0f} s  {job.recipe.name} ended with {code}", flush=True)

    def _start(self, job: Job, now: float) -> subprocess.Popen[bytes]:
        minutes = (job.recipe.end * self.seconds - now) / 60
        command = [sys.executable, "-m", "models.training", "train", job.recipe.name]
        command += ["--minutes", f"{minutes:.4f}", "--out", str(self.out), *self.shared]
        if job.tries:
            command += ["--resume", "--eager"]
        job.tries += 1
        print(f"{now:6.0f} s  {' '.join(command[2:])}", flush=True)
        with (self.out / f"{job.recipe.name}.log").open("ab") as log:
            return subprocess.Popen(command, stdout=log, stderr=subprocess.STDOUT)

    def _stop(self) -> None:
        """End our own processes that overstayed; their last exported weights are kept."""
        for job in self.jobs:
            if job.process is not None and job.process.poll() is None:
                job.process.kill()
                print(f"        {job.recipe.name} overstayed", flush=True)
            job.done = True


def collect(out: Path, command: str = "") -> Path:
    """Write `report.json` and `results.tar` out of whatever is in `out` by now."""
    report = {
        "command": command,
        "machine": platform.platform(),
        "python": platform.python_version(),
        "recipes": [json.loads(each.read_text()) for each in sorted(out.glob("reel-*.json"))],
    }
    (out / "report.json").write_text(json.dumps(report, indent=1))
    with tarfile.open(out / "results.tar", "w") as archive:
        for path in sorted(out.iterdir()):
            if path.suffix in {".safetensors", ".json", ".log"}:
                archive.add(path, path.name)
    return out / "results.tar"
