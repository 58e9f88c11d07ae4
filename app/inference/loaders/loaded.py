"""What a loader gives: a torch module and how to feed it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from torch import nn

    from app.inference.network import NetworkTraits


@dataclass(frozen=True, slots=True)
class LoadedModule:
    """A module in fp32 on the CPU, in eval mode.

    Attributes:
        module: Takes `(N, C, H, W)` and returns `(N, channels, scale*H, scale*W)`. C is `channels`
            for each frame of the window in time order, then one more for the noise map when there
            is one (standard deviation over 255).
        architecture: Its name, for people.
        traits: What callers must know.
        channels: 3, or 1 for gray networks, which are applied to each channel.
        peak: The value that white has inside the network: 1 or 255.
        minimum: Least height and width; smaller pictures are padded.
        multiple: Height and width must be multiples of it; others are padded.
        grid: Tiles must begin at multiples of it for strided layers to fall on the same pixels.
    """

    module: nn.Module
    architecture: str
    traits: NetworkTraits
    channels: int = 3
    peak: float = 1.0
    minimum: int = 1
    multiple: int = 1
    grid: int = 1
