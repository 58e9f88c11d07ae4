"""What is mixed into the sound of a sequence, decided before the export begins."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.media.opening import open_input
from app.media.side.rules import main_sound
from app.media.side.transcode import rate_for

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from app.base.time import Time

MIX_RATE = 48_000
"""Samples per second of every mix."""

_CODERS = {"mp4": "aac", "mov": "aac", "webm": "libopus"}
_EDITED_FURTHER = ("prores_ks", "dnxhd")


@dataclass(frozen=True, slots=True)
class SoundPart:
    """A piece of one source's sound, placed in the output; times in seconds.

    Attributes:
        path: The file.
        stream: Index of the audio stream in it.
        start, end: Where it is heard in the output.
        shift: From the source's clock to the output's.
    """

    path: Path
    stream: int
    start: Time
    end: Time
    shift: Time


@dataclass(frozen=True, slots=True)
class MixPlan:
    """All that is heard.

    Attributes:
        tracks: Parts that never overlap, rising in time, track by track.
        coder: FFmpeg's encoder.
        channels: In the output.
        notes: Sentences for people.
        bit_rate: Bits per second, 0 for the usual of the coder.
    """

    tracks: tuple[tuple[SoundPart, ...], ...]
    coder: str
    channels: int
    notes: tuple[str, ...] = ()
    bit_rate: int = 0

    @property
    def rate(self) -> int:
        """Samples per second of the encoded sound."""
        return rate_for(self.coder, MIX_RATE)

    def movie_timescale(self, video_tick: Fraction) -> int:
        """See `SidePlan.movie_timescale`."""
        scale = math.lcm(1000, video_tick.denominator, self.rate)
        return scale if scale < 1 << 31 else math.lcm(1000, video_tick.denominator)


@dataclass(frozen=True, slots=True)
class SoundFacts:
    """The stream of a file that is mixed.

    Attributes:
        stream: Its index.
        channels: How many.
        others: Further audio streams of the file, which are not.
    """

    stream: int
    channels: int
    others: int


def sound_of(path: Path) -> SoundFacts | None:
    """The audio stream a viewer would hear: the default one, else the first; None without one.

    Raises:
        MediaError: the file cannot be opened.
    """
    with open_input(path) as container:
        streams = [s for s in container.streams.audio if s.codec_context.sample_rate]
        chosen = main_sound(streams)
        if chosen is None:
            return None
        channels = chosen.codec_context.layout.nb_channels
        return SoundFacts(chosen.index, channels, len(streams) - 1)


def mix_coder(container: str, video_codec: str) -> str:
    """The encoder for mixed sound: what players of the container take, lossless where usual."""
    if container == "mov" and video_codec in _EDITED_FURTHER:
        return "pcm_s24le"
    return _CODERS.get(container, "flac")


def joined_parts(parts: list[SoundPart]) -> tuple[SoundPart, ...]:
    """Parts of one track; those that go on where the one before ends in the source become one.

    A clip that was only split sounds as if it were whole.
    """
    joined: list[SoundPart] = []
    for part in parts:
        last = joined[-1] if joined else None
        if last and _goes_on(last, part):
            joined[-1] = SoundPart(last.path, last.stream, last.start, part.end, last.shift)
        else:
            joined.append(part)
    return tuple(joined)


def _goes_on(last: SoundPart, part: SoundPart) -> bool:
    same = (last.path, last.stream, last.shift) == (part.path, part.stream, part.shift)
    return same and last.end == part.start
