"""Recordings without a GPU: the same fixed memory, written anew by every replay."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import Tensor

    from app.inference.graphs import Call


@dataclass
class FakeRecording:
    call: Call
    given: Tensor
    result: Tensor
    nbytes: int
    replays: int = 0

    def replay(self) -> None:
        self.replays += 1
        self.result.copy_(self.call(self.given))


@dataclass
class FakeRecorder:
    """Does what CUDA does with memory; remembers what it was asked for."""

    made: list[FakeRecording] = field(default_factory=list)

    def record(self, call: Call, given: Tensor) -> FakeRecording | None:
        held = given.clone()
        self.made.append(FakeRecording(call, held, call(held).clone(), 2 * held.nbytes))
        return self.made[-1]


class FrozenRecording(FakeRecording):
    """What it depended on beside its input is baked in: the same result every time."""

    def replay(self) -> None:
        self.replays += 1


class FreezingRecorder(FakeRecorder):
    def record(self, call: Call, given: Tensor) -> FakeRecording | None:
        plain = super().record(call, given)
        assert plain is not None
        return FrozenRecording(plain.call, plain.given, plain.result, plain.nbytes)


class FailingRecorder(FakeRecorder):
    """As for networks that ask the device for a number on the way."""

    def record(self, call: Call, given: Tensor) -> FakeRecording | None:
        super().record(call, given)
        raise RuntimeError("CUDA error: operation not permitted when stream is capturing\nmore")


class StingyRecorder(FakeRecorder):
    """There is too little memory."""

    def record(self, call: Call, given: Tensor) -> FakeRecording | None:
        super().record(call, given)
        return None
