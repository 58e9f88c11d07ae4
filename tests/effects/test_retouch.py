"""Low light, dehaze, automatic colour, deblocking: a network's picture, blended in."""

from __future__ import annotations

from fractions import Fraction

import pytest
import torch

from app.base.errors import EffectError
from app.base.parameter import Keyframe, Keyframes
from app.effects.registry import find_effect
from tests.effects.stage import RATE, FakePool, applied, effect, noise, source_format
from tests.inference.fake_network import FakeNetwork

NAMES = {
    "low-light": "reel-lowlight",
    "dehaze": "aodnet",
    "auto-colour": "adaint-fivek",
    "deblock": "reel-deblock",
}


class Inverting(FakeNetwork):
    """Turns white to black, so that shares can be read off."""

    def __init__(self) -> None:
        super().__init__(1)

    def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
        return 1 - pictures


@pytest.fixture(params=NAMES)
def name(request: pytest.FixtureRequest) -> str:
    return str(request.param)


def pool_of(name: str) -> FakePool:
    return FakePool({NAMES[name]: Inverting()})


def test_strength_blends_with_the_picture(name: str) -> None:
    white = torch.ones(3, 4, 6)
    (half,) = applied(effect(name, strength=25.0), [white], pool=pool_of(name))
    assert torch.allclose(half.pixels, torch.full_like(white, 0.75))


def test_no_strength_keeps_the_very_picture(name: str) -> None:
    pictures = noise(2)
    out = applied(effect(name, strength=0.0), pictures, pool=pool_of(name))
    assert all(a.pixels is b for a, b in zip(out, pictures, strict=True))


def test_strength_may_rise_over_time(name: str) -> None:
    keys = Keyframes((Keyframe(Fraction(0), 0.0), Keyframe(4 / RATE, 100.0)))
    white = [torch.ones(3, 2, 2)] * 5
    out = applied(effect(name, strength=keys), white, pool=pool_of(name))
    assert [float(f.pixels.mean()) for f in out] == pytest.approx([1, 0.75, 0.5, 0.25, 0])


def test_alpha_is_left_alone(name: str) -> None:
    (picture,) = noise(1, (4, 5, 7))
    (out,) = applied(effect(name), [picture], pool=pool_of(name))
    waits = find_effect(name).window != (0, 0)  # as 16-bit codes
    assert torch.allclose(out.pixels[3], picture[3], rtol=0, atol=1 / 131070 if waits else 0)


def test_a_model_for_something_else_is_refused(name: str) -> None:
    with pytest.raises(EffectError, match="cannot use the model reel-denoise"):
        effect(name, model="reel-denoise").output_format(source_format())
