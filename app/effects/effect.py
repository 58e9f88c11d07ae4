"""What an effect is: a kind that menus and files know, and a resource for one render."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import torch

from app.base.frame import Frame

if TYPE_CHECKING:
    from app.base.cancel import CancelToken
    from app.base.parameter import Parameter, Setting
    from app.base.time import Time
    from app.inference.network_pool import NetworkPool
    from app.media.video_format import VideoFormat

Frames = Iterator[Frame[torch.Tensor]]


@dataclass(frozen=True, slots=True)
class EffectContext:
    """What a render lends to its effects.

    Attributes:
        device: Where the tensors are.
        dtype: Working type of the tensors, at least 16 bit.
        pool: Lends networks.
        cancel: Checked once per frame.
        origin: Media time of the clip's start; keyframes and new frame grids count from here.
    """

    device: torch.device
    dtype: torch.dtype
    pool: NetworkPool
    cancel: CancelToken
    origin: Time


class Effect(Protocol):
    """One effect set up for one render. Making one is cheap; `apply` may borrow networks."""

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """The format of what comes out when `source` goes in.

        Raises:
            EffectError: the parameters do not fit such a source (an empty crop, say).
        """
        ...

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Yield the changed frames, in order of time, never writing to a tensor it was given.

        Frames are `(3, H, W)` or `(4, H, W)` with alpha last, R'G'B' in [0, 1]; values may leave
        [0, 1] inside the chain (an exposure change loses nothing), the end of the chain clips.
        """
        ...


@dataclass(frozen=True, slots=True)
class EffectKind:
    """What menus, forms, the command line and project files know of an effect.

    Attributes:
        name: Identifier in commands and files.
        title: Name in menus.
        summary: One sentence.
        parameters: Described once, for all who ask.
        make: Builds an `Effect` from complete, validated settings; must not load models.
        window: (past, future) frames that one output frame depends on.
    """

    name: str
    title: str
    summary: str
    parameters: tuple[Parameter, ...]
    make: Callable[[dict[str, Setting]], Effect]
    window: tuple[int, int] = (0, 0)
