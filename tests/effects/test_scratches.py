"""Dust and scratches go, what belongs to the scene stays."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch

from app.effects.line_scratches import lines_in
from tests.effects.scenes import SIZE, real_clip, scene, seen
from tests.effects.stage import applied, effect

if TYPE_CHECKING:
    from torch import Tensor


def panned(count: int, right: int = 2, down: int = 1) -> list[Tensor]:
    return [seen(scene(), right * n - 10, down * n - 5) for n in range(count)]


def with_dirt(
    pictures: list[Tensor], each: int = 5, seed: int = 4
) -> tuple[list[Tensor], list[Tensor]]:
    """Black and white specks of 2 to 5 samples, and where they are: `(H, W)` for each picture."""
    chance = np.random.default_rng(seed)
    dirty, places = [], []
    for picture in pictures:
        height, width = picture.shape[-2:]
        place = torch.zeros(height, width, dtype=torch.bool)
        speckled = picture.clone()
        for _ in range(each):
            y, x = (int(chance.integers(4, side - 8)) for side in (height, width))
            tall, wide = (int(side) for side in chance.integers(2, 6, 2))
            spot = (slice(y, y + tall), slice(x, x + wide))
            place[spot] = True
            speckled[(slice(3), *spot)] = float(chance.integers(0, 2))
        dirty.append(speckled)
        places.append(place)
    return dirty, places


def with_line(pictures: list[Tensor], column: int = 70, value: float = 0.25) -> list[Tensor]:
    """A bright scratch of two columns that keeps its place."""
    scratched = [picture.clone() for picture in pictures]
    for picture in scratched:
        picture[:, :, column : column + 2] += value
    return scratched


def cleaned(pictures: list[Tensor], **settings: float | bool) -> list[Tensor]:
    return [frame.pixels for frame in applied(effect("scratches", **settings), pictures)]


def psnr(ours: list[Tensor], truth: list[Tensor], places: list[Tensor] | None = None) -> float:
    squares = [(a - b).square() for a, b in zip(ours, truth, strict=True)]
    if places is not None:
        squares = [each[:, place] for each, place in zip(squares, places, strict=True)]
    mean = torch.cat([each.flatten() for each in squares]).mean()
    return float(-10 * torch.log10(mean.clamp(min=1e-10)))


def test_dust_before_a_moving_camera_goes() -> None:
    truth = panned(7)
    dirty, places = with_dirt(truth)
    shown = cleaned(dirty)
    assert psnr(shown, truth, places) > psnr(dirty, truth, places) + 15
    assert psnr(shown[1:-1], truth[1:-1]) > 40


@pytest.mark.parametrize("moves", [(0, 0), (3, 2), (-5, 1)], ids=str)
def test_a_clean_scene_stays(moves: tuple[int, int]) -> None:
    truth = panned(5, *moves)
    assert psnr(cleaned(truth), truth) > 60


def test_dirt_on_the_last_frame_of_a_shot_comes_from_its_own_shot() -> None:
    one, two = panned(4), [1 - 0.8 * seen(scene(2), 2 * n, 0) for n in range(4)]
    dirty, places = with_dirt([*one, *two])
    shown = cleaned(dirty)
    ends = slice(3, 5)
    gain = psnr(shown[ends], [*one, *two][ends], places[ends])
    assert gain > psnr(dirty[ends], [*one, *two][ends], places[ends]) + 6
    apart = [*cleaned(dirty[:4]), *cleaned(dirty[4:])]
    assert all(torch.equal(a, b) for a, b in zip(shown, apart, strict=True))


def test_something_quick_is_no_dust() -> None:
    """A ball too quick to be followed: each place sees it once, as it sees dirt."""
    balls = [seen(scene(), 0, 0) for _ in range(7)]
    for number, picture in enumerate(balls):
        picture[:, 40:46, 10 + 15 * number : 16 + 15 * number] = 1
    shown = cleaned(balls, size=10.0)
    assert psnr(shown[1:-1], balls[1:-1]) > 60


def test_what_is_larger_than_asked_for_stays() -> None:
    dirty = panned(5)
    dirty[2][:, 50:70, 60:80] = 0
    assert (cleaned(dirty, size=10.0)[2] - dirty[2]).abs()[:, 52:68, 62:78].max() < 1e-4
    assert (cleaned(dirty, size=20.0)[2] - dirty[2]).abs()[:, 52:68, 62:78].mean() > 0.2


def test_a_keener_eye_finds_fainter_dirt() -> None:
    truth = [0.3 + 0.4 * picture for picture in panned(5)]
    dirty = [picture.clone() for picture in truth]
    dirty[2][:, 30:33, 30:33] = truth[2][:, 30:33, 30:33].amax() + 0.08
    spot = [(slice(None), slice(30, 33), slice(30, 33))]

    def left(sensitivity: float) -> float:
        shown = cleaned(dirty, sensitivity=sensitivity)[2]
        return float((shown - truth[2])[spot[0]].abs().mean())

    assert left(90.0) < 0.5 * left(0.0)


def test_a_scratch_that_keeps_its_place_goes() -> None:
    truth = panned(6, right=3)
    scratched = with_line(truth)
    column = [torch.zeros(SIZE, dtype=torch.bool) for _ in truth]
    for each in column:
        each[:, 70:72] = True
    shown = cleaned(scratched, dust=False)
    assert psnr(shown, truth, column) > psnr(scratched, truth, column) + 10
    off = cleaned(scratched, dust=False, lines=False)
    assert all((a - b).abs().max() < 1e-4 for a, b in zip(off, scratched, strict=True))


def test_a_post_that_goes_along_with_the_scene_stays() -> None:
    whole = scene()
    whole[:, :, 130:132] += 0.25
    truth = [seen(whole, 3 * n - 10, 0) for n in range(6)]
    assert lines_in(truth[2])
    shown = cleaned(truth, dust=False)
    assert all((a - b).abs().max() < 1e-4 for a, b in zip(shown, truth, strict=True))


def test_alpha_is_left_alone() -> None:
    dirty, _ = with_dirt(panned(4))
    pictures = [torch.cat([p, torch.rand(1, *SIZE)]) for p in with_line(dirty)]
    for ours, theirs in zip(cleaned(pictures), pictures, strict=True):
        assert (ours[3] - theirs[3]).abs().max() < 1e-4


@pytest.mark.parametrize("name", ["04_coffee.mp4", "cockatoo.mp4", "car-detection.mp4"])
def test_real_clips(name: str) -> None:
    truth = [frame.pixels[:3] for frame in real_clip(name, 40, 4, (180, 320))]
    dirty, places = with_dirt(truth, each=12)
    shown = cleaned(dirty)
    inner = slice(1, -1)
    gain = psnr(shown[inner], truth[inner], places[inner])
    assert gain > psnr(dirty[inner], truth[inner], places[inner]) + 10
    assert psnr(cleaned(truth), truth) > 45
