"""How loud a sound is over time, in several finenesses, for drawing it at any zoom."""

from __future__ import annotations

import contextlib
import zipfile
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np

from app.base.errors import MediaError
from app.base.files import appearing
from app.media.opening import open_input, reason
from app.media.probe import main_video_stream

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from app.base.cancel import CancelToken
    from app.base.time import Time

PER_SECOND = 400
"""Buckets per second of the finest level, about: a bucket is a whole number of samples."""

LONGEST = 12 * 3600 * PER_SECOND
"""Buckets that are kept of one sound: 12 hours, 17 MB. A damaged time must not fill memory."""

_DAMAGE = (OSError, EOFError, LookupError, ValueError, ZeroDivisionError, zipfile.BadZipFile)

_FINE = 4
"""Buckets a column gets at least, where there are that many: their edges do not meet its own."""

_STEP = 4
"""Buckets of one level that make one of the next."""


@dataclass(frozen=True, slots=True, eq=False)
class Waveform:
    """Lowest, highest and root mean square sample per bucket, over all channels.

    Attributes:
        levels: `(n, 3)` int8 arrays, 127 meaning full scale, finest first; each next level has a
            quarter of the buckets.
        start: Where the first bucket lies, in seconds from the first picture.
        rate: Buckets per second of the finest level.
    """

    levels: tuple[NDArray[np.int8], ...]
    start: Time = Fraction(0)
    rate: Fraction = Fraction(PER_SECOND)

    @property
    def nbytes(self) -> int:
        """Memory of all levels."""
        return sum(level.nbytes for level in self.levels)

    def columns(self, start: float, end: float, count: int) -> NDArray[np.float32]:
        """What to draw in `count` columns between two times.

        Args:
            start: Seconds from the first picture.
            end: After start.
            count: At least 1.

        Returns:
            `(count, 3)` in [-1, 1]: lowest, highest, root mean square; 0 where there is no sound.
        """
        level, rate = self._level((end - start) / count)
        offset = float(self.start)
        edges = (np.linspace(start, end, count + 1) - offset) * rate
        first = np.floor(edges[:-1] + 1e-6).astype(np.int64)
        last = np.maximum(np.ceil(edges[1:] - 1e-6).astype(np.int64), first + 1)
        inside = (first < len(level)) & (last > 0)
        result = np.zeros((count, 3), np.float32)
        if not inside.any():
            return result
        low, high = np.clip(first[inside], 0, None), np.clip(last[inside], 1, len(level))
        result[inside] = _reduced(level, low, high) / 127
        return result

    def loudest(self, start: float, end: float) -> float:
        """The greatest deflection between two times, in [0, 1]."""
        column = self.columns(start, end, 1)[0]
        return float(max(-column[0], column[1], 0))

    def _level(self, seconds: float) -> tuple[NDArray[np.int8], float]:
        """The coarsest level with a few buckets for every column, and its buckets per second."""
        rate, chosen = float(self.rate), self.levels[0]
        for level in self.levels[1:]:
            if rate / _STEP * seconds < _FINE:
                break
            rate, chosen = rate / _STEP, level
        return chosen, rate


