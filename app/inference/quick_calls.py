"""A module called in the quickest way that gives the same: compiled, recorded, or plainly."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.inference.compiling import CompiledCall
from app.inference.graphs import RecordedCall

if TYPE_CHECKING:
    from torch import Tensor, nn

    from app.inference.compiling import Compiler
    from app.inference.graphs import Call, Recorder


class QuickCalls:
    """Calls a module that depends on nothing but its argument. Not thread-safe.

    Args:
        module: What is called.
        name: Of the network, for the log.
        recorder: Replays what is done again and again; None does without.
        compiler: Compiles on the way; None does without.
    """

    def __init__(
        self, module: nn.Module, name: str, recorder: Recorder | None, compiler: Compiler | None
    ) -> None:
        self._compiled = CompiledCall(module, compiler, name) if compiler else None
        call: Call = self._compiled or module
        self._recorded = RecordedCall(call, recorder, name) if recorder else None
        self._call: Call = self._recorded or call

    @property
    def nbytes(self) -> int:
        """Bytes that are kept on the device to do the same again."""
        return self._recorded.nbytes if self._recorded else 0

    @property
    def recorded(self) -> int:
        """Shapes of input for which a recording is replayed."""
        return self._recorded.recorded if self._recorded else 0

    @property
    def compiled(self) -> int:
        """Shapes of input for which something compiled is called."""
        return self._compiled.ready if self._compiled else 0

    @property
    def hopeful(self) -> bool:
        """Whether more may be compiled yet."""
        return self._compiled is not None and self._compiled.hopeful

    def __call__(self, given: Tensor) -> Tensor:
        """What the module gives, in memory that no later call writes to."""
        if self._compiled and self._compiled.look(given):
            self.clear()  # what was recorded is the slower way
        return self._call(given)

    def clear(self) -> None:
        """Give the memory of recordings back."""
        if self._recorded:
            self._recorded.clear()
