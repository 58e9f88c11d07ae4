"""Label Studio's JSON for video: boxes by keyframes, segments of the timeline, tags.

Numbers are shares of the picture in percent, frames count from 1. A keyframe that is not `enabled`
is the last one on which the box is seen, where ours that is `outside` is the first one without.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats import label_studio_reading, label_studio_writing
from app.annotations.formats.label_studio_steps import (
    ENDS,
    KEYFRAME_ATTRIBUTES,
    ROUNDED_KEYFRAMES,
    TO_BOXES,
    TURNING,
)
from app.annotations.formats.layer_steps import CUTS, LABEL_DETAILS, extras_but
from app.annotations.formats.shape_steps import OCCLUSION, SCORES, SEEN, Z_ORDER
from app.annotations.formats.stepped import SteppedFormat
from app.base.collecting import collecting_later

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts


class LabelStudioFormat(SteppedFormat):
    """Label Studio's JSON."""

    name = "label-studio"
    title = "Label Studio JSON (video)"
    suffix = ".json"
    steps = (
        *(CUTS, SEEN, extras_but("label-studio"), SCORES, OCCLUSION, Z_ORDER, KEYFRAME_ATTRIBUTES),
        *(TO_BOXES, ENDS, TURNING, ROUNDED_KEYFRAMES, LABEL_DETAILS),
    )

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write one task with one annotation."""
        label_studio_writing.write(layer, path)

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read the task of one clip; without annotations, a model's predictions."""
        return label_studio_reading.layer_of(path, media)
