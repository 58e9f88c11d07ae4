"""Audio that has to be re-encoded for its container: sample-exact in time."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np

from app.base.time import to_ticks
from app.media.side.samples import SampleReader
from app.media.side.sound_wish import MOST_EACH

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

LOSSLESS = {"flac": "s32", "pcm_s24le": "s32"}
"""Coders that keep every sample, with the sample format they take."""


def add_encoder(
    output: av.container.OutputContainer, source: av.AudioStream, coder: str, bit_rate: int = 0
) -> av.AudioStream:
    """An audio stream with an open encoder for `source`: same channels, same rate if it can."""
    context = source.codec_context
    return add_sound(output, coder, context.sample_rate, context.layout.nb_channels, bit_rate)


def add_sound(
    output: av.container.OutputContainer, coder: str, rate: int, channels: int, bit_rate: int = 0
) -> av.AudioStream:
    """An audio stream with an open encoder; more than 8 channels become 8.

    `bit_rate` is in bits per second of the whole stream, 0 for the usual; no more than the coder
    takes is used.
    """
    stream = output.add_stream(coder, rate=rate_for(coder, rate))
    assert isinstance(stream, av.AudioStream)
    encoder = stream.codec_context
    channels = min(channels, 8)
    encoder.layout = layout_for(coder, channels)
    if coder in LOSSLESS:
        encoder.format = LOSSLESS[coder]
    else:
        encoder.bit_rate = min(bit_rate or _bit_rate(coder, channels), MOST_EACH * channels)
    encoder.time_base = Fraction(1, encoder.sample_rate)
    stream.time_base = encoder.time_base
    return stream


def layout_for(coder: str, channels: int) -> str:
    """The layout a coder takes for 1 to 8 channels."""
    return (_OPUS_LAYOUTS if coder == "libopus" else _LAYOUTS)[channels]


def rate_for(coder: str, rate: int) -> int:
    """Samples per second an encoder makes of `rate`: the same where it can, else 48000."""
    known = av.Codec(coder, "w").audio_rates
    return rate if known is None or rate in known else 48_000


def _bit_rate(coder: str, channels: int) -> int:
    """Bits per second at which neither coder is told from its source in listening tests."""
    each = {"aac": (128_000, 96_000, 75_000), "libopus": (96_000, 80_000, 64_000)}[coder]
    return channels * each[0 if channels == 1 else 1 if channels == 2 else 2]


class SoundEncoder:
    """Samples in, packets out, counted from a moment of the output's time."""

    def __init__(self, output: av.AudioStream, rate: int) -> None:
        """Into `output`, whose encoder is open, from samples at `rate` in its layout."""
        self._output, self._rate = output, rate
        self._layout = output.codec_context.layout.name
        self._count = 0

    def packets(self, samples: NDArray[np.float32] | None, start: Time) -> Iterator[Timed]:
        """Encode `(channels, n)`, None for the end; the first sample of all is heard at `start`."""
        if samples is None:
            yield from self._encoded(None, start)
            return
        for piece in np.array_split(samples, -(-samples.shape[1] // self._rate), axis=1):
            yield from self._encoded(self._frame(piece), start)
            self._count += piece.shape[1]

    def _encoded(self, frame: av.AudioFrame | None, start: Time) -> Iterator[Timed]:
        rate = self._output.codec_context.sample_rate
        offset = to_ticks(start, Fraction(1, rate))
        for packet in self._output.codec_context.encode(frame):
            if not packet.size and self._output.container.format.name == "nut":
                continue  # FLAC's last word to its header, which NUT would keep as sound
            packet.time_base = Fraction(1, rate)
            packet.pts = packet.dts = (packet.pts or 0) + offset
            packet.stream = self._output
            yield packet.pts * packet.time_base, packet

    def _frame(self, samples: NDArray[np.float32]) -> av.AudioFrame:
        frame = av.AudioFrame.from_ndarray(np.ascontiguousarray(samples), "fltp", self._layout)
        frame.sample_rate = self._rate
        frame.pts, frame.time_base = self._count, Fraction(1, self._rate)
        return frame


class AudioTranscoder:
    """Decodes one stream, places its samples in time and encodes them again; see `SampleReader`."""

    def __init__(self, source: SideSource, output: av.AudioStream, window: Window) -> None:
        assert isinstance(source.stream, av.AudioStream)
        rate = source.stream.codec_context.sample_rate
        layout = output.codec_context.layout.name
        self._window = window
        self._samples = SampleReader(source, window, layout, rate)
        self._encoder = SoundEncoder(output, rate)

    @property
    def damaged(self) -> int:
        """Packets that could not be decoded."""
        return self._samples.damaged

    def packets(self) -> Iterator[Timed]:
        """The encoded stream."""
        start: Time | None = None
        for time, samples in self._samples.continuous():
            start = time + self._window.shift if start is None else start
            yield from self._encoder.packets(samples, start)
        if start is not None:
            yield from self._encoder.packets(None, start)
