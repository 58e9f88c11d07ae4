"""What finds things on one picture, whatever kind of network it is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

import numpy as np

from app.analyses.tracker import Detection, overlaps
from app.annotations.shapes import Box
from app.base.errors import ModelError
from app.inference.catalogue import Catalogue
from app.inference.weights_store import WeightsStore

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from app.inference.catalogue import ModelCard

SAME = 0.5
"""Overlap from which two boxes of one label are the same thing seen twice."""

TWIN = 0.8
"""The same of boxes of two labels: a rider and a bicycle overlap by less."""

MOST = 300
"""Things on one picture; the surest are kept."""


class Detector(Protocol):
    """Finds things on a picture."""

    def __call__(self, picture: NDArray[np.uint8], least: float) -> list[Detection]:
        """Everything of at least that score on an `(H, W, 3)` R'G'B' picture, surest first."""
        ...


def card_and_weights(model: str, task: str) -> tuple[ModelCard, Path]:
    """The card of a model and its verified file.

    Raises:
        ModelError: there is no such model for the task, or its weights are not here.
    """
    card = Catalogue.load().find(model)
    if card.task != task:
        raise ModelError(f"The model “{model}” is for {card.task}, not for {task}.")
    return card, WeightsStore().path(card)


def distinct(
    boxes: NDArray[np.floating], scores: NDArray[np.floating], labels: Sequence[str]
) -> list[Detection]:
    """Detections without repetitions (greedy non-maximum suppression within each label).

    Args:
        boxes: `(n, 4)` left, top, right, bottom in pixels of the picture.
        scores: `(n,)` in [0, 1].
        labels: One for each.
    """
    order = np.argsort(-scores, kind="stable")[: 4 * MOST]
    made = [_detection(boxes[n], float(scores[n]), labels[n]) for n in order]
    made = [each for each in made if each.box.area > 0]
    shared = overlaps([x.box for x in made], [x.box for x in made])
    kept: list[int] = []
    for number, each in enumerate(made):
        if not any(shared[number, k] > SAME and made[k].label == each.label for k in kept):
            kept.append(number)
    return [made[number] for number in kept[:MOST]]


def without_twins(found: Sequence[Detection]) -> list[Detection]:
    """Without things seen twice under different labels; the surer sighting stays.

    Args:
        found: The surest first.
    """
    boxes = [each.box for each in found]
    shared = overlaps(boxes, boxes)
    kept: list[int] = []
    for number in range(len(found)):
        if not any(shared[number, k] > TWIN for k in kept):
            kept.append(number)
    return [found[number] for number in kept]


def inside(found: list[Detection], width: int, height: int) -> list[Detection]:
    """The detections cut to the picture; what lies outside is left out."""
    cut = (Detection(x.box.clamped(width, height), x.label, x.score) for x in found)
    return [each for each in cut if each.box.area > 0]


def _detection(edges: NDArray[np.floating], score: float, label: str) -> Detection:
    x0, y0, x1, y1 = (float(x) if np.isfinite(x) else 0.0 for x in edges)
    return Detection(Box(x0, y0, max(x0, x1), max(y0, y1)), label, min(1.0, max(0.0, score)))
