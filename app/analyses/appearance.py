"""What things on a picture look like, to a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
import torch.nn.functional as F

from app.analyses.detectors import card_and_weights
from app.base.errors import ModelError
from app.inference.loaders.observing import load_observer
from app.inference.nets.mobilenet_v2 import FEATURES, SIDE, MobileNetV2

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from app.annotations.shapes import Box

TASK = "features"
MOST = 16
"""Things looked at together; more would only take memory."""


class Appearance:
    """MobileNetV2's features of boxes, each stretched to the network's size."""

    def __init__(self, network: MobileNetV2) -> None:
        self._network = network
        self._device = next(network.parameters()).device

    def __call__(self, picture: NDArray[np.uint8], boxes: Sequence[Box]) -> NDArray[np.float32]:
        """`(len(boxes), FEATURES)`, each of length 1, of an `(H, W, 3)` R'G'B' picture."""
        parts = [boxes[n : n + MOST] for n in range(0, len(boxes), MOST)]
        looks = [self._looks(picture, part) for part in parts]
        return np.concatenate([np.zeros((0, FEATURES), np.float32), *looks])

    def _looks(self, picture: NDArray[np.uint8], boxes: Sequence[Box]) -> NDArray[np.float32]:
        pieces = torch.cat([_piece(picture, box) for box in boxes]).to(self._device)
        with torch.inference_mode():
            return np.asarray(self._network(pieces).cpu().numpy(), np.float32)


def open_appearance(model: str) -> Appearance:
    """The appearance by a model.

    Raises:
        ModelError: no such model for features, or its weights are missing or damaged.
    """
    card, path = card_and_weights(model, TASK)
    if card.architecture != "mobilenet_v2":
        raise ModelError(f"The model “{model}” is a {card.architecture}, which is not for this.")
    return Appearance(load_observer(path, MobileNetV2))


def _piece(picture: NDArray[np.uint8], box: Box) -> torch.Tensor:
    """`(1, 3, SIDE, SIDE)` in [0, 1] of what is in the box, one pixel of it at least."""
    height, width = picture.shape[:2]
    left, top = min(int(max(0, box.x0)), width - 1), min(int(max(0, box.y0)), height - 1)
    right, bottom = max(left + 1, round(box.x1)), max(top + 1, round(box.y1))
    inside = torch.tensor(picture[top:bottom, left:right]).permute(2, 0, 1)[None]
    return F.interpolate(inside.float() / 255, (SIDE, SIDE), mode="bilinear", antialias=True)
