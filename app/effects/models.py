"""What effects need of models: their cards before a render, their networks during it."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from app.effects.resampling import resample

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from app.inference.catalogue import ModelCard
    from app.inference.network import Network


def card_of(model: str) -> ModelCard:
    """The card of a model, read without loading it.

    Raises:
        ModelError: there is no such model; suggests one.
    """
    from app.inference.catalogue import Catalogue  # reads the cards, so only when asked

    return Catalogue.load().find(model)


def run(network: Network, window: Sequence[Tensor], sigma: float | None = None) -> Tensor:
    """The network's picture for the middle frame of a window of `(3|4, H, W)` tensors.

    Values are clipped to the [0, 1] that networks know. Alpha is enlarged beside the network.

    Returns:
        `(3|4, scale*H, scale*W)` in the dtype of the input.
    """
    traits = network.traits
    colours = network(fed_to(window), sigma if traits.noise_map else None)[0]
    return beside(window[traits.past], colours)


def fed_to(window: Sequence[Tensor]) -> Tensor:
    """A window of `(3|4, H, W)` as networks take it: `(1, 3, H, W)` or `(1, frames, 3, H, W)`."""
    fed = torch.stack([pixels[:3] for pixels in window]).clamp(0, 1)
    return fed if len(window) == 1 else fed[None]


def beside(pixels: Tensor, colours: Tensor) -> Tensor:
    """The network's colours with the alpha of what it was given, if that has one, enlarged."""
    if len(pixels) == 3:
        return colours
    alpha = pixels[3:]
    if colours.shape[1:] != alpha.shape[1:]:
        height, width = colours.shape[1:]
        alpha = resample(alpha, width, height, "bicubic").clamp(0, 1)
    return torch.cat([colours, alpha])
