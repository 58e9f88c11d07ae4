"""What a format keeps of a layer, as a row of steps that each take one thing away.

A format writes `kept(layer)`, and what it reads back equals that; a step that changed
nothing has nothing to tell. So what is told is exactly what is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.annotations.layer import AnnotationLayer


@dataclass(frozen=True, slots=True)
class Step:
    """Something a format cannot say.

    Attributes:
        sentence: What is lost.
        change: The layer without it; the same object where there is nothing of the kind.
    """

    sentence: str
    change: Callable[[AnnotationLayer], AnnotationLayer]


def kept(layer: AnnotationLayer, steps: Sequence[Step]) -> AnnotationLayer:
    """What is left of a layer.

    Raises:
        AnnotationError: it cannot be written at all.
    """
    for step in steps:
        layer = step.change(layer)
    return layer


def losses(layer: AnnotationLayer, steps: Sequence[Step]) -> list[str]:
    """What is lost, a sentence each; if the layer cannot be written at all, why."""
    found: list[str] = []
    for step in steps:
        try:
            changed = step.change(layer)
        except AnnotationError as error:
            return [*found, str(error)]
        if changed is not layer and changed != layer:
            found.append(step.sentence)
        layer = changed
    return found
