"""Frames with what was measured between them and their neighbours, each pair measured once."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING, Generic, TypeVar

from app.effects.compact import Compact
from app.effects.windows import is_cut

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from torch import Tensor

    from app.base.frame import Frame
    from app.effects.effect import Frames

Look = TypeVar("Look")
Link = TypeVar("Link")


@dataclass(frozen=True, slots=True)
class Step(Generic[Link]):
    """From one frame to the next.

    Attributes:
        link: What was measured between the two.
        seconds: Between their times.
    """

    link: Link
    seconds: float


@dataclass(frozen=True, slots=True)
class Linked(Generic[Link]):
    """A frame and its neighbours, none of them from another shot.

    Attributes:
        frame: The frame.
        before: Steps between the frames before it; the first one leads to the frame itself,
            the second one to the frame before it, and so on.
        after: Steps that lead on from it, nearest first.
        earlier, later: The pictures these steps lead from and to, nearest first.
    """

    frame: Frame[Tensor]
    before: Sequence[Step[Link]]
    after: Sequence[Step[Link]]
    earlier: Sequence[Frame[Compact]]
    later: Sequence[Frame[Compact]]


def linked(
    frames: Frames,
    reach: int,
    look: Callable[[Tensor], Look],
    link: Callable[[Look, Look], Link],
    keep: int = 0,
) -> Iterator[Linked[Link]]:
    """Each frame with the links of `reach` frames before and after it, stopping at cuts.

    Holds `reach + keep` pictures in compact form. What is yielded depends on these frames alone,
    not on where the stream began.

    Args:
        frames: In order.
        reach: Frames on each side.
        look: Makes of a picture what `link` compares; called once for each frame.
        link: Called once for each pair of neighbours of one shot.
        keep: How many `earlier` pictures are wanted.
    """
    waiting: deque[Frame[Compact]] = deque()
    # One entry for each frame from `reach` before the first waiting one: the step that leads to
    # it, None where a shot begins.
    steps: deque[Step[Link] | None] = deque()
    passed: deque[Frame[Compact]] = deque(maxlen=keep)
    previous: tuple[Frame[Tensor], Look] | None = None
    for frame in frames:
        seen = look(frame.pixels)
        steps.append(_step(previous, (frame, seen), link))
        waiting.append(frame.with_pixels(Compact.of(frame.pixels)))
        previous = frame, seen
        if len(waiting) > reach:
            yield _taken(waiting, steps, passed, reach)
    while waiting:
        yield _taken(waiting, steps, passed, reach)


def _step(
    before: tuple[Frame[Tensor], Look] | None,
    after: tuple[Frame[Tensor], Look],
    link: Callable[[Look, Look], Link],
) -> Step[Link] | None:
    if before is None or is_cut(before[0].pixels, after[0].pixels):
        return None
    return Step(link(before[1], after[1]), float(after[0].time - before[0].time))


def _taken(
    waiting: deque[Frame[Compact]],
    steps: deque[Step[Link] | None],
    passed: deque[Frame[Compact]],
    reach: int,
) -> Linked[Link]:
    """The first waiting frame with its steps; what no later frame needs is dropped."""
    here = len(steps) - len(waiting)
    row = list(steps)
    before = _until_cut(reversed(row[max(0, here + 1 - reach) : here + 1]))
    after = _until_cut(iter(row[here + 1 : here + 1 + reach]))
    if here + 1 >= reach:
        steps.popleft()
    frame = waiting.popleft()
    earlier, later = list(passed)[::-1][: len(before)], list(waiting)[: len(after)]
    passed.append(frame)
    return Linked(frame.with_pixels(frame.pixels.pixels()), before, after, earlier, later)


def _until_cut(steps: Iterator[Step[Link] | None]) -> list[Step[Link]]:
    found = []
    for step in steps:
        if step is None:
            break
        found.append(step)
    return found
