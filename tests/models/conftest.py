"""What the tests of the built-in networks share."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch
from PIL import Image

from models.training import perceptual, style
from models.training.coded import write_coded
from models.training.footage import write_footage
from models.training.pack import write_pack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

CHANNELS = (3, 64, 64, 128, 128, 256, 256, 256, 512)
"""Of VGG16's convolutions, one after the other."""


@pytest.fixture(autouse=True)
def _one_thread() -> Iterator[None]:
    """Small tensors gain nothing from more, and the machine is shared."""
    before = torch.get_num_threads()
    torch.set_num_threads(1)
    torch.manual_seed(0)
    yield
    torch.set_num_threads(before)


@pytest.fixture(scope="session")
def data(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Packs of made-up pictures: coloured bars at several slants."""
    root = tmp_path_factory.mktemp("pictures")
    across, down = torch.meshgrid(torch.arange(160.0), torch.arange(160.0), indexing="ij")
    for folder, count in (("photos", 4), ("Set5", 1), ("CBSD68_12", 1)):
        (root / folder).mkdir()
        for each in range(count):
            wave = [torch.sin(across * (each + 1) / 9 + down / (c + 5)) for c in range(3)]
            pixels = ((torch.stack(wave, -1) > 0) * 200 + 20).byte().numpy()
            Image.fromarray(pixels).save(root / folder / f"{each}.png")
    write_pack(root / "photos.pack", root, ["photos"])
    write_pack(root / "bench.pack", root, ["Set5", "CBSD68_12"])
    write_coded(root / "coded.pack", root / "photos.pack")
    write_footage(root / "footage.pack", root / "photos.pack")
    return root


@pytest.fixture(scope="session")
def paintings(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Made-up paintings, one per style: stripes, each of a width and colour of its own."""
    folder = tmp_path_factory.mktemp("paintings")
    across = torch.arange(160.0)
    for number, painting in enumerate(style.PAINTINGS):
        stripes = (torch.sin(across / (number + 2)) > 0).float().expand(120, -1)
        colours = torch.stack([stripes, 1 - stripes, stripes * 0.5 + number / 10], -1)
        Image.fromarray((colours * 200).byte().numpy()).save(folder / painting.file)
    return folder


@pytest.fixture(scope="session")
def vgg(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A weights file of the right form with random weights: a measure of textures nonetheless."""
    generator = torch.Generator().manual_seed(0)
    state = {}
    for name, inputs, outputs in zip(perceptual.LAYERS, CHANNELS[:-1], CHANNELS[1:], strict=True):
        spread = (2 / (9 * inputs)) ** 0.5
        state[f"{name}.weight"] = torch.randn(outputs, inputs, 3, 3, generator=generator) * spread
        state[f"{name}.bias"] = torch.zeros(outputs)
    path = tmp_path_factory.mktemp("vgg") / "vgg.pth"
    torch.save(state, path)
    return path


@pytest.fixture
def styling(paintings: Path, vgg: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """What training a style needs, where it looks for it."""
    monkeypatch.setenv(style.VARIABLE, str(paintings))
    monkeypatch.setenv(perceptual.VARIABLE, str(vgg))
