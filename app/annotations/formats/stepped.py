"""What formats have in common whose losses are a row of steps."""

from __future__ import annotations

from abc import ABC, abstractmethod
from typing import TYPE_CHECKING

from app.annotations.formats.keeping import losses

if TYPE_CHECKING:
    from app.annotations.formats.keeping import Step
    from app.annotations.layer import AnnotationLayer


class SteppedFormat(ABC):
    """A format that writes `kept(layer, self.steps)` and so loses what the steps take away."""

    __slots__ = ()

    @property
    @abstractmethod
    def steps(self) -> tuple[Step, ...]:
        """What it takes away, in order."""

    def loses(self, layer: AnnotationLayer) -> list[str]:
        """What the format cannot say of this layer, a sentence each."""
        return losses(layer, self.steps)
