"""Shots, against exact truth and against what others know of real clips."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.analyses.analysis import AnalysisContext, Mark
from app.analyses.registry import make_analysis
from app.analyses.shots import chosen_cuts
from app.annotations.layer import MediaFacts
from app.base.cancel import CancelToken
from app.render.annotate import annotate
from app.render.bench.annotation_shots import agreement_of_cuts, agreement_of_scenes
from app.render.bench.annotation_shots_joined import DISSOLVES, joined
from tests.analyses.shot_clips import (
    FORMAT,
    HEIGHT,
    WIDTH,
    dimmed,
    dissolved,
    frames_of,
    number_of,
    shot,
)

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.parameter import Setting
    from tests.analyses.shot_clips import Pictures


def cuts_of(pictures: Pictures, **settings: Setting) -> tuple[int, ...]:
    analysis = make_analysis("shots", {k.replace("_", "-"): v for k, v in settings.items()})
    found = list(
        analysis.run(frames_of(pictures), FORMAT, AnalysisContext(number_of, CancelToken()))
    )
    assert [each.frame for each in found] == list(range(len(pictures)))
    return analysis.assemble(found, MediaFacts("x.mp4", WIDTH, HEIGHT, len(pictures))).cuts


def test_hard_cuts_are_found_to_the_frame() -> None:
    lengths = (20, 9, 40, 12, 30)
    pictures = [p for n, length in enumerate(lengths) for p in shot(n, length)]
    assert cuts_of(pictures) == tuple(int(x) for x in np.cumsum(lengths)[:-1])


def test_a_fast_pan_is_no_cut() -> None:
    assert cuts_of(shot(1, 60, pan=9.0)) == ()


@pytest.mark.parametrize("length", [1, 2, 3])
def test_a_flash_is_no_cut(length: int) -> None:
    pictures = shot(1, 60)
    for n in range(30, 30 + length):
        pictures[n] = np.full_like(pictures[n], 250)
    assert cuts_of(pictures) == ()


def test_a_change_of_exposure_is_no_cut() -> None:
    levels = [1.0] * 20 + [0.5] * 20 + [0.5 + n / 40 for n in range(20)]
    assert cuts_of(dimmed(shot(1, 60), levels)) == ()


@pytest.mark.parametrize("length", [6, 12, 25, 50])
def test_a_dissolve_is_one_change_in_its_middle(length: int) -> None:
    pictures = dissolved(shot(1, 80, 0.3), shot(2, 80, -0.3), length)
    cuts = cuts_of(pictures)
    assert len(cuts) == 1
    assert abs(cuts[0] - (80 - length / 2)) <= 2
    assert cuts_of(pictures, dissolves=False) == ()


def test_a_fade_through_black_is_one_change() -> None:
    down, up = [1 - n / 10 for n in range(11)], [n / 10 for n in range(11)]
    one = dimmed(shot(1, 51), [*[1.0] * 40, *down])
    other = dimmed(shot(2, 51), [*up, *[1.0] * 40])
    dark = [np.zeros_like(one[0])] * 6
    assert cuts_of([*one, *dark, *other]) == (54,)


def test_black_before_the_first_picture_is_a_shot_and_after_the_last_none() -> None:
    black = [np.zeros((HEIGHT, WIDTH, 3), np.float32)] * 20
    assert cuts_of([*black, *shot(1, 40), *black]) == (20,)


def test_the_clearer_of_two_close_changes_stays() -> None:
    marks = [Mark("cut", 50, 51, 0.6), Mark("cut", 54, 55, 0.9), Mark("cut", 3, 4, 1.0)]
    assert chosen_cuts(marks, 8, 100) == (54,)
    assert chosen_cuts(marks, 3, 100) == (3, 50, 54)


def test_agreement_counts_as_its_paper_does() -> None:
    def hit(known: list[tuple[int, int]], found: list[tuple[int, int]], tolerance: int) -> bool:
        return agreement_of_scenes(found, known, tolerance).f1 == 1

    assert not hit([(0, 4), (5, 9)], [(0, 5), (6, 9)], 0)
    assert hit([(0, 4), (5, 9)], [(0, 5), (6, 9)], 1)
    assert not hit([(0, 3), (4, 9)], [(0, 5), (6, 9)], 1)
    assert agreement_of_cuts([], [], 10).f1 == 1
    assert agreement_of_cuts([10, 50, 70], [10, 52, 90], 100).f1 == pytest.approx(2 / 3)


KNOWN = {"testvideo": (30, 198, 376, 543), "fades": (84, 167)}
"""PySceneDetect's own tests name 198, 376 and 84, 167; it does not look for the cut out of black
at 30 and the dissolve of frames 529 to 558, which one sees."""


@pytest.mark.slow
@pytest.mark.parametrize("name", KNOWN)
def test_the_shots_of_real_clips(media_dir: Path, name: str) -> None:
    layer = annotate(media_dir / "clips" / f"{name}.mp4", "shots", {})
    assert len(layer.cuts) == len(KNOWN[name])
    assert np.abs(np.subtract(layer.cuts, KNOWN[name])).max() <= 4


@pytest.mark.slow
@pytest.mark.parametrize("name", ["car-detection", "bigbuckbunny", "carphone_pristine", "cockatoo"])
def test_clips_of_one_shot_have_no_cut(media_dir: Path, name: str) -> None:
    assert annotate(media_dir / "clips" / f"{name}.mp4", "shots", {}).cuts == ()


@pytest.mark.slow
def test_joined_shots_change_where_they_say(media_dir: Path) -> None:
    """The largest steps from one frame to the next are the hard cuts."""
    pictures, cuts = joined(media_dir / "clips")
    small = np.stack([picture[::4, ::4] for picture in pictures]).astype(np.int16)
    steps = np.abs(np.diff(small, axis=0)).mean((1, 2, 3))
    hard = [cut for cut, length in zip(cuts, DISSOLVES, strict=True) if not length]
    assert sorted(np.argsort(steps)[-len(hard) :] + 1) == hard
