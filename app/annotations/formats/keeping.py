"""What a format keeps of a layer, as a row of steps that each take one thing away.

A format writes `kept(layer)`, and what it reads back equals that; a step that changed
nothing has nothing to tell. So what is told is exactly what is lost.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

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


def kept(
    layer: AnnotationLayer, steps: Sequence[Step], tell: Callable[[str], None] | None = None
) -> AnnotationLayer:
    """What is left of a layer.

    Args:
        layer: The whole layer.
        steps: What takes something away, in order.
        tell: Called with the sentence of each step that found something to take.

    Raises:
        AnnotationError: it cannot be written at all.
    """
    for step in steps:
        changed = step.change(layer)
        if tell is not None and changed is not layer and changed != layer:
            tell(step.sentence)
        layer = changed
    return layer
