"""Cutting one stream of frames into runs by time."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.frame import Frame
    from app.base.picture import Picture
    from app.base.time import Time


class Lookahead:
    """An iterator of frames whose next one can be looked at before it is taken."""

    def __init__(self, frames: Iterator[Frame[Picture]]) -> None:
        self._frames = frames
        self._next: Frame[Picture] | None = None

    def peek(self) -> Frame[Picture] | None:
        """The next frame, None at the end."""
        if self._next is None:
            self._next = next(self._frames, None)
        return self._next

    def until(self, end: Time | None) -> Iterator[Frame[Picture]]:
        """Take the frames before `end`."""
        while (frame := self.peek()) is not None and (end is None or frame.time < end):
            self._next = None
            yield frame
