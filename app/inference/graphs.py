"""Replaying a network's work on a device as one recording, where that gives the same pictures.

A small network spends more time on being told what to do than on doing it. What it does for one
shape of input is recorded once (a CUDA graph) and from then on replayed with a single call.
"""

from __future__ import annotations

import logging
import math
from collections import OrderedDict
from collections.abc import Callable, Hashable
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from torch import Tensor

_log = logging.getLogger(__name__)

Call = Callable[["Tensor"], "Tensor"]

KEPT = 4
"""Recordings of one network: each holds the memory of a whole call."""

PATIENCE = 64
"""Calls of other shapes after which a recording may give way. A picture's tiles have more shapes
than are kept, and come round again and again: recording them in turns would never end."""

REMEMBERED = 256
"""Shapes that are told apart from new ones."""

FAITHFUL_DB = 50.0
"""Signal over error that a replay must reach; other kernels for the same sums stay well above."""


class Recording(Protocol):
    """The work of one call, on memory of its own.

    Attributes:
        given: Where the input is put before a replay.
        result: What a replay writes, the same memory each time.
        nbytes: What the recording holds.
    """

    given: Tensor
    result: Tensor
    nbytes: int

    def replay(self) -> None:
        """Do the work again; nobody waits for the device."""
        ...


class Recorder(Protocol):
    """Makes recordings: CUDA, and in tests whatever behaves as badly."""

    def record(self, call: Call, given: Tensor) -> Recording | None:
        """Record `call` for inputs such as `given`; None when it would take too much memory.

        Raises:
            RuntimeError: such work cannot be recorded.
        """
        ...


class RecordedCall:
    """Calls a function of one tensor, from its second call with a shape on as a recording.

    A function that cannot be recorded, or whose replays differ, is simply called from then on.
    Not thread-safe; what it gives belongs to the caller.

    Args:
        call: Depends on nothing but its argument.
        recorder: Makes the recordings.
        name: Of the network, for the log.
    """

    def __init__(self, call: Call, recorder: Recorder, name: str) -> None:
        self._call = call
        self._recorder: Recorder | None = recorder
        self._name = name
        self._calls = 0
        self._kept: OrderedDict[Hashable, Recording] = OrderedDict()  # longest unused first
        self._used: dict[Hashable, int] = {}
        self._met: OrderedDict[Hashable, bool] = (
            OrderedDict()
        )  # whether a recording is worth trying

    @property
    def nbytes(self) -> int:
        """What the recordings hold."""
        return sum(recording.nbytes for recording in self._kept.values())

    @property
    def recorded(self) -> int:
        """Recordings at hand."""
        return len(self._kept)

    def __call__(self, given: Tensor) -> Tensor:
        """The result, in memory that no later call writes to."""
        self._calls += 1
        key = given.shape, given.dtype, given.stride()
        recording = self._kept.get(key) or self._new(key, given)
        if recording is None:
            return self._call(given)
        self._kept.move_to_end(key)
        self._used[key] = self._calls
        return _replayed(recording, given)

    def clear(self) -> None:
        """Give the recordings' memory back."""
        self._kept.clear()
        self._used.clear()

    def _new(self, key: Hashable, given: Tensor) -> Recording | None:
        """A recording for a shape that is met again and finds room."""
        if self._recorder is None or not self._worth_trying(key) or not self._room():
            return None
        try:
            recording = self._recorder.record(self._call, given)
            if recording is not None:
                self._prove(recording, given)
        except RuntimeError as error:
            self._give_up(error)
            return None
        if recording is None:
            self._met[key] = False
        else:
            self._kept[key] = recording
        return recording

    def _worth_trying(self, key: Hashable) -> bool:
        """Not at first sight: many a shape never comes back."""
        if key in self._met:
            return self._met[key]
        self._met[key] = True
        while len(self._met) > REMEMBERED:
            self._met.popitem(last=False)
        return False

    def _room(self) -> bool:
        """Whether one more may be kept; one that was long unused makes way."""
        if len(self._kept) < KEPT:
            return True
        oldest = next(iter(self._kept))
        if self._calls - self._used[oldest] <= PATIENCE:
            return False
        del self._kept[oldest], self._used[oldest]
        return True

    def _prove(self, recording: Recording, given: Tensor) -> None:
        """Replay with another picture: what depended on the recorded one comes to light.

        Raises:
            RuntimeError: the replay gives something else than the call.
        """
        other = given.flip(-1, -2) * 0.5  # elsewhere, darker, less noise: plausible all the same
        quality = signal_over_error(self._call(other), _replayed(recording, other))
        if not quality >= FAITHFUL_DB:  # NaN is not good enough either
            raise RuntimeError(f"replays differ ({quality:.0f} dB)")

    def _give_up(self, error: RuntimeError) -> None:
        self._recorder = None
        self.clear()
        reason = str(error).strip().partition("\n")[0]
        _log.warning("%s is not replayed as a recording: %s", self._name, reason)


def _replayed(recording: Recording, given: Tensor) -> Tensor:
    """A copy of the result: the next replay writes over it."""
    recording.given.copy_(given)
    recording.replay()
    return recording.result.clone()


def signal_over_error(expected: Tensor, found: Tensor) -> float:
    """In dB; infinite when equal, NaN where a value is no number."""
    error = (found.double() - expected.double()).square().mean().item()
    signal = expected.double().square().mean().item()
    if error == 0:
        return math.inf
    return 10 * math.log10(signal / error) if signal else -math.inf
