"""RIFE: recognised whatever form its pickle has, exact in tiles, never run as a program."""

from __future__ import annotations

import pickle
from dataclasses import replace
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from app.base.errors import ModelError
from app.inference.catalogue import MODELS_FOLDER, Catalogue
from app.inference.loaders.loading import load_module
from app.inference.nets import rife
from app.inference.network import NetworkTraits
from app.inference.quality import held_out
from app.inference.quality.measuring import measure
from app.inference.quality.pictures import read_picture
from app.inference.runner import TorchNetwork, parity
from app.inference.weights_store import WeightsStore
from tests.inference import tiny_weights as tiny

if TYPE_CHECKING:
    from pathlib import Path

    from app.inference.loaders.loaded import LoadedModule
    from app.inference.quality.pictures import Picture

CPU = torch.device("cpu")


def scene(height: int, width: int) -> torch.Tensor:
    """A window of two frames with large soft blots that move."""
    torch.manual_seed(3)
    coarse = torch.rand(1, 3, height // 9 + 4, width // 9 + 4)
    whole = torch.nn.functional.interpolate(coarse, (height + 12, width + 24), mode="bicubic")
    return torch.stack([whole[0, :, :height, :width], whole[0, :, 12:, 24:]])[None].clamp(0, 1)


@pytest.mark.parametrize("zipped", [True, False], ids=["zip", "legacy"])
def test_a_pkl_is_read_by_what_it_holds(tmp_path: Path, zipped: bool) -> None:
    state = torch.load(tiny.rife_pkl(tmp_path), weights_only=True)
    path = tmp_path / "flownet.pkl"
    torch.save(state, path, _use_new_zipfile_serialization=zipped)
    loaded = load_module(path)
    assert loaded.architecture == "RIFE"
    assert loaded.traits.between
    assert (loaded.traits.past, loaded.traits.future) == (0, 1)


def test_a_pkl_that_is_a_program_is_refused_and_not_run(tmp_path: Path) -> None:
    class Program:
        def __reduce__(self) -> tuple[object, ...]:
            return (type(tmp_path).touch, (tmp_path / "ran",))

    path = tmp_path / "flownet.pkl"
    path.write_bytes(pickle.dumps({"module.block0.conv0.0.0.weight": Program()}))
    with pytest.raises(ModelError):
        load_module(path)
    assert not (tmp_path / "ran").exists()


@pytest.mark.parametrize("channels", [6, 11], ids=["earlier", "later"])
def test_forms_that_are_fed_something_else_are_not_taken_for_it(
    tmp_path: Path, channels: int
) -> None:
    path = tiny.rife_pkl(tmp_path)
    state = torch.load(path, weights_only=True)
    state["module.block0.conv0.0.0.weight"] = torch.zeros(4, channels, 3, 3)
    torch.save(state, path)
    with pytest.raises(ModelError):
        load_module(path)


@pytest.mark.parametrize("halved", [False, True], ids=["full", "halved"])
def test_tiles_equal_the_whole_to_the_bit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, halved: bool
) -> None:
    if halved:
        monkeypatch.setattr(rife, "MOST_PIXELS", 3000)
    loaded, window = load_module(tiny.rife_pkl(tmp_path)), scene(75, 130)
    for block in range(4):  # random weights hardly move anything; tiles must stand large motion
        loaded.module.state_dict()[f"block{block}.lastconv.weight"].mul_(300)
    whole = TorchNetwork(loaded, CPU, "fp32")(window, 0.25)
    tiled = TorchNetwork(loaded, CPU, "fp32", tile_pixels=900)(window, 0.25)
    assert torch.equal(whole, tiled)
    assert isinstance(loaded.module, rife.RIFE)
    found = loaded.module.survey(torch.cat([*window[0], torch.zeros(1, 75, 130)])[None])[1]
    assert found[:, :4].abs().max() > 30


def test_an_added_one_is_for_interpolation(tmp_path: Path) -> None:
    path = tiny.rife_pkl(tmp_path).rename(tmp_path / "mine.pkl")
    card = WeightsStore(folders=(), user=tmp_path / "user").add(path)
    assert (card.task, card.input.future) == ("interpolate", 1)


