"""LabelMe: a JSON file for each frame, as the desktop program keeps beside its pictures.

`group_id` is the object's number. What LabelMe has no word for stands in further fields,
which it keeps: `attributes` and `score` as X-AnyLabeling calls them, `z_order`, `box`, `radius`.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats import labelme_reading, labelme_writing
from app.annotations.formats.keeping import kept
from app.annotations.formats.labelme_shapes import ELLIPSES, EMPTY_MASKS, SKELETONS
from app.annotations.formats.layer_steps import (
    COLOURS,
    CUTS,
    LABEL_DETAILS,
    ONE_LINE_NAMES,
    PROVENANCE,
    SEGMENTS,
    TAGS,
    extras_but,
)
from app.annotations.formats.shape_steps import (
    ATTRIBUTES_ON_EACH_FRAME,
    BY_NUMBER,
    DENSE,
    SEEN,
)
from app.annotations.formats.stepped import SteppedFormat

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts


class LabelMeFormat(SteppedFormat):
    """LabelMe's JSON."""

    name = "labelme"
    title = "LabelMe JSON"
    suffix = ""
    steps = (
        *(SEGMENTS, TAGS, CUTS, SEEN, DENSE, extras_but("labelme"), PROVENANCE),
        *(EMPTY_MASKS, ELLIPSES, SKELETONS, ATTRIBUTES_ON_EACH_FRAME, BY_NUMBER),
        *(COLOURS, LABEL_DETAILS, ONE_LINE_NAMES),
    )

    def write(self, layer: AnnotationLayer, path: Path) -> None:
        """Write a file for every frame on which something is to be seen, and labels.txt."""
        labelme_writing.write(kept(layer, self.steps), path)

    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read a folder of one clip's frames: each file belongs to the frame its name ends with."""
        return labelme_reading.layer_of(path, media)
