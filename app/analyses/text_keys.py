"""Keys for lines of text that are looked at now and then, and where they are in the meantime."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.analyses.analysis import Finding, FrameFindings
from app.analyses.text_partners import partners
from app.annotations.interpolation import box_between

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.analyses.text_reader import Line
    from app.annotations.shapes import Box

LABEL, WORDS = "text", "text"
"""Name of the label, and of its attribute that holds the words."""


@dataclass(frozen=True, slots=True)
class Look:
    """What was read on one frame."""

    frame: int
    lines: tuple[Line, ...]


class LineKeys:
    """Gives each line its key, in order of appearance, and answers for frames between looks.

    A finding between two looks has no score: nobody looked.

    Args:
        gap: Frames a line may be missing and still be the same.
    """

    def __init__(self, gap: int) -> None:
        self._gap = gap
        self._before = Look(-1, ())
        self._keys: list[int] = []
        self._lost: list[tuple[int, int, Line]] = []
        """Frame, key and line when it was last seen."""
        self._count = 0

    def told(self, look: Look) -> Iterator[FrameFindings]:
        """The frames after the last look (just the one when this is the first), up to this one."""
        before, pairs = self._before, partners(self._before.lines, look.lines)
        first = before.frame + 1 if before.frame >= 0 else look.frame
        for frame in range(first, look.frame):
            share = (frame - before.frame) / (look.frame - before.frame)
            moved = [
                (self._keys[old], box_between(before.lines[old].box, look.lines[new].box, share))
                for old, new in pairs
            ]
            yield FrameFindings(frame, tuple(_held(key, box) for key, box in moved))
        self._take(look, pairs)
        seen = zip(self._keys, look.lines, strict=True)
        yield FrameFindings(look.frame, tuple(_seen(key, line) for key, line in seen))

    def _take(self, look: Look, pairs: list[tuple[int, int]]) -> None:
        """Make this look the last one."""
        before, kept = self._before, {old for old, _ in pairs}
        keys = {new: self._keys[old] for old, new in pairs}
        for old, line in enumerate(before.lines):
            if old not in kept:
                self._lost.append((before.frame, self._keys[old], line))
        keys |= self._found_again(look, [n for n in range(len(look.lines)) if n not in keys])
        self._keys = [keys[n] if n in keys else self._new() for n in range(len(look.lines))]
        self._before = look

    def _found_again(self, look: Look, fresh: list[int]) -> dict[int, int]:
        """Keys of lines that were there not long ago, by their place in the look."""
        self._lost = [each for each in self._lost if look.frame - each[0] - 1 <= self._gap]
        lines = [look.lines[n] for n in fresh]
        pairs = partners([line for _, _, line in self._lost], lines)
        keys = {fresh[new]: self._lost[old][1] for old, new in pairs}
        self._lost = [each for each in self._lost if each[1] not in set(keys.values())]
        return keys

    def _new(self) -> int:
        self._count += 1
        return self._count


def _seen(key: int, line: Line) -> Finding:
    return Finding(key, LABEL, line.box, line.score, {WORDS: line.text})


def _held(key: int, box: Box) -> Finding:
    return Finding(key, LABEL, box)
