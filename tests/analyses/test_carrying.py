"""What moves a mask, and what settles its edge; against exact truth."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.analyses.analysis import AnalysisContext
from app.analyses.layer_motion import LayerMotion
from app.analyses.mask_edge import doubts, settled
from app.analyses.propagate import Propagate
from app.analyses.seeded import Seed
from app.annotations.masks import Mask
from app.base.cancel import CancelToken
from app.base.frame import Frame
from app.render.bench.annotation_masks import region_overlap
from app.render.bench.annotation_pasted import AREA, Way, breathing_ellipse, pasted
from app.render.bench.annotation_scenes import walking_disc

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    Bits = NDArray[np.bool_]
    Pixels = NDArray[np.uint8]

SIDE = 200
ROWS, COLUMNS = np.mgrid[0:SIDE, 0:SIDE]


def carried(pictures: Sequence[Pixels], mask: Bits, band: int = 3) -> list[Bits]:
    frames = (Frame(p, Fraction(n), Fraction(1)) for n, p in enumerate(pictures))
    context = AnalysisContext(int, CancelToken())
    seed = Seed(0, Mask.from_array(mask), "thing")
    found = []
    for seen in Propagate(band).run(frames, seed, context):
        assert isinstance(seen.shape, Mask)
        found.append(seen.shape.to_array())
    return found


def patches(seed: int, levels: tuple[int, int], side: int = SIDE) -> NDArray[np.float64]:
    dice = np.random.default_rng(seed)
    cells = dice.uniform(*levels, (side // 8 + 1, side // 8 + 1, 3))
    fine: NDArray[np.float64] = cells.repeat(8, 0).repeat(8, 1)[:side, :side]
    return fine


def turned(angle: float, middle: tuple[float, float]) -> tuple[Pixels, Bits]:
    """A patchy square, turned about its middle, over patchy ground."""
    x, y = COLUMNS - middle[0], ROWS - middle[1]
    across = x * np.cos(angle) + y * np.sin(angle)
    down = y * np.cos(angle) - x * np.sin(angle)
    mask = (abs(across) < 40) & (abs(down) < 40)
    cloth = patches(2, (120, 255))[(down + 60).astype(int) % SIDE, (across + 60).astype(int) % SIDE]
    shown = np.where(mask[..., None], cloth * (1.0, 0.7, 0.4), patches(1, (40, 140)))
    return shown.astype(np.uint8), mask


def test_ground_of_the_same_texture_is_not_taken_along() -> None:
    pictures, masks = walking_disc(10, 1)
    found = carried(pictures, masks[0])
    overlaps = [region_overlap(a, b) for a, b in zip(found, masks[1:], strict=True)]
    assert min(overlaps) > 0.97


def test_motion_alone_keeps_the_size() -> None:
    pictures, masks = walking_disc(10, 1)
    found = carried(pictures, masks[0], band=0)
    assert found[-1].sum() == pytest.approx(masks[-1].sum(), rel=0.05)
    assert region_overlap(found[-1], masks[-1]) > 0.93


def test_an_edge_that_moves_by_itself_is_followed_by_colour() -> None:
    clip = breathing_ellipse(10, 1)
    found = carried(clip.pictures, clip.masks[0])
    assert region_overlap(found[-1], clip.masks[-1]) > 0.96


def test_turning_is_followed() -> None:
    clip = [turned(0.06 * n, (90 + 2 * n, 100)) for n in range(10)]
    found = carried([picture for picture, _ in clip], clip[0][1])
    assert region_overlap(found[-1], clip[-1][1]) > 0.95


def test_motion_holds_up_to_the_edge_and_beyond() -> None:
    gray = [turned(0.0, (90 + 5 * n, 100)) for n in range(2)]
    earlier, now = (picture.mean(axis=2).astype(np.uint8) for picture, _ in gray)
    before = LayerMotion().before(earlier, now, gray[0][1].astype(np.float32))
    rows, columns = np.mgrid[before.part]
    around = np.maximum(abs(columns - 95), abs(rows - 100)) < 45
    wrong = np.hypot(before.across - columns + 5, before.down - rows)
    assert np.median(wrong[around]) < 0.1
    assert wrong[around].max() < 1


def test_a_thing_of_a_few_pixels_is_moved_too() -> None:
    ground = patches(1, (40, 140))
    pictures, masks = [], []
    for n in range(6):
        mask = (abs(COLUMNS - 60 - 3 * n) < 4) & (abs(ROWS - 100) < 30)
        stripe = patches(3, (150, 255))[(ROWS % SIDE), (COLUMNS - 3 * n) % SIDE]
        pictures.append(np.where(mask[..., None], stripe, ground).astype(np.uint8))
        masks.append(mask)
    assert region_overlap(carried(pictures, masks[0])[-1], masks[-1]) > 0.9


def test_where_colours_were_wrong_once_they_are_not_asked_again() -> None:
    """Somebody wants the left three quarters of a thing of one colour."""
    pictures, wanted = [], []
    for n in range(8):
        picture, whole = turned(0.0, (80 + 3 * n, 100))
        cloth = patches(5, (0, 60))[ROWS, (COLUMNS - 3 * n) % SIDE] + (170, 150, 60)
        pictures.append(np.where(whole[..., None], cloth, picture).astype(np.uint8))
        wanted.append(whole & (100 + 3 * n > COLUMNS))
    edge = np.zeros((SIDE, SIDE), bool)
    edge[70:130, 97:103] = True
    unsure = doubts(pictures[0], wanted[0].astype(np.float32), 5) > 0
    assert unsure[edge].mean() > 0.3
    assert region_overlap(carried(pictures, wanted[0], band=5)[-1], wanted[-1]) > 0.97


def test_an_edge_settles_where_colours_change() -> None:
    picture, mask = turned(0.0, (100, 100))
    loose = (abs(COLUMNS - 102) < 40) & (abs(ROWS - 101) < 41)
    assert region_overlap(loose, mask) < 0.95
    assert region_overlap(settled(picture, loose.astype(np.float32), 4) > 0.5, mask) > 0.98


def test_what_is_pasted_is_where_its_mask_says(media_dir: Path) -> None:
    picture = media_dir / "masks" / "judo_frames" / "00000.jpg"
    hole = np.zeros((480, 854), bool)
    hole[100:300, 300:500] = True
    ground = media_dir / "clips" / "car-detection.mp4"
    still, moving = (
        pasted(picture, hole, ground, 3, Way((320, 180), speed, 0.0, 0.0)) for speed in (0, 9)
    )
    assert still.masks[0].sum() == pytest.approx(AREA, rel=0.03)
    assert np.array_equal(still.masks[0], moving.masks[0])
    assert np.array_equal(np.roll(still.masks[2], 18, axis=1), moving.masks[2])
    shift = np.roll(still.pictures[2].astype(int), 18, axis=1) - moving.pictures[2]
    assert abs(shift[moving.masks[2]]).mean() < 4, "the same person"
    assert abs(still.pictures[2].astype(int) - moving.pictures[2])[:, :150].mean() == 0
