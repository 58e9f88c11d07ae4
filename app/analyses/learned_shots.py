"""Where shots change, as a network sees it: TransNet V2 over windows of frames.

Each window has 100 frames; what it says of the 50 in the middle counts, because those see enough on
both sides. Before the first frame and after the last one stand copies of these, as in the paper.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

from app.analyses.detectors import card_and_weights
from app.analyses.shot_changes import Change
from app.base.errors import ModelError
from app.inference.loaders.observing import load_observer
from app.inference.nets.transnet import HEIGHT, WIDTH, TransNetV2

if TYPE_CHECKING:
    from collections.abc import Iterator

    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

TASK = "shots"
WINDOW, CONTEXT = 100, 25
STEP = WINDOW - 2 * CONTEXT


class LearnedShots:
    """Fed with frames in order; remembers 100 small pictures. See `ChangeFinder`.

    Args:
        network: Judges the windows.
        least: How sure it must be of a change, in [0, 1].
    """

    def __init__(self, network: TransNetV2, least: float) -> None:
        self._network = network
        self._device = next(network.parameters()).device
        self._window: list[Tensor] = []
        self._open: list[int] = []
        self._peaks = _Peaks(least)

    def feed(self, number: int, picture: NDArray[np.uint8]) -> list[Change]:
        """What is known to be a change now; it may lie 75 frames back, or a slow change more."""
        small = reduced(picture)
        if not self._window:
            self._window = [small] * CONTEXT
        self._window.append(small)
        self._open.append(number)
        return list(self._judged()) if len(self._window) == WINDOW else []

    def finish(self) -> list[Change]:
        """What the end of the clip decides."""
        found: list[Change] = []
        while self._open:
            self._window += [self._window[-1]] * (WINDOW - len(self._window))
            found += self._judged()
        return [*found, *self._peaks.finish()]

    def _judged(self) -> Iterator[Change]:
        """Judge the middle of a full window and go on to the next one."""
        with torch.inference_mode():
            shown = torch.stack(self._window)[None].to(self._device)
            sure = self._network(shown)[0][0, CONTEXT : CONTEXT + STEP].tolist()
        judged, self._open = self._open[:STEP], self._open[STEP:]
        self._window = self._window[STEP:]
        for number, each in zip(judged, sure, strict=False):  # after the end stand copies
            yield from self._peaks.feed(number, each)


class _Peaks:
    """Stretches of frames of which the network is sure are one change, after the surest one."""

    def __init__(self, least: float) -> None:
        self._least = least
        self._best: Change | None = None

    def feed(self, number: int, sure: float) -> Iterator[Change]:
        """The change whose stretch has ended with this frame."""
        if sure <= self._least:
            yield from self.finish()
        elif self._best is None or sure > self._best.score:
            self._best = Change(number + 1, sure)

    def finish(self) -> Iterator[Change]:
        """The change that goes on."""
        best, self._best = self._best, None
        if best is not None:
            yield best


def open_learned(model: str, least: float) -> LearnedShots:
    """A finder with the network of a model.

    Raises:
        ModelError: no such model for shots, or its weights are missing or damaged.
    """
    card, path = card_and_weights(model, TASK)
    if card.architecture != "transnet_v2":
        raise ModelError(
            f"The model “{model}” is a {card.architecture}, which shots cannot use; choose another."
        )
    return LearnedShots(load_observer(path, TransNetV2), least)


def reduced(picture: NDArray[np.uint8]) -> Tensor:
    """`(H, W, 3)` bytes as the network's `(HEIGHT, WIDTH, 3)`, by bicubic with antialiasing."""
    planes = torch.tensor(picture).permute(2, 0, 1)[None]
    small = F.interpolate(planes, (HEIGHT, WIDTH), mode="bicubic", antialias=True)
    return small[0].permute(1, 2, 0)
