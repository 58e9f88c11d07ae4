"""Where shots change, decided while the frames come: hard cuts, dissolves, fades through black.

A hard cut stands out from the frames around it (a threshold that adapts), changes the edges and
not just the exposure, and does not go back (a flash). In a dissolve the middle frame is the mean
of those some frames before and after it. A fade goes through black; its cut is the middle of the
dark frames. Method of comparing neighbours after PySceneDetect's adaptive detector; own code.
"""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.analyses.shot_features import (
    along,
    difference,
    halfway,
    likeness,
    look_at,
    moved,
    resemblance,
    spread,
)

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray

    from app.analyses.shot_features import Look

REACHES = (5, 12)
"""Frames before and after the middle of a dissolve that are looked at: quick and slow ones."""

FLASH = 4
"""A change that is undone within so many frames is a flash."""

AROUND = 2
"""Neighbours on each side a hard cut must stand out from."""

_REACH = max(REACHES)
_SOFT = 0.5
"""Least difference of soft pictures, as a share of the threshold of hard cuts."""

_EVEN = 0.7
"""How even the difference is over the picture; what moves through it changes parts of it."""

_HALFWAY = 0.36
_OTHER, _BOTH = 0.5, 0.3
"""The pictures before and after resemble each other no more, and the middle both no less."""

_MOVED = 0.7
"""A middle found as well as this elsewhere in the other picture: the camera moved, no more."""

_LEAP = 0.45
"""Share of a dissolve's whole change that one frame may bring; more is a hard cut nearby."""


@dataclass(frozen=True, slots=True)
class Change:
    """A new shot begins at `frame`; `score` in [0, 1] tells how clearly."""

    frame: int
    score: float


@dataclass(frozen=True, slots=True)
class ChangeSettings:
    """When a difference is a change.

    Attributes:
        threshold: Least mean difference of a hard cut, in 0 to 255.
        ratio: How many times that of its neighbours it must be.
        black: Brightness in 0 to 255 below which a frame is dark.
        dissolves: Whether slow changes are looked for.
    """

    threshold: float
    ratio: float
    black: float
    dissolves: bool


