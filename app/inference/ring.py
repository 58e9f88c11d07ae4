"""A few buffers that frames take turns in."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from app.inference.lines import Mark

Shapes = tuple[tuple[torch.Size, torch.dtype], ...]
"""Size and number format of each plane of a picture."""


@dataclass(slots=True, eq=False)
class Slot:
    """Buffers for the planes of one picture.

    Attributes:
        shapes: Of the planes.
        host, device: Buffers of both ends; a ring for downloads has none on the device.
        mark: When it is done, nobody uses the buffers any more.
        held: What must not be freed before.
    """

    shapes: Shapes = ()
    host: list[Tensor] = field(default_factory=list)
    device: list[Tensor] = field(default_factory=list)
    mark: Mark | None = None
    held: object = None

    def wait(self) -> None:
        """Until nobody uses the buffers."""
        if self.mark is not None:
            self.mark.wait()
        self.mark = self.held = None


class RingClosedError(RuntimeError):
    """Nothing is lent any more."""


class Ring:
    """Lends slots, the one that came back first first. Thread-safe.

    Args:
        fill: Gives a slot buffers of the shapes it is told.
        count: Slots there are, whatever their shapes; their buffers are made when needed.
    """

    def __init__(self, fill: Callable[[Slot, Shapes], None], count: int) -> None:
        self._fill = fill
        self._slots = [Slot() for _ in range(count)]
        self._free = deque(self._slots)
        self._changed = threading.Condition()
        self._stopped = False

    def lend(self, shapes: Shapes) -> Slot:
        """A slot whose buffers nobody uses; waits for one to come back, and for its mark.

        Raises:
            RingClosedError: the ring was stopped.
            RuntimeError: there is no memory.
        """
        slot = self._next()
        try:
            slot.wait()
            if slot.shapes != shapes:
                self._fill(slot, shapes)
                slot.shapes = shapes
        except BaseException:
            self.give_back(slot)
            raise
        return slot

    def give_back(self, slot: Slot) -> None:
        """Lend it again once its mark is done."""
        with self._changed:
            self._free.append(slot)
            self._changed.notify()

    def stop(self) -> None:
        """Lend nothing from now on; whoever waits for a slot gets the error."""
        with self._changed:
            self._stopped = True
            self._changed.notify_all()

    def close(self) -> None:
        """Stop, and wait until no buffer is in use; no other thread may be at work here."""
        self.stop()
        for slot in self._slots:
            slot.wait()
        self._slots.clear()
        self._free.clear()

    def _next(self) -> Slot:
        with self._changed:
            while not self._free and not self._stopped:
                self._changed.wait()
            if self._stopped:
                raise RingClosedError("The ring is closed.")
            return self._free.popleft()
