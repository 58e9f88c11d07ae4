"""Upscaling with a network of sequences: what it is shown, and what is made of its answer."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
import torch

from app.base.errors import EffectError
from app.base.time import Span
from app.effects import upscale_sequence
from app.effects.effect import Windowed
from app.inference.catalogue import BuiltinSource, CardFile, Catalogue, InputNeeds, ModelCard
from app.inference.network import NetworkTraits
from tests.effects.stage import (
    RATE,
    START,
    FakePool,
    Upstream,
    applied,
    context,
    effect,
    frames_of,
    noise,
    source_format,
)

if TYPE_CHECKING:
    from torch import Tensor

    from app.effects.effect import Effect

PAST, FUTURE, LENGTH = 2, 1, 3


class FakeSequence:
    """Each frame becomes the mean of all from two before it to one after it, twice as large."""

    def __init__(self) -> None:
        self.traits = NetworkTraits(2, PAST, FUTURE, sequence=True)
        self.given: list[tuple[int, range]] = []

    def __call__(
        self, pictures: Tensor, sigma: float | None = None, answers: range | None = None
    ) -> Tensor:
        assert answers is not None
        self.given.append((pictures.shape[1], answers))
        around = [pictures[0, max(0, n - PAST) : n + FUTURE + 1].mean(0) for n in answers]
        return torch.stack(around).repeat_interleave(2, 2).repeat_interleave(2, 3)


@pytest.fixture(autouse=True)
def _film(monkeypatch: pytest.MonkeyPatch) -> None:
    needs = InputNeeds(past=PAST, future=FUTURE)
    file = CardFile("none", BuiltinSource("none"), 0, "")
    card = ModelCard(
        "film", "Film", "", "upscale", "fake", 2, "Apache-2.0", "yes", ("us",), file, input=needs
    )
    shrinks = replace(card, id="same", scale=1)
    catalogue = Catalogue([card, shrinks])
    monkeypatch.setattr(Catalogue, "load", staticmethod(lambda folders=None: catalogue))
    monkeypatch.setattr(upscale_sequence, "LENGTH", LENGTH)


@pytest.fixture
def network() -> FakeSequence:
    return FakeSequence()


@pytest.fixture
def pool(network: FakeSequence) -> FakePool:
    return FakePool({"film": network})


def film(**settings: float | str) -> Effect:
    return effect("upscale", model="film", **settings)


def shot(count: int, level: float = 0.0) -> list[Tensor]:
    """Frames too alike for a cut."""
    return [0.2 * picture + level for picture in noise(count)]


def made(pictures: list[Tensor], pool: FakePool, wanted: Span | None = None) -> list[Tensor]:
    height, width = pictures[0].shape[-2:]
    lent = replace(context(pool), wanted=wanted)
    frames = film().apply(iter(frames_of(pictures)), source_format(width, height), lent)
    return [frame.pixels for frame in frames]


def test_a_frame_sees_its_neighbours_and_no_others(pool: FakePool) -> None:
    pictures = shot(11)
    for number, pixels in enumerate(made(pictures, pool)):
        around = torch.stack(pictures[max(0, number - PAST) : number + FUTURE + 1]).mean(0)
        assert torch.allclose(pixels[:, ::2, ::2], around, atol=1e-6)


def test_frames_of_another_shot_never_leak_in(pool: FakePool) -> None:
    dark, bright = shot(5), shot(5, 0.8)
    together = made(dark + bright, pool)
    apart = made(dark, pool) + made(bright, FakePool({"film": FakeSequence()}))
    for number, pixels in enumerate(together):
        assert (float(pixels.max()) <= 0.2 + 1e-6) == (number < 5)
    assert torch.equal(together[4], apart[4])
    assert torch.allclose(together[5], apart[5])


def test_only_what_is_wanted_is_made(pool: FakePool, network: FakeSequence) -> None:
    pictures = shot(12)
    whole = made(pictures, FakePool({"film": FakeSequence()}))
    span = Span(START + 4 / RATE, START + 6 / RATE)
    part = made(pictures, pool, span)
    assert len(part) == 2
    assert all(torch.equal(a, b) for a, b in zip(part, whole[4:6], strict=True))
    assert sum(len(answers) for _, answers in network.given) == 2


def test_the_window_reaches_the_ends_of_the_block(pool: FakePool) -> None:
    once = film()
    assert isinstance(once, Windowed)
    assert once.window(source_format()) == (LENGTH + PAST, LENGTH + FUTURE)
    assert once.together(source_format()) == LENGTH
    assert once.together(replace(source_format(), rate=None)) == 1
    small = film(size="10x7")
    assert isinstance(small, Windowed)
    assert small.window(source_format()) == (0, 0), "the network has nothing to do"


def test_large_pictures_come_in_short_blocks(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upscale_sequence, "MOST_SAMPLES", 2 * 3 * 40 * 28)
    card = Catalogue.load().find("film")
    assert upscale_sequence.length_of(card, source_format()) == 2
    assert upscale_sequence.length_of(card, source_format(2000, 2000)) == 1


def test_it_runs_once_and_the_rest_is_resampled(pool: FakePool, network: FakeSequence) -> None:
    frames = applied(film(scale=5.0), noise(2), pool=pool)
    assert [frame.pixels.shape for frame in frames] == [(3, 70, 100)] * 2
    assert sum(len(answers) for _, answers in network.given) == 2


def test_alpha_is_enlarged_beside(pool: FakePool) -> None:
    pictures = [torch.cat([p, torch.full_like(p[:1], 0.5)]) for p in noise(2)]
    for frame in applied(film(), pictures, pool=pool):
        assert frame.pixels.shape == (4, 28, 40)
        assert torch.allclose(frame.pixels[3], torch.tensor(0.5))


def test_a_long_stream_holds_few_frames(pool: FakePool) -> None:
    upstream = Upstream(shot(60))
    finished = 0
    for _ in film().apply(upstream.frames(), source_format(), context(pool)):
        assert upstream.taken - finished <= LENGTH + FUTURE + 1
        finished += 1
    assert finished == 60
    assert upstream.closed


def test_a_model_that_does_not_enlarge_is_refused() -> None:
    with pytest.raises(EffectError, match="does not enlarge"):
        effect("upscale", model="same").output_format(source_format())
