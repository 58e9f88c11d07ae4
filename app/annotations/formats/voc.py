"""Pascal VOC: an XML file for each frame, with the boxes on it.

Two conventions are about. The VOC devkit counts pixels from 1 and includes the last one: `voc`.
CVAT and Datumaro write the edges of the box, from 0: `voc-cvat`. Each file says which under
`source`.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.annotations.formats import voc_reading, voc_writing
from app.annotations.formats.keeping import kept
from app.annotations.formats.layer_steps import (
    CUTS,
    LABEL_DETAILS,
    PROVENANCE,
    SEGMENTS,
    TAGS,
    extras_but,
    one_line,
    plain_names,
)
from app.annotations.formats.shape_steps import (
    ATTRIBUTES_ON_EACH_FRAME,
    BOXES,
    BY_NUMBER,
    DENSE,
    INSIDE,
    ROUNDED,
    SCORES,
    SEEN,
    Z_ORDER,
)
from app.annotations.formats.stepped import SteppedFormat
from app.annotations.formats.voc_steps import PLAIN_ATTRIBUTES, WHOLE_PIXELS

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.formats.keeping import Step
    from app.annotations.layer import AnnotationLayer, MediaFacts


def _clean(name: str) -> str:
    """A name that a line of labelmap.txt, with colons between fields, can hold."""
    name = one_line(name.replace(":", "_"), "label")
    return f"_{name[1:]}" if name.startswith("#") else name


_BEFORE = (SEGMENTS, TAGS, CUTS, SEEN, DENSE, extras_but("voc"), PROVENANCE, SCORES, Z_ORDER)
_AFTER = (ATTRIBUTES_ON_EACH_FRAME, PLAIN_ATTRIBUTES, BY_NUMBER, LABEL_DETAILS, plain_names(_clean))


@dataclass(frozen=True, slots=True)
class VocFormat(SteppedFormat):
    """Pascal VOC.

    Attributes:
        from_zero: Edges of boxes from 0, as CVAT has them, rather than whole pixels from 1.
    """

    from_zero: bool = False

    @property
    def name(self) -> str:
        """Identifier on the command line."""
        return "voc-cvat" if self.from_zero else "voc"

    @property
    def title(self) -> str:
        """Name in menus."""
        return "Pascal VOC (CVAT, from 0)" if self.from_zero else "Pascal VOC (devkit, from 1)"

    @property
    def suffix(self) -> str:
        """A folder."""
        return ""

    @property
    def steps(self) -> tuple[Step, ...]:
        """What it takes away."""
        numbers = ROUNDED if self.from_zero else WHOLE_PIXELS
        return (*_BEFORE, BOXES, INSIDE, numbers, *_AFTER)

    def write(self, layer: AnnotationLayer, path: Path) -> None:
        """Write a file for every frame on which something is to be seen."""
        voc_writing.write(kept(layer, self.steps), path, from_zero=self.from_zero)

    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read a folder of one clip's frames: each file belongs to the frame its name ends with."""
        return voc_reading.layer_of(path, media, from_zero=self.from_zero)
