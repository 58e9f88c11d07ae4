"""Pictures kept by their size in memory, the least recently used going first."""

from __future__ import annotations

from collections import OrderedDict
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.base.picture import Picture


class FrameCache:
    """Maps frame numbers to pictures within a budget of bytes. Not thread-safe."""

    def __init__(self, budget: int) -> None:
        self._budget = budget
        self._pictures: OrderedDict[int, Picture] = OrderedDict()
        self.nbytes = 0

    def __contains__(self, number: int) -> bool:
        return number in self._pictures

    def get(self, number: int) -> Picture | None:
        """The picture of a frame, freshly used, or None."""
        if number in self._pictures:
            self._pictures.move_to_end(number)
        return self._pictures.get(number)

    def put(self, number: int, picture: Picture) -> None:
        """Keep a picture; others leave if memory asks, this one stays even if it is too large."""
        self.drop(number)
        self._pictures[number] = picture
        self.nbytes += picture.nbytes
        while self.nbytes > self._budget and len(self._pictures) > 1:
            self.drop(next(iter(self._pictures)))

    def drop(self, number: int) -> None:
        """Forget one frame."""
        gone = self._pictures.pop(number, None)
        if gone is not None:
            self.nbytes -= gone.nbytes
