"""What an unknown ONNX network does is found out by trying it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from app.base.errors import ModelError
from app.inference.card_file import read_card
from app.inference.loaders.loading import load_card, load_module
from app.inference.probing import Finding, found, what_is
from app.inference.runner import TorchNetwork
from app.inference.weights_store import WeightsStore
from tests.helpers.onnx_files import OnnxWriter
from tests.inference import tiny_weights as tiny

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

pytest.importorskip("onnxruntime")

MEAN = np.reshape([124.0, 117.0, 104.0], (1, 3, 1, 1))
"""Of photos in 0 to 255, which networks made for that range take away first."""


def write(folder: Path, build: Callable[[OnnxWriter, str], str], channels: int = 3) -> Path:
    writer = OnnxWriter()
    picture = writer.takes("x", "n", channels, "h", "w")
    writer.gives("y", build(writer, picture), "n", "c", "h2", "w2")
    return writer.write(folder / "mine.onnx")


def clipped(op: OnnxWriter, x: str) -> str:
    return op("Clip", x, np.float32(0), np.float32(1))


def bytes_inside(op: OnnxWriter, x: str) -> str:
    """Nothing but what is far from the mean of photos in 0 to 255 is let through."""
    return op("Add", op("Relu", op("Add", op("Sub", x, MEAN), MEAN - 20)), np.float32(20))


def doubled(op: OnnxWriter, x: str) -> str:
    return clipped(op, op("Resize", x, "", [1.0, 1.0, 2.0, 2.0], mode="nearest"))


def halved_and_doubled(op: OnnxWriter, x: str) -> str:
    """As a U-Net of three levels, which fails where sides do not meet again."""
    small = op("AveragePool", x, kernel_shape=[8, 8], strides=[8, 8])
    large = op("Resize", small, "", [1.0, 1.0, 8.0, 8.0], mode="nearest")
    return clipped(op, op("Add", op("Mul", x, np.float32(0.9)), op("Mul", large, np.float32(0.1))))


def painted(op: OnnxWriter, x: str) -> str:
    """The negative, in 0 to 255 however dark the input is."""
    return op("Sub", np.float32(255), op("Mul", x, np.float32(0.5)))


def brightened(op: OnnxWriter, x: str) -> str:
    """Divided by its own light, which is never more than 1."""
    light = op("Clip", op("Sqrt", x), np.float32(0.1), np.float32(1))
    return op("Div", x, light)


@pytest.mark.parametrize(
    ("build", "channels", "expected"),
    [
        (clipped, 3, (1, True, 1, 1, True)),
        (clipped, 1, (1, False, 1, 1, True)),
        (bytes_inside, 3, (1, True, 1, 255, True)),
        (doubled, 3, (2, True, 1, 1, True)),
        (halved_and_doubled, 3, (1, True, 8, 1, True)),
        (painted, 3, (1, True, 1, 255, True)),
        (brightened, 3, (1, True, 1, 1, False)),
        (lambda op, x: op("Identity", x), 3, (1, True, 1, 1, False)),
    ],
    ids=["clipped", "gray", "bytes", "doubled", "multiples", "painted", "brightened", "either"],
)
def test_it_is_found_out(
    tmp_path: Path, build: Callable[..., str], channels: int, expected: tuple[object, ...]
) -> None:
    finding = what_is(write(tmp_path, build, channels))
    assert isinstance(finding, Finding)
    seen = (finding.scale, finding.colour, finding.multiple, finding.white, finding.sure)
    assert seen == expected
    assert finding.tasks[0] == ("upscale" if finding.scale > 1 else "restore")


@pytest.mark.parametrize(("name", "white"), [("rlfn_x2", 255), ("realesr-animevideov3", 1)])
def test_it_is_found_out_of_real_networks(weights_dir: Path, name: str, white: int) -> None:
    finding = found(load_module(weights_dir / "upscale" / f"{name}.pth"))
    assert (finding.white, finding.sure) == (white, True)


def test_files_that_say_what_they_are_are_not_tried(tmp_path: Path) -> None:
    assert what_is(tiny.compact_pth(tmp_path)) is None


def test_a_network_of_numbers_is_refused(tmp_path: Path) -> None:
    path = write(tmp_path, lambda op, x: op("ReduceMean", x, axes=[2, 3], keepdims=1))
    with pytest.raises(ModelError, match="does not turn a picture into a picture"):
        what_is(path)


def test_channels_may_come_last(tmp_path: Path) -> None:
    writer = OnnxWriter()
    picture = writer.takes("x", "n", "h", "w", 3)
    made = writer("Clip", writer("Mul", picture, [1.0, 0.5, 0.25]), np.float32(0), np.float32(1))
    writer.gives("y", made, "n", "h", "w", 3)
    loaded = load_module(writer.write(tmp_path / "last.onnx"))

    result = TorchNetwork(loaded, torch.device("cpu"), "fp32")(torch.ones(1, 3, 20, 30))

    assert result.shape == (1, 3, 20, 30)
    assert result[0, :, 0, 0].tolist() == [1.0, 0.5, 0.25]


def test_what_was_found_out_is_kept_and_used(tmp_path: Path) -> None:
    store = WeightsStore(folders=(), user=tmp_path / "user")
    card = store.add(write(tmp_path, bytes_inside))
    network = TorchNetwork(load_card(card, store.path(card)), torch.device("cpu"), "fp32")
    light = torch.full((1, 3, 9, 11), 0.9)

    assert (card.input.range, card.task) == (255, "restore")
    assert torch.allclose(network(light), light, atol=0.02)


def test_the_user_knows_better(tmp_path: Path) -> None:
    store = WeightsStore(folders=(), user=tmp_path / "user")
    card = store.add(write(tmp_path, clipped), task="denoise", white=255)
    assert (card.input.range, card.task) == (255, "denoise")
    assert read_card(store.cards / "mine.toml") == card


@pytest.mark.parametrize(("build", "task"), [(clipped, "upscale"), (doubled, "denoise")])
def test_a_task_that_does_not_fit_is_refused(
    tmp_path: Path, build: Callable[..., str], task: str
) -> None:
    store = WeightsStore(folders=(), user=tmp_path / "user")
    with pytest.raises(ModelError, match=f"not for {task}"):
        store.add(write(tmp_path, build), task=task)
    assert not store.cards.exists()
