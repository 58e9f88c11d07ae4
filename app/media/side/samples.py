"""The sound of one stream as samples at their exact places in time."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np

from app.media.side.audio import opus_delay

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from app.base.time import Time
    from app.media.side.source import SideSource
    from app.media.side.window import Window

_JITTER = Fraction(5, 1000)
"""Time stamps nearer than this to the running count of samples only show rounding."""


class SampleReader:
    """Decodes one stream and places its samples in time.

    Samples are counted, not stamped: the first one heard sets the time, the others follow. Where
    the source's stamps leave the count by more than 5 ms (lost packets, cuts), silence is put in
    or samples are left out, so that sound stays with the picture.

    Attributes:
        damaged: Packets that could not be decoded.
    """

    def __init__(self, source: SideSource, window: Window, layout: str, rate: int) -> None:
        """Of `source`, in `layout` at `rate`, cut to `window` (whose shift is not looked at)."""
        self._source, self._window = source, window
        self._layout, self._rate = layout, rate
        assert isinstance(source.stream, av.AudioStream)
        self._grid = PacketGrid(source.stream)
        self._resampler: av.AudioResampler | None = None
        self._form: tuple[str, str, int] | None = None
        self.damaged = 0

    def continuous(self) -> Iterator[tuple[Time, NDArray[np.float32]]]:
        """`(source time, (channels, n))` without gaps and overlaps, the window only."""
        due: Time | None = None
        for time, samples in self._heard():
            if due is not None and time - due > _JITTER:
                yield from self._silence(due, time, len(samples))
            elif due is not None and due - time > _JITTER:
                samples = samples[:, round((due - time) * self._rate) :]  # noqa: PLW2901
                time = due  # noqa: PLW2901
            else:
                time = time if due is None else due  # noqa: PLW2901
            if samples.shape[1]:
                yield time, samples
                due = time + Fraction(samples.shape[1], self._rate)

    def _silence(
        self, start: Time, end: Time, channels: int
    ) -> Iterator[tuple[Time, NDArray[np.float32]]]:
        """A gap, a second at a time."""
        left = round((end - start) * self._rate)
        while left > 0:
            length = min(left, self._rate)
            yield start, np.zeros((channels, length), np.float32)
            start += Fraction(length, self._rate)
            left -= length

    def _heard(self) -> Iterator[tuple[Time, NDArray[np.float32]]]:
        """Decoded samples, cut to the window."""
        start, end = self._window.start, self._window.end
        for time, samples in self._decoded():
            if self._window.is_past(time):
                return
            first = 0 if start is None else max(0, _ceil((start - time) * self._rate))
            last = samples.shape[1] if end is None else _ceil((end - time) * self._rate)
            if first < min(last, samples.shape[1]):
                yield time + Fraction(first, self._rate), samples[:, first:last]

    def _decoded(self) -> Iterator[tuple[Time, NDArray[np.float32]]]:
        """Samples of every frame with its time; damaged packets are counted."""
        due = Fraction(0)
        for packet in self._source.packets():
            try:
                frames = packet.decode()
            except av.FFmpegError:
                self.damaged += 1
                continue
            for frame in frames:
                assert isinstance(frame, av.AudioFrame)
                due = self._grid.nearest(_time_of(frame, due))
                for time, samples in self._unified(frame, due):
                    yield time, samples
                    due = time + Fraction(samples.shape[1], self._rate)
        if self._resampler is not None and self._form is not None and self._form[2] != self._rate:
            yield from self._resampled(None, due)

    def _unified(
        self, frame: av.AudioFrame, time: Time
    ) -> Iterator[tuple[Time, NDArray[np.float32]]]:
        """Planar floats in the wanted layout and rate, whatever comes in."""
        form = (frame.format.name, frame.layout.name, frame.sample_rate)
        if form != self._form:
            alone = frame.layout.nb_channels == 1
            # One channel in both ears is as loud as it was; FFmpeg would take 3 dB away.
            layout = "mono" if alone and self._layout == "stereo" else self._layout
            self._resampler = av.AudioResampler("fltp", layout, self._rate)
            self._form = form
        if frame.sample_rate != self._rate:
            # A change of rate holds samples back; what comes out says what time it is of.
            frame.pts, frame.time_base = round(time * frame.sample_rate), 1 / Fraction(form[2])
        yield from self._resampled(frame, time)

    def _resampled(
        self, frame: av.AudioFrame | None, time: Time
    ) -> Iterator[tuple[Time, NDArray[np.float32]]]:
        assert self._resampler is not None
        for unified in self._resampler.resample(frame):
            if self._form is not None and self._form[2] != self._rate and unified.time_base:
                time = (unified.pts or 0) * unified.time_base
            samples = np.asarray(unified.to_ndarray(), np.float32)
            alone = self._layout == "stereo" and len(samples) == 1
            yield time, np.repeat(samples, 2, axis=0) if alone else samples
            time += Fraction(unified.samples, self._rate)


class PacketGrid:
    """The exact times of packets of equal length in a container that rounds them.

    Matroska counts milliseconds: a packet of 21.33 ms is up to half a millisecond off. Whoever
    reads from the beginning counts samples; whoever starts in the middle asks here.
    """

    def __init__(self, stream: av.AudioStream) -> None:
        context = stream.codec_context
        self._tick = stream.time_base or Fraction(1, context.sample_rate)
        self._length = Fraction(context.frame_size or 0, context.sample_rate)
        begins = (stream.start_time or 0) * self._tick
        # Where Opus begins its header says to the sample.
        delay = opus_delay(stream) if begins < 0 else Fraction(0)
        self._start = -delay if delay else begins

    def nearest(self, time: Time) -> Time:
        """The exact time that a file gave as `time`; `time` itself where nothing was rounded."""
        if not self._length or self._tick <= Fraction(1, 8000):
            return time
        exact = self._start + round((time - self._start) / self._length) * self._length
        return exact if abs(exact - time) <= self._tick else time


def _time_of(frame: av.AudioFrame, due: Time) -> Time:
    """When a frame begins; where the last one ended if it does not say."""
    if frame.pts is None or frame.time_base is None:
        return due
    return frame.pts * frame.time_base


def _ceil(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)
