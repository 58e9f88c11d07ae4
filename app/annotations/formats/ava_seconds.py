"""Whole seconds of a clip and places as shares of its picture, as AVA tells them."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.annotations.formats.frame_clock import FrameClock
from app.annotations.model import Keyframe
from app.annotations.shapes import Box, box_around

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.annotations.layer import MediaFacts
    from app.annotations.shapes import Shape

_ONE = Fraction(1)
EXCERPT = 900
"""Second of the film at which AVA's excerpts begin."""
_LABELLED = 902
"""The first one that has labels: no clip that is shorter can be a whole film."""
DIGITS = 6


class Seconds:
    """The frames that stand for whole seconds.

    Attributes:
        of: The second (AVA's count) that a frame stands for, for those that do.
        frames: Those frames, rising.
        first: The second of the first frame.
    """

    def __init__(self, media: MediaFacts) -> None:
        clock = FrameClock(media)
        self.first = EXCERPT if clock.length < _LABELLED else 0
        self._clock = clock
        self.of: dict[int, int] = {}
        for frame in range(clock.count):
            second = clock.units(frame, _ONE)
            if clock.nearest(_ONE * second) == frame:
                self.of[frame] = second + self.first
        self.frames = list(self.of)
        self._after = dict(zip(self.frames, [*self.frames[1:], clock.count], strict=False))

    def frame(self, second: int) -> int | None:
        """The frame of a second; None where the clip has none."""
        frame = self._clock.nearest(_ONE * (second - self.first)) if self._clock.count else 0
        return frame if self.of.get(frame) == second else None

    def keyframes(self, told: Sequence[Keyframe]) -> tuple[Keyframe, ...]:
        """Keyframes at these frames of seconds; a thing is gone at the next second without one."""
        keyframes: list[Keyframe] = []
        following = [*(key.frame for key in told[1:]), self._clock.count][: len(told)]
        for key, after in zip(told, following, strict=True):
            keyframes.append(key)
            if (gone := self._after[key.frame]) < after:
                keyframes.append(Keyframe(gone, key.shape, outside=True))
        return tuple(keyframes)


def shares(shape: Shape, width: int, height: int) -> tuple[float, float, float, float]:
    """Left, top, right, bottom as shares of the picture, with six decimals."""
    x0, y0, x1, y1 = box_around(shape).edges
    return (
        *(round(x0 / width, DIGITS) + 0.0, round(y0 / height, DIGITS) + 0.0),
        *(round(x1 / width, DIGITS) + 0.0, round(y1 / height, DIGITS) + 0.0),
    )


def box_of(x0: float, y0: float, x1: float, y1: float, width: int, height: int) -> Box:
    """The box of such shares."""
    return Box(x0 * width, y0 * height, x1 * width, y1 * height)


def rounded_box(shape: Shape, width: int, height: int) -> Box:
    """The box as it will be read."""
    return box_of(*shares(shape, width, height), width, height)