class TestHeldOut:
    def test_the_ground_pans_and_the_disc_goes_the_other_way(self) -> None:
        picture = np.random.default_rng(2).integers(0, 256, (200, 260, 3), np.uint8)
        one, two = (held_out.frame_of(picture, step) for step in (1, 2))
        down, across = held_out.DOWN, held_out.ACROSS
        assert np.array_equal(one[down:20, across:], two[: 20 - down, :-across])
        middle = one.shape[0] // 2, one.shape[1] // 2
        inside = tuple(slice(at - 20, at + 20) for at in middle)
        moved = zip(middle, (down, across), strict=True)
        back = tuple(slice(at - 20 - by, at + 20 - by) for at, by in moved)
        assert np.array_equal(two[inside], one[back])

    def test_who_knows_the_truth_is_perfect_and_who_blends_is_not(self, tmp_path: Path) -> None:
        import cv2

        (tmp_path / "CBSD68_12").mkdir()
        picture = np.random.default_rng(2).integers(0, 256, (120, 160, 3), np.uint8)
        cv2.imwrite(str(tmp_path / "CBSD68_12" / "one.png"), picture[..., ::-1])
        card = Catalogue.load([MODELS_FOLDER / "cards"]).find("rife")
        (blended,) = measure(card, _Told(None), tmp_path)
        (perfect,) = measure(card, _Told(picture), tmp_path)
        assert blended.metric == perfect.metric == held_out.METRICS[0]
        assert blended.value < 15
        assert perfect.value == float("inf")


class _Told:
    """Blends, or gives the frame of a known picture."""

    def __init__(self, picture: Picture | None) -> None:
        self.traits = NetworkTraits(future=1, noise_map=True, between=True)
        self.picture = picture

    def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
        if self.picture is None:
            return torch.lerp(pictures[:, 0], pictures[:, 1], sigma or 0)
        frame = held_out.frame_of(self.picture, round(held_out.STEPS * (sigma or 0)))
        return torch.from_numpy(frame.transpose(2, 0, 1)[None] / 255.0)


@pytest.fixture(scope="module")
def published(library_dir: Path) -> LoadedModule:
    path = library_dir / "rife-4.pkl"
    if not path.is_file():
        pytest.skip("the weights of rife are not in this folder")
    return load_module(path)


@pytest.mark.parametrize("share", [0.25, 1 / 3, 0.5, 2 / 3])
def test_a_pan_over_a_photograph_is_found_at_its_place(
    published: LoadedModule, media_dir: Path, share: float
) -> None:
    picture = read_picture(media_dir / "images" / "Kodak24" / "kodim15.png")
    ground = torch.from_numpy(picture).permute(2, 0, 1)[:, 100:340, 100:460] / 255
    first, last = ground[:, 20:212, 20:308], ground[:, 32:224, 44:332]
    made = TorchNetwork(published, CPU, "fp32")(torch.stack([first, last])[None], share)[0]
    assert best_shift(first, made) == pytest.approx((24 * share, 12 * share), abs=0.15)


def best_shift(ground: torch.Tensor, made: torch.Tensor) -> tuple[float, float]:
    """Across and down, by least squares around the nearest whole shift (Lucas and Kanade 1981)."""
    gray, seen = (picture.mean(0).double() for picture in (ground, made))
    inner = slice(40, -40)
    error = {
        (x, y): (gray.roll((-y, -x), (0, 1)) - seen)[inner, inner].square().mean()
        for x in range(30)
        for y in range(20)
    }
    x, y = min(error, key=lambda place: float(error[place]))
    near = gray.roll((-y, -x), (0, 1))
    down, across = torch.gradient(near)
    slopes = torch.stack([across[inner, inner].flatten(), down[inner, inner].flatten()], 1)
    rest = (seen - near)[inner, inner].reshape(-1, 1)
    finer = torch.linalg.lstsq(slopes, rest).solution.flatten()
    return x + float(finer[0]), y + float(finer[1])


@pytest.mark.parametrize("precision", ["bf16", "fp16"])
def test_coarser_numbers_change_nothing_to_be_seen(published: LoadedModule, precision: str) -> None:
    network = TorchNetwork(published, CPU, precision)  # type: ignore[arg-type]
    assert network.dtype != torch.float32
    assert parity(network, scene(96, 128), 0.5) >= 45


@pytest.mark.slow
def test_the_card_states_what_is_measured(published: LoadedModule, media_dir: Path) -> None:
    card = Catalogue.load([MODELS_FOLDER / "cards"]).find("rife")
    found = measure(card, TorchNetwork(published, CPU, "fp32"), media_dir / "images")
    assert [replace(each, value=0) for each in found] == [
        replace(each, value=0) for each in card.quality
    ]
    assert found[0].value == pytest.approx(card.quality[0].value, abs=0.05)
