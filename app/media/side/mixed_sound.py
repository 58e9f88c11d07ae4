"""The sound of a sequence: tracks decoded, placed to the sample, added up and encoded."""

from __future__ import annotations

import contextlib
from collections import deque
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from app.media.side.mix_plan import MIX_RATE
from app.media.side.samples import SampleReader
from app.media.side.sound_source import SoundSource
from app.media.side.transcode import SoundEncoder, add_sound
from app.media.side.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterator
    from types import TracebackType

    import av
    from numpy.typing import NDArray

    from app.base.time import Time
    from app.media.side.copy import Timed
    from app.media.side.mix_plan import MixPlan, SoundPart

    Samples = NDArray[np.float32]

FADE = MIX_RATE * 5 // 1000
"""Samples over which a part fades in and out: 5 ms, so that no cut clicks."""

_BLOCK = MIX_RATE // 2
"""Samples mixed at a time."""


class MixedSound:
    """Adds one mixed stream to an output and gives its packets; a context manager.

    One thread. Memory: half a second of sound, and a decoder per track.
    """

    def __init__(
        self, plan: MixPlan, container: av.container.OutputContainer, length: Time
    ) -> None:
        """Add the stream to `container`, before its header is written.

        Args:
            plan: What is heard.
            container: The open output.
            length: Seconds; silence where nothing is heard, nothing after it.
        """
        self._plan = plan
        self._samples = round(length * MIX_RATE)
        self._stream = add_sound(container, plan.coder, MIX_RATE, plan.channels, plan.bit_rate)
        self._files = contextlib.ExitStack()
        self._loudest = 0.0
        layout = self._stream.codec_context.layout.name
        self._tracks = [TrackSound(parts, layout) for parts in plan.tracks]
        for track in self._tracks:
            self._files.callback(track.close)

    def packets(self) -> Iterator[Timed]:
        """The encoded stream, from output time 0 on; call once."""
        encoder = SoundEncoder(self._stream, MIX_RATE)
        zero = Fraction(0)
        for first in range(0, self._samples, _BLOCK):
            block = self._mixed(first, min(_BLOCK, self._samples - first))
            yield from encoder.packets(block, zero)
        yield from encoder.packets(None, zero)

    def _mixed(self, first: int, count: int) -> Samples:
        block = np.zeros((self._plan.channels, count), np.float32)
        for track in self._tracks:
            track.add_to(block, first)
        self._loudest = max(self._loudest, float(np.abs(block).max()))
        return np.clip(block, -1, 1, out=block)

    @property
    def notes(self) -> tuple[str, ...]:
        """What went wrong on the way; complete when the packets are through."""
        notes = [note for track in self._tracks for note in track.notes]
        if self._loudest > 1:
            decibels = 20 * np.log10(self._loudest)
            notes.append(f"The tracks together are {decibels:.1f} dB too loud and were clipped.")
        return tuple(dict.fromkeys(notes))

    def __enter__(self) -> MixedSound:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._files.close()


class Mix:
    """Sound that is mixed while a file is joined; see `Beside`."""

    def __init__(self, plan: MixPlan, length: Time) -> None:
        self._plan, self._length = plan, length
        self._running: MixedSound | None = None

    def movie_timescale(self, video_tick: Fraction) -> int:
        """The plan's."""
        return self._plan.movie_timescale(video_tick)

    def streams(self, container: av.container.OutputContainer) -> MixedSound:
        """The one mixed stream."""
        self._running = MixedSound(self._plan, container, self._length)
        return self._running

    @property
    def notes(self) -> tuple[str, ...]:
        """What is left out, and what went wrong on the way."""
        return (*self._plan.notes, *(self._running.notes if self._running else ()))


class TrackSound:
    """The parts of one track, one after the other; only the one that is heard is open."""

    def __init__(self, parts: tuple[SoundPart, ...], layout: str) -> None:
        self._waiting = deque(parts)
        self._layout = layout
        self._playing: PartSound | None = None
        self.notes: list[str] = []

    def add_to(self, block: Samples, first: int) -> None:
        """Add what is heard in `block`, whose first sample has the number `first`; blocks rise."""
        stop = first + block.shape[1]
        while self._waiting and round(self._waiting[0].start * MIX_RATE) < stop:
            if self._playing is None:
                self._playing = PartSound(self._waiting[0], self._layout)
            if not self._playing.add_to(block, first):
                return
            self.close()
            self._waiting.popleft()

    def close(self) -> None:
        """Let go of the file that is open."""
        if self._playing is not None:
            self.notes.extend(self._playing.notes)
            self._playing.close()
            self._playing = None


class PartSound:
    """One part while it is heard."""

    def __init__(self, part: SoundPart, layout: str) -> None:
        self._path = part.path
        self._first = round(part.start * MIX_RATE)
        self._stop = round(part.end * MIX_RATE)
        self._files = contextlib.ExitStack()
        window = Window(None, part.shift)
        begins = part.start - part.shift
        self._source = SoundSource(part.path, part.stream, self._files, begins)
        self._reader = SampleReader(self._source, window, layout, MIX_RATE)
        self._pieces = self._placed(part.shift)
        self._piece: tuple[int, Samples] | None = None

    def _placed(self, shift: Time) -> Iterator[tuple[int, Samples]]:
        """Samples with the number of the first one; those of one run follow each other."""
        number: int | None = None
        for time, samples in self._reader.continuous():
            number = round((time + shift) * MIX_RATE) if number is None else number
            yield number, samples
            number += samples.shape[1]

    def add_to(self, block: Samples, first: int) -> bool:
        """Add what is heard in `block`; whether the part is over."""
        stop = min(first + block.shape[1], self._stop)
        while True:
            self._piece = self._piece or next(self._pieces, None)
            if self._piece is None:
                return True
            number, samples = self._piece
            count = min(samples.shape[1], max(0, stop - number))
            self._lay(block, first, number, samples[:, :count])
            if count < samples.shape[1]:
                self._piece = number + count, samples[:, count:]
                return bool(stop == self._stop)
            self._piece = None

    def _lay(self, block: Samples, first: int, number: int, samples: Samples) -> None:
        early = max(self._first, first) - number
        if early > 0:
            number, samples = number + early, samples[:, early:]
        if samples.shape[1]:
            numbers = np.arange(number, number + samples.shape[1])
            ends = np.minimum(numbers - self._first, self._stop - 1 - numbers)
            gain = np.clip((ends + 0.5) / FADE, 0, 1).astype(np.float32)
            place = number - first
            block[:, place : place + samples.shape[1]] += samples * gain

    @property
    def notes(self) -> list[str]:
        """What went wrong so far."""
        notes = [f"{self._path.name}: {note}" for note in self._source.notes]
        if self._reader.damaged:
            packets = f"{self._reader.damaged} damaged audio packets"
            notes.append(f"{self._path.name}: {packets} were replaced by silence.")
        return notes

    def close(self) -> None:
        """Let go of the file."""
        self._files.close()
