"""Frames that go through a network together come out as if each had been alone."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any, cast

import pytest
import torch

from app.base.cancel import CancelToken
from app.base.errors import Cancelled
from app.base.parameter import Keyframe, Keyframes
from tests.effects.stage import (
    RATE,
    FakeDenoiser,
    FakePool,
    Upstream,
    context,
    effect,
    frames_of,
    noise,
    source_format,
)
from tests.inference.fake_network import FakeNetwork

if TYPE_CHECKING:
    from collections.abc import Generator, Sequence

    from app.base.frame import Frame
    from app.inference.network import Network

FOUR = 4


class Together:
    """Any fake network, as one that takes four; notes how many it got and who was asked for."""

    def __init__(self, network: Network) -> None:
        self.network = network
        self.traits = network.traits
        self.counts: list[int] = []
        self.sigmas: list[float] = []

    def __call__(self, pictures: torch.Tensor, sigma: float | None = None) -> torch.Tensor:
        return self.network(pictures, sigma)

    def at_once(self, height: int, width: int) -> int:
        return FOUR if height * width < 2000 else 1

    def together(
        self, pictures: torch.Tensor, sigmas: Sequence[float] | None = None
    ) -> torch.Tensor:
        self.counts.append(len(pictures))
        self.sigmas += sigmas or ()
        levels = sigmas or [0.0] * len(pictures)
        return torch.cat([self(pictures[n : n + 1], level) for n, level in enumerate(levels)])


RISING = Keyframes((Keyframe(Fraction(0), 0.0), Keyframe(3 / RATE, 60.0), Keyframe(6 / RATE, 0.0)))
"""Untouched frames at both ends, and another setting for each between them."""

CHAINS: dict[str, tuple[str, dict[str, Any]]] = {
    "upscale": ("reel-upscale-x2", {}),
    "upscale twice": ("reel-upscale-x2", {"scale": 4.0}),
    "denoise": ("reel-denoise", {"sigma": 20.0, "strength": RISING}),
    "denoise by levels": ("reel-denoise", {"sigma": RISING}),
    "denoise with neighbours": (
        "reel-denoise-temporal", {"sigma": 20.0, "method": "temporal", "strength": RISING},
    ),
    "deblock": ("reel-deblock", {"strength": RISING}),
    "dehaze": ("aodnet", {"strength": RISING}),
    "matte": ("selfie-matte", {"edge": RISING}),
    "style": ("reel-style", {"style": "udnie", "keep-colours": True, "strength": RISING}),
}  # fmt: skip


def made(
    name: str, pictures: list[torch.Tensor], pool: FakePool, *, batches: bool = True
) -> list[Frame[torch.Tensor]]:
    height, width = pictures[0].shape[-2:]
    applied = effect(name.split()[0], **CHAINS[name][1])
    frames = iter(frames_of(pictures))
    return list(
        applied.apply(frames, source_format(width, height), given(pool, batches=batches))
    )  # fmt: skip


def given(pool: FakePool, cancel: CancelToken | None = None, *, batches: bool = True) -> Any:
    return replace(context(pool, cancel), batches=batches)


def together_in(name: str) -> tuple[Together, FakePool]:
    model = CHAINS[name][0]
    network = Together(FakePool().networks[model])
    return network, FakePool({model: cast("Network", network)})


@pytest.mark.parametrize("count", [1, 4, 6, 9])
@pytest.mark.parametrize("name", CHAINS)
def test_every_frame_comes_out_as_it_does_alone(name: str, count: int) -> None:
    network, pool = together_in(name)
    pictures = noise(count, (4, 14, 20) if name != "matte" else (3, 14, 20))
    frames = made(name, pictures, pool)
    alone = made(name, pictures, FakePool(), batches=False)
    assert [frame.time for frame in frames] == [frame.time for frame in alone]
    for ours, theirs in zip(frames, alone, strict=True):
        assert torch.equal(ours.pixels, theirs.pixels)
    assert max(network.counts, default=0) <= FOUR
    assert count < FOUR or len(network.counts) < count


def test_each_frame_keeps_its_own_level_and_untouched_ones_are_not_shown() -> None:
    network, pool = together_in("denoise by levels")
    pictures = noise(8)
    frames = made("denoise by levels", pictures, pool)
    assert network.sigmas == pytest.approx([20, 40, 60, 40, 20])
    assert network.counts == [3, 2]
    assert [frame.pixels is picture for frame, picture in zip(frames, pictures, strict=True)] == [
        True, False, False, False, False, False, True, True,
    ]  # fmt: skip


def test_frames_of_another_size_end_a_call() -> None:
    network, pool = together_in("deblock")
    pictures = [*noise(2), *noise(3, (3, 10, 12)), *noise(1)]
    applied = effect("deblock")
    frames = list(applied.apply(iter(frames_of(pictures)), source_format(), given(pool)))
    assert network.counts == [2, 3, 1]
    assert [f.pixels.shape for f in frames] == [p.shape for p in pictures]


def test_what_is_too_large_is_not_waited_for() -> None:
    upstream, (network, pool) = Upstream(noise(9, (3, 50, 60))), together_in("deblock")
    stream = effect("deblock").apply(upstream.frames(), source_format(60, 50), given(pool))
    next(stream)
    assert upstream.taken == 1
    assert network.counts == [1]


@pytest.mark.parametrize("name", CHAINS)
def test_nobody_who_waits_for_a_frame_waits_for_others(name: str) -> None:
    """The preview, which does not allow batches."""
    upstream, (network, pool) = Upstream(noise(9)), together_in(name)
    applied = effect(name.split()[0], **CHAINS[name][1])
    stream = applied.apply(upstream.frames(), source_format(), given(pool, batches=False))
    next(stream)
    assert upstream.taken <= 1 + 2 * ("neighbours" in name)
    assert network.counts == []


@pytest.mark.parametrize("name", CHAINS)
def test_it_reads_ahead_so_far_and_no_further(name: str) -> None:
    upstream, (_, pool) = Upstream(noise(20)), together_in(name)
    applied = effect(name.split()[0], **CHAINS[name][1])
    stream = applied.apply(upstream.frames(), source_format(), given(pool))
    next(stream)
    assert upstream.taken <= FOUR + 2 * ("neighbours" in name)


@pytest.mark.parametrize("name", CHAINS)
def test_cancelling_stops_in_the_middle_of_a_group(name: str) -> None:
    upstream, (_, pool), cancel = Upstream(noise(9)), together_in(name), CancelToken()
    applied = effect(name.split()[0], **CHAINS[name][1])
    stream = applied.apply(upstream.frames(), source_format(), given(pool, cancel))
    next(stream)
    cancel.cancel()
    with pytest.raises(Cancelled):
        next(stream)
    assert upstream.closed
    assert pool.out == 0


@pytest.mark.parametrize("name", CHAINS)
def test_closing_reaches_the_source_and_returns_the_network(name: str) -> None:
    upstream, (_, pool) = Upstream(noise(9)), together_in(name)
    applied = effect(name.split()[0], **CHAINS[name][1])
    stream = applied.apply(upstream.frames(), source_format(), given(pool))
    next(stream)
    cast("Generator[Any, None, None]", stream).close()
    assert upstream.closed
    assert pool.out == 0


def test_a_network_that_takes_one_is_given_one() -> None:
    pool = FakePool({"reel-denoise": FakeDenoiser(), "reel-upscale-x2": FakeNetwork(2)})
    assert len(made("denoise", noise(5), pool)) == 5
    assert len(made("upscale", noise(5), pool)) == 5
