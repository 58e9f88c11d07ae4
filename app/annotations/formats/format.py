"""What an exchange format is."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts


@dataclass(frozen=True, slots=True)
class Prepared:
    """A layer made ready for a format, so that telling and writing look through it once.

    Attributes:
        losses: What the format cannot express of it: one sentence each.
        write: Writes it, as `AnnotationFormat.write` does.
    """

    losses: tuple[str, ...]
    write: Callable[[Path], None]


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

    def prepare(self, layer: AnnotationLayer) -> Prepared:
        """The layer ready to be written, with what it loses; nothing is written yet."""
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


def as_it_is(format_: AnnotationFormat, layer: AnnotationLayer) -> Prepared:
    """For formats whose writing has no use for what was found while looking for losses."""
    return Prepared(tuple(format_.loses(layer)), partial(format_.write, layer))
