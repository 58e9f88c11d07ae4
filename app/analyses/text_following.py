"""Lines of text from look to look: which is which, and on what frame it comes and goes.

Reading every picture would take too long, and text stands still most of the time. Where two looks
see the same lines, those in between are taken to have moved evenly. Where they do not, the picture
in the middle is looked at too, and so on, until the very frame of each change is known.
"""

from __future__ import annotations

from bisect import insort
from dataclasses import dataclass, replace
from itertools import pairwise
from operator import attrgetter
from typing import TYPE_CHECKING, Protocol

from app.analyses.text_keys import LineKeys, Look
from app.analyses.text_partners import partners
from app.analyses.text_regions import scaled

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from app.analyses.analysis import FrameFindings
    from app.analyses.text_reader import Line
    from app.base.cancel import CancelToken

MOST_LOOKS = 8
"""Pictures looked at between two looks: what flickers must not take all the time there is."""

HELD_BYTES = 96 << 20
"""Memory for pictures between two looks; a look comes early when it is used up."""


class Reader(Protocol):
    """Reads the lines on a picture."""

    def __call__(self, picture: NDArray[np.uint8], least: float) -> list[Line]:
        """Lines of at least that score on an `(H, W, 3)` R'G'B' picture, in reading order."""
        ...

    def reduced(self, picture: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
        """The picture as small as it can be kept, and how many times smaller it is."""
        ...


@dataclass(frozen=True, slots=True)
class _Held:
    """A picture nobody has looked at yet."""

    frame: int
    picture: NDArray[np.uint8]
    scale: float


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which lines count.

    Attributes:
        score: How sure the reader must be, in [0, 1].
        letters: How many a line must have.
        gap: Frames a line may be missing and still be the same.
    """

    score: float
    letters: int
    gap: int


class TextFollowing:
    """Takes pictures one by one and answers for each frame, in order, once it is known.

    Args:
        reader: Reads.
        wanted: Which lines count.
        cancel: Checked before each look.
    """

    def __init__(self, reader: Reader, wanted: Wanted, cancel: CancelToken) -> None:
        self._reader, self._wanted, self._cancel = reader, wanted, cancel
        self._keys = LineKeys(wanted.gap)
        self._held: list[_Held] = []
        self._last: Look | None = None

    @property
    def full(self) -> bool:
        """Whether no more pictures can be held."""
        return sum(each.picture.nbytes for each in self._held) >= HELD_BYTES

    def hold(self, frame: int, picture: NDArray[np.uint8]) -> None:
        """Take a picture that may not have to be looked at."""
        self._held.append(_Held(frame, *self._reader.reduced(picture)))

    def look(self, frame: int, picture: NDArray[np.uint8]) -> Iterator[FrameFindings]:
        """Look at a picture; answers for it and all that are held."""
        return self._answers(self._looked(_Held(frame, picture, 1.0)))

    def finish(self) -> Iterator[FrameFindings]:
        """Answers for what is still held: the clip is over."""
        if self._held:
            yield from self._answers(self._looked(self._held.pop()))

    def _looked(self, held: _Held) -> Look:
        self._cancel.check()
        lines = self._reader(held.picture, self._wanted.score)
        kept = (line for line in lines if len(line.text) >= self._wanted.letters)
        return Look(held.frame, tuple(_enlarged(line, held.scale) for line in kept))

    def _answers(self, look: Look) -> Iterator[FrameFindings]:
        for each in self._settled(look):
            yield from self._keys.told(each)
        self._last, self._held = look, []

    def _settled(self, look: Look) -> list[Look]:
        """Looks after the last one: those that tell when what has changed, and this one."""
        if self._last is None:
            return [look]
        looks = [self._last, look]
        for _ in range(MOST_LOOKS):
            chosen = self._widest(looks)
            if chosen is None:
                break
            insort(looks, self._looked(chosen), key=attrgetter("frame"))
        return looks[1:]

    def _widest(self, looks: Sequence[Look]) -> _Held | None:
        """The picture in the middle of the longest stretch something changes in."""
        gaps = [
            [held for held in self._held if a.frame < held.frame < b.frame]
            for a, b in pairwise(looks)
            if b.frame - a.frame > 1 and _changed(a, b)
        ]
        longest = max(gaps, key=len, default=[])
        return longest[len(longest) // 2] if longest else None


def _changed(before: Look, after: Look) -> bool:
    pairs = partners(before.lines, after.lines)
    return len(pairs) < max(len(before.lines), len(after.lines))


def _enlarged(line: Line, scale: float) -> Line:
    return line if scale == 1 else replace(line, box=scaled(line.box, scale))
