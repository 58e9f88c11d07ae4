"""A module as a network: formats, windows, gray, retries, tiles, memory."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, DeviceError, ModelError, UsageError
from app.inference.device import choose_device, choose_dtype, describe
from app.inference.loaders.loaded import LoadedModule
from app.inference.network import NetworkTraits
from app.inference.runner import TorchNetwork, is_finite, parity

if TYPE_CHECKING:
    from collections.abc import Callable

CPU = torch.device("cpu")


class Module(nn.Module):
    """Calls a function; has one parameter, so that its number format shows."""

    def __init__(self, function: Callable[[torch.Tensor], torch.Tensor]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1), requires_grad=False)
        self.function = function

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return self.function(x) * self.weight


def network(
    function: Callable[[torch.Tensor], torch.Tensor],
    traits: NetworkTraits | None = None,
    precision: str = "fp32",
    cancel: CancelToken | None = None,
    tile_pixels: int | None = None,
    channels: int = 3,
    peak: float = 1.0,
) -> TorchNetwork:
    traits = traits or NetworkTraits(receptive_field=0)
    loaded = LoadedModule(Module(function), "Test", traits, channels=channels, peak=peak)
    return TorchNetwork(loaded, CPU, precision, cancel, tile_pixels)  # type: ignore[arg-type]


def test_a_frame_that_comes_out_nan_is_done_again_in_fp32_and_that_is_remembered() -> None:
    calls: list[torch.dtype] = []

    def half_overflows(x: torch.Tensor) -> torch.Tensor:
        calls.append(x.dtype)
        return x if x.dtype == torch.float32 else x * torch.nan

    made = network(half_overflows, precision="fp16")
    picture = torch.rand(1, 3, 4, 4)

    assert torch.equal(made(picture), picture)
    assert torch.equal(made(picture), picture)
    assert calls == [torch.float16, torch.float32, torch.float32]


def test_infinity_in_full_precision_is_a_sentence() -> None:
    with pytest.raises(ModelError, match="no numbers"):
        network(lambda x: x / 0)(torch.ones(1, 3, 4, 4))


def test_one_spoilt_value_is_seen() -> None:
    values = torch.full((1, 3, 64, 64), 60000.0, dtype=torch.float16)
    assert is_finite(values)
    values[0, 2, 63, 0] = torch.inf
    assert not is_finite(values)
    values[0, 2, 63, 1] = -torch.inf
    assert not is_finite(values)


def test_white_is_what_the_network_calls_white() -> None:
    seen: list[float] = []

    def look(x: torch.Tensor) -> torch.Tensor:
        seen.append(x.max().item())
        return x

    picture = torch.ones(1, 3, 4, 4)

    assert torch.equal(network(look, peak=255.0)(picture), picture)
    assert seen == [255.0]


def test_a_gray_network_sees_each_channel_by_itself() -> None:
    def mean(x: torch.Tensor) -> torch.Tensor:
        assert x.shape[1] == 1
        return x.mean((1, 2, 3), keepdim=True).expand_as(x)

    picture = torch.tensor([0.1, 0.5, 0.9]).reshape(1, 3, 1, 1).expand(2, 3, 4, 5)

    torch.testing.assert_close(network(mean, channels=1)(picture), picture.contiguous())


def test_a_window_arrives_as_channels_in_time_order_with_the_noise_map_last() -> None:
    traits = NetworkTraits(past=1, future=1, noise_map=True, receptive_field=0)

    def middle(x: torch.Tensor) -> torch.Tensor:
        assert x.shape == (2, 10, 6, 7)
        torch.testing.assert_close(x[:, 9], torch.full((2, 6, 7), 25 / 255))
        return x[:, 3:6]

    window = torch.rand(2, 3, 3, 6, 7)

    assert torch.equal(network(middle, traits)(window, 25.0), window[:, 1])


def test_a_wrong_shape_is_a_bug() -> None:
    with pytest.raises(ValueError, match="shape"):
        network(lambda x: x)(torch.rand(3, 4, 4))


def test_out_of_memory_halves_the_tile_and_remembers() -> None:
    sizes: list[int] = []

    def small_device(x: torch.Tensor) -> torch.Tensor:
        sizes.append(x.shape[-1] * x.shape[-2])
        if sizes[-1] > 128 * 128:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return x

    made = network(small_device)
    picture = torch.rand(1, 3, 256, 256)

    assert torch.equal(made(picture), picture)
    first = len(sizes)
    assert torch.equal(made(picture), picture)
    assert max(sizes[:first]) == 256 * 256
    assert max(sizes[first:]) <= 128 * 128


def test_a_device_that_is_full_is_a_sentence() -> None:
    def full(x: torch.Tensor) -> torch.Tensor:
        raise RuntimeError("DefaultCPUAllocator: can't allocate memory")

    with pytest.raises(DeviceError, match="smallest tile"):
        network(full)(torch.rand(1, 3, 300, 300))


def test_other_failures_are_not_hidden() -> None:
    def broken(x: torch.Tensor) -> torch.Tensor:
        raise RuntimeError("a bug")

    with pytest.raises(RuntimeError, match="a bug"):
        network(broken)(torch.rand(1, 3, 8, 8))


def test_cancelling_stops_between_tiles() -> None:
    token, calls = CancelToken(), []

    def once(x: torch.Tensor) -> torch.Tensor:
        calls.append(1)
        token.cancel()
        return x

    with pytest.raises(Cancelled):
        network(once, cancel=token, tile_pixels=64 * 64)(torch.rand(1, 3, 256, 256))
    assert len(calls) == 1


def test_parity_tells_how_far_the_working_precision_is_off() -> None:
    picture = torch.rand(1, 3, 16, 16)

    assert parity(network(lambda x: x), picture) == float("inf")
    assert 50 < parity(network(lambda x: x, precision="bf16"), picture) < 65


def test_devices_and_precisions_have_sentences(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr(torch.backends.mps, "is_available", lambda: False)

    assert choose_device("auto") == CPU
    assert "threads" in describe(CPU)
    with pytest.raises(UsageError, match="Did you mean “cuda:1”"):
        choose_device("cuda1")
    with pytest.raises(DeviceError, match="--device cpu"):
        choose_device("cuda:1")
    with pytest.raises(DeviceError, match="Apple"):
        choose_device("mps")
    with pytest.raises(UsageError, match="fp16"):
        choose_dtype("fp17", CPU, NetworkTraits())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("device", "half", "bfloat16", "expected"),
    [
        ("cuda", True, True, torch.float16),
        ("cuda", False, True, torch.bfloat16),
        ("cuda", False, False, torch.float32),
        ("cpu", True, True, torch.bfloat16),
        ("cpu", True, False, torch.float32),
        ("mps", True, True, torch.float32),
    ],
)
def test_auto_takes_the_quickest_the_network_bears(
    monkeypatch: pytest.MonkeyPatch, device: str, half: bool, bfloat16: bool, expected: torch.dtype
) -> None:
    monkeypatch.setattr("app.inference.device._quick_bfloat16", lambda device: device.type != "mps")
    traits = NetworkTraits(half=half, bfloat16=bfloat16)

    assert choose_dtype("auto", torch.device(device), traits) == expected
