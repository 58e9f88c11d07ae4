"""Audio that has to be re-encoded for its container: sample-exact in time."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np

from app.base.time import to_ticks

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from app.base.time import Time
    from app.media.side.copy import Timed
    from app.media.side.source import SideSource
    from app.media.side.window import Window

_LAYOUTS = {1: "mono", 2: "stereo", 3: "3.0", 4: "4.0", 5: "5.0", 6: "5.1", 7: "6.1", 8: "7.1"}
"""The layouts encoders take, by number of channels; 5.1(side) becomes 5.1 channel by channel."""

_OPUS_LAYOUTS = {**_LAYOUTS, 4: "quad"}

_JITTER = Fraction(5, 1000)
"""Time stamps nearer than this to the running count of samples only show rounding."""


def add_encoder(
    output: av.container.OutputContainer, source: av.AudioStream, coder: str
) -> av.AudioStream:
    """An audio stream with an open encoder for `source`: same channels, same rate if it can."""
    context = source.codec_context
    stream = output.add_stream(coder, rate=rate_for(coder, context.sample_rate))
    assert isinstance(stream, av.AudioStream)
    encoder = stream.codec_context
    channels = min(context.layout.nb_channels, 8)
    encoder.layout = (_OPUS_LAYOUTS if coder == "libopus" else _LAYOUTS)[channels]
    if coder == "flac":
        encoder.format = "s32"
    else:
        encoder.bit_rate = _bit_rate(coder, channels)
    encoder.time_base = Fraction(1, encoder.sample_rate)
    stream.time_base = encoder.time_base
    return stream


def rate_for(coder: str, rate: int) -> int:
    """Samples per second an encoder makes of `rate`: the same where it can, else 48000."""
    known = av.Codec(coder, "w").audio_rates
    return rate if known is None or rate in known else 48_000


def _bit_rate(coder: str, channels: int) -> int:
    """Bits per second at which neither coder is told from its source in listening tests."""
    each = {"aac": (128_000, 96_000, 75_000), "libopus": (96_000, 80_000, 64_000)}[coder]
    return channels * each[0 if channels == 1 else 1 if channels == 2 else 2]


class AudioTranscoder:
    """Decodes one stream, places its samples in time and encodes them again.

    Samples are counted, not stamped: the first one heard sets the time, the others follow. Where
    the source's stamps leave the count by more than 5 ms (lost packets, cuts), silence is put in
    or samples are left out, so that sound stays with the picture.

    Attributes:
        damaged: Packets that could not be decoded.
    """

    def __init__(self, source: SideSource, output: av.AudioStream, window: Window) -> None:
        self._source, self._output, self._window = source, output, window
        assert isinstance(source.stream, av.AudioStream)
        self._rate = source.stream.codec_context.sample_rate
        self._layout = output.codec_context.layout.name
        self._resampler: av.AudioResampler | None = None
        self._form: tuple[str, str, int] | None = None
        self.damaged = 0

    def packets(self) -> Iterator[Timed]:
        """The encoded stream."""
        anchor: Time | None = None
        count = 0
        for time, samples in self._continuous():
            anchor = time if anchor is None else anchor
            for piece in np.array_split(samples, -(-samples.shape[1] // self._rate), axis=1):
                yield from self._encoded(self._frame(piece, count), anchor)
                count += piece.shape[1]
        if anchor is not None:
            yield from self._encoded(None, anchor)

    def _encoded(self, frame: av.AudioFrame | None, anchor: Time) -> Iterator[Timed]:
        rate = self._output.codec_context.sample_rate
        offset = to_ticks(anchor + self._window.shift, Fraction(1, rate))
        for packet in self._output.codec_context.encode(frame):
            packet.time_base = Fraction(1, rate)
            packet.pts = packet.dts = (packet.pts or 0) + offset
            packet.stream = self._output
            yield packet.pts * packet.time_base, packet

    def _frame(self, samples: NDArray[np.float32], count: int) -> av.AudioFrame:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), "fltp", self._layout)
        frame.sample_rate = self._rate
        frame.pts, frame.time_base = count, Fraction(1, self._rate)
        return frame

    def _continuous(self) -> Iterator[tuple[Time, NDArray[np.float32]]]:
        """`(time, (channels, n))` without gaps and overlaps, the window only."""
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
                time = _time_of(frame, due)
                for samples in self._unified(frame):
                    yield time, samples
                    time += Fraction(samples.shape[1], self._rate)
                due = time

    def _unified(self, frame: av.AudioFrame) -> Iterator[NDArray[np.float32]]:
        """Planar floats in the encoder's layout at the stream's rate, whatever comes in."""
        form = (frame.format.name, frame.layout.name, frame.sample_rate)
        if form != self._form:
            self._resampler = av.AudioResampler("fltp", self._layout, self._rate)
            self._form = form
        assert self._resampler is not None
        for unified in self._resampler.resample(frame):
            yield np.asarray(unified.to_ndarray(), np.float32)


def _time_of(frame: av.AudioFrame, due: Time) -> Time:
    """When a frame begins; where the last one ended if it does not say."""
    if frame.pts is None or frame.time_base is None:
        return due
    return frame.pts * frame.time_base


def _ceil(value: Fraction) -> int:
    return -(-value.numerator // value.denominator)
