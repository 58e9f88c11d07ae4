"""What is asked of CUDA, and in which order, as far as that can be seen without a GPU.

The classes of torch are replaced by specifications of themselves: a method or keyword that they do
not have fails here.
"""

from __future__ import annotations

import contextlib
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any
from unittest.mock import create_autospec

import pytest
import torch
from torch.cuda import CUDAGraph, Event, Stream

from app.inference import cuda_graphs
from app.inference.cuda_graphs import CudaRecorder
from app.inference.graphs import RecordedCall
from app.inference.lines import CudaLine, CudaLines
from app.inference.overlap import Overlap, transfer_for

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

GPU = torch.device("cuda", 1)


class Gpu:
    """Stands for torch.cuda; notes what happens on it."""

    def __init__(self) -> None:
        self.log: list[str] = []
        self.free = 1 << 30
        self.now = self.stream("current")

    def stream(self, name: str) -> Any:
        made = create_autospec(Stream, instance=True)
        made.name = name
        made.wait_stream.side_effect = lambda other: self.log.append(f"{name} after {other.name}")
        made.wait_event.side_effect = lambda event: self.log.append(f"{name} waits")
        return made

    @contextlib.contextmanager
    def on(self, stream: Any) -> Iterator[None]:
        before, self.now = self.now, stream
        try:
            yield
        finally:
            self.now = before

    def graph(self) -> Any:
        made = create_autospec(CUDAGraph, instance=True)
        made.capture_begin.side_effect = lambda **_: self.log.append(f"begin on {self.now.name}")
        made.capture_end.side_effect = lambda: self.log.append("end")
        made.replay.side_effect = lambda: self.log.append("replay")
        return made

    def event(self, **wishes: bool) -> Any:
        made = create_autospec(Event, instance=True)
        assert wishes == {"blocking": True}
        made.record.side_effect = lambda stream: self.log.append(f"mark on {stream.name}")
        made.synchronize.side_effect = lambda: self.log.append("wait")
        return made


@pytest.fixture
def gpu(monkeypatch: pytest.MonkeyPatch) -> Gpu:
    made = Gpu()
    names = iter(["up", "down"] * 9)
    replaced: dict[str, Callable[..., object]] = {
        "CUDAGraph": made.graph,
        "Event": made.event,
        "Stream": lambda device: made.stream(next(names)),
        "current_stream": lambda device: made.now,
        "device": lambda device: contextlib.nullcontext(),
        "mem_get_info": lambda device: (made.free, 2 * made.free),
        "stream": made.on,
    }
    for name, stand_in in replaced.items():
        assert hasattr(torch.cuda, name)
        monkeypatch.setattr(torch.cuda, name, stand_in)

    def taken_by(run: Callable[[], object], device: torch.device) -> int:
        run()
        return 1000

    monkeypatch.setattr(cuda_graphs, "taken_by", taken_by)
    return made


def noting(gpu: Gpu) -> Callable[[torch.Tensor], torch.Tensor]:
    def call(given: torch.Tensor) -> torch.Tensor:
        gpu.log.append(f"call on {gpu.now.name}")
        return given + 1

    return call


def test_a_capture_follows_warm_calls_on_the_same_stream(gpu: Gpu) -> None:
    recording = CudaRecorder().record(noting(gpu), torch.zeros(2))
    assert gpu.log == [
        "up after current", "call on up", "call on up", "current after up",
        "begin on up", "call on up", "end", "current after up",
    ]  # fmt: skip
    assert recording is not None
    recording.replay()
    assert gpu.log[-1] == "replay"
    assert recording.nbytes == 1000 + 8


def test_too_little_memory_makes_no_graph(gpu: Gpu) -> None:
    gpu.free = 9999
    assert CudaRecorder().record(noting(gpu), torch.zeros(2)) is None
    assert not any("begin" in line for line in gpu.log)


def test_a_capture_that_fails_is_ended_and_the_network_goes_on(gpu: Gpu) -> None:
    calls: list[str] = []

    def asks_the_device(given: torch.Tensor) -> torch.Tensor:
        calls.append(gpu.log[-1] if gpu.log else "")
        if calls[-1].startswith("begin"):
            raise RuntimeError("operation not permitted when stream is capturing")
        return given + 1

    call = RecordedCall(asks_the_device, CudaRecorder(), "Test")
    for _ in range(3):
        assert torch.equal(call(torch.zeros(1, 1, 2, 2)), torch.ones(1, 1, 2, 2))
    assert call.recorded == 0
    assert gpu.log.count("end") == 1
    assert gpu.now.name == "current"


def test_copies_run_on_their_own_streams_and_computing_waits_for_them(gpu: Gpu) -> None:
    lines = CudaLines(GPU)
    target = torch.zeros(2)
    lines.up.copy(target, torch.ones(2))
    lines.compute.after(lines.up.mark())
    lines.compute.mark().wait()
    assert gpu.log == ["mark on up", "current waits", "mark on current", "wait"]
    assert torch.equal(target, torch.ones(2))


def test_the_current_stream_is_that_of_the_thread_at_that_moment(gpu: Gpu) -> None:
    line = CudaLine(GPU)
    with gpu.on(SimpleNamespace(name="another")):
        line.mark()
    line.mark()
    assert gpu.log == ["mark on another", "mark on current"]


def test_a_gpu_gets_overlapping_copies(gpu: Gpu) -> None:
    transfer = transfer_for(GPU, 3)
    assert isinstance(transfer, Overlap)
    assert transfer.overlaps
    transfer.close()
