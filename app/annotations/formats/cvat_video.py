"""CVAT for video 1.1: tracks of keyframes, at frames of the clip.

Beyond CVAT's words, shapes carry `score`, attributes of other types than declared their `type`, and
the head a block of our own; CVAT passes over them. Only keyframes are written; of files that hold
the frames between them too (keyframe="0"), only keyframes are read.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.annotations.formats.cvat_meta import head_element
from app.annotations.formats.cvat_tracks import layer_of, track_element
from app.annotations.formats.keeping import Step
from app.annotations.formats.layer_steps import CUTS, SEGMENTS, TAGS, changed_keyframes, extras_but
from app.annotations.formats.losses import told
from app.annotations.formats.stepped import SteppedFormat
from app.annotations.formats.xml_document import Xml, read_xml, write_xml
from app.annotations.masks import Mask
from app.annotations.shapes import Polygon
from app.base.collecting import collecting_later

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts
    from app.annotations.model import Keyframe, Track


def _in_one_part(layer: AnnotationLayer) -> AnnotationLayer:
    def largest(keyframe: Keyframe) -> Keyframe:
        shape = keyframe.shape
        if not isinstance(shape, Polygon) or len(shape.rings) == 1:
            return keyframe
        parts = (Polygon((ring,)) for ring in shape.rings)
        return replace(keyframe, shape=max(parts, key=lambda part: part.area))

    return changed_keyframes(layer, largest)


_STEPS = (
    SEGMENTS,
    TAGS,
    CUTS,
    extras_but("cvat"),
    Step("Of polygons in several parts the largest part is kept.", _in_one_part),
)


class CvatVideoFormat(SteppedFormat):
    """CVAT for video 1.1."""

    name = "cvat-video"
    title = "CVAT for video 1.1"
    suffix = ".xml"
    steps = _STEPS

    def loses_besides(self, layer: AnnotationLayer) -> list[str]:
        """What CVAT itself does not take from the file."""
        masks = any(map(_is_moving_mask, layer.tracks))
        return told((masks, "CVAT itself keeps only the first mask of an object; "
                            "its images format keeps all."))  # fmt: skip

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write the layer's keyframes."""
        write_xml(path, Xml("annotations", {}, _parts(layer)))

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read a file of one task, ours or CVAT's."""
        return layer_of(read_xml(path, "annotations"), media)


def _parts(layer: AnnotationLayer) -> Iterator[Xml]:
    yield Xml("version", {}, "1.1")
    yield head_element(layer, "interpolation")
    labels = {label.name: label for label in layer.labels}
    for track in layer.tracks:
        yield track_element(track, labels[track.label], layer.media)


def _is_moving_mask(track: Track) -> bool:
    masks = [key for key in track.keyframes if isinstance(key.shape, Mask) and not key.outside]
    return len(masks) > 1
