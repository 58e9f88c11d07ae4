"""LabelMe: a JSON file for each frame, as the desktop program keeps beside its pictures.

`group_id` is the object's number. What LabelMe has no word for stands in further fields,
which it keeps: `attributes` and `score` as X-AnyLabeling calls them, `z_order`, `box`, `radius`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats import labelme_reading, labelme_writing
from app.annotations.formats.labelme_shapes import ELLIPSES, EMPTY_MASKS, SKELETONS
from app.annotations.formats.layer_steps import (
    NAMES_ALONE,
    PROVENANCE,
    extras_but,
)
from app.annotations.formats.shape_steps import (
    ATTRIBUTES_ON_EACH_FRAME,
    BY_NUMBER,
    EVERY_FRAME,
)
from app.annotations.formats.stepped import SteppedFormat
from app.base.collecting import collecting_later

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts


class LabelMeFormat(SteppedFormat):
    """LabelMe's JSON."""

    name = "labelme"
    title = "LabelMe JSON"
    suffix = ""
    steps = (
        *(*EVERY_FRAME, extras_but("labelme"), PROVENANCE),
        *(EMPTY_MASKS, ELLIPSES, SKELETONS, ATTRIBUTES_ON_EACH_FRAME, BY_NUMBER),
        *NAMES_ALONE,
    )

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write a file for every frame on which something is to be seen, and labels.txt."""
        labelme_writing.write(layer, path)

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read a folder of one clip's frames: each file belongs to the frame its name ends with."""
        return labelme_reading.layer_of(path, media)
