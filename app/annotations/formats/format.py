"""What an exchange format is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer


class AnnotationFormat(Protocol):
    """One way to write a layer to a file and to read it back."""

    @property
    def name(self) -> str:
        """Identifier on the command line."""
        ...

    @property
    def title(self) -> str:
        """Name in menus."""
        ...

    def loses(self, layer: AnnotationLayer) -> list[str]:
        """What of this layer the format cannot express: one sentence each, none if nothing."""
        ...

    def write(self, layer: AnnotationLayer, path: Path) -> None:
        """Write the file, whole or not at all; equal layers give equal bytes.

        Raises:
            AnnotationError: the layer cannot be written so, or the disk refuses.
        """
        ...

    def read(self, path: Path) -> AnnotationLayer:
        """Read a file that nobody vouches for; no path in it is followed.

        Raises:
            AnnotationError: the file is not valid; the sentence names file and place.
        """
        ...
