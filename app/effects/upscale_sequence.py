"""Enlarging by networks that carry what they see from frame to frame."""

from __future__ import annotations

from typing import TYPE_CHECKING, cast

import torch

from app.effects.blocks import blocks
from app.effects.models import beside
from app.effects.network_calls import NetworkCall, answered
from app.effects.windows import windows

if TYPE_CHECKING:
    from collections.abc import Generator
    from fractions import Fraction

    from app.effects.blocks import Block
    from app.effects.effect import EffectContext, Frames
    from app.inference.catalogue import ModelCard
    from app.inference.network import Network, NetworkTraits, SequenceNetwork
    from app.media.video_format import VideoFormat

LENGTH = 12
"""Frames enlarged together: see `resources/docs/decisions/recurrent-upscaling.md`."""

MOST_SAMPLES = 2**28
"""Of the enlarged frames of a block, a gigabyte: larger pictures come in shorter blocks."""


def length_of(card: ModelCard, source: VideoFormat) -> int:
    """Frames of a block, for a model and a size; depends on nothing else."""
    return max(1, min(LENGTH, MOST_SAMPLES // (3 * card.scale**2 * source.width * source.height)))


def reach(card: ModelCard, source: VideoFormat) -> tuple[int, int]:
    """Frames before and after its own that an enlarged frame may depend on.

    Those of its block and their neighbours; one more for times that a container has rounded.
    """
    length = length_of(card, source)
    return length + card.input.past, length + card.input.future


def enlarged(
    frames: Frames, network: Network, length: int, rate: Fraction | None, context: EffectContext
) -> Frames:
    """Frames times the network's scale; only those that are wanted, where the context says so.

    Args:
        frames: In order.
        network: Looks at neighbour frames.
        length: Of a block, for networks of sequences; others take a window for each frame.
        rate: Of the frames; None where it varies.
        context: Of the render.
    """
    traits = network.traits
    if not traits.sequence:
        yield from answered(network, _calls(frames, traits, context), context)
        return
    for block in blocks(frames, length, traits.past, traits.future, rate):
        context.cancel.check()
        yield from _together(block, cast("SequenceNetwork", network), context)


def _calls(
    frames: Frames, traits: NetworkTraits, context: EffectContext
) -> Generator[NetworkCall, None, None]:
    for frame, window in windows(frames, traits.past, traits.future):
        context.cancel.check()
        yield NetworkCall(frame, window)


def _together(block: Block, network: SequenceNetwork, context: EffectContext) -> Frames:
    wanted = [number for number in block.own if context.wants(block.frames[number])]
    if not wanted:
        return
    answers = range(wanted[0], wanted[-1] + 1)
    given = torch.stack([frame.pixels[:3] for frame in block.frames]).clamp(0, 1)
    colours = network(given[None], None, answers)
    for number, made in zip(answers, colours, strict=True):
        frame = block.frames[number]
        yield frame.with_pixels(beside(frame.pixels, made))
