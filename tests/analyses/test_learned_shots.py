"""Shots by a network: windows that leave nothing out, and the published one on real frames."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import pytest
import torch
from torch import nn

from app.analyses.analysis import AnalysisContext
from app.analyses.learned_shots import CONTEXT, STEP, WINDOW, LearnedShots
from app.analyses.registry import make_analysis
from app.analyses.shots import Shots
from app.annotations.layer import MediaFacts
from app.base.cancel import CancelToken
from app.base.errors import Cancelled, ModelError
from app.base.time import Span
from app.inference.nets.transnet import HEIGHT, WIDTH
from app.render.annotate import annotate
from tests.analyses.shot_clips import FORMAT, frames_of, number_of, shot

if TYPE_CHECKING:
    from pathlib import Path

    from tests.analyses.shot_clips import Pictures


class Jumps(nn.Module):
    """Sure of a change wherever the next frame is another, and keeps what it was shown."""

    def __init__(self) -> None:
        super().__init__()
        self.place = nn.Parameter(torch.zeros(1))
        self.shown: list[torch.Tensor] = []

    def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
        self.shown.append(pictures)
        levels = pictures.float().mean((2, 3, 4))
        sure = torch.zeros_like(levels)
        sure[:, :-1] = (levels.diff(dim=1).abs() > 1).float()
        return sure, sure


def flat(level: int) -> np.ndarray:
    return np.full((HEIGHT, WIDTH, 3), level, np.uint8)


@pytest.mark.parametrize("first", [1, 2])
@pytest.mark.parametrize("length", [1, 2, 49, 50, 51, 75, 76, 100, 131, 225])
def test_every_frame_is_judged_once_by_its_own_number(length: int, first: int) -> None:
    cuts = list(range(first, length, 2))
    finder, found = LearnedShots(Jumps(), 0.5), []  # type: ignore[arg-type]
    for number in range(length):
        level = 40 * ((number - first) // 2 % 2)
        found += finder.feed(number, flat(level))
    found += finder.finish()

    assert [change.frame for change in found] == cuts


def test_windows_overlap_by_what_only_helps() -> None:
    network = Jumps()
    finder = LearnedShots(network, 0.5)  # type: ignore[arg-type]
    for number in range(120):
        finder.feed(number, flat(number))
    finder.finish()

    levels = [window[0, :, 0, 0, 0].tolist() for window in network.shown]
    assert [len(each) for each in levels] == [WINDOW] * 3
    assert levels[0] == [0] * CONTEXT + list(range(WINDOW - CONTEXT))
    assert levels[1] == list(range(CONTEXT, CONTEXT + WINDOW - 5)) + [119] * 5
    assert levels[2][:20] == list(range(2 * STEP - CONTEXT, 2 * STEP - CONTEXT + 20))


def test_a_stretch_is_one_change_after_its_surest_frame() -> None:
    class Slow(Jumps):
        def forward(self, pictures: torch.Tensor) -> tuple[torch.Tensor, torch.Tensor]:
            sure = pictures[..., 0, 0, 0].float() / 100
            return sure, sure

    finder, found = LearnedShots(Slow(), 0.5), []  # type: ignore[arg-type]
    levels = [0] * 40 + [51, 60, 90, 70, 52] + [0] * 20 + [50, 50]
    for number, level in enumerate(levels):
        found += finder.feed(number, flat(level))
    found += finder.finish()

    assert [(change.frame, round(change.score, 2)) for change in found] == [(43, 0.9)]


def test_frames_are_told_one_by_one_and_a_stop_is_heard_at_once() -> None:
    token = CancelToken()
    running = Shots(lambda: LearnedShots(Jumps(), 0.5), 8).run(  # type: ignore[arg-type]
        frames_of(shot(1, 30)), FORMAT, AnalysisContext(number_of, token)
    )
    assert [next(running).frame for _ in range(3)] == [0, 1, 2]
    token.cancel()
    with pytest.raises(Cancelled):
        next(running)


def test_a_model_for_something_else_is_refused() -> None:
    with pytest.raises(ModelError, match="for detect, not for shots"):
        cuts_of(shot(1, 3), "fastestdet")


def test_weights_that_are_not_here_are_named_with_what_gets_them() -> None:
    with pytest.raises(ModelError, match="reelwright models get transnet-v2"):
        cuts_of(shot(1, 3), "transnet-v2")


@pytest.fixture
def library(library_dir: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", str(library_dir))


@pytest.mark.usefixtures("library")
def test_the_published_network_finds_a_hard_cut_to_the_frame() -> None:
    assert cuts_of([*shot(1, 21), *shot(2, 29)], "transnet-v2") == (21,)


@pytest.mark.slow
@pytest.mark.usefixtures("library")
def test_the_published_network_on_a_real_clip(media_dir: Path) -> None:
    """The picture that comes out of black at 30."""
    span = Span(Fraction(0), Fraction(2))
    path = media_dir / "clips" / "testvideo.mp4"
    assert annotate(path, "shots", {"model": "transnet-v2"}, span=span).cuts == (30,)


def cuts_of(pictures: Pictures, model: str) -> tuple[int, ...]:
    analysis = make_analysis("shots", {"model": model})
    context = AnalysisContext(number_of, CancelToken())
    found = list(analysis.run(frames_of(pictures), FORMAT, context))
    return analysis.assemble(found, MediaFacts("x.mp4", 128, 72, len(pictures))).cuts
