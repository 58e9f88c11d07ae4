"""A recording is used where it gives the same pictures, and never noticed otherwise."""

from __future__ import annotations

import logging
from functools import partial
from typing import TYPE_CHECKING

import pytest
import torch

from app.inference.cuda_graphs import SWITCH, CudaRecorder, recorder_for
from app.inference.graphs import KEPT, PATIENCE, RecordedCall
from app.inference.loaders.loading import load_module
from app.inference.runner import TorchNetwork
from tests.inference import tiny_weights as tiny
from tests.inference.cunet_files import cunet_pth
from tests.inference.fake_recorder import (
    FailingRecorder,
    FakeRecorder,
    FakeRecording,
    FreezingRecorder,
    StingyRecorder,
)

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.inference.graphs import Call

CPU = torch.device("cpu")


def squared(given: torch.Tensor) -> torch.Tensor:
    return given.square()


def picture(side: int = 4, seed: int = 0) -> torch.Tensor:
    return torch.rand(1, 3, side, side, generator=torch.Generator().manual_seed(seed))


def test_a_shape_is_recorded_when_it_comes_back() -> None:
    recorder = FakeRecorder()
    call = RecordedCall(squared, recorder, "Test")
    for seed in range(4):
        assert torch.equal(call(picture(seed=seed)), picture(seed=seed).square())
    assert len(recorder.made) == call.recorded == 1
    assert recorder.made[0].replays == 1 + 3  # the proof, then all calls but the first


def test_results_share_no_memory_with_each_other_or_the_input() -> None:
    call = RecordedCall(lambda given: given, FakeRecorder(), "Test")
    call(picture())
    given = [picture(seed=seed) for seed in range(3)]
    before = [each.clone() for each in given]
    results = [call(each) for each in given]
    assert all(torch.equal(*pair) for pair in zip(results, before, strict=True))
    results[0].zero_()
    assert torch.equal(results[1], before[1])
    assert all(torch.equal(*pair) for pair in zip(given, before, strict=True))
    assert torch.equal(call(given[0]), before[0])


@pytest.mark.parametrize("memory_format", [torch.contiguous_format, torch.channels_last])
def test_number_format_and_order_in_memory_are_shapes_of_their_own(
    memory_format: torch.memory_format,
) -> None:
    call = RecordedCall(squared, FakeRecorder(), "Test")
    whole = picture().contiguous(memory_format=memory_format)
    for given in (whole, whole, whole.double(), whole.double()):
        result = call(given)
        assert (result.dtype, result.stride()) == (given.dtype, given.stride())
    assert call.recorded == 2


def test_more_shapes_than_are_kept_do_not_push_each_other_out() -> None:
    """As a picture's tiles would, with a recording for every call."""
    recorder = FakeRecorder()
    call = RecordedCall(squared, recorder, "Test")
    for _ in range(8):
        for side in range(3, 3 + 2 * KEPT):
            assert torch.equal(call(picture(side)), picture(side).square())
    assert len(recorder.made) == call.recorded == KEPT


def test_a_recording_nobody_needs_any_more_makes_way() -> None:
    recorder = FakeRecorder()
    call = RecordedCall(squared, recorder, "Test")
    for side in range(3, 3 + KEPT):
        call(picture(side))
        call(picture(side))
    for _ in range(PATIENCE + 2):
        call(picture(30))
    assert call.recorded == KEPT
    assert recorder.made[-1].given.shape[-1] == 30
    call(picture(3))  # recorded first, and gone
    assert recorder.made[0].replays == 2


def test_what_cannot_be_recorded_is_called_from_then_on_and_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    recorder = FailingRecorder()
    call = RecordedCall(squared, recorder, "Stubborn")
    with caplog.at_level(logging.WARNING):
        for side in (4, 4, 4, 5, 5):
            assert torch.equal(call(picture(side)), picture(side).square())
    assert len(recorder.made) == 1
    (line,) = caplog.messages
    assert line.startswith("Stubborn is not replayed")
    assert "\n" not in line


def test_a_replay_that_repeats_the_old_is_found_out(caplog: pytest.LogCaptureFixture) -> None:
    call = RecordedCall(squared, FreezingRecorder(), "Baked")
    for seed in range(4):
        assert torch.equal(call(picture(seed=seed)), picture(seed=seed).square())
    assert call.recorded == 0
    assert "replays differ" in caplog.text


def test_a_network_that_looks_away_is_found_out_as_well() -> None:
    """The mean of the first picture for ever: the same when it is turned around."""
    frozen: list[torch.Tensor] = []

    class MeanFreezes(FakeRecorder):
        def record(self, call: Call, given: torch.Tensor) -> FakeRecording | None:
            frozen.append(given.mean())
            return super().record(lambda x: x - frozen[0], given)

    call = RecordedCall(lambda given: given - given.mean(), MeanFreezes(), "Test")
    for seed in range(3):
        given = picture(seed=seed)
        assert torch.equal(call(given), given - given.mean())
    assert call.recorded == 0


