"""Brightening holds steady where a network's own would jump about."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
import torch

from app.inference.catalogue import MODELS_FOLDER
from app.inference.loaders.loading import load_module
from app.inference.nets.reel_lowlight import encoded, linear
from app.inference.runner import TorchNetwork
from tests.effects.scenes import real_clip, scene, seen
from tests.effects.stage import FakePool, applied, context, effect, frames_of, source_format
from tests.inference.fake_network import FakeNetwork

if TYPE_CHECKING:
    from app.base.frame import Frame


class Automatic(FakeNetwork):
    """Brightens until the brightest corner of the picture is white: one pixel decides."""

    def __init__(self) -> None:
        super().__init__(1)

    def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
        return pictures * (0.8 / pictures[..., :20, :20].mean((1, 2, 3), keepdim=True)).clamp(1, 9)


def dark(count: int) -> list[torch.Tensor]:
    """A dark scene in whose corner a light goes brighter and darker by a tenth."""
    generator = torch.Generator().manual_seed(3)
    still = 0.2 * seen(scene(), 0, 0)
    still[:, :20, :20] = 0.2
    pictures = [still.clone() for _ in range(count)]
    for picture in pictures:
        picture[:, :20, :20] *= 1 + 0.1 * torch.rand(1, generator=generator)
    return pictures


def brightened(pictures: list[torch.Tensor]) -> list[torch.Tensor]:
    pool = FakePool({"reel-lowlight": Automatic()})
    return [frame.pixels for frame in applied(effect("low-light"), pictures, pool=pool)]


def unsteadiness(pictures: list[torch.Tensor]) -> float:
    """Deviation of the changes of brightness, away from the corner."""
    means = torch.stack([picture[:, 40:].mean() for picture in pictures]).log()
    return float(means.diff().std())


def test_what_the_network_does_from_frame_to_frame_is_evened() -> None:
    pictures = dark(40)
    alone = [Automatic()(picture[None])[0] for picture in pictures]
    made = brightened(pictures)
    assert unsteadiness(alone) > 0.02
    assert unsteadiness(made) < 0.15 * unsteadiness(alone)
    assert float(torch.stack(made).mean()) == pytest.approx(float(torch.stack(alone).mean()), 0.02)


def test_a_light_that_changes_in_the_scene_still_does() -> None:
    pictures = dark(1) * 30
    faded = [picture * 1.01**number for number, picture in enumerate(pictures)]
    # Which the network undoes: on the smooth path it takes out all of a steady fade.
    made = torch.stack([each[:, 40:].mean() for each in brightened(faded)])
    assert float(made.max() / made.min()) < 1.01


def test_a_lamp_that_is_lit_is_no_flicker() -> None:
    before, after = dark(1) * 15, [picture.clone() for picture in dark(1) * 15]
    for picture in after:
        picture[:, :20, :20] = 0.5
    together = brightened([*before, *after])
    apart = [*brightened(before), *brightened(after)]
    for one, other in zip(together, apart, strict=True):
        assert torch.allclose(one, other, atol=1e-4)


def test_frames_do_not_depend_on_where_a_render_begins() -> None:
    made, source = effect("low-light"), source_format(168, 120)
    pool, frames = FakePool({"reel-lowlight": Automatic()}), frames_of(dark(45))
    whole = list(made.apply(iter(frames), source, context(pool)))[20:24]
    part = list(made.apply(iter(frames[7:38]), source, context(pool)))[13:17]
    assert all(torch.equal(a.pixels, b.pixels) for a, b in zip(whole, part, strict=True))


def taken_in_the_dark(frames: list[Frame[torch.Tensor]], stops: float) -> list[torch.Tensor]:
    """With so many stops less, noise of one step, and 8 bits."""
    generator = torch.Generator().manual_seed(5)
    dim = [encoded(linear(frame.pixels) / 2**stops) for frame in frames]
    noise = [torch.randn(picture.shape, generator=generator) / 255 for picture in dim]
    return [((a + b).clamp(0, 1) * 255).round() / 255 for a, b in zip(dim, noise, strict=True)]


def gains(made: list[torch.Tensor], frames: list[Frame[torch.Tensor]]) -> torch.Tensor:
    """Stops by which each frame's median is brighter than it was before it was dark."""
    pairs = zip(made, frames, strict=True)
    return torch.stack([(linear(a).median() / linear(b.pixels).median()).log2() for a, b in pairs])


@pytest.mark.parametrize("stops", [1.5, 3.0])
def test_a_dark_real_clip_is_as_bright_as_before_and_does_not_pump(stops: float) -> None:
    frames = real_clip("carphone_pristine.mp4", 0, 30, (144, 176))
    loaded = load_module(MODELS_FOLDER / "builtin" / "reel-lowlight.safetensors")
    pool = FakePool({"reel-lowlight": TorchNetwork(loaded, torch.device("cpu"), "fp32")})
    dark_frames = taken_in_the_dark(frames, stops)
    made = [f.pixels for f in applied(effect("low-light"), dark_frames, pool=pool)]
    found = gains(made, frames)
    assert found.mean().abs() < 0.5
    assert found.diff().abs().max() < 0.06
