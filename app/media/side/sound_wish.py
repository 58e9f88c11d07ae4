"""What a user wants to become of the sound: kept as it is, encoded, or left out. Pure."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from app.base.errors import UsageError

Tracks = Literal["all", "main"]

LEAST_RATE, MOST_RATE = 24_000, 640_000
"""Bits per second of a whole track that may be asked for."""

MOST_EACH = 256_000
"""Bits per second and channel beyond which neither AAC nor Opus goes."""

NONE = "none"


@dataclass(frozen=True, slots=True)
class SoundCoder:
    """An encoder that can be chosen.

    Attributes:
        name: FFmpeg's.
        title: For menus.
        containers: Muxers whose players take its streams.
        lossless: Whether every sample is kept.
    """

    name: str
    title: str
    containers: frozenset[str]
    lossless: bool = False

    @property
    def short(self) -> str:
        """The title alone: `FLAC`."""
        return self.title.partition(",")[0]


CODERS = (
    SoundCoder("aac", "AAC", frozenset({"mp4", "mov", "matroska", "nut"})),
    SoundCoder("libopus", "Opus", frozenset({"mp4", "matroska", "webm", "nut"})),
    SoundCoder("flac", "FLAC, lossless", frozenset({"mp4", "matroska", "nut"}), lossless=True),
    SoundCoder("pcm_s24le", "PCM, lossless", frozenset({"mov", "matroska", "nut"}), lossless=True),
)
"""In the order menus show them. A new encoder is one entry here and its traits in `transcode`."""

TITLES = {coder.name: coder.title for coder in CODERS}


@dataclass(frozen=True, slots=True)
class SoundWish:
    """What is asked for.

    Attributes:
        coder: "" keeps the packets as they are wherever the container's players take them; "none"
            leaves all sound out; else a name of `CODERS`.
        bit_rate: Bits per second of a track, for coders with a loss; 0 for the usual one.
        tracks: "all", or "main": only the one that players begin with.
    """

    coder: str = ""
    bit_rate: int = 0
    tracks: Tracks = "all"

    @property
    def silent(self) -> bool:
        """Whether there is to be no sound."""
        return self.coder == NONE

    @property
    def encoded(self) -> bool:
        """Whether every track is encoded, whatever it was."""
        return self.coder not in ("", NONE)

    def check(self, container: str) -> None:
        """Whether files of a container (FFmpeg's muxer name) can be made so.

        Raises:
            UsageError: they cannot; the sentence says what to choose.
        """
        if self.bit_rate and not LEAST_RATE <= self.bit_rate <= MOST_RATE:
            raise UsageError(
                f"Sound takes {LEAST_RATE // 1000} to {MOST_RATE // 1000} kbit/s, "
                f"not {self.bit_rate / 1000:g}."
            )
        if not self.encoded:
            return
        coder = next((coder for coder in CODERS if coder.name == self.coder), None)
        if coder is None:
            known = ", ".join(coder.name for coder in CODERS)
            raise UsageError(f"There is no sound encoder “{self.coder}”. There are: {known}.")
        if container not in coder.containers:
            fitting = [fit.short for fit in CODERS if container in fit.containers]
            raise UsageError(
                f"{coder.short} is not played in {said(container)} files; "
                f"choose {' or '.join(fitting)}."
            )

    def words(self, coder: str) -> str:
        """What is made by a coder: `AAC`, or `AAC, 192 kbit/s` where a rate was asked for."""
        title = TITLES.get(coder, coder)
        lossless = any(known.lossless for known in CODERS if known.name == coder)
        return (
            title if lossless or not self.bit_rate else f"{title}, {self.bit_rate // 1000} kbit/s"
        )


AS_IT_IS = SoundWish()


def said(container: str) -> str:
    """A container for people."""
    return {"matroska": "Matroska", "webm": "WebM"}.get(container, container)
