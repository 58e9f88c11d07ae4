"""Sound of a file as samples, anywhere and onwards: for playing."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np

from app.media.opening import open_input
from app.media.probe import main_video_stream

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from app.base.time import Time

RATE = 48_000
CHANNELS = 2

_EARLIER = Fraction(1, 5)
"""Seconds before the wanted place that decoding begins: lossy codecs start up wrong."""

_AHEAD = 2 * RATE
"""Samples it is cheaper to decode forward through than to seek for."""


class SoundReader:
    """The first sound of a file as 32-bit float stereo at 48 kHz. One thread at a time.

    Samples are counted from the first picture (from the beginning, where there is none), so that
    they go with the times of a clip. What cannot be decoded is silence.

    Attributes:
        has_sound: Whether there is anything to hear.
    """

    def __init__(self, path: Path) -> None:
        """Open `path`.

        Raises:
            MediaError: it cannot be opened.
        """
        self._files = contextlib.ExitStack()
        self._container = self._files.enter_context(open_input(path))
        streams = self._container.streams.audio
        self._stream = next((s for s in streams if s.codec_context.sample_rate), None)
        self.has_sound = self._stream is not None
        self._origin = _origin(self._container)
        self._parts: Iterator[tuple[int, NDArray[np.float32]]] = iter(())
        self._held = np.zeros((0, CHANNELS), np.float32)
        self._start: int | None = None
        self._fresh = True

    def read(self, first: int, count: int) -> NDArray[np.float32]:
        """Samples `[first, first + count)`.

        Quick where `first` is where the last call ended; elsewhere it seeks.

        Returns:
            `(count, 2)`, full scale being 1.
        """
        out = np.zeros((count, CHANNELS), np.float32)
        if self._stream is None or first + count <= 0:
            return out
        end = None if self._start is None else self._start + len(self._held)
        if end is None or self._start is None or not self._start <= first <= end + _AHEAD:
            self._go_to(first)
        self._fill_until(first + count)
        assert self._start is not None
        begin, stop = max(first, self._start), min(first + count, self._start + len(self._held))
        if stop > begin:
            out[begin - first : stop - first] = self._held[begin - self._start : stop - self._start]
        self._forget_before(first + count)
        return out

    def close(self) -> None:
        """Let go of the file."""
        self._parts = iter(())
        self._files.close()

    def _go_to(self, first: int) -> None:
        assert self._stream is not None
        time = Fraction(first, RATE) + self._origin - _EARLIER
        self._held = self._held[:0]
        self._start = first
        base = self._stream.time_base or Fraction(1, RATE)
        begins = (self._stream.start_time or 0) * base
        if not (self._fresh and time <= begins):
            with contextlib.suppress(av.FFmpegError):
                self._container.seek(max(int(time / base), 0), stream=self._stream)
        self._fresh = False
        self._parts = self._decoded(self._stream)

    def _fill_until(self, end: int) -> None:
        """Decode until sample `end` is held, or there is nothing more."""
        assert self._start is not None
        pieces, held = [self._held], self._start + len(self._held)
        while held < end and (part := next(self._parts, None)) is not None:
            place, samples = part
            if place > held:
                gap = min(place - held, end - held + RATE)
                pieces.append(np.zeros((gap, CHANNELS), np.float32))
                held += gap
            samples = samples[max(0, held - place) :]
            pieces.append(samples)
            held += len(samples)
        self._held = np.concatenate(pieces)

    def _forget_before(self, place: int) -> None:
        assert self._start is not None
        gone = min(max(0, place - self._start), len(self._held))
        self._held, self._start = self._held[gone:], self._start + gone
        if not len(self._held):
            self._start = max(self._start, place)

    def _decoded(self, stream: av.AudioStream) -> Iterator[tuple[int, NDArray[np.float32]]]:
        """Samples with the place of the first, in order; damaged packets are left out."""
        resampler = av.AudioResampler("flt", "stereo", RATE)
        expected: int | None = None
        for frame in self._frames(stream):
            for part in resampler.resample(frame):
                samples: NDArray[Any] = part.to_ndarray().reshape(-1, CHANNELS)
                place = expected
                if part.pts is not None and part.time_base is not None:
                    stamped = round((part.pts * part.time_base - self._origin) * RATE)
                    # Files round times; a real gap is longer than what rounding makes.
                    near = expected is not None and abs(stamped - expected) < RATE // 100
                    place = expected if near else stamped
                place = place or 0
                expected = place + len(samples)
                yield place, samples.astype(np.float32, copy=False)

    def _frames(self, stream: av.AudioStream) -> Iterator[av.AudioFrame]:
        with contextlib.suppress(av.FFmpegError):
            for packet in self._container.demux(stream):
                with contextlib.suppress(av.FFmpegError):
                    yield from packet.decode()


def _origin(container: av.container.InputContainer) -> Time:
    """When the first picture is shown."""
    video = main_video_stream(container)
    if video is None:
        return Fraction(0)
    return (video.start_time or 0) * (video.time_base or Fraction(1))
