"""What is heard of a timeline while it plays."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.base.time import Span
from app.project.model import Clip, MediaItem, Project, Track
from app.render.preview.sound_mix import SoundMix
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

F = Fraction
RATE = 48_000


def onsets(samples: NDArray[np.float32]) -> list[float]:
    loud = np.flatnonzero(np.abs(samples[:, 0]) > 0.4)
    starts = [n for i, n in enumerate(loud) if i == 0 or n - loud[i - 1] > RATE // 20]
    return [round(float(n) / RATE, 2) for n in starts]


@pytest.fixture(scope="module")
def project(tmp_path_factory: pytest.TempPathFactory) -> Project:
    """One track with a trimmed clip at 1 s, another with the whole at 0.5 s, and one mute film."""
    folder = tmp_path_factory.mktemp("mix")
    clicks = make_clip(folder / "a.mp4", frames=50, clicks=(F(1, 2), F(3, 2)))
    mute = make_clip(folder / "b.mp4")
    media = MediaItem(clicks, "m"), MediaItem(mute, "q"), MediaItem(folder / "gone.mp4", "g")
    one = Clip("1", "m", Span(F(1), F(2)), F(1))
    two = Clip("2", "m", Span(F(0), F(2)), F(1, 2))
    none = Clip("3", "q", Span(F(0), F(1, 2)), F(0))
    gone = Clip("4", "g", Span(F(0), F(1)), F(3, 4))
    return Project(media, tuple(Track(c.id, c.id, (c,)) for c in (one, two, none, gone)))


@pytest.fixture
def mix() -> Iterator[SoundMix]:
    made = SoundMix()
    yield made
    made.close()


def heard(mix: SoundMix, project: Project, speed: Fraction, seconds: int) -> list[float]:
    block = 4800
    step = block * speed / RATE
    blocks = [mix.block(project, n * step, block, speed) for n in range(seconds * 10)]
    return onsets(np.concatenate(blocks))


def test_tracks_add_up_where_their_clips_lie(mix: SoundMix, project: Project) -> None:
    assert heard(mix, project, F(1), 3) == pytest.approx([1.0, 1.5, 2.0], abs=0.011)


def test_muted_tracks_are_not_heard(mix: SoundMix, project: Project) -> None:
    tracks = (project.tracks[0], replace(project.tracks[1], muted=True), *project.tracks[2:])
    assert heard(mix, replace(project, tracks=tracks), F(1), 3) == pytest.approx([1.5], abs=0.011)


@pytest.mark.parametrize("speed", [F(1, 2), F(2), F(4)])
def test_sound_follows_the_speed(mix: SoundMix, project: Project, speed: Fraction) -> None:
    expected = [float(time / speed) for time in (F(1), F(3, 2), F(2))]
    assert heard(mix, project, speed, 5) == pytest.approx(expected, abs=0.03)


def test_loud_together_is_clipped_and_gaps_are_silent(mix: SoundMix, project: Project) -> None:
    assert np.abs(mix.block(project, F(1), 48_000, F(1))).max() <= 1
    assert not mix.block(project, F(9), 1000, F(1)).any()
    assert mix.block(project, F(0), 100, F(1)).shape == (100, 2)
