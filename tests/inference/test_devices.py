"""One device, several, or all there are, by name."""

from __future__ import annotations

import pytest
import torch

from app.base.errors import DeviceError, UsageError
from app.inference.device import choose_device, choose_devices, is_device_failure

CPU = torch.device("cpu")


@pytest.fixture
def three_gpus(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "device_count", lambda: 3)


def named(devices: list[torch.device]) -> list[str]:
    return [str(device) for device in devices]


@pytest.mark.usefixtures("three_gpus")
@pytest.mark.parametrize(
    ("name", "devices"),
    [
        ("auto", ["cuda:0", "cuda:1", "cuda:2"]),
        ("cuda", ["cuda:0"]),
        ("cuda:2", ["cuda:2"]),
        ("cuda:2,cuda:0", ["cuda:2", "cuda:0"]),
        ("cpu", ["cpu"]),
    ],
)
def test_an_export_gets_the_devices_it_names_or_all_gpus(name: str, devices: list[str]) -> None:
    assert named(choose_devices(name)) == devices
    assert str(choose_device(name)) == devices[0]


def test_without_a_gpu_it_is_one_processor(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)
    assert choose_devices("auto") == [CPU]
    with pytest.raises(DeviceError, match="--device cpu"):
        choose_devices("cpu,cuda")


@pytest.mark.usefixtures("three_gpus")
def test_a_wrong_name_in_a_list_is_a_sentence() -> None:
    with pytest.raises(UsageError, match="several kinds"):
        choose_devices("cuda:0,cpu")
    with pytest.raises(UsageError, match="Did you mean"):
        choose_devices("cuda:0,cuda1")
    with pytest.raises(DeviceError, match="number 3"):
        choose_devices("cuda:0,cuda:3")


def test_a_device_that_fails_is_told_from_a_bug() -> None:
    assert is_device_failure(RuntimeError("CUDA error: an illegal memory access"))
    assert is_device_failure(torch.OutOfMemoryError("full"))
    assert not is_device_failure(RuntimeError("shapes do not match"))
