"""What is heard while each frame of a clip is shown, for those who listen instead of looking."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from app.base.errors import MediaError
from app.base.frame import Frame
from app.base.rate import HEARD
from app.base.time import Span
from app.media.opening import open_input
from app.media.side.samples import SampleReader
from app.media.side.sound_source import SoundSource
from app.media.side.window import Window

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from app.base.time import Time


def heard(path: Path, shown: Iterable[tuple[Time, Time]]) -> Iterator[Frame[NDArray[np.float32]]]:
    """The first sound of a file, one channel, cut up by the frames it goes with.

    Sample n of them all lies n / HEARD after the first frame's time; a frame has those that begin
    while it is shown. Where there is no sound there is silence. Memory: a packet or a second.

    Args:
        path: The file.
        shown: Time and duration of each frame, each beginning where the one before ends.

    Yields:
        `(n,)` samples for each frame, full scale being 1.

    Raises:
        MediaError: the file cannot be opened, or has no sound.
    """
    first: Time | None = None
    with contextlib.ExitStack() as files:
        for time, duration in shown:
            if first is None:
                first = time
                tape = _Tape(_blocks(path, first, files))
            yield Frame(tape.until(_after(time + duration - first)), time, duration)


def _after(time: Time) -> int:
    """Samples that begin before a time."""
    return -(-time.numerator * HEARD // time.denominator)


def _blocks(path: Path, start: Time, files: contextlib.ExitStack) -> Iterator[NDArray[np.float32]]:
    """`(n,)` samples from a time on, without gaps."""
    source = SoundSource(path, _first_sound(path), files, start)
    reader = SampleReader(source, Window(Span(start), Fraction(0)), "mono", HEARD)
    begun = False
    for time, samples in reader.continuous():
        if not begun:
            yield from _silence(round((time - start) * HEARD))
            begun = True
        yield samples[0]


def _silence(count: int) -> Iterator[NDArray[np.float32]]:
    """So many samples, a second at a time."""
    for first in range(0, count, HEARD):
        yield np.zeros(min(HEARD, count - first), np.float32)


def _first_sound(path: Path) -> int:
    """Its place in the file.

    Raises:
        MediaError: there is none.
    """
    with open_input(path) as container:
        for stream in container.streams.audio:
            if stream.codec_context is not None and stream.codec_context.sample_rate:
                return stream.index
    raise MediaError(f"{path.name} has no sound; choose a clip that has.")


class _Tape:
    """Samples one after the other, silence where they have come to an end."""

    def __init__(self, blocks: Iterator[NDArray[np.float32]]) -> None:
        self._blocks = blocks
        self._block = np.zeros(0, np.float32)
        self._place = 0

    def until(self, place: int) -> NDArray[np.float32]:
        """Those from where the last call ended up to `place`."""
        parts = [np.zeros(0, np.float32)]
        while self._place < place:
            parts.append(self._next(place))
        return np.concatenate(parts)

    def _next(self, place: int) -> NDArray[np.float32]:
        """As many as one block has, at least one."""
        while not len(self._block):
            self._block = next(self._blocks, np.zeros(place - self._place, np.float32))
        part, self._block = np.split(self._block, [place - self._place])
        self._place += len(part)
        return part
