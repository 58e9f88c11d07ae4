"""Recordings by CUDA graphs."""

from __future__ import annotations

import os
import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from app.inference.live_memory import taken_by

if TYPE_CHECKING:
    from torch import Tensor

    from app.inference.graphs import Call

SWITCH = "REELWRIGHT_GRAPHS"
"""Environment variable: 0 turns recordings off, to find out whether they are at fault."""

SHARE = 0.1
"""Part of the free memory that one recording may hold. Calls that need more take so long that
starting them does not matter."""

_WARM_CALLS = 2
_recording = threading.Lock()


@dataclass(slots=True)
class CudaRecording:
    """See `Recording`; replayed on the current stream."""

    graph: torch.cuda.CUDAGraph
    given: Tensor
    result: Tensor
    nbytes: int

    def replay(self) -> None:
        """One launch for all kernels."""
        self.graph.replay()


class CudaRecorder:
    """Captures calls. Any thread; one capture at a time in the whole process."""

    def record(self, call: Call, given: Tensor) -> CudaRecording | None:
        """See `Recorder`. Warms up first, so that libraries choose their kernels and make their
        workspaces outside of the graph."""
        with _recording, torch.cuda.device(given.device):
            held = given.clone()
            side = torch.cuda.Stream(given.device)  # type: ignore[no-untyped-call]
            nbytes = taken_by(lambda: _warm_up(call, held, side), given.device)
            free, _total = torch.cuda.mem_get_info(given.device)
            if nbytes > SHARE * free:
                return None
            graph = torch.cuda.CUDAGraph()
            result = _captured(graph, call, held, side)
            return CudaRecording(graph, held, result, nbytes + held.nbytes)


def recorder_for(device: torch.device) -> CudaRecorder | None:
    """What records on the device; None where nothing can or somebody turned it off."""
    if device.type != "cuda" or os.environ.get(SWITCH) == "0":
        return None
    return CudaRecorder()


def _warm_up(call: Call, given: Tensor, side: torch.cuda.Stream) -> None:
    current = torch.cuda.current_stream(given.device)
    side.wait_stream(current)
    with torch.cuda.stream(side):
        for _ in range(_WARM_CALLS):
            call(given)
    current.wait_stream(side)


def _captured(
    graph: torch.cuda.CUDAGraph, call: Call, given: Tensor, side: torch.cuda.Stream
) -> Tensor:
    """The memory that replays of `graph` write to; the device has nothing else to do now.

    Not by `torch.cuda.graph`: it looks for garbage, and on a worker thread that may take the
    window's widgets with it.
    """
    with torch.cuda.stream(side):
        # Other threads go on allocating: only this one is held to the rules of a capture.
        graph.capture_begin(capture_error_mode="thread_local")
        try:
            result = call(given)
        finally:
            graph.capture_end()
    torch.cuda.current_stream(given.device).wait_stream(side)
    return result
