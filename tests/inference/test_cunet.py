"""The two U-Nets of waifu2x and Real-CUGAN: read from ncnn's files, whole or in tiles."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from app.base.errors import ModelError
from app.inference.loaders.loading import load_module
from app.inference.nets.cunet import FIELDS, CUNet
from app.inference.nets.samples import COUNT, SIDE, samples
from tests.inference.cunet_files import cunet_ncnn, cunet_pth
from tests.inference.tiny_weights import seeded

if TYPE_CHECKING:
    from pathlib import Path


@pytest.mark.parametrize("scale", FIELDS)
def test_an_ncnn_file_gives_the_network_it_was_made_of(tmp_path: Path, scale: int) -> None:
    expected = load_module(cunet_pth(tmp_path, scale))
    found = load_module(cunet_ncnn(tmp_path, scale))

    assert found.traits.scale == expected.traits.scale == scale
    pairs = zip(found.module.parameters(), expected.module.parameters(), strict=True)
    assert all(torch.allclose(a, b, atol=1e-3) for a, b in pairs)


def test_other_activations_than_ours_are_refused(tmp_path: Path) -> None:
    path = cunet_ncnn(tmp_path, 2, products=("9=1", "9=1"))
    with pytest.raises(ModelError, match="a kind we cannot run"):
        load_module(path)


def test_a_file_cut_short_is_refused(tmp_path: Path) -> None:
    path = cunet_ncnn(tmp_path, 2)
    path.write_bytes(path.read_bytes()[:-4])
    with pytest.raises(ModelError, match="in the middle of a layer"):
        load_module(path)


@pytest.mark.parametrize("scale", FIELDS)
def test_a_pixel_depends_on_no_more_than_the_field_says(scale: int) -> None:
    network = seeded(lambda: CUNet(scale)).double()
    assert isinstance(network, CUNet)
    before = torch.rand(1, 3, 8, 128, dtype=torch.double)
    after = before.clone()
    after[..., 64] += 1

    with torch.inference_mode():
        guide = network.survey(before)
        changed = network.guided(after, *guide) - network.guided(before, *guide)
    columns = changed.abs().amax((0, 1, 2)).nonzero().flatten() // scale

    assert int(columns.min()) >= 64 - FIELDS[scale]
    assert int(columns.max()) <= 64 + FIELDS[scale]


def test_the_whole_picture_weighs_the_channels() -> None:
    network = seeded(lambda: CUNet(1))
    assert isinstance(network, CUNet)
    dark, half = torch.zeros(1, 3, 64, 64), torch.zeros(1, 3, 64, 64)
    half[..., 32:] = 1
    with torch.inference_mode():
        guides = [network.survey(picture) for picture in (dark, half)]
    assert any(not torch.allclose(a, b) for a, b in zip(*guides, strict=True))


def test_each_picture_of_a_batch_is_weighed_alone() -> None:
    network = seeded(lambda: CUNet(1))
    pictures = torch.rand(2, 3, 16, SIDE * COUNT)  # with its margins too long to be taken whole
    with torch.inference_mode():
        together = network(pictures)
        alone = [network(picture[None])[0] for picture in pictures]
    torch.testing.assert_close(together, torch.stack(alone))


def test_small_pictures_are_taken_whole_and_large_ones_by_pieces() -> None:
    small = torch.rand(2, 3, 20, SIDE * COUNT)
    assert torch.equal(samples(small, 4), small)

    large = torch.rand(2, 3, 20, 1001)
    pieces = samples(large, 4)
    assert pieces.shape == (2 * COUNT, 3, 20, SIDE)
    assert torch.equal(pieces[0], large[0, ..., :SIDE])
    assert torch.equal(pieces[-1], large[1, ..., 936:1000])