def test_too_little_memory_for_one_shape_leaves_the_others_alone() -> None:
    recorder = StingyRecorder()
    call = RecordedCall(squared, recorder, "Test")
    for side in (4, 4, 4, 4, 5, 5, 5):
        call(picture(side))
    assert len(recorder.made) == 2  # tried once each


def test_memory_is_counted_and_given_back() -> None:
    call = RecordedCall(squared, FakeRecorder(), "Test")
    for _ in range(2):
        call(picture())
    assert call.nbytes == 2 * picture().nbytes
    call.clear()
    assert call.nbytes == call.recorded == 0


def test_other_failures_of_the_call_are_not_hidden() -> None:
    def broken(given: torch.Tensor) -> torch.Tensor:
        raise ValueError("a bug")

    call = RecordedCall(broken, FakeRecorder(), "Test")
    for _ in range(2):
        with pytest.raises(ValueError, match="a bug"):
            call(picture())


NETWORKS: dict[str, Callable[[Path], Path]] = {
    "compact": tiny.compact_pth,
    "rlfn": tiny.rlfn_pth,
    "dncnn": tiny.dncnn_pth,
    "cunet": partial(cunet_pth, scale=2),
    "iat": tiny.iat_pth,
    "rife": tiny.rife_pkl,
    "basicvsr": tiny.basicvsr_pth,
}


def check_same_pictures(plain: TorchNetwork, recorded: TorchNetwork, size: tuple[int, int]) -> None:
    window = plain.traits.past + 1 + plain.traits.future
    sigma = 0.5 if plain.traits.between else 20.0
    for seed in range(3):
        many = torch.rand(window, 3, *size, generator=torch.Generator().manual_seed(seed))
        given = many if window == 1 else many[None]
        assert torch.equal(recorded(given, sigma), plain(given, sigma))


@pytest.mark.parametrize("name", NETWORKS)
def test_networks_give_the_same_pictures_by_replays(name: str, tmp_path: Path) -> None:
    loaded = load_module(NETWORKS[name](tmp_path))
    plain = TorchNetwork(loaded, CPU, "fp32")
    recorded = TorchNetwork(loaded, CPU, "fp32", recorder=FakeRecorder())
    check_same_pictures(plain, recorded, (40, 48))
    assert recorded.recordings == (name != "basicvsr")  # which carries frames along


@pytest.mark.parametrize("name", ["compact", "rlfn"])
def test_tiles_are_replayed_unless_they_are_told_where_they_lie(name: str, tmp_path: Path) -> None:
    loaded = load_module(NETWORKS[name](tmp_path))
    size, cut = ((32, 260), 6_240) if loaded.traits.receptive_field is None else ((60, 80), 40**2)
    plain = TorchNetwork(loaded, CPU, "fp32", tile_pixels=cut)
    recorded = TorchNetwork(loaded, CPU, "fp32", tile_pixels=cut, recorder=FakeRecorder())
    check_same_pictures(plain, recorded, size)
    assert bool(recorded.recordings) == (name == "compact")


def test_a_recording_counts_as_memory_of_the_network(tmp_path: Path) -> None:
    loaded = load_module(tiny.compact_pth(tmp_path))
    network = TorchNetwork(loaded, CPU, "fp32", recorder=FakeRecorder())
    before = network.nbytes
    for _ in range(2):
        network(picture(16))
    assert network.nbytes > before
    assert network.in_full_precision().recordings == 0


def test_running_out_of_memory_gives_recordings_up(tmp_path: Path) -> None:
    loaded = load_module(tiny.compact_pth(tmp_path))
    recorder = FakeRecorder()
    network = TorchNetwork(loaded, CPU, "fp32", recorder=recorder)
    given = picture(256)
    expected = network(given)
    network(given)
    assert network.recordings == 1

    def full() -> None:
        raise torch.OutOfMemoryError("CUDA out of memory")

    recorder.made[0].replay = full  # type: ignore[method-assign]
    assert (network(given) - expected).abs().max() <= 1 / 255
    assert all(each.given.shape[-1] < 256 for each in recorder.made[1:])


def test_graphs_are_for_cuda_and_can_be_turned_off(monkeypatch: pytest.MonkeyPatch) -> None:
    assert recorder_for(CPU) is None
    assert isinstance(recorder_for(torch.device("cuda", 0)), CudaRecorder)
    monkeypatch.setenv(SWITCH, "0")
    assert recorder_for(torch.device("cuda", 0)) is None
