"""Several pictures in one call: when, and that nobody can tell."""

from __future__ import annotations

import logging
import os
import weakref
from functools import partial
from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn

from app.inference.batching import MOST, SWITCH, worth_taking
from app.inference.catalogue import Catalogue
from app.inference.loaders.loaded import LoadedModule
from app.inference.loaders.loading import load_card, load_module
from app.inference.network import NetworkTraits
from app.inference.runner import TorchNetwork
from app.inference.weights_store import WeightsStore
from tests.inference import tiny_weights as tiny
from tests.inference.fake_recorder import FakeRecorder

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.inference.catalogue import ModelCard

CPU, CUDA = torch.device("cpu"), torch.device("cuda", 0)

COMPACT, ESRGAN = 620_000, 16_700_000
"""Parameters of a small network and of a large one."""


class Calling(nn.Module):
    """Calls a function and notes how many pictures it got."""

    def __init__(self, function: Callable[[torch.Tensor], torch.Tensor]) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(1), requires_grad=False)
        self.function = function
        self.counts: list[int] = []

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        self.counts.append(len(x))
        return self.function(x)


def network(
    function: Callable[[torch.Tensor], torch.Tensor], **changes: int | None
) -> tuple[TorchNetwork, list[int]]:
    module = Calling(function)
    loaded = LoadedModule(module, "Test", NetworkTraits(receptive_field=0))
    return TorchNetwork(loaded, CPU, "fp32", tile_pixels=changes.get("tile_pixels")), module.counts


def pictures(count: int, height: int = 12, width: int = 16) -> torch.Tensor:
    return torch.rand(count, 3, height, width, generator=torch.Generator().manual_seed(count))