class ShotChanges:
    """Fed with frames in order; remembers `2 * 12 + 1` small pictures."""

    def __init__(self, settings: ChangeSettings) -> None:
        self._settings = settings
        self._looks: deque[Look] = deque(maxlen=2 * _REACH + 1)
        self._steps: deque[float] = deque(maxlen=2 * _REACH + 1)
        self._dark = _DarkStretch(settings.black)
        self._slow: _Dissolve | None = None
        self._last_cut = -1

    def feed(self, number: int, picture: NDArray[np.uint8]) -> list[Change]:
        """What is known to be a change now; it may lie up to a dozen frames (or a fade) back."""
        look = look_at(number, picture)
        self._steps.append(difference(self._looks[-1], look) if self._looks else 0.0)
        self._looks.append(look)
        found = list(self._dark.feed(look))
        found += self._hard(len(self._looks) - 1 - FLASH)
        if self._settings.dissolves:
            found += self._dissolve(len(self._looks) - 1 - _REACH)
        return found

    def finish(self) -> list[Change]:
        """What the end of the clip decides."""
        count = len(self._looks)
        found = [x for place in range(count - FLASH, count) for x in self._hard(place)]
        return found + self._end_of_slow()

    def _hard(self, place: int) -> Iterator[Change]:
        """A hard cut to the look at `place`."""
        if place < 1 or not self._stands_out(place):
            return
        before, look = self._looks[place - 1], self._looks[place]
        if min(before.brightness, look.brightness) < self._settings.black:
            return  # left to the fades
        alike = likeness(before, look)
        if alike > 0.45 or self._is_flash(place):
            return
        self._last_cut = look.number
        yield Change(look.number, _clarity(self._steps[place], self._settings.threshold))

    def _stands_out(self, place: int) -> bool:
        step = self._steps[place]
        low, high = max(1, place - AROUND), min(len(self._steps), place + AROUND + 1)
        others = [self._steps[n] for n in range(low, high) if n != place]
        # A second change right beside (a flash, a very short shot) must not hide the first.
        usual = sorted(others)[: max(1, len(others) - 1)]
        level = sum(usual) / len(usual) if usual else 0.0
        return step >= max(self._settings.threshold, self._settings.ratio * level)

    def _is_flash(self, place: int) -> bool:
        """Whether the picture of before comes back, or this is where it does."""
        looks, limit = self._looks, 0.4 * self._steps[place]
        later = range(place + 1, min(len(looks), place + FLASH + 1))
        earlier = range(max(0, place - 1 - FLASH), place - 1)
        return any(difference(looks[place - 1], looks[n]) < limit for n in later) or any(
            difference(looks[n], looks[place]) < limit for n in earlier
        )

    def _dissolve(self, place: int) -> list[Change]:
        """Follow a dissolve whose middle may be at `place`; its cut comes when it is over."""
        if place < 0:
            return []
        score = max(self._mixed(place, reach) for reach in REACHES)
        number = self._looks[place].number
        if score > 0:
            self._slow = self._slow or _Dissolve(list(self._looks)[:place])
            self._slow.last, self._slow.score = number, max(self._slow.score, score)
        if self._slow is None:
            return []
        self._slow.looks.append(self._looks[place])
        return [] if number - self._slow.last < _REACH else self._end_of_slow()

    def _mixed(self, place: int, reach: int) -> float:
        """How surely `place` is the middle of a dissolve, in [0, 1]."""
        if place < reach or place + reach >= len(self._looks):
            return 0.0
        before, middle, after = (self._looks[place + n] for n in (-reach, 0, reach))
        parts = [self._looks[n] for n in range(place - reach, place + reach + 1)]
        if min(look.brightness for look in parts) < self._settings.black:
            return 0.0
        steps = [self._steps[n] for n in range(place - reach + 1, place + reach + 1)]
        if max(steps) > _LEAP * difference(before, after):
            return 0.0
        median, mean = spread(before, after)
        if median < max(_SOFT * self._settings.threshold, _EVEN * mean):
            return 0.0
        share = halfway(before, middle, after)
        if share > _HALFWAY or resemblance(before, after) > _OTHER:
            return 0.0
        if min(resemblance(before, middle), resemblance(middle, after)) < _BOTH:
            return 0.0
        return 1 - share if max(moved(before, after), moved(after, before)) < _MOVED else 0.0

    def _end_of_slow(self) -> list[Change]:
        slow, self._slow = self._slow, None
        if slow is None or self._last_cut >= slow.looks[0].number:
            return []
        return [Change(slow.middle(), slow.score)]


@dataclass
class _Dissolve:
    """One being followed.

    Attributes:
        looks: From some frames before it to some after.
        last: The last frame that looks like one.
        score: How sure it is.
    """

    looks: list[Look]
    last: int = -1
    score: float = 0.0

    def middle(self) -> int:
        """The first frame that has come half of the way."""
        first, end = self.looks[0], self.looks[-1]
        return next(x.number for x in self.looks if along(first, x, end) >= 0.5)


class _DarkStretch:
    """Fades: dark frames between two pictures are one change, in their middle.

    Dark frames before the first picture are a shot of their own; after the last one nothing new
    begins.
    """

    def __init__(self, black: float) -> None:
        self._black = black
        self._begin: int | None = None
        self._before: Look | None = None

    def feed(self, look: Look) -> Iterator[Change]:
        """The change that `look` ends, if it does."""
        if look.brightness < self._black:
            self._begin = look.number if self._begin is None else self._begin
            return
        if self._begin is not None:
            begin, self._begin = self._begin, None
            if self._before is None:
                yield Change(look.number, 1.0)
            elif look.number - begin >= 3 or likeness(self._before, look) < 0.6:
                yield Change((begin + look.number) // 2, 1.0)
        self._before = look


def _clarity(step: float, threshold: float) -> float:
    """A score in [0.5, 1): at the threshold it is even."""
    return max(0.5, min(0.999, 1 - threshold / (2 * step))) if step > 0 else 0.5
