"""What the user pointed at, as a decoder of the Segment Anything family takes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from app.base.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.inference.onnx_graph import OnnxGraph, Port

_INSIDE, _OUTSIDE, _FIRST_CORNER, _LAST_CORNER, _PADDING = 1, 0, 2, 3, -1


@dataclass(frozen=True, slots=True)
class Prompt:
    """Points and a box in pixels of the source; 0 is the left edge of the first one.

    Attributes:
        inside, outside: Points `(x, y)` of the object, and of what it is not.
        box: Left, top, right and bottom of what holds it.
    """

    inside: tuple[tuple[float, float], ...] = ()
    outside: tuple[tuple[float, float], ...] = ()
    box: tuple[float, float, float, float] | None = None

    @property
    def count(self) -> int:
        """Points that say something, and the one that networks want where there is no box."""
        return len(self.inside) + len(self.outside) + (1 if self.box is None else 2)


@dataclass(frozen=True, slots=True)
class PointInputs:
    """The two inputs of a decoder: `(1, N, 2)` and `(1, N)`, or with one more axis before N."""

    points: Port
    labels: Port

    @property
    def of_any_size(self) -> bool:
        """Whether points are those of a picture of any size (EfficientSAM)."""
        return len(self.points.shape) == 4

    def feeds(self, prompt: Prompt, across: float, down: float) -> dict[str, NDArray[Any]]:
        """Both inputs; `across` and `down` are units of the network for one pixel.

        Raises:
            ModelError: the file was exported for fewer points.
        """
        points, labels = _pointed(prompt)
        room = self.points.shape[-2] or prompt.count
        if room < len(points):
            raise ModelError(f"This model takes {room} points at most; remove some.")
        missing = room - len(points)
        # The networks count from the middle of the first pixel.
        placed = np.array([*points, *[(0.0, 0.0)] * missing]) * (across, down) - 0.5
        said = np.array([*labels, *[_PADDING] * missing])
        axes = (None,) * (len(self.points.shape) - 2)
        return {
            self.points.name: placed[axes].astype(self.points.dtype),
            self.labels.name: said[axes].astype(self.labels.dtype),
        }


def point_inputs(decoder: OnnxGraph) -> PointInputs:
    """The inputs for points and their labels.

    Raises:
        ModelError: it has none, so it is no decoder.
    """
    points, labels = (
        next((port for name, port in decoder.inputs.items() if name.endswith(ending)), None)
        for ending in ("point_coords", "point_labels")
    )
    if points is None or labels is None or points.dtype is None or labels.dtype is None:
        raise ModelError(
            f"{decoder.name} does not take point_coords and point_labels; it is no decoder as "
            "segment-anything exports it."
        )
    return PointInputs(points, labels)


def _pointed(prompt: Prompt) -> tuple[list[tuple[float, float]], list[int]]:
    points = [*prompt.inside, *prompt.outside]
    labels = [_INSIDE] * len(prompt.inside) + [_OUTSIDE] * len(prompt.outside)
    if prompt.box is not None:
        left, top, right, bottom = prompt.box
        points += [(left, top), (right, bottom)]
        labels += [_FIRST_CORNER, _LAST_CORNER]
    return points, labels
