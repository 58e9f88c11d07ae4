"""Networks that carry features along a sequence: which frames they answer for, and how."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, ModelError
from app.inference.loaders.loading import load_module
from app.inference.nets.animesr import AnimeSR
from app.inference.nets.basicvsr import BasicVSR
from app.inference.nets.spynet import SpyNet, moved
from app.inference.runner import TorchNetwork, parity
from app.media.video_reader import VideoReader
from tests.inference import tiny_weights as tiny

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.inference.nets.sequence import SequenceNet

CPU = torch.device("cpu")

NETS: dict[str, Callable[[], SequenceNet]] = {
    "BasicVSR": lambda: BasicVSR(8, 1, 4, 4),
    "AnimeSR": lambda: AnimeSR(8, (3, 2, 1), 4, 1),
}
FILES = {"BasicVSR": tiny.basicvsr_pth, "AnimeSR": tiny.animesr_pth}


@pytest.fixture(params=NETS)
def net(request: pytest.FixtureRequest) -> SequenceNet:
    net = tiny.seeded(NETS[request.param])
    return net.eval().requires_grad_(requires_grad=False)  # type: ignore[return-value]


@pytest.fixture(params=FILES)
def network(request: pytest.FixtureRequest, tmp_path: Path) -> TorchNetwork:
    return TorchNetwork(load_module(FILES[request.param](tmp_path)), CPU, "fp32")


def film(frames: int, height: int = 16, width: int = 24) -> torch.Tensor:
    """`(1, frames, 3, height, width)`."""
    return torch.rand(1, frames, 3, height, width, generator=torch.Generator().manual_seed(3))


def test_a_frame_is_the_same_whichever_others_are_wanted(net: SequenceNet) -> None:
    x = film(7).flatten(1, 2)
    whole = net(x, range(7))
    assert whole.shape == (1, 21, 64, 96)
    for wanted in (range(1), range(2, 5), range(6, 7)):
        part = net(x, wanted)
        assert torch.equal(part, whole[:, 3 * wanted.start : 3 * wanted.stop])


def test_every_frame_of_the_past_counts(net: SequenceNet) -> None:
    x = film(6).flatten(1, 2)
    plain = net(x, range(4, 5))
    for number in range(6):
        other = x.clone()
        other[:, 3 * number : 3 * number + 3] = 0.5
        assert not torch.equal(net(other, range(4, 5)), plain)


def test_one_frame_alone_is_a_sequence_too(net: SequenceNet) -> None:
    assert net(film(1).flatten(1, 2), range(1)).shape == (1, 3, 64, 96)


def test_a_window_gives_its_middle_frame(network: TorchNetwork) -> None:
    past, future = network.traits.past, network.traits.future
    window = film(past + 1 + future)
    made = network(window)
    assert made.shape == (1, 3, 64, 96)
    assert torch.equal(made, network(window, None, range(past, past + 1)))


def test_answers_outside_of_the_sequence_are_a_mistake(network: TorchNetwork) -> None:
    for answers in (range(2, 6), range(3, 3), range(0, 4, 2)):
        with pytest.raises(ValueError, match="range"):
            network(film(5), None, answers)


def test_it_stops_between_frames(tmp_path: Path) -> None:
    class Third(CancelToken):
        asked = 0

        def check(self) -> None:
            self.asked += 1
            if self.asked == 3:
                raise Cancelled

    token = Third()
    with pytest.raises(Cancelled):
        TorchNetwork(load_module(tiny.basicvsr_pth(tmp_path)), CPU, "fp32", token)(film(9))
    assert token.asked == 3


def test_a_picture_is_read_where_it_has_moved_to() -> None:
    there = film(1)[0]
    flow = torch.tensor([3.0, -2.0]).view(1, 2, 1, 1).expand(1, 2, 16, 24)
    assert torch.allclose(moved(there, flow)[..., 2:, :-3], there[..., :-2, 3:], atol=1e-5)
    assert moved(there, flow)[..., :2, :].abs().max() < 1e-4, "there is nothing beyond the edge"
    assert torch.allclose(moved(there, flow, "border")[..., 0, :-3], there[..., 0, 3:], atol=1e-5)


@pytest.mark.parametrize(("height", "width"), [(1, 1), (20, 70), (64, 96), (65, 33)])
def test_flow_is_found_at_any_size(height: int, width: int) -> None:
    here, there = film(2, height, width)[0].chunk(2)
    assert tiny.seeded(SpyNet)(here, there).shape == (1, 2, height, width)


def test_flow_of_the_real_network_is_the_motion(library_dir: Path) -> None:
    path = library_dir / "BasicVSR_REDS4.pth"
    if not path.is_file():
        pytest.skip("the weights of basicvsr-reds are not in this folder")
    flow_of = load_module(path).module.get_submodule("spynet")
    coarse = film(1, 14, 18)[0]
    scene = torch.nn.functional.interpolate(coarse, (112, 144), mode="bicubic").clamp(0, 1)
    flow = flow_of(scene[..., 8:88, 8:120], scene[..., 6:86, 11:123])
    middle = flow[0, :, 20:-20, 20:-20].mean((1, 2))
    assert middle.tolist() == pytest.approx([-3, 2], abs=0.3)


def test_names_with_other_shapes_are_refused(tmp_path: Path) -> None:
    path = tiny.basicvsr_pth(tmp_path)
    state = torch.load(path, weights_only=True)["params"]
    state["upconv1.weight"] = state["upconv1.weight"][:8].clone()
    torch.save({"params": state}, path)
    with pytest.raises(ModelError, match="do not fit"):
        load_module(path)


@pytest.mark.parametrize("name", ["BasicVSR_Vimeo90K_BIx4.pth", "AnimeSR_v2.pth"])
def test_bf16_keeps_45_db(library_dir: Path, media_dir: Path, name: str) -> None:
    path = library_dir / name
    if not path.is_file():
        pytest.skip(f"{name} is not in this folder")
    frames = []
    with VideoReader(media_dir / "clips" / "bigbuckbunny.mp4") as reader:
        for _, frame in zip(range(9), reader.frames(), strict=False):
            luma = torch.from_numpy(frame.pixels.planes[0][300:428:4, 400:528:4].copy())
            frames.append(luma.expand(3, -1, -1) / 255)
    loaded = load_module(path)
    window = loaded.traits.past + 1 + loaded.traits.future
    pictures = torch.stack(frames[:window])[None]
    assert parity(TorchNetwork(loaded, CPU, "bf16"), pictures) >= 45
