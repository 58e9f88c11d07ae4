"""How long the GUI thread keeps people waiting: run it as a program, or from the test beside it.

A timer of one millisecond asks for its turn again and again; what lies between two turns is what
a click would have waited. What of it the GUI thread itself worked is counted, too: that figure
is right even where other programs fight for the cores.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import TYPE_CHECKING

sys.path.insert(0, str(Path(__file__).parents[2]))

from PySide6.QtCore import QDeadlineTimer, QEventLoop, QObject, Qt, QTimer

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.ui.application import Program

TICK_MS = 1


@dataclass(frozen=True)
class Latency:
    """Milliseconds between two turns of the event loop.

    Attributes:
        turns: How many there were.
        median, p99, longest: Of them.
        busy_p99, busy_longest: The same of the milliseconds that the GUI thread itself worked.
        own_cpu: Cores that all threads of this process used meanwhile.
    """

    turns: int
    median: float
    p99: float
    longest: float
    busy_p99: float
    busy_longest: float
    own_cpu: float


class Probe(QObject):
    """Measures between `start` and `stop`. GUI thread."""

    def __init__(self) -> None:
        super().__init__()
        self._gaps: list[float] = []
        self._busy: list[float] = []
        self._last = self._worked = self._began = self._cpu = 0.0
        self._timer = QTimer(self, interval=TICK_MS)
        self._timer.setTimerType(Qt.TimerType.PreciseTimer)
        self._timer.timeout.connect(self._tick)

    def start(self) -> None:
        self._gaps, self._busy = [], []
        self._last = self._began = time.perf_counter()
        self._worked = time.thread_time()
        self._cpu = time.process_time()
        self._timer.start()

    def stop(self) -> Latency:
        self._timer.stop()
        gaps = sorted(gap * 1000 for gap in self._gaps)
        busy = sorted(work * 1000 for work in self._busy)
        wall = time.perf_counter() - self._began
        return Latency(
            len(gaps),
            round(gaps[len(gaps) // 2], 1),
            round(gaps[int(len(gaps) * 0.99)], 1),
            round(gaps[-1], 1),
            round(busy[int(len(busy) * 0.99)], 1),
            round(busy[-1], 1),
            round((time.process_time() - self._cpu) / wall, 2),
        )

    def _tick(self) -> None:
        now, worked = time.perf_counter(), time.thread_time()
        self._gaps.append(now - self._last)
        self._busy.append(worked - self._worked)
        self._last, self._worked = now, worked


def measure(program: Program, clip: Path, folder: Path, seconds: float) -> dict[str, Latency]:
    """Open a clip, then measure at rest, while playing, while exporting, and while doing both."""
    from app.project.edits import effects
    from app.project.model import EffectSpec

    studio, window = program.studio, program.window
    window.desk.import_paths([clip])
    wait_until(lambda: any(track.clips for track in studio.document.project.tracks))
    wait_until(lambda: studio.kinds.ready)
    wait(3)  # thumbnails, waveform, torch
    found = {"rest": _during(lambda: None, lambda: None, seconds)}
    player = studio.player
    found["playback"] = _during(player.play, player.pause, seconds)
    ids = [clip.id for track in studio.document.project.tracks for clip in track.clips]
    chain = (EffectSpec("denoise"), EffectSpec("upscale"))
    studio.document.apply("Add effects", effects.set_chain(ids, chain))
    wait_until(lambda: window.viewer.canvas.state.kind == "cached")
    job = _export(program, folder)
    wait_until(lambda: studio.jobs.running is not None)
    found["export"] = _during(lambda: None, lambda: None, seconds)
    found["export and playback"] = _during(player.play, player.pause, seconds)
    studio.jobs.queue.cancel(job)
    wait_until(lambda: studio.jobs.running is None)
    return found


def _export(program: Program, folder: Path) -> str:
    from app.render.job_runners import export_job
    from app.render.render_request import RenderRequest

    project = program.studio.document.project
    request = RenderRequest(project, folder / "probe.mp4", "sequence", codec="libx264")
    return program.studio.jobs.add(export_job(request, "Probe", "H.264"))


def _during(begin: Callable[[], object], end: Callable[[], object], seconds: float) -> Latency:
    probe = Probe()
    begin()
    probe.start()
    wait(seconds)
    latency = probe.stop()
    end()
    return latency


def wait(seconds: float) -> None:
    """Let the window live for so long."""
    loop = QEventLoop()
    QTimer.singleShot(round(seconds * 1000), loop.quit)
    loop.exec()


def wait_until(done: Callable[[], bool], seconds: float = 120) -> None:
    """Let the window live until something has happened."""
    deadline = QDeadlineTimer(round(seconds * 1000))
    while not done():
        if deadline.hasExpired():
            raise TimeoutError
        wait(0.02)


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure on a clip and print JSON."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("clip", type=Path)
    parser.add_argument("--seconds", type=float, default=10)
    options = parser.parse_args(arguments)
    from app.ui.application import Program, make_application
    from app.ui.settings import Settings

    with tempfile.TemporaryDirectory() as folder:
        settings = Settings(Path(folder) / "settings.json")
        settings.set("language", "en")
        settings.set("tour_seen", True)
        program = Program(make_application(), settings)
        program.show()
        try:
            found = measure(program, options.clip, Path(folder), options.seconds)
        finally:
            program.window.hide()
            program.close()
    print(json.dumps({name: asdict(latency) for name, latency in found.items()}, indent=1))


if __name__ == "__main__":
    main()
