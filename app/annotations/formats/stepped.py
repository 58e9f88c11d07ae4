"""What formats have in common whose losses are a row of steps."""

from __future__ import annotations

from abc import ABC, abstractmethod
from functools import partial
from typing import TYPE_CHECKING

from app.annotations.formats.format import Prepared
from app.annotations.formats.keeping import kept
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.annotations.formats.keeping import Step
    from app.annotations.layer import AnnotationLayer


class SteppedFormat(ABC):
    """A format that writes `kept(layer, self.steps)` and so loses what the steps take away.

    Attributes:
        steps: What it takes away, in order.
    """

    steps: Sequence[Step]

    def loses(self, layer: AnnotationLayer) -> list[str]:
        """What the format cannot express of this layer, a sentence each."""
        return list(self.prepare(layer).losses)

    def prepare(self, layer: AnnotationLayer) -> Prepared:
        """Take the steps once, for what is told and for what is written."""
        losses: list[str] = []
        try:
            left = kept(layer, self.steps, losses.append)
        except AnnotationError as error:
            return Prepared((*losses, str(error)), partial(self.write, layer))
        losses += self.loses_besides(layer)
        return Prepared(tuple(losses), partial(self.write_kept, left, layer))

    def write(self, layer: AnnotationLayer, path: Path) -> None:
        """Write what is left of the layer after the steps.

        Raises:
            AnnotationError: the layer cannot be written so, or the disk refuses.
        """
        self.write_kept(kept(layer, self.steps), layer, path)

    def loses_besides(self, layer: AnnotationLayer) -> list[str]:
        """What the file says but does not carry across, a sentence each."""
        return []

    @abstractmethod
    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write a layer that went through the steps.

        Args:
            layer: What is left.
            whole: What there was, for words beside the data that only people read.
            path: File or folder.

        Raises:
            AnnotationError: the layer cannot be written so, or the disk refuses.
        """
