"""Films of photographs to learn upscaling from: real encoders, and each part beside its film."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
import torch.nn.functional as F

from models.training.coded import through
from models.training.crops import FilmedTiles
from models.training.footage import FILM_CODECS, TAKES, filmed, moving, noisy, reduced
from models.training.pack import read_tiles
from models.training.real_upscaling import RealUpscaling
from models.training.resampling import imresize

if TYPE_CHECKING:
    from pathlib import Path

    from models.training.coded import Codec
    from models.training.footage import Picture

CPU = torch.device("cpu")


@pytest.fixture
def picture(data: Path) -> Picture:
    return read_tiles(data / "photos.pack", CPU)[1].numpy()


def difference(one: Picture, other: Picture) -> float:
    return float(abs(one.astype(float) - other).mean())


def test_a_film_is_half_as_large_and_shows_its_photograph(data: Path) -> None:
    photos, films = (read_tiles(data / f"{name}.pack", CPU) for name in ("photos", "footage"))
    assert films.shape == (len(photos) * TAKES, 80, 80, 3)
    small = imresize(photos.permute(0, 3, 1, 2).float(), 0.5).permute(0, 2, 3, 1).numpy()
    for number, film in enumerate(films.numpy()):
        off = [difference(film, each) for each in small]
        assert int(np.argmin(off)) == number // TAKES


def test_the_same_seed_films_the_same(picture: Picture) -> None:
    for seed in range(4):
        one, other = (filmed(picture, 2, np.random.default_rng(seed)) for _ in range(2))
        assert np.array_equal(one, other)


@pytest.mark.parametrize("codec", FILM_CODECS, ids=lambda codec: codec.name)
@pytest.mark.parametrize("lead", [0, 1, 4])
def test_clips_of_any_length_are_coded_and_coarser_is_worse(
    codec: Codec, lead: int, picture: Picture
) -> None:
    rng = np.random.default_rng(0)
    clip = [noisy(each, 0, rng) for each in moving(reduced(picture, 2), np.ones(2), lead)]
    fine, coarse = (through(codec, each, clip) for each in (codec.finest, codec.coarsest))
    assert difference(fine, clip[-1]) < difference(coarse, clip[-1])


def test_parts_of_a_film_lie_where_those_of_the_photograph_do() -> None:
    photos = torch.randint(0, 256, (3, 64, 64, 3), dtype=torch.uint8)
    halves = F.avg_pool2d(photos.permute(0, 3, 1, 2).float(), 2).permute(0, 2, 3, 1)
    films = halves.round().byte().repeat_interleave(4, 0)
    given, fine = FilmedTiles(photos, films).filmed(40, 16)
    assert given.shape == (40, 3, 16, 16)
    assert fine.shape == (40, 3, 32, 32)
    assert ((F.avg_pool2d(fine, 2) - given).abs() < 0.51 / 255).all()


def test_clean_parts_stay_among_the_damaged_ones() -> None:
    photos = torch.randint(0, 256, (2, 128, 128, 3), dtype=torch.uint8)
    black = torch.zeros(2, 64, 64, 3, dtype=torch.uint8)
    given, truth = RealUpscaling(2, CPU).pair(FilmedTiles(photos, black), 10, 16)
    assert truth.shape == (10, 3, 32, 32)
    of_films = (given == 0).all((1, 2, 3))
    assert of_films.tolist() == [False] * 2 + [True] * 6 + [False] * 2
