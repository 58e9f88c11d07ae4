"""YOLO: a text file for each frame, a line for each shape, numbers as shares of the picture.

Detection has `class cx cy w h`, segmentation `class x1 y1 x2 y2 …`; classes count from 0. The
folder is laid out as Ultralytics trains from it: data.yaml, labels/train/*.txt, images/train/*.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats import yolo_reading
from app.annotations.formats.folder import appearing_folder
from app.annotations.formats.frame_files import frame_name
from app.annotations.formats.layer_steps import (
    NAMES_ALONE,
    PROVENANCE,
    extras_but,
)
from app.annotations.formats.shape_steps import (
    ATTRIBUTES,
    BOXES,
    EVERY_FRAME,
    HOLES,
    INSIDE,
    LOOSE,
    OCCLUSION,
    OUTLINES,
    ROUNDED,
    SCORES,
    WITH_AREA,
    Z_ORDER,
)
from app.annotations.formats.stepped import SteppedFormat
from app.annotations.formats.yolo_names import yaml_of
from app.annotations.formats.yolo_shapes import JOINED, TURNED, row_of
from app.base.collecting import collecting_later

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.annotations.formats.keeping import Step
    from app.annotations.layer import AnnotationLayer, MediaFacts

_BEFORE = (*EVERY_FRAME, extras_but(), PROVENANCE, SCORES, OCCLUSION)
_AFTER = (INSIDE, ROUNDED, LOOSE, Z_ORDER, *NAMES_ALONE)
_DETECTION = (*_BEFORE, ATTRIBUTES, BOXES, *_AFTER)
_SEGMENTATION = (*_BEFORE, ATTRIBUTES, WITH_AREA, HOLES, OUTLINES, TURNED, JOINED, *_AFTER)


class YoloFormat(SteppedFormat):
    """YOLO's text files for detection.

    Attributes:
        polygons: Whether a line is an outline rather than a box.
    """

    name = "yolo"
    title = "YOLO detection"
    suffix = ""
    polygons = False
    steps: Sequence[Step] = _DETECTION

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write a file for every frame on which something is to be seen."""
        classes = {label.name: place for place, label in enumerate(layer.labels)}
        files: dict[int, list[str]] = {}
        for track in layer.tracks:
            key = track.keyframes[0]
            row = row_of(key.shape, classes[track.label], layer.media)
            files.setdefault(key.frame, []).append(row)
        with appearing_folder(path) as folder:
            (folder / "labels" / "train").mkdir(parents=True)
            (folder / "data.yaml").write_text(yaml_of(list(classes)), "utf-8", newline="\n")
            for frame, rows in files.items():
                file = folder / "labels" / "train" / f"{frame_name(layer.media, frame)}.txt"
                file.write_text("\n".join(rows) + "\n", "utf-8", newline="\n")

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read a folder of one clip's frames: each file belongs to the frame its name ends with."""
        return yolo_reading.layer_of(path, media, polygons=self.polygons)


class YoloSegFormat(YoloFormat):
    """YOLO's text files for segmentation."""

    name = "yolo-seg"
    title = "YOLO segmentation"
    polygons = True
    steps = _SEGMENTATION
