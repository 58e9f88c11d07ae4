"""What a picture shows, in ImageNet's words, to a network."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

from app.analyses.detectors import card_and_weights
from app.analyses.imagenet_names import IMAGENET_NAMES
from app.base.errors import ModelError
from app.inference.loaders.observing import load_observer
from app.inference.nets.efficientnet_lite import SIDE, EfficientNetLite0

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

TASK = "classify"
MOST_SQUARES = 4
"""Of one picture; wider ones are not covered whole."""


class Classifier:
    """Looks at overlapping squares that cover a picture; in one of them is enough."""

    def __init__(self, network: EfficientNetLite0) -> None:
        self._network = network
        self._device = next(network.parameters()).device

    def __call__(self, picture: NDArray[np.uint8], most: int) -> list[tuple[str, float]]:
        """The words for an `(H, W, 3)` R'G'B' picture, surest first, with scores in [0, 1]."""
        with torch.inference_mode():
            sure = self._network(squares(picture).to(self._device)).amax(0).cpu()
        scores, numbers = sure.topk(most)
        names = (IMAGENET_NAMES[number] for number in numbers.tolist())
        return list(zip(names, scores.tolist(), strict=True))


def squares(picture: NDArray[np.uint8]) -> Tensor:
    """`(n, 3, SIDE, SIDE)` in [0, 1]: squares as large as they can be, evenly from end to end."""
    height, width = picture.shape[:2]
    side, long = min(height, width), max(height, width)
    count = min(MOST_SQUARES, -(-long // side))
    starts = [round(n * (long - side) / max(1, count - 1)) for n in range(count)]
    planes = torch.tensor(picture).permute(2, 0, 1).float() / 255
    axis = 2 if width >= height else 1
    cut = torch.stack([planes.narrow(axis, start, side) for start in starts])
    return F.interpolate(cut, (SIDE, SIDE), mode="bilinear", antialias=True)


def open_classifier(model: str) -> tuple[str, Classifier]:
    """The first digits of a model's digest, and the model.

    Raises:
        ModelError: no such model for this, or its weights are missing or damaged.
    """
    card, path = card_and_weights(model, TASK)
    if card.architecture != "efficientnet_lite0":
        raise ModelError(f"The model “{model}” is a {card.architecture}, which is no classifier.")
    return card.sha256[:12], Classifier(load_observer(path, EfficientNetLite0))