def _reduced(
    level: NDArray[np.int8], first: NDArray[np.int64], last: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Buckets `first` to `last` (exclusive) of each column as one; they may overlap."""
    pairs = np.stack((first, last), axis=1).ravel()
    padded = np.concatenate((level, np.zeros((1, 3), np.int8)))
    low = np.minimum.reduceat(padded[:, 0], pairs)[::2]
    high = np.maximum.reduceat(padded[:, 1], pairs)[::2]
    power = np.add.reduceat(np.square(padded[:, 2].astype(np.float32)), pairs)[::2]
    return np.stack((low, high, np.sqrt(power / (last - first))), axis=1).astype(np.float32)


def pyramid(
    finest: NDArray[np.int8], start: Time = Fraction(0), rate: Fraction = Fraction(PER_SECOND)
) -> Waveform:
    """The waveform of a finest level."""
    levels = [finest]
    while len(levels[-1]) > _STEP:
        levels.append(_coarser(levels[-1]))
    return Waveform(tuple(levels), start, rate)


def _coarser(level: NDArray[np.int8]) -> NDArray[np.int8]:
    whole = np.concatenate((level, np.zeros((-len(level) % _STEP, 3), np.int8)))
    groups = whole.reshape(-1, _STEP, 3)
    power = np.square(groups[:, :, 2].astype(np.float32)).mean(axis=1)
    result = np.empty((len(groups), 3), np.int8)
    result[:, 0], result[:, 1] = groups[:, :, 0].min(axis=1), groups[:, :, 1].max(axis=1)
    result[:, 2] = np.round(np.sqrt(power))
    return result


def read_waveform(
    path: Path, cancel: CancelToken, report: Callable[[float], None] | None = None
) -> Waveform | None:
    """Decode the first sound of a file; None where it has none.

    Memory: a few packets and 1.6 kB per second of sound. What cannot be decoded is left out.

    Args:
        path: A file.
        cancel: Asked once per packet.
        report: Told how much is done, in [0, 1], about once a second of sound.

    Raises:
        MediaError: the file cannot be opened.
        Cancelled: somebody asked.
    """
    with open_input(path) as container:
        stream = next(iter(container.streams.audio), None)
        if stream is None or not stream.codec_context.sample_rate:
            return None
        video = main_video_stream(container)
        collector = _Collector(stream, _start_of(video) if video else Fraction(0))
        total = float(container.duration or 0) / av.time_base
        done = 0.0
        for frame in _frames(container, stream):
            cancel.check()
            if not collector.add(frame):
                break
            if report and total and collector.seconds - done > 1:
                done = collector.seconds
                report(min(1.0, done / total))
        return collector.waveform()


def _start_of(stream: av.stream.Stream) -> Time:
    return (stream.start_time or 0) * (stream.time_base or Fraction(1))


def _frames(
    container: av.container.InputContainer, stream: av.AudioStream
) -> Iterator[av.AudioFrame]:
    """Decoded frames; damaged packets are skipped, a file that breaks off just ends."""
    with contextlib.suppress(av.FFmpegError):
        for packet in container.demux(stream):
            with contextlib.suppress(av.FFmpegError):
                yield from packet.decode()


class _Collector:
    """Puts decoded samples into buckets, at the time they are heard."""

    def __init__(self, stream: av.AudioStream, origin: Time) -> None:
        self._rate = stream.codec_context.sample_rate
        self._size = max(1, round(self._rate / PER_SECOND))
        self._resampler = av.AudioResampler("fltp", rate=self._rate)
        self._origin = origin
        self._start: Time | None = None
        self._rest = np.zeros((1, 0), np.float32)
        self._parts: list[NDArray[np.int8]] = []
        self._samples = 0
        self._count = 0

    @property
    def seconds(self) -> float:
        """How much has been heard."""
        return self._samples / self._rate

    def add(self, frame: av.AudioFrame) -> bool:
        """Take a frame in; False when there is no more room."""
        time = frame.pts * frame.time_base if frame.pts is not None and frame.time_base else None
        if self._start is None:
            self._start = (time or self._origin) - self._origin
        if time is not None:
            self._fill_gap(round((time - self._origin - self._start) * self._rate))
        for part in self._resampler.resample(frame):
            self._put(part.to_ndarray())
        return self._count < LONGEST

    def waveform(self) -> Waveform:
        """All that was added."""
        if self._rest.shape[1]:
            self._put(np.zeros((len(self._rest), self._size - self._rest.shape[1]), np.float32))
        finest = np.concatenate(self._parts) if self._parts else np.zeros((1, 3), np.int8)
        # Buckets hold whole samples, so at 44.1 kHz a second has 400.9 of them.
        return pyramid(finest, self._start or Fraction(0), Fraction(self._rate, self._size))

    def _fill_gap(self, place: int) -> None:
        """Silence where the file has a hole of more than a twentieth of a second."""
        missing = min(place - self._samples, LONGEST * self._size)
        while missing > self._rate // 20 and self._count < LONGEST:
            part = min(missing, self._rate)
            self._put(np.zeros((len(self._rest), part), np.float32))
            missing -= part

    def _put(self, samples: NDArray[Any]) -> None:
        self._samples += samples.shape[1]
        if len(samples) != len(self._rest):  # the layout changed in mid-stream, or just began
            self._rest = np.zeros((len(samples), 0), np.float32)
        joined = np.concatenate((self._rest, samples), axis=1)
        whole = joined.shape[1] // self._size
        buckets = joined[:, : whole * self._size].reshape(len(joined), whole, self._size)
        self._rest = joined[:, whole * self._size :]
        if whole:
            self._parts.append(_measured(buckets))
            self._count += whole


def _measured(buckets: NDArray[np.float32]) -> NDArray[np.int8]:
    """(channels, n, samples) -> (n, 3)."""
    low, high = buckets.min(axis=(0, 2)), buckets.max(axis=(0, 2))
    power = np.sqrt(np.square(buckets).mean(axis=(0, 2)))
    values = np.stack((np.minimum(low, 0), np.maximum(high, 0), power), axis=1)
    clipped = np.clip(np.nan_to_num(values), -1, 1)
    measured: NDArray[np.int8] = np.round(clipped * 127).astype(np.int8)
    return measured


def save_waveform(waveform: Waveform, path: Path) -> None:
    """Write it down; only the finest level, the others follow from it."""
    start, rate = waveform.start, waveform.rate
    times = [start.numerator, start.denominator, rate.numerator, rate.denominator]
    with appearing(path) as partial, partial.open("wb") as file:
        np.savez_compressed(file, finest=waveform.levels[0], times=np.array(times, np.int64))


def load_waveform(path: Path) -> Waveform:
    """Read what `save_waveform` wrote.

    Raises:
        MediaError: missing or damaged.
    """
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
            finest, times = stored["finest"], [int(number) for number in stored["times"]]
        if finest.dtype != np.int8 or finest.ndim != 2 or finest.shape[1] != 3 or not len(finest):
            raise ValueError("not a waveform")
        start, rate = Fraction(times[0], times[1]), Fraction(times[2], times[3])
        if rate <= 0:
            raise ValueError("not a rate")
        return pyramid(finest, start, rate)
    except _DAMAGE as error:
        raise MediaError(f"{path.name} is not a stored waveform: {reason(error)}.") from error
