"""Pascal VOC: an XML file for each frame, with the boxes on it.

Two conventions are about. The VOC devkit counts pixels from 1 and includes the last one: `voc`.
CVAT and Datumaro write the edges of the box, from 0: `voc-cvat`. Each file says which under
`source`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats import voc_reading, voc_writing
from app.annotations.formats.layer_steps import (
    LABEL_DETAILS,
    PROVENANCE,
    extras_but,
    one_line,
    plain_names,
)
from app.annotations.formats.shape_steps import (
    ATTRIBUTES_ON_EACH_FRAME,
    BOXES,
    BY_NUMBER,
    EVERY_FRAME,
    INSIDE,
    ROUNDED,
    SCORES,
    Z_ORDER,
)
from app.annotations.formats.stepped import SteppedFormat
from app.annotations.formats.voc_steps import PLAIN_ATTRIBUTES, WHOLE_PIXELS
from app.base.collecting import collecting_later

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts


def _clean(name: str) -> str:
    """A name that a line of labelmap.txt, with colons between fields, can hold."""
    name = one_line(name.replace(":", "_"), "label")
    return f"_{name[1:]}" if name.startswith("#") else name


_BEFORE = (*EVERY_FRAME, extras_but("voc"), PROVENANCE, SCORES, Z_ORDER)
_AFTER = (ATTRIBUTES_ON_EACH_FRAME, PLAIN_ATTRIBUTES, BY_NUMBER, LABEL_DETAILS, plain_names(_clean))


class VocFormat(SteppedFormat):
    """Pascal VOC as the devkit has it: whole pixels from 1.

    Attributes:
        from_zero: Whether boxes have edges, from 0, rather than pixels.
    """

    name = "voc"
    title = "Pascal VOC (devkit, from 1)"
    suffix = ""
    from_zero = False
    steps = (*_BEFORE, BOXES, INSIDE, WHOLE_PIXELS, *_AFTER)

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write a file for every frame on which something is to be seen."""
        voc_writing.write(layer, path, from_zero=self.from_zero)

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read a folder of one clip's frames: each file belongs to the frame its name ends with."""
        return voc_reading.layer_of(path, media, from_zero=self.from_zero)


class VocCvatFormat(VocFormat):
    """Pascal VOC as CVAT has it: edges from 0."""

    name = "voc-cvat"
    title = "Pascal VOC (CVAT, from 0)"
    from_zero = True
    steps = (*_BEFORE, BOXES, INSIDE, ROUNDED, *_AFTER)
