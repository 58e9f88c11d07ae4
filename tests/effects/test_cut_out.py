"""What annotations mark stays; the rest goes."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch

from app.annotations.shapes import Ellipse
from app.base.errors import EffectError
from tests.effects.stage import context, effect, face_layer, frames_of, noise, source_format

if TYPE_CHECKING:
    from torch import Tensor

    from app.annotations.layer import AnnotationLayer
    from app.base.parameter import Setting


def cut(
    pictures: list[Tensor], layer: AnnotationLayer | None = None, **settings: Setting
) -> list[Tensor]:
    stage = replace(context(), layer=layer or face_layer())
    height, width = pictures[0].shape[-2:]
    made = effect("cut-out", **settings)
    frames = made.apply(iter(frames_of(pictures)), source_format(width, height), stage)
    return [frame.pixels for frame in frames]


def the_face(number: int) -> Tensor:
    """Where `face_layer` has its face: from (2, 3) on frame 0 to (10, 3) on frame 40."""
    left = 2 + round(8 * number / 40)
    mask = torch.zeros(14, 20, dtype=torch.bool)
    mask[3:9, left : left + 6] = True
    return mask


@pytest.mark.parametrize("number", [0, 40])
def test_alpha_is_what_is_marked_on_each_frame(number: int) -> None:
    pictures = noise(41)
    shown = cut(pictures, track="face", background="transparent", edge=0.0)[number]
    assert torch.equal(shown[:3], pictures[number])
    assert torch.equal(shown[3] == 1, the_face(number))
    assert not shown[3][~the_face(number)].any()


def test_the_rest_can_be_kept_instead() -> None:
    pictures = noise(1)
    (shown,) = cut(pictures, background="colour", colour="#000000", edge=0.0, invert=True)
    assert not shown[:, the_face(0)].any()
    assert torch.equal(shown[:, ~the_face(0)], pictures[0][:, ~the_face(0)])


def test_alpha_that_is_there_counts_too() -> None:
    (picture,) = noise(1, (4, 14, 20))
    (shown,) = cut([picture], background="transparent", edge=0.0)
    assert torch.equal(shown[3][the_face(0)], picture[3][the_face(0)])
    assert not shown[3][~the_face(0)].any()


def drawn_ellipse(radius: float) -> AnnotationLayer:
    layer = face_layer()
    (track,) = layer.tracks
    key = replace(track.keyframes[0], shape=Ellipse(40, 30, radius, radius))
    media = replace(layer.media, width=80, height=60)
    return replace(layer, media=media, tracks=(replace(track, keyframes=(key,)),))


@pytest.mark.parametrize("radius", [16, 20])
def test_the_edge_goes_to_the_edge_of_the_picture(radius: float) -> None:
    """A disc of radius 18 before a ground of the same brightness, drawn too small or too large."""
    rows, columns = torch.meshgrid(torch.arange(60.0), torch.arange(80.0), indexing="ij")
    disc = ((rows + 0.5 - 30) ** 2 + (columns + 0.5 - 40) ** 2 < 18**2).float()
    picture = torch.stack((0.3 + 0.3 * disc, 0.6 - 0.1 * disc, 0.5 * torch.ones(60, 80)))
    picture = picture + 0.01 * torch.randn(3, 60, 80)

    def off(edge: float) -> float:
        layer = drawn_ellipse(radius)
        alpha = cut([picture], layer, background="transparent", edge=edge)[0][3]
        return float((alpha - disc).abs().sum())

    assert off(8.0) < 0.15 * off(0.0)


def test_without_annotations_one_sentence_says_so() -> None:
    made = effect("cut-out")
    frames = made.apply(
        iter(frames_of(noise(1))), source_format(20, 14), replace(context(), layer=None)
    )
    with pytest.raises(EffectError, match="Cut out goes by what annotations mark"):
        list(frames)


def test_a_name_that_is_not_there_is_told() -> None:
    with pytest.raises(EffectError, match="finds no horse in the clip's annotations"):
        cut(noise(1), track="horse")


def test_only_transparency_changes_the_format() -> None:
    source = source_format()
    assert effect("cut-out", background="transparent").output_format(source).layout.alpha
    assert effect("cut-out").output_format(source) == source
