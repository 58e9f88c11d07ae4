"""Work that a device does by itself, in order, while the program goes on: streams and events.

What is written against these protocols runs on CUDA, and in tests on lines that finish late.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import torch

if TYPE_CHECKING:
    from torch import Tensor


class Mark(Protocol):
    """A place in a line."""

    def wait(self) -> None:
        """Hold this thread until everything before the mark is done."""
        ...


class Line(Protocol):
    """Pieces of work, done one after the other some time after they were asked for."""

    def copy(self, target: Tensor, source: Tensor) -> None:
        """Copy; neither may be touched or freed before a later mark is done."""
        ...

    def mark(self) -> Mark:
        """A mark behind everything asked for so far."""
        ...

    def after(self, mark: Mark) -> None:
        """What is asked for from now on begins when `mark`, of another line, is done."""
        ...


class Lines(Protocol):
    """A device's three lines, and memory at both ends of the copies."""

    @property
    def compute(self) -> Line:
        """What this thread computes on the device."""
        ...

    @property
    def up(self) -> Line:
        """Copies to the device."""
        ...

    @property
    def down(self) -> Line:
        """Copies from it."""
        ...

    def host_memory(self, shape: torch.Size, dtype: torch.dtype) -> Tensor:
        """Memory of the computer that the device reaches without help."""
        ...

    def device_memory(self, shape: torch.Size, dtype: torch.dtype) -> Tensor:
        """Memory of the device that any line may use from now on."""
        ...


class CudaMark:
    """An event. Waiting sleeps: the cores are for those who decode and encode."""

    def __init__(self, stream: torch.cuda.Stream) -> None:
        self.event = torch.cuda.Event(blocking=True)  # type: ignore[no-untyped-call]
        self.event.record(stream)

    def wait(self) -> None:
        """See `Mark`."""
        self.event.synchronize()


class CudaLine:
    """A stream; None is whatever stream the thread that asks is on."""

    def __init__(self, device: torch.device, stream: torch.cuda.Stream | None = None) -> None:
        self._device = device
        self._own = stream

    @property
    def _stream(self) -> torch.cuda.Stream:
        return torch.cuda.current_stream(self._device) if self._own is None else self._own

    def copy(self, target: Tensor, source: Tensor) -> None:
        """See `Line`."""
        with torch.cuda.stream(self._stream):
            target.copy_(source, non_blocking=True)

    def mark(self) -> CudaMark:
        """See `Line`."""
        return CudaMark(self._stream)

    def after(self, mark: Mark) -> None:
        """See `Line`."""
        assert isinstance(mark, CudaMark)
        self._stream.wait_event(mark.event)


class CudaLines:
    """Two streams of its own beside the current one."""

    def __init__(self, device: torch.device) -> None:
        self._device = device
        self.compute = CudaLine(device)
        self.up = CudaLine(device, torch.cuda.Stream(device))  # type: ignore[no-untyped-call]
        self.down = CudaLine(device, torch.cuda.Stream(device))  # type: ignore[no-untyped-call]

    def host_memory(self, shape: torch.Size, dtype: torch.dtype) -> Tensor:
        """See `Lines`; pinned."""
        return torch.empty(shape, dtype=dtype, pin_memory=True)

    def device_memory(self, shape: torch.Size, dtype: torch.dtype) -> Tensor:
        """See `Lines`. Torch may hand out memory that the current stream still reads."""
        made = torch.empty(shape, dtype=dtype, device=self._device)
        self.compute.mark().wait()
        return made
