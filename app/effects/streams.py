"""How effects treat the stream of frames they stand in."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

    from torch import Tensor

    from app.base.time import Time
    from app.effects.effect import EffectContext, Frames


@contextlib.contextmanager
def closing_upstream(frames: Frames) -> Iterator[Frames]:
    """Close `frames`, where it can be closed, however the block ends.

    A generator is closed from the end of the chain; without this the reader at its other end
    would wait for the garbage collector.
    """
    try:
        yield frames
    finally:
        close = getattr(frames, "close", None)
        if close is not None:
            close()


def each_frame(
    frames: Frames, context: EffectContext, change: Callable[[Tensor, Time], Tensor]
) -> Frames:
    """Frames with `change(pixels, time since the clip's start)` done to each picture."""
    with closing_upstream(frames):
        for frame in frames:
            context.cancel.check()
            yield frame.with_pixels(change(frame.pixels, frame.time - context.origin))


def beside_alpha(pixels: Tensor, change: Callable[[Tensor], Tensor]) -> Tensor:
    """`change` done to the colours `(3, H, W)`; alpha, if there is one, stays as it is."""
    if len(pixels) == 3:
        return change(pixels)
    import torch

    return torch.cat([change(pixels[:3]), pixels[3:]])