@pytest.fixture
def _three(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv(SWITCH, "3")


@pytest.mark.parametrize(
    ("parameters", "size", "expected"),
    [
        (COMPACT, (640, 360), MOST),
        (COMPACT, (854, 480), 2),
        (COMPACT, (1280, 720), 1),
        (COMPACT, (3840, 2160), 1),
        (ESRGAN, (640, 360), 1),
        (ESRGAN, (160, 90), MOST),
        (0, (1, 1), MOST),
    ],
)
def test_small_networks_on_small_pictures_take_several_on_a_gpu(
    parameters: int, size: tuple[int, int], expected: int
) -> None:
    pixels = size[0] * size[1]
    assert worth_taking(CUDA, parameters, pixels) == expected
    assert worth_taking(CPU, parameters, pixels) == 1


@pytest.mark.parametrize(
    ("text", "count"), [("1", 1), ("0", 1), ("2", 2), ("4", 4), ("999", 16), ("many", 1)]
)
def test_how_many_can_be_forced(monkeypatch: pytest.MonkeyPatch, text: str, count: int) -> None:
    monkeypatch.setenv(SWITCH, text)
    assert worth_taking(CPU, ESRGAN, 2_000_000) == count


@pytest.mark.usefixtures("_three")
def test_calls_are_always_full_after_one_proof() -> None:
    made, counts = network(lambda x: x.square())
    given = pictures(5)
    assert torch.equal(made.together(given), given.square())
    assert torch.equal(made.together(given[:2]), given[:2].square())
    assert counts == [1, 3, 3, 3, 3], "alone and in company, then five and two as calls of three"


@pytest.mark.usefixtures("_three")
def test_without_a_gain_nothing_is_tried(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv(SWITCH)
    made, counts = network(lambda x: x.square())
    assert torch.equal(made.together(pictures(3)), pictures(3).square())
    assert counts == [1, 1, 1]


@pytest.mark.usefixtures("_three")
def test_a_network_that_mixes_pictures_up_is_found_out(caplog: pytest.LogCaptureFixture) -> None:
    made, counts = network(lambda x: x * x.mean())
    # All alike, so that nothing but the proof can tell.
    given = pictures(1).expand(3, -1, -1, -1)
    with caplog.at_level(logging.WARNING):
        for _ in range(2):
            result = made.together(given)
    assert torch.equal(result, given * given[:1].mean())
    assert counts == [1, 3, *[1] * 6]
    (line,) = caplog.messages
    assert line.startswith("Test takes pictures one by one: together they come out differently")
    assert made.at_once(12, 16) == 1


@pytest.mark.usefixtures("_three")
def test_a_network_that_refuses_is_asked_one_by_one(caplog: pytest.LogCaptureFixture) -> None:
    def only_one(x: torch.Tensor) -> torch.Tensor:
        if len(x) > 1:
            raise RuntimeError("batch must be 1\nand a long explanation")
        return x

    made, _ = network(only_one)
    given = pictures(4)
    assert torch.equal(made.together(given), given)
    assert caplog.messages == ["Test takes pictures one by one: batch must be 1"]


@pytest.mark.usefixtures("_three")
def test_what_is_known_of_the_memory_bounds_them() -> None:
    side = 12 * 16
    assert network(lambda x: x, tile_pixels=2 * side)[0].at_once(12, 16) == 2
    assert network(lambda x: x, tile_pixels=side // 2)[0].at_once(12, 16) == 1


@pytest.mark.usefixtures("_three")
def test_too_little_memory_for_all_is_enough_for_each() -> None:
    def small_device(x: torch.Tensor) -> torch.Tensor:
        if x.shape[0] * x.shape[-1] * x.shape[-2] > 200 * 200:
            raise torch.OutOfMemoryError("CUDA out of memory")
        return x.square()

    made, counts = network(small_device)
    given = pictures(3, 180, 180)
    assert torch.equal(made.together(given), given.square())
    assert counts.count(3) == 1, "tried, and not again as tiles of three pictures"
    assert made.at_once(180, 180) == 1
    del counts[:]
    assert torch.equal(made.together(given), given.square())
    assert set(counts) == {1}


@pytest.mark.usefixtures("_three")
def test_a_network_goes_with_its_last_holder() -> None:
    """Its memory is wanted back at once, not when somebody looks for garbage."""
    made, _ = network(lambda x: x)
    made.together(pictures(3))
    gone = weakref.ref(made)
    del made
    assert gone() is None


@pytest.mark.usefixtures("_three")
def test_an_odd_call_needs_no_recording_of_its_own(tmp_path: Path) -> None:
    loaded, recorder = load_module(tiny.compact_pth(tmp_path)), FakeRecorder()
    plain = TorchNetwork(loaded, CPU, "fp32")
    recorded = TorchNetwork(loaded, CPU, "fp32", recorder=recorder)
    for count in (3, 3, 2, 1, 3):
        given = pictures(count)
        torch.testing.assert_close(recorded.together(given), plain(given))
    assert [len(each.given) for each in recorder.made] == [3]


NETWORKS: dict[str, Callable[[Path], Path]] = {
    "spread": partial(
        tiny.reel_safetensors, architecture="reel_denoise",
        config={"width": 8, "deep": 8, "outer": 1, "inner": 1},
    ),
    "gray": tiny.dncnn_pth,
    "style": partial(tiny.reel_safetensors, architecture="reel_style", config={"blocks": 1}),
}  # fmt: skip


class Levels(nn.Module):
    """Pictures times their noise level."""

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x[:, :-1] * x[:, -1:]


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize("channels", [1, 3])
def test_a_level_goes_to_its_own_picture_and_all_its_channels(channels: int) -> None:
    traits = NetworkTraits(noise_map=True, receptive_field=0)
    loaded = LoadedModule(Levels(), "Test", traits, channels=channels)
    given, sigmas = pictures(4), [0.0, 51.0, 255.0, 102.0]
    made = TorchNetwork(loaded, CPU, "fp32")
    result = made.together(given, sigmas)
    assert made.at_once(12, 16) == 3, "not by giving up"
    torch.testing.assert_close(result, given * torch.tensor([0, 0.2, 1, 0.4])[:, None, None, None])


@pytest.mark.usefixtures("_three")
@pytest.mark.parametrize("name", NETWORKS)
def test_each_picture_keeps_its_own_level(name: str, tmp_path: Path) -> None:
    made = TorchNetwork(load_module(NETWORKS[name](tmp_path)), CPU, "fp32")
    given, sigmas = pictures(4, 24, 32), [0.0, 1.0, 2.0, 60.0]
    alone = torch.cat([made(given[n : n + 1], sigmas[n]) for n in range(4)])
    assert 255 * (made.together(given, sigmas) - alone).abs().max() < 0.01
    assert made.at_once(24, 32) == 3, "not by giving up"


CARDS = [card for card in Catalogue.load().all() if card.task in (
    "upscale", "denoise", "deblock", "lowlight", "colour", "dehaze", "matte", "style"
)]  # fmt: skip


@pytest.mark.parametrize("card", CARDS, ids=lambda card: card.id)
def test_batches_of_every_model_change_no_pixel_by_more_than_a_step(
    card: ModelCard, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Built in, or of the library where its weights are here."""
    made = TorchNetwork(loaded_card(card, monkeypatch), CPU, "fp32")
    if made.traits.sequence:
        pytest.skip("carries frames along: never in batches")
    window = made.traits.past + 1 + made.traits.future
    side = 16 if sum(p.numel() for p in made.loaded.module.parameters()) > 3e6 else 32
    smooth = nn.functional.interpolate(pictures(3 * window, 5, 6), (side, side), mode="bilinear")
    given = smooth if window == 1 else smooth.reshape(3, window, 3, side, side)
    sigmas = [10.0, 25.0, 5.0] if made.traits.noise_map else None
    alone = torch.cat([made(given[n : n + 1], sigmas[n] if sigmas else None) for n in range(3)])
    for count in ("4", "2"):
        monkeypatch.setenv(SWITCH, count)
        assert 255 * (made.together(given, sigmas) - alone).abs().max() <= 1
        assert made.at_once(side, side) == int(count), "not by giving up"


def loaded_card(card: ModelCard, monkeypatch: pytest.MonkeyPatch) -> LoadedModule:
    folders = [os.environ.get("REELWRIGHT_TEST_LIBRARY", "")]
    shared = os.environ.get("REELWRIGHT_TEST_WEIGHTS", "")
    if shared:
        folders.append(shared)
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", os.pathsep.join(folders))
    store = WeightsStore()
    if store.find(card) is None:
        pytest.skip("its weights are not here")
    return load_card(card, store.path(card))
