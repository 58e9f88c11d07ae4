"""Sound on its way to the device, which sets the pace for the pictures."""

from __future__ import annotations

import logging
import threading
import time
from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from app.ui.preview.run_thread import RunThread
from app.ui.preview.sound_device import open_device

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from app.project.model import Project
    from app.render.preview.sound_mix import SoundMix
    from app.ui.preview.route import Route
    from app.ui.preview.sound_device import SoundDevice

_log = logging.getLogger(__name__)

RATE = 48_000
BLOCK = 1024
AHEAD = 16
"""Blocks mixed ahead: a third of a second."""

_FRAME_BYTES = 8

OpenDevice = Callable[[int], "SoundDevice | None"]


@dataclass(eq=False)
class SoundRun:
    """The sound of one play, and the clock it makes. Thread-safe.

    Attributes:
        project, route, speed: What is played.
        state: "opening", "ready" (some sound waits for `start`) or "none" (there is no device).
    """

    project: Project
    route: Route
    speed: Fraction
    volume: Callable[[], float]
    state: str = "opening"
    stopped: bool = False
    wanted: bool = False
    _blocks: deque[NDArray[np.float32]] = field(default_factory=deque)
    _change: threading.Condition = field(default_factory=threading.Condition)
    _ended: bool = False
    _delay: float = 0.0
    _before: int = 0
    _handed: int = 0
    _at: float = 0.0
    _heard: float = 0.0

    # The clock; any thread

    def start(self) -> None:
        """Let it be heard as soon as may be."""
        with self._change:
            self.wanted = True
            self._change.notify_all()

    def seconds(self) -> float:
        """Of sound heard so far."""
        with self._change:
            if not self._handed:
                return 0.0
            now = self._before / RATE + time.perf_counter() - self._at - self._delay
            reached = max(self._heard, min(now, self._handed / RATE - self._delay))
            self._heard = max(0.0, reached)
            return self._heard

    def stop(self) -> None:
        """End it."""
        with self._change:
            self.stopped = True
            self._change.notify_all()

    # The thread that mixes

    def put(self, block: NDArray[np.float32]) -> bool:
        """Add a block when there is room; False when nobody wants it any more."""
        with self._change:
            self._change.wait_for(lambda: self.stopped or len(self._blocks) < AHEAD)
            self._blocks.append(block)
            return not self.stopped

    def has_room(self) -> bool:
        """Whether `put` would not wait."""
        return len(self._blocks) < AHEAD

    def end(self) -> None:
        """Nothing follows: silence counts from here on, so that pictures play to their end."""
        self._ended = True

    def wait(self) -> None:
        """Until something changes, for a moment at most."""
        with self._change:
            self._change.wait(0.05)

    # The device's thread

    def use(self, delay: float) -> None:
        """Say how late the device is."""
        self._delay = delay

    def pull(self, count: int) -> bytes:
        """Frames for the device; silence where mixing is late, which then stops the clock."""
        with self._change:
            taken = self._take(count)
            self._before, self._at = self._handed, time.perf_counter()
            self._handed += count if self._ended else len(taken)
            self._change.notify_all()
        loud = (taken * np.float32(self.volume())).astype(np.float32).tobytes()
        return loud + bytes((count - len(taken)) * _FRAME_BYTES)

    def _take(self, count: int) -> NDArray[np.float32]:
        parts: list[NDArray[np.float32]] = [np.zeros((0, 2), np.float32)]
        missing = 0 if self.stopped else count
        while missing and self._blocks:
            block = self._blocks.popleft()
            parts.append(block[:missing])
            if len(block) > missing:
                self._blocks.appendleft(block[missing:])
            missing -= len(parts[-1])
        return np.concatenate(parts)


class SoundOutput(RunThread[SoundRun]):
    """Mixes and plays runs, one after the other, on a thread of its own."""

    def __init__(self, open_: OpenDevice = open_device) -> None:
        """Start nothing yet; `open_` is called with the rate on the thread."""
        super().__init__("sound")
        self._open = open_
        self._device: SoundDevice | None = None

    def _work(self) -> None:
        from app.render.preview.sound_mix import SoundMix

        mix = SoundMix()
        try:
            for run in self._runs():
                self._run(run, mix)
        finally:
            mix.close()
            if self._device is not None:
                self._device.close()

    def _run(self, run: SoundRun, mix: SoundMix) -> None:
        if self._device is None:
            self._device = self._open(RATE)
        if self._device is None:
            run.state = "none"
            return
        run.use(self._device.delay)
        started = False
        try:
            for block in _blocks(run, mix):
                started = started or self._started(run)
                if not run.put(block):
                    return
                if not run.has_room():
                    run.state = "ready"
                started = started or self._started(run)
                while not run.has_room() and not run.stopped and not started:
                    run.wait()
                    started = self._started(run)
            run.end()
            run.state = "ready"
            while not run.stopped:
                started = started or self._started(run)
                run.wait()
        finally:
            if started:
                self._device.stop()

    def _started(self, run: SoundRun) -> bool:
        """Start the device if the run is wanted by now; a device that fails is given back."""
        if not run.wanted or self._device is None:
            return False
        try:
            self._device.start(run.pull)
        except Exception:  # noqa: BLE001 - drivers raise anything; then it plays silently
            _log.exception("the sound device failed")
            self._device.close()
            self._device = None
            run.state = "none"
            run.stop()
            return False
        return True


def _blocks(run: SoundRun, mix: SoundMix) -> Iterator[NDArray[np.float32]]:
    """The sound of a run, in blocks of up to `BLOCK` samples."""
    step = BLOCK * run.speed / RATE
    for leg in run.route.legs():
        place = Fraction(0)
        while place < leg.length:
            part = min(step, leg.length - place)
            count = max(1, round(part * RATE / run.speed))
            yield mix.block(run.project, leg.start + place, count, run.speed)
            place += part
