"""The selfie segmentation is read from its FlatBuffer, and damaged ones are refused."""

from __future__ import annotations

import random
from typing import TYPE_CHECKING

import pytest
import torch

from app.base.errors import ModelError
from app.inference.loaders.loading import load_module
from app.inference.nets.portrait_matte import PortraitMatte
from app.inference.nets.selfie import Same, Selfie
from tests.inference.tflite_files import CODES, Table, selfie_tflite, serialised
from tests.inference.tiny_weights import seeded

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("half", [True, False])
def test_the_file_gives_the_network_it_was_made_of(tmp_path: Path, half: bool) -> None:
    expected = seeded(Selfie)
    loaded = load_module(selfie_tflite(tmp_path, half=half))

    assert loaded.architecture == "Selfie segmentation"
    assert isinstance(loaded.module, PortraitMatte)
    pairs = zip(loaded.module.net.parameters(), expected.parameters(), strict=True)
    assert all(torch.allclose(a, b, atol=1e-3 if half else 0) for a, b in pairs)


def test_the_picture_it_takes_may_be_a_wide_one(tmp_path: Path) -> None:
    module = load_module(selfie_tflite(tmp_path, height=144)).module
    assert isinstance(module, PortraitMatte)
    assert module.size == (144, 256)
    with torch.inference_mode():
        assert module(torch.rand(1, 3, 30, 50)).shape == (1, 3, 30, 50)


def test_a_picture_that_cannot_be_halved_four_times_is_refused(tmp_path: Path) -> None:
    with pytest.raises(ModelError, match="takes an array"):
        load_module(selfie_tflite(tmp_path, height=100))


def test_an_operator_of_its_own_is_refused(tmp_path: Path) -> None:
    path = selfie_tflite(tmp_path, [*CODES[:3], {0: ("b", 32), 1: b"Something"}])
    with pytest.raises(ModelError, match="an operator of its own"):
        load_module(path)


def test_another_network_is_refused(tmp_path: Path) -> None:
    path = selfie_tflite(tmp_path, [{0: ("b", 99)}, *CODES[1:]])
    with pytest.raises(ModelError, match="a kind we cannot run"):
        load_module(path)


def test_damage_is_told_in_one_sentence(tmp_path: Path) -> None:
    """Whatever is broken, nothing but a ModelError comes, or a network of other numbers."""
    path = selfie_tflite(tmp_path)
    whole = path.read_bytes()
    chance = random.Random(3)
    told: list[str] = []
    for _ in range(40):
        broken = bytearray(whole[: chance.choice([len(whole), chance.randrange(len(whole))])])
        for _ in range(20):
            broken[chance.randrange(min(6000, len(broken)))] = chance.randrange(256)
        path.write_bytes(bytes(broken))
        try:
            load_module(path)
        except ModelError as error:
            told.append(str(error))
    assert len(told) > 20
    assert not any("\n" in each for each in told)


def test_weights_that_are_repeated_are_refused(tmp_path: Path) -> None:
    """A small file could fill the memory so."""
    picture: Table = {0: [1, 256, 256, 3]}
    weight: Table = {0: [64, 1, 1, 64], 1: ("b", 1), 2: ("I", 0)}
    bias: Table = {0: [64], 1: ("b", 1), 2: ("I", 1)}
    operators: list[Table] = [{0: ("I", 0), 1: [0, 1, 2], 2: [0]} for _ in range(100)]
    graph: Table = {0: [picture, weight, bias], 1: [0], 3: operators}
    buffers: list[Table] = [{0: bytes(2 * 64 * 64)}, {0: bytes(2 * 64)}]
    path = tmp_path / "giant.tflite"
    path.write_bytes(serialised({1: CODES, 2: [graph], 4: buffers}))
    with pytest.raises(ModelError, match="claim more data than the file holds"):
        load_module(path)


def test_strided_convolutions_pad_behind_as_tensorflow_does() -> None:
    layer = Same(1, 1, 3, stride=2, bias=False)
    torch.nn.init.constant_(layer.weight, 1)
    picture = torch.zeros(1, 1, 4, 4)
    picture[..., 0, 0] = 1
    with torch.no_grad():
        made = layer(picture)
    assert made.shape == (1, 1, 2, 2)
    assert made[0, 0].tolist() == [[1, 0], [0, 0]]


def test_the_published_file_sees_a_person(library_dir: Path) -> None:
    path = library_dir / "selfie_segmentation.tflite"
    if not path.is_file():
        pytest.skip("the weights of selfie-matte are not in this folder")
    module = load_module(path).module
    assert isinstance(module, PortraitMatte)
    with torch.inference_mode():
        nobody = module.net(torch.full((1, 3, *module.size), 0.5))
    assert nobody.shape == (1, 1, 256, 256)
    assert nobody.mean() < 0.2
