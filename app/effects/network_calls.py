"""Frames through a network, several in one call where that is quicker and nobody waits."""

from __future__ import annotations

import contextlib
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from app.effects.models import beside, fed_to, run
from app.inference.network import BatchingNetwork

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator, Sequence

    from torch import Tensor

    from app.base.frame import Frame
    from app.effects.effect import EffectContext, Frames
    from app.inference.network import Network


@dataclass(frozen=True, slots=True, eq=False)
class NetworkCall:
    """What one frame wants of a network. Every frame has settings of its own.

    Attributes:
        frame: Goes through untouched where the window is empty.
        window: What the network is shown, `(3|4, H, W)` each; the frame itself in the middle.
        sigma: See `Network`.
        finished: Turns the network's picture (see `run`) into the frame's; None leaves it.
    """

    frame: Frame[Tensor]
    window: Sequence[Tensor]
    sigma: float | None = None
    finished: Callable[[Tensor], Tensor] | None = None

    def answered(self, picture: Tensor) -> Frame[Tensor]:
        """The frame with what has become of it."""
        return self.frame.with_pixels(self.finished(picture) if self.finished else picture)


def answered(
    network: Network, calls: Generator[NetworkCall, None, None], context: EffectContext
) -> Frames:
    """The frames in their order.

    Reads ahead as far as pictures are worth taking together, where the context allows it, and
    not at all otherwise. Frames of another size never share a call.

    Args:
        network: What they go through.
        calls: Read one by one, closed at the end.
        context: Of the render.
    """
    with contextlib.closing(calls):
        if not context.batches or not isinstance(network, BatchingNetwork):
            for call in calls:
                yield _answered_alone(network, call)
            return
        for group in _groups(network, calls):
            for frame in _answered_together(network, group):
                context.cancel.check()
                yield frame


def blend_into(pixels: Tensor, share: float) -> Callable[[Tensor], Tensor] | None:
    """Takes a share of a network's picture and the rest of the given one; None for all of it."""
    return None if share == 1 else lambda made: torch.lerp(pixels, made, share)


def _answered_alone(network: Network, call: NetworkCall) -> Frame[Tensor]:
    return call.answered(run(network, call.window, call.sigma)) if call.window else call.frame


def _groups(network: BatchingNetwork, calls: Iterator[NetworkCall]) -> Iterator[list[NetworkCall]]:
    """Neighbours of one size, as many as are worth taking together."""
    group: list[NetworkCall] = []
    for call in calls:
        size = call.frame.pixels.shape
        if group and group[0].frame.pixels.shape != size:
            yield group
            group = []
        group.append(call)
        if len(group) >= network.at_once(*size[-2:]):
            yield group
            group = []
    if group:
        yield group


def _answered_together(network: BatchingNetwork, group: list[NetworkCall]) -> Frames:
    """A group's frames; those that do not want the network do not take part."""
    asking = [call for call in group if call.window]
    pictures = iter(_pictures(network, asking))
    for call in group:
        yield call.answered(next(pictures)) if call.window else call.frame


def _pictures(network: BatchingNetwork, calls: list[NetworkCall]) -> Iterator[Tensor]:
    """What `run` gives for each of some calls."""
    if not calls:
        return
    fed = torch.cat([fed_to(call.window) for call in calls])
    asked = [call.sigma for call in calls if call.sigma is not None]
    sigmas = asked if network.traits.noise_map and asked else None
    past = network.traits.past
    for call, colours in zip(calls, network.together(fed, sigmas), strict=True):
        yield beside(call.window[past], colours)
