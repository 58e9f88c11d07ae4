"""Lines without a GPU: copies are done when somebody waits for them, and not a moment sooner."""

from __future__ import annotations

import threading
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor

    from app.inference.lines import Mark


@dataclass(eq=False)
class LateMark:
    line: LateLine
    place: int

    def wait(self) -> None:
        self.line.run_to(self.place)

    @property
    def done(self) -> bool:
        return self.line.ran >= self.place


class LateLine:
    """Puts everything off; what it is to copy may have changed by then, as on a device."""

    def __init__(self) -> None:
        self.work: deque[Callable[[], object]] = deque()
        self.asked = self.ran = 0
        self.lock = threading.RLock()

    def copy(self, target: Tensor, source: Tensor) -> None:
        self._ask(lambda: target.copy_(source))

    def after(self, mark: Mark) -> None:
        self._ask(mark.wait)

    def mark(self) -> LateMark:
        with self.lock:
            return LateMark(self, self.asked)

    def run_to(self, place: int) -> None:
        with self.lock:
            while self.ran < place:
                self.work.popleft()()
                self.ran += 1

    def _ask(self, work: Callable[[], object]) -> None:
        with self.lock:
            self.work.append(work)
            self.asked += 1


class PresentLine(LateLine):
    """What torch computes on a processor is done when it has been asked for."""

    def _ask(self, work: Callable[[], object]) -> None:
        work()


class FakeLines:
    """Counts the memory it hands out; new memory is full of rubbish."""

    def __init__(self) -> None:
        self.compute, self.up, self.down = PresentLine(), LateLine(), LateLine()
        self.made = 0

    def host_memory(self, shape: torch.Size, dtype: torch.dtype) -> Tensor:
        self.made += 1
        return torch.full(shape, 99, dtype=torch.float32).to(dtype)

    def device_memory(self, shape: torch.Size, dtype: torch.dtype) -> Tensor:
        return self.host_memory(shape, dtype)


class RefusingLines(FakeLines):
    """The computer has no memory left that could be pinned."""

    def host_memory(self, shape: torch.Size, dtype: torch.dtype) -> Tensor:
        raise RuntimeError("CUDA error: out of memory\nmore")
