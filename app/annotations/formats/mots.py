"""MOTS, as text and as PNG: masks that do not overlap, each with a number of class and object.

Text has `frame id class height width rle` with frames from 1 and COCO's short run lengths; PNG has
16 bits of `class * 1000 + object`. https://www.vision.rwth-aachen.de/page/mots
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.annotations.formats import mots_reading
from app.annotations.formats.folder import MAX_FILES, appearing_folder
from app.annotations.formats.frame_files import clip_name
from app.annotations.formats.layer_steps import (
    NAMES_ALONE,
    PROVENANCE,
    extras_but,
)
from app.annotations.formats.mot_folder import write_sequence
from app.annotations.formats.mots_classes import FEW_LABELS, IGNORED_LAST, RENUMBERED
from app.annotations.formats.object_masks import APART, FILLED, masks_by_frame, painted
from app.annotations.formats.png import Png, encode_png
from app.annotations.formats.shape_steps import (
    ATTRIBUTES,
    BY_NUMBER,
    EVERY_FRAME,
    OCCLUSION,
    SCORES,
    WITH_AREA,
    Z_ORDER,
)
from app.annotations.formats.stepped import SteppedFormat
from app.base.collecting import collecting_later
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts

_STEPS = (
    *(*EVERY_FRAME, extras_but(), PROVENANCE, SCORES, OCCLUSION, ATTRIBUTES),
    *(WITH_AREA, FILLED, APART, Z_ORDER, *NAMES_ALONE),
    *(FEW_LABELS, IGNORED_LAST, RENUMBERED, BY_NUMBER),
)


class MotsFormat(SteppedFormat):
    """MOTS as text."""

    name = "mots"
    title = "MOTS text"
    suffix = ""
    steps = _STEPS

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write every frame of the layer."""
        with appearing_folder(path) as folder:
            names = [label.name for label in layer.labels]
            write_sequence(folder, layer.media, _rows(layer), names)

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read one clip's objects; their numbers stay 1000 times the class, and on."""
        return mots_reading.layer_of_text(path, media)


class MotsPngFormat(SteppedFormat):
    """MOTS as pictures."""

    name = "mots-png"
    title = "MOTS PNG"
    suffix = ""
    steps = _STEPS

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write every frame of the clip."""
        if layer.media.frame_count > MAX_FILES:
            raise AnnotationError(f"This format has a file for each frame, at most {MAX_FILES:,}.")
        with appearing_folder(path, pictures=True) as folder:
            _write_pictures(layer, folder / "instances")

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read one clip's objects; their numbers stay 1000 times the class, and on."""
        return mots_reading.layer_of_pictures(path, media)


def _rows(layer: AnnotationLayer) -> Iterator[str]:
    size = f"{layer.media.height} {layer.media.width}"
    for frame, seen in sorted(masks_by_frame(layer).items()):
        for _, place, mask in sorted(seen, key=lambda row: row[1]):
            id_ = layer.tracks[place].id
            yield f"{frame + 1} {id_} {id_ // 1000} {size} {mask.text}"


def _write_pictures(layer: AnnotationLayer, folder: Path) -> None:
    frames = masks_by_frame(layer)
    pictures = folder / clip_name(layer.media)
    pictures.mkdir(parents=True)
    names = "".join(f"{label.name}\n" for label in layer.labels)
    (folder / "labels.txt").write_text(names, "utf-8", newline="\n")
    for frame in range(layer.media.frame_count):
        pixels = painted(layer, frames.get(frame, []), np.uint16)
        (pictures / f"{frame:06d}.png").write_bytes(encode_png(Png(pixels)))
