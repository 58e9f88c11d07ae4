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


_found: tuple[AnnotationLayer, Sequence[Step], AnnotationLayer] | None = None
"""What `losses` was asked last, and what is left of it: writing comes next and need not look again.

One layer at most, and given away when it is asked for.
"""


def kept(layer: AnnotationLayer, steps: Sequence[Step]) -> AnnotationLayer:
    """What is left of a layer.

    Raises:
        AnnotationError: it cannot be written at all.
    """
    global _found
    before, _found = _found, None
    if before is not None and before[0] is layer and before[1] == steps:
        return before[2]
    for step in steps:
        layer = step.change(layer)
    return layer


def losses(layer: AnnotationLayer, steps: Sequence[Step]) -> list[str]:
    """What is lost, a sentence each; if the layer cannot be written at all, why."""
    global _found
    whole = layer
    found: list[str] = []
    for step in steps:
        try:
            changed = step.change(layer)
        except AnnotationError as error:
            return [*found, str(error)]
        if changed is not layer and changed != layer:
            found.append(step.sentence)
        layer = changed
    _found = (whole, steps, layer)
    return found
