"""Compiling without a compiler, as fast or slow, right or wrong as a test wants it."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor, nn

    from app.inference.graphs import Call


@dataclass
class FakeCompilation:
    module: Call
    given: Tensor
    change: Callable[[Tensor], Tensor]
    patience: int
    calls: int = 0

    def finished(self) -> Call | None:
        self.patience -= 1
        return None if self.patience >= 0 else self._call

    def _call(self, given: Tensor) -> Tensor:
        assert given.shape == self.given.shape
        self.calls += 1
        return self.change(self.module(given))


class Failing(FakeCompilation):
    def finished(self) -> Call | None:
        raise RuntimeError("No working C++ compiler found\nlong advice")


@dataclass
class FakeCompiler:
    """Remembers what it was asked for.

    Attributes:
        change: What the compiled module does to the result.
        patience: How often one must ask before it is there.
        kind: Of the compilations.
    """

    change: Callable[[Tensor], Tensor] = lambda made: made
    patience: int = 3
    kind: type[FakeCompilation] = FakeCompilation
    started: list[FakeCompilation] = field(default_factory=list)

    def start(self, module: nn.Module, given: Tensor) -> FakeCompilation:
        self.started.append(self.kind(module, given.clone(), self.change, self.patience))
        return self.started[-1]
