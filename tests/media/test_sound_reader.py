"""Sound at any place, to the sample."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.media.side.sound_reader import RATE, SoundReader
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

F = Fraction
CLICKS = (F(1, 2), F(17, 10), F(33, 10))

ROUNDED = RATE // 1000
"""Matroska counts milliseconds: after a jump sound may lie that far off."""


def onsets(samples: NDArray[np.float32]) -> list[int]:
    loud = np.flatnonzero(np.abs(samples[:, 0]) > 0.4)
    return [int(n) for i, n in enumerate(loud) if i == 0 or n - loud[i - 1] > RATE // 10]


@pytest.fixture(scope="module", params=["mkv", "mp4"])
def clip(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("sound") / f"a.{request.param}"
    return make_clip(path, frames=100, clicks=CLICKS)


def test_clicks_lie_where_they_are(clip: Path) -> None:
    reader = SoundReader(clip)
    assert reader.has_sound
    whole = np.concatenate([reader.read(n, 4096) for n in range(0, 4 * RATE, 4096)])
    for found, click in zip(onsets(whole), CLICKS, strict=True):
        assert abs(found - click * RATE) <= ROUNDED
    reader.close()


@pytest.mark.parametrize("order", [(3, 0, 2, 1), (1, 1, 0), (2, 3, 0)])
def test_any_order_gives_the_same(clip: Path, order: tuple[int, ...]) -> None:
    straight, jumping = SoundReader(clip), SoundReader(clip)
    whole = straight.read(0, 4 * RATE)
    for second in order:
        part = jumping.read(second * RATE, RATE)
        expected = onsets(whole[second * RATE :][:RATE])
        assert len(onsets(part)) == len(expected)
        for one, other in zip(onsets(part), expected, strict=True):
            assert abs(one - other) <= ROUNDED
    straight.close()
    jumping.close()


def test_silence_before_and_after(clip: Path) -> None:
    reader = SoundReader(clip)
    assert not reader.read(-RATE, 1000).any()
    assert not reader.read(60 * RATE, 1000).any()
    assert onsets(reader.read(RATE // 4, RATE // 2))
    assert reader.read(-100, 200).shape == (200, 2)
    reader.close()


def test_a_film_without_sound(tmp_path: Path) -> None:
    reader = SoundReader(make_clip(tmp_path / "a.mkv"))
    assert not reader.has_sound
    assert not reader.read(0, 10).any()
    reader.close()
