"""Memory that is taken: grows with what is kept, and survives a driver that does not answer."""

from __future__ import annotations

import mmap
from types import SimpleNamespace

import psutil
import pytest
import torch

from app.inference.device_memory import MemoryUse, gpu_memory, process_memory


def test_the_process_takes_what_it_keeps() -> None:
    size = 256 << 20
    # Pages of their own: an allocator would hand out again what earlier tests gave back.
    with mmap.mmap(-1, size) as kept:
        before = process_memory()
        for place in range(0, size, mmap.PAGESIZE):
            kept[place] = 1
        after = process_memory()

    assert after.used - before.used > 0.8 * size
    assert after.total == psutil.virtual_memory().total


def test_a_processor_has_no_memory_of_its_own() -> None:
    assert gpu_memory(torch.device("cpu")) is None


def test_without_the_driver_what_the_process_reserved_counts(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    def silent(device: torch.device) -> int:
        raise RuntimeError("cuda driver can't be loaded, is cuda enabled?")

    facts = SimpleNamespace(total_memory=8 << 30)
    monkeypatch.setattr(torch.cuda, "get_device_properties", lambda device: facts)
    monkeypatch.setattr(torch.cuda, "memory_reserved", lambda device: 3 << 20)
    monkeypatch.setattr(torch.cuda, "device_memory_used", silent)

    assert gpu_memory(torch.device("cuda", 0)) == MemoryUse(3 << 20, 8 << 30)


@pytest.mark.skipif(not torch.cuda.is_available(), reason="there is no NVIDIA GPU here")
def test_a_gpu_takes_what_is_put_on_it() -> None:
    device = torch.device("cuda", 0)
    before = gpu_memory(device)
    kept = torch.ones(256 << 20, dtype=torch.uint8, device=device)
    after = gpu_memory(device)

    assert before is not None
    assert after is not None
    assert after.used - before.used >= 0.8 * kept.numel()
    assert after.used <= after.total
