"""People stay, what is behind them goes."""

from __future__ import annotations

import pytest
import torch

from app.base.errors import EffectError
from app.effects.backdrop import blurred, parse_colour
from app.effects.matte import hardened
from tests.effects.stage import FakePool, applied, effect, noise, source_format
from tests.inference.fake_network import FakeNetwork

GREEN = (0.0, 177 / 255, 64 / 255)


class LeftHalf(FakeNetwork):
    """Finds a person in the left half of every picture, however the picture looks."""

    def __init__(self) -> None:
        super().__init__(1)

    def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
        matte = torch.zeros_like(pictures)
        matte[..., : pictures.shape[-1] // 2] = 1
        return matte


def matted(picture: torch.Tensor, **settings: str | float) -> torch.Tensor:
    pool = FakePool({"selfie-matte": LeftHalf()})
    (frame,) = applied(effect("matte", **settings), [picture], pool=pool)
    return frame.pixels


@pytest.mark.parametrize("channels", [3, 4])
def test_a_colour_stands_behind_people(channels: int) -> None:
    (picture,) = noise(1, (channels, 14, 20))
    out = matted(picture, background="colour")
    assert torch.equal(out[:, :, :10], picture[:, :, :10])
    assert torch.allclose(out[:3, :, 10:], torch.tensor(GREEN)[:, None, None].expand(3, 14, 10))
    assert torch.equal(out[3:], picture[3:])


def test_a_transparent_background_keeps_colours_and_lowers_alpha() -> None:
    (picture,) = noise(1, (4, 14, 20))
    out = matted(picture, background="transparent")
    assert torch.equal(out[:3], picture[:3])
    assert torch.equal(out[3, :, :10], picture[3, :, :10])
    assert not out[3, :, 10:].any()
    assert matted(picture[:3], background="transparent").shape == (4, 14, 20)


def test_only_transparency_changes_the_format() -> None:
    source = source_format()
    assert effect("matte", background="transparent").output_format(source).layout.alpha
    assert effect("matte", background="colour").output_format(source) == source
    assert effect("matte").output_format(source) == source


def test_people_do_not_glow_into_a_soft_background() -> None:
    picture = torch.zeros(3, 100, 100)
    picture[:, :, :50] = 1
    out = matted(picture, background="blur", blur=5.0)
    assert torch.equal(out[:, :, :50], picture[:, :, :50])
    assert out[:, :, 56:].max() < 0.01


def test_a_blur_takes_detail_and_keeps_brightness() -> None:
    rgb = torch.rand(3, 120, 160)
    soft = blurred(rgb, torch.ones(1, 120, 160), 0.05)
    assert soft.std() < 0.3 * rgb.std()
    assert soft.mean() == pytest.approx(float(rgb.mean()), abs=0.02)
    assert blurred(rgb, torch.ones(1, 120, 160), 0.0) is rgb


@pytest.mark.parametrize("size", [(1, 1), (3, 200), (200, 3)])
def test_any_size_can_be_blurred(size: tuple[int, int]) -> None:
    rgb, weight = torch.rand(3, *size), torch.zeros(1, *size)
    soft = blurred(rgb, weight, 0.2)
    assert soft.shape == rgb.shape
    assert torch.isfinite(soft).all()
    assert soft.min() >= -1e-5
    assert soft.max() <= 1 + 1e-5


def test_a_harder_edge_keeps_the_middle() -> None:
    matte = torch.linspace(0, 1, 11)[None]
    assert torch.equal(hardened(matte, 0.0), matte)
    assert hardened(matte, 0.5)[0, 5] == pytest.approx(0.5)
    assert hardened(matte, 0.5)[0, 2] == 0
    assert set(hardened(matte, 1.0)[0].tolist()) <= {0.0, 0.5, 1.0}


def test_colours_are_read_or_refused() -> None:
    assert parse_colour("#00b140") == pytest.approx(GREEN)
    assert parse_colour(" FF0000 ") == (1, 0, 0)
    for text in ("", "green", "#12345", "#1234567", "#12345g"):
        with pytest.raises(EffectError, match="not a colour"):
            parse_colour(text)


def test_a_model_for_something_else_is_refused() -> None:
    with pytest.raises(EffectError, match="cannot use the model three"):
        effect("matte", model="three").output_format(source_format())
