"""What trackers, finders of shots and listeners are judged by: clips and sounds that are known."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.analyses.seeded import Seed, Sighting
from app.analyses.silero import WINDOW
from app.annotations.shapes import Box
from app.base.rate import HEARD
from app.render.quality import cutting
from app.render.quality.following import success
from app.render.quality.listening import SPEECH, f1, looped, made_noises, mixtures, speaking

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from app.analyses.analysis import AnalysisContext, Frames

WAY = {n: Box(10 + 5 * n, 20, 50 + 5 * n, 60) for n in range(3, 10)}
PICTURES = {n: np.zeros((80, 120, 3), np.uint8) for n in range(12)}


@dataclass
class Knowing:
    """Follows the known way, so many pixels to the side, until it loses the thing."""

    aside: float = 0.0
    until: int = 99
    version: str = ""

    def run(self, frames: Frames, seed: Seed, context: AnalysisContext) -> Iterator[Sighting]:
        assert seed.shape == WAY[seed.frame]
        for frame in list(frames)[1:]:
            number = context.number_of(frame.time)
            if number >= self.until:
                return
            box = WAY[number]
            yield Sighting(number, Box(box.x0 + self.aside, box.y0, box.x1 + self.aside, box.y1))


def test_staying_on_it_is_perfect_and_losing_it_is_not() -> None:
    assert success(Knowing(), PICTURES, WAY) == [1.0] * 6
    assert success(Knowing(until=0), PICTURES, WAY) == [0.0] * 6
    assert success(Knowing(until=6), PICTURES, WAY) == [1.0] * 2 + [0.0] * 4


def test_half_beside_it_is_a_third() -> None:
    assert success(Knowing(aside=20), PICTURES, WAY) == pytest.approx([1 / 3] * 6)


def test_only_known_frames_are_judged() -> None:
    some = {n: box for n, box in WAY.items() if n % 3 == 0}
    assert success(Knowing(), PICTURES, some) == [1.0, 1.0]


def test_cuts_are_found_or_not() -> None:
    known = (30, 100)
    assert cutting.f1([((30, 102), known, 200), ((), (), 50)]) == 1
    assert cutting.f1([((), known, 200)]) == 0
    assert cutting.f1([((60, 150), known, 200)]) == 0
    assert cutting.f1([((30, 60), known, 200)]) == pytest.approx(0.5)


LENGTH = 13 * HEARD
WINDOWS = LENGTH // WINDOW


def narrator() -> NDArray[np.float32]:
    """A tone where the narrator speaks."""
    time = np.arange(LENGTH) / HEARD
    speaks = np.any([(start <= time) & (time < stop) for start, stop in SPEECH], axis=0)
    return np.asarray(speaks * np.sin(2 * np.pi * 300 * time), np.float32)


class Answering:
    """Gives answers in turn, whatever it hears."""

    def __init__(self, answers: NDArray[np.bool_]) -> None:
        self.answers = iter(answers.astype(float).tolist())

    def __call__(self, window: NDArray[np.float32]) -> float:
        return float(next(self.answers))


def test_a_listener_that_knows_is_perfect() -> None:
    truth = np.concatenate([speaking(WINDOWS), np.zeros(WINDOWS, bool)])
    noises = made_noises(LENGTH)
    assert f1(lambda: Answering(truth), narrator(), noises) == 1
    assert f1(lambda: Answering(truth & False), narrator(), noises) == 0


def test_to_hear_speech_everywhere_is_no_way() -> None:
    noises = made_noises(LENGTH)
    value = f1(lambda: Answering(np.ones(2 * WINDOWS, bool)), narrator(), noises)
    share = speaking(WINDOWS).mean() / 2
    assert value == pytest.approx(2 * share / (1 + share), abs=1e-6)
    assert value < 0.65


def test_noise_is_as_loud_as_was_asked_for() -> None:
    spoken = narrator()[: WINDOWS * WINDOW]
    for name, noise in made_noises(LENGTH).items():
        loud = list(mixtures(spoken, {name: noise}))
        for sound, ratio in zip(loud, (10, 0), strict=True):
            alone = sound[len(spoken) :]
            assert np.allclose(sound[: len(spoken)], spoken + alone, atol=1e-5)
            power = 10 * np.log10(0.5 / np.mean(np.square(alone, dtype=np.float64)))
            assert power == pytest.approx(ratio, abs=0.1)


def test_a_short_sound_is_heard_again_and_again() -> None:
    assert looped(np.array([1, 2, 3], np.float32), 7).tolist() == [1, 2, 3, 1, 2, 3, 1]
