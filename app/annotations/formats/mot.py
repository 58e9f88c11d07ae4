"""MOT Challenge: a table of boxes, `frame,id,left,top,width,height,conf,class,visibility`.

Frames, numbers of objects and pixels count from 1 (https://motchallenge.net/instructions): the left
edge of the picture is 1. `gt/labels.txt` names the classes, as CVAT and Datumaro write it.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats.folder import appearing_folder
from app.annotations.formats.layer_steps import (
    NAMES_ALONE,
    PROVENANCE,
    extras_but,
)
from app.annotations.formats.mot_folder import write_sequence
from app.annotations.formats.mot_reading import layer_of
from app.annotations.formats.shape_steps import (
    ATTRIBUTES,
    BOXES,
    BY_NUMBER,
    EVERY_FRAME,
    FROM_ONE,
    ROUNDED,
    SCORES,
    Z_ORDER,
    rounded,
)
from app.annotations.formats.stepped import SteppedFormat
from app.annotations.formats.xml_document import number_text
from app.base.collecting import collecting_later

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts

_SOME = (*EVERY_FRAME, extras_but("mot"), PROVENANCE, ATTRIBUTES, Z_ORDER)
_REST = (BOXES, ROUNDED, SCORES, FROM_ONE, BY_NUMBER, *NAMES_ALONE)


class MotFormat(SteppedFormat):
    """MOT Challenge's ground truth."""

    name = "mot"
    title = "MOT Challenge"
    suffix = ""
    steps = (*_SOME, *_REST)

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write every frame of the layer; visibility is 0 for what is occluded, else 1."""
        with appearing_folder(path) as folder:
            write_sequence(folder, layer.media, _rows(layer), [a.name for a in layer.labels])

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read a sequence's folder, truth or results; with `media`, a bare table too."""
        return layer_of(path, media)


def _rows(layer: AnnotationLayer) -> Iterator[str]:
    classes = {label.name: number for number, label in enumerate(layer.labels, 1)}
    found = [
        (key.frame, track.id, track.label, key)
        for track in layer.tracks
        for key in track.keyframes
        if not key.outside
    ]
    for frame, id_, label, key in sorted(found, key=lambda row: row[:2]):
        x0, y0, x1, y1 = key.shape.bounds
        numbers = map(rounded, (x0 + 1, y0 + 1, x1 - x0, y1 - y0))
        own = key.extra.get("mot", {})
        rest = own.get("conf", 1), classes[label], own.get("visibility", 0) if key.occluded else 1
        yield ",".join([str(frame + 1), str(id_), *map(number_text, (*numbers, *rest))])
