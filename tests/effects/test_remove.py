"""What is taken out leaves what is behind it, from frames that show it."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
import torch

from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Label, Track
from app.annotations.shapes import Box, Ellipse, Polygon
from app.base.errors import EffectError
from tests.effects.scenes import SIZE, real_clip, scene, seen
from tests.effects.stage import applied, context, effect, frames_of, source_format

if TYPE_CHECKING:
    from torch import Tensor

LOGO = (slice(24, 48), slice(34, 67))
RECTANGLE = {"left": 20.0, "top": 20.0, "width": 20.0, "height": 20.0}


def with_logo(pictures: list[Tensor]) -> list[Tensor]:
    """With noise burnt in at a fixed place."""
    noise = torch.rand((3, 24, 33), generator=torch.Generator().manual_seed(1))
    marked = [picture.clone() for picture in pictures]
    for picture in marked:
        picture[(slice(3), *LOGO)] = noise
    return marked


def with_ball(pictures: list[Tensor]) -> tuple[list[Tensor], AnnotationLayer]:
    """With a ball that rolls through, and its track."""
    rows, columns = torch.arange(SIZE[0])[:, None] + 0.5, torch.arange(SIZE[1]) + 0.5
    marked, keys = [], []
    for number, picture in enumerate(pictures):
        x = 40 + 4 * number
        inside = (columns - x) ** 2 + (rows - 60) ** 2 < 14**2
        marked.append(torch.where(inside, torch.tensor([0.9, 0.1, 0.1])[:, None, None], picture))
        keys.append(Keyframe(number, Ellipse(x, 60, 14, 14)))
    pts = tuple(70000 + 1001 * n for n in range(len(pictures)))
    media = MediaFacts("a.mp4", SIZE[1], SIZE[0], len(pts), Fraction(1, 30000), pts)
    return marked, AnnotationLayer(media, (Label("ball"),), (Track(1, "ball", tuple(keys)),))


def without(pictures: list[Tensor], layer: AnnotationLayer | None, **settings: Any) -> list[Tensor]:
    made, stage = effect("remove-object", **settings), replace(context(), layer=layer)
    source = source_format(SIZE[1], SIZE[0])
    return [f.pixels for f in made.apply(iter(frames_of(pictures)), source, stage)]


def error(ours: Tensor, truth: Tensor) -> float:
    return float((ours - truth)[(slice(3), *LOGO)].abs().mean())


def test_a_logo_goes_where_the_camera_moves() -> None:
    truth = [seen(scene(), 3 * n - 30, -2 * n + 20) for n in range(21)]
    marked = with_logo(truth)
    shown = [f.pixels for f in applied(effect("remove-area", **RECTANGLE), marked)]
    painted = [f.pixels for f in applied(effect("remove-area", reach=0, **RECTANGLE), marked)]
    assert error(shown[10], truth[10]) < 0.012
    assert error(shown[10], truth[10]) < 0.3 * error(painted[10], truth[10])
    assert error(painted[10], truth[10]) < 0.6 * error(marked[10], truth[10])


def test_samples_elsewhere_are_not_touched() -> None:
    marked = with_logo([seen(scene(), 3 * n, 0) for n in range(9)])
    (shown, *_) = applied(effect("remove-area", margin=0.0, **RECTANGLE), marked)
    outside = torch.ones(SIZE, dtype=torch.bool)
    outside[LOGO] = False
    assert (shown.pixels - marked[0])[:, outside].abs().max() < 1e-5


def test_a_brighter_neighbour_is_matched() -> None:
    truth = [seen(scene(), 6 * n - 30, 0) * 0.8 + 0.01 * n for n in range(13)]
    shown = applied(effect("remove-area", **RECTANGLE), with_logo(truth))
    assert error(shown[6].pixels, truth[6]) < 0.015


def test_a_marked_ball_goes() -> None:
    truth = [seen(scene(), n % 3, n % 2) for n in range(21)]
    marked, layer = with_ball(truth)
    for ours, theirs in zip(without(marked, layer), truth, strict=True):
        assert (ours - theirs).abs().max() < 0.1
        assert (ours - theirs).abs().mean() < 0.001


@pytest.mark.parametrize("kind", ["box", "polygon", "mask"])
def test_shapes_of_any_kind_go(kind: str) -> None:
    truth = [seen(scene(), n % 3, n % 2) for n in range(13)]
    marked, layer = with_ball(truth)
    (track,) = layer.tracks
    keys = tuple(replace(key, shape=drawn(kind, key.shape)) for key in track.keyframes)
    layer = replace(layer, tracks=(replace(track, keyframes=keys),))
    shown = without(marked, layer)
    assert all((a - b).abs().max() < 0.1 for a, b in zip(shown, truth, strict=True))


def drawn(kind: str, ball: Any) -> Box | Polygon | Mask:
    """A shape around a ball."""
    x, y, r = ball.cx, ball.cy, 15.0
    if kind == "box":
        return Box(x - r, y - r, x + r, y + r)
    if kind == "polygon":
        corners = [(x + r, y - 8), (x + 8, y - r), (x - 8, y - r), (x - r, y - 8)]
        corners += [(2 * x - a, 2 * y - b) for a, b in corners]
        return Polygon((tuple(corners),))
    rows, columns = (np.arange(side) + 0.5 for side in SIZE)
    return Mask.from_array((columns - x) ** 2 + (rows[:, None] - y) ** 2 < r**2)


def test_uneven_light_leaves_no_seam() -> None:
    """The corners of a lens are darker: what a neighbour shows elsewhere is of another light."""
    rows, columns = torch.linspace(-1, 1, SIZE[0])[:, None], torch.linspace(-1, 1, SIZE[1])
    light = 1 - 0.25 * (rows**2 + columns**2)
    truth = [seen(scene(), 3 * n - 30, -2 * n + 20) * light for n in range(21)]
    shown = applied(effect("remove-area", **RECTANGLE), with_logo(truth))
    assert error(shown[10].pixels, truth[10]) < 0.003


def test_what_nobody_shows_has_no_crease() -> None:
    """A slope under a logo that never moves: painted from the edges it is a slope again."""
    slope = torch.linspace(0.1, 0.9, SIZE[0])[:, None] * torch.linspace(0.5, 1, SIZE[1])
    truth = [slope.expand(3, *SIZE).clone()] * 3
    shown = applied(effect("remove-area", **RECTANGLE), with_logo(truth))
    assert (shown[1].pixels - truth[1]).abs().max() < 0.02


def test_a_frame_without_the_ball_stays() -> None:
    truth = [seen(scene(), n, 0) for n in range(9)]
    marked, layer = with_ball(truth)
    keys = (Keyframe(0, Ellipse(40, 60, 14, 14)), Keyframe(4, Ellipse(56, 60, 14, 14), True))
    layer = replace(layer, tracks=(Track(1, "ball", keys),))
    shown = without([*marked[:4], *truth[4:]], layer)
    assert all((a - b).abs().max() < 1e-5 for a, b in zip(shown[4:], truth[4:], strict=True))


def test_nothing_is_taken_from_another_shot() -> None:
    one = with_logo([seen(scene(), 3 * n, 0) for n in range(6)])
    two = with_logo([1 - 0.8 * seen(scene(2), 3 * n, 0) for n in range(6)])
    made = effect("remove-area", **RECTANGLE)
    together = [f.pixels for f in applied(made, [*one, *two])]
    apart = [f.pixels for part in (one, two) for f in applied(made, part)]
    assert all(torch.equal(a, b) for a, b in zip(together, apart, strict=True))


def test_frames_do_not_depend_on_where_a_render_begins() -> None:
    frames = frames_of(with_logo([seen(scene(), 2 * n - 45, n % 5) for n in range(48)]))
    made, source = effect("remove-area", reach=20, **RECTANGLE), source_format(*SIZE[::-1])
    whole = list(made.apply(iter(frames), source, context()))[24:26]
    part = list(made.apply(iter(frames[4:46]), source, context()))[20:22]
    assert all(torch.equal(a.pixels, b.pixels) for a, b in zip(whole, part, strict=True))


def test_what_is_not_marked_is_told() -> None:
    marked, layer = with_ball([seen(scene(), 0, 0)] * 2)
    with pytest.raises(EffectError, match="no dog"):
        without(marked, layer, track="dog")
    with pytest.raises(EffectError, match="mark it first"):
        without(marked, None)


def test_a_real_clip() -> None:
    """A burnt-in rectangle of noise on a moving camera: closer to what is there than painting."""
    truth = [frame.pixels for frame in real_clip("cockatoo.mp4", 2, 27, SIZE)]
    marked = with_logo(truth)
    settings = {"left": 20.0, "top": 20.0, "width": 20.0, "height": 20.0}
    shown = applied(effect("remove-area", **settings), marked)
    assert error(shown[13].pixels, truth[13]) < 0.03
    assert error(shown[13].pixels, truth[13]) < 0.15 * error(marked[13], truth[13])
