"""What an exchange format is."""

from __future__ import annotations

from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts


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

    @property
    def suffix(self) -> str:
        """Of its file, with the dot; "" for a format whose `path` is a folder."""
        ...

    def loses(self, layer: AnnotationLayer) -> list[str]:
        """What of this layer the format cannot express: one sentence each, none if nothing."""
        ...

    def write(self, layer: AnnotationLayer, path: Path) -> None:
        """Write the file or folder, whole or not at all; equal layers give equal bytes.

        Raises:
            AnnotationError: the layer cannot be written so, or the disk refuses.
        """
        ...

    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read a file that nobody vouches for; no path in it is followed.

        Args:
            path: File or folder.
            media: The clip it speaks about, for what the file does not say of it; where both
                speak, they must agree.

        Raises:
            AnnotationError: the file is not valid, contradicts `media`, or needs it; the sentence
                names file and place.
        """
        ...
