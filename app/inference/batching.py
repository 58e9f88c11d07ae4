"""Several pictures in one call of a network, where that takes less time and gives the same.

A small network leaves most of a GPU idle on a small picture. How many are worth taking together
depends on the size of both; that it makes no difference to the pictures is seen before it is used.
"""

from __future__ import annotations

import logging
import os
from typing import TYPE_CHECKING

import torch

from app.inference.graphs import FAITHFUL_DB, signal_over_error

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from app.inference.loaders.loaded import LoadedModule
    from app.inference.runner import TorchNetwork

_log = logging.getLogger(__name__)

SWITCH = "REELWRIGHT_BATCH"
"""Environment variable: so many pictures a call on every device, whatever their size, where the
memory allows; 0 and 1 turn batches off."""

MOST = 4
"""Pictures of one call: more would gain little, and the first waits for the last."""

MOST_FORCED = 16

PIXELS = 1_000_000
"""Input pixels of one call that keep a GPU busy."""

WORK = 1e12
"""Parameters times input pixels of one call that keep a GPU busy, however few the pixels are."""


def worth_taking(device: torch.device, parameters: int, pixels: int) -> int:
    """How many pictures to take in one call of a network.

    Not on a processor: its cores are busy with one picture, and two no longer fit into its caches.

    Args:
        device: Where it runs.
        parameters: Of the network.
        pixels: Of each picture.
    """
    forced = os.environ.get(SWITCH, "")
    if forced.isdecimal():
        return max(1, min(MOST_FORCED, int(forced)))
    if device.type != "cuda":
        return 1
    return max(1, min(MOST, PIXELS // pixels, int(WORK / max(1, parameters * pixels))))


class Batches:
    """Calls a network with several pictures at once. As little thread-safe as the network.

    A call has always as many pictures as are worth taking, the last one repeated where there are
    fewer: so there is one shape to be recorded, and what becomes of a picture depends neither on
    its neighbours in the call nor on where a render began or ended.

    Args:
        loaded: The network's module, of one network for good. The network itself is not held: it
            holds this, and would outlive its last borrower.
        device: Where it runs.
    """

    def __init__(self, loaded: LoadedModule, device: torch.device) -> None:
        self._name = loaded.architecture
        self._device = device
        self._parameters = sum(p.numel() for p in loaded.module.parameters())
        self._apart = loaded.traits.sequence or getattr(loaded.module, "apart", False)
        self._proven = False

    def at_once(self, height: int, width: int, limit: int | None) -> int:
        """See `BatchingNetwork`.

        Args:
            height, width: Of the pictures.
            limit: Most pixels that fit into the memory; None while that is not known.
        """
        if self._apart:
            return 1
        pixels = height * width
        wanted = worth_taking(self._device, self._parameters, pixels)
        return wanted if limit is None else max(1, min(wanted, limit // pixels))

    def run(
        self, network: TorchNetwork, pictures: Tensor, sigmas: Sequence[float] | None
    ) -> Tensor:
        """See `BatchingNetwork.together`."""
        count = network.at_once(*pictures.shape[-2:])
        if count > 1 and not self._proven:
            self._prove(network, _filled(pictures, count), _filled_up(sigmas, count))
        if count < 2 or self._apart:
            return torch.cat([network(*each) for each in singly(pictures, sigmas)])
        filled = [
            network(_filled(part, count), _filled_up(levels, count))[: len(part)]
            for part, levels in _parts(pictures, sigmas, count)
        ]
        return torch.cat(filled)

    def _prove(
        self, network: TorchNetwork, pictures: Tensor, sigmas: Sequence[float] | None
    ) -> None:
        """Find out whether a picture comes out as it does alone, in unlike company."""
        self._proven = True
        unlike = torch.cat([0.5 * pictures[:-1].flip(-1, -2), pictures[-1:]])
        alone = network(pictures[-1:], None if sigmas is None else sigmas[-1:])
        try:
            quality = signal_over_error(alone, network(unlike, sigmas)[-1:])
        except RuntimeError as error:
            self._give_up(str(error).strip().partition("\n")[0])
            return
        if not quality >= FAITHFUL_DB:  # NaN is not good enough either
            self._give_up(f"together they come out differently ({quality:.0f} dB)")

    def _give_up(self, reason: str) -> None:
        self._apart = True
        _log.warning("%s takes pictures one by one: %s", self._name, reason)


def singly(
    pictures: Tensor, sigmas: float | Sequence[float] | None
) -> list[tuple[Tensor, float | Sequence[float] | None]]:
    """Pictures one by one, each with its own level, or the one of all."""
    count = len(pictures)
    levels = [sigmas] * count if sigmas is None or isinstance(sigmas, float | int) else sigmas
    return [(pictures[n : n + 1], levels[n]) for n in range(count)]


def noise_map(fed: Tensor, sigma: float | Sequence[float] | None) -> Tensor:
    """A plane for each picture that holds its noise level over 255."""
    shape = (fed.shape[0], 1, *fed.shape[-2:])
    if sigma is None or isinstance(sigma, float | int):
        return fed.new_full(shape, (sigma or 0.0) / 255)
    levels = torch.tensor([each / 255 for each in sigma], dtype=fed.dtype, device=fed.device)
    channels = len(fed) // len(levels)
    return levels.repeat_interleave(channels)[:, None, None, None].expand(shape)


def _parts(
    pictures: Tensor, sigmas: Sequence[float] | None, count: int
) -> list[tuple[Tensor, Sequence[float] | None]]:
    cuts = [slice(start, start + count) for start in range(0, len(pictures), count)]
    return [(pictures[cut], None if sigmas is None else sigmas[cut]) for cut in cuts]


def _filled(pictures: Tensor, count: int) -> Tensor:
    """`count` pictures, the last one several times."""
    missing = count - len(pictures)
    if missing <= 0:
        return pictures[:count]
    return torch.cat([pictures, pictures[-1:].expand(missing, *pictures.shape[1:])])


def _filled_up(sigmas: Sequence[float] | None, count: int) -> Sequence[float] | None:
    if sigmas is None:
        return None
    return [*sigmas[:count], *[sigmas[-1]] * (count - len(sigmas))]
