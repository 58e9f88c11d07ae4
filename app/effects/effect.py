"""What an effect is: a kind that menus and files know, and a resource for one render."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol, runtime_checkable

import torch

from app.base.errors import EffectError
from app.base.frame import Frame

if TYPE_CHECKING:
    from app.annotations.layer import AnnotationLayer
    from app.base.cancel import CancelToken
    from app.base.parameter import Parameter, Setting
    from app.base.time import Span, Time
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
        layer: What is said about the source, for effects whose kind `uses_layer`; else None.
        wanted: Times of the frames that count; others need not be made. None: all count.
        batches: Whether frames may wait for a few others, to go through a network together.
    """

    device: torch.device
    dtype: torch.dtype
    pool: NetworkPool
    cancel: CancelToken
    origin: Time
    layer: AnnotationLayer | None = None
    wanted: Span | None = None
    batches: bool = False

    def wants(self, frame: Frame[torch.Tensor]) -> bool:
        """Whether a frame counts; one that does not may be left out of what an effect yields."""
        return self.wanted is None or frame.time in self.wanted

    def layer_frame(self, time: Time) -> int:
        """The frame of the layer's clip that is shown at a media time.

        Raises:
            EffectError: there is no layer, or it does not know the times of its frames.
        """
        if self.layer is None or not self.layer.media.pts:
            raise EffectError("The annotations do not know the times of the clip's frames.")
        media = self.layer.media
        return max(0, bisect_right(media.pts, time / media.time_base) - 1)


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


@runtime_checkable
class Windowed(Protocol):
    """An effect whose neighbours depend on its settings, and not on its kind alone."""

    def window(self, source: VideoFormat) -> tuple[int, int]:
        """(past, future) frames of `source` that one output frame depends on."""
        ...

    def together(self, source: VideoFormat) -> int:
        """Frames that are made at once, the first of them taking as long as all."""
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
        window: (past, future) frames that one output frame depends on, where the effect is not
            `Windowed`.
        uses_layer: Whether it needs the source's annotations. It must then stand before every
            effect that `moves` the picture, or it would look for things at the wrong place.
        moves: Whether the picture is cut or turned; merely scaling it does not count.
    """

    name: str
    title: str
    summary: str
    parameters: tuple[Parameter, ...]
    make: Callable[[dict[str, Setting]], Effect]
    window: tuple[int, int] = (0, 0)
    uses_layer: bool = False
    moves: bool = False
