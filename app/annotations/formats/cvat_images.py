"""CVAT for images 1.1: the shapes of every annotated frame, segments as tags of their frames.

Images have the frame's number as their id. Beyond CVAT's words, shapes carry `track_id` and
`score`, tags `segment_id`, and the head a block of our own; CVAT passes over them.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.annotations.filling import mask_of
from app.annotations.formats.coco_writing import image_name
from app.annotations.formats.cvat_elements import shape_element
from app.annotations.formats.cvat_frames import layer_of
from app.annotations.formats.cvat_labels import attribute_elements
from app.annotations.formats.cvat_meta import head_element
from app.annotations.formats.cvat_shapes import plain_words
from app.annotations.formats.cvat_tracks import source_word
from app.annotations.formats.keeping import Step
from app.annotations.formats.layer_steps import CUTS, TAGS, changed_keyframes, extras_but
from app.annotations.formats.losses import forgets_keyframes, has_unseen_tracks, told
from app.annotations.formats.stepped import SteppedFormat
from app.annotations.formats.xml_document import Xml, read_xml, write_xml
from app.annotations.interpolation import stretches
from app.annotations.queries import index_of, shown_frames
from app.annotations.shapes import Polygon
from app.base.collecting import collecting_later
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.annotations.interpolation import ShapeAt
    from app.annotations.layer import AnnotationLayer, MediaFacts
    from app.annotations.model import Keyframe, Label, Segment

MAX_ROWS = 4_000_000
"""Shapes and tags of the largest file; readers, ours too, want all of it in memory."""


def _in_one_part(layer: AnnotationLayer) -> AnnotationLayer:
    media = layer.media

    def whole(keyframe: Keyframe) -> Keyframe:
        shape = keyframe.shape
        if not isinstance(shape, Polygon) or len(shape.rings) == 1:
            return keyframe
        return replace(keyframe, shape=mask_of(shape, media.width, media.height))

    return changed_keyframes(layer, whole)


def _within_clip(layer: AnnotationLayer) -> AnnotationLayer:
    count = layer.media.frame_count
    if all(part.stop <= count for part in layer.segments):
        return layer
    inside = (part for part in layer.segments if part.start < count)
    return replace(
        layer, segments=tuple(replace(part, stop=min(part.stop, count)) for part in inside)
    )


_STEPS = (
    TAGS,
    CUTS,
    extras_but("cvat"),
    Step("Polygons in several parts become masks.", _in_one_part),
    Step("Segments end where the clip does.", _within_clip),
)


class CvatImagesFormat(SteppedFormat):
    """CVAT for images 1.1."""

    name = "cvat-images"
    title = "CVAT for images 1.1"
    suffix = ".xml"
    steps = _STEPS

    def loses_besides(self, layer: AnnotationLayer) -> list[str]:
        """What a list of every frame cannot say."""
        return told(
            (
                forgets_keyframes(layer),
                "Every frame becomes a keyframe: which ones were set is forgotten.",
            ),
            (has_unseen_tracks(layer), "Objects that are never to be seen are left out."),
        )

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write every annotated frame.

        Raises:
            AnnotationError: there are too many shapes, or what the format says.
        """
        rows = shown_frames(layer) + sum(part.stop - part.start for part in layer.segments)
        if rows > MAX_ROWS:
            raise AnnotationError(
                f"CVAT's images list every frame, here more than {MAX_ROWS:,} shapes; "
                "choose cvat-video, which keeps keyframes."
            )
        write_xml(path, Xml("annotations", {}, _parts(layer)))

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read a file of one task, ours or CVAT's."""
        return layer_of(read_xml(path, "annotations"), media)


def _parts(layer: AnnotationLayer) -> Iterator[Xml]:
    yield Xml("version", {}, "1.1")
    yield head_element(layer, "annotation")
    labels = {label.name: label for label in layer.labels}
    order = {track.id: place for place, track in enumerate(layer.tracks)}
    index, media, name = index_of(layer), layer.media, layer.media.file_name
    for frame in _annotated_frames(layer):
        shown = sorted(index.shapes_at(frame), key=lambda shape: order[shape.track.id])
        rows = [_shape(shape, labels[shape.track.label], media) for shape in shown]
        rows += [_tag(part, labels[part.label]) for part in index.segments_at(frame)]
        marks: dict[str, str | float | bool] = {"id": frame, "name": image_name(name, frame)}
        yield Xml("image", marks | {"width": media.width, "height": media.height}, rows)


def _annotated_frames(layer: AnnotationLayer) -> list[int]:
    count = layer.media.frame_count
    spans = {span for track in layer.tracks for span in stretches(track, count)}
    spans |= {(part.start, part.stop) for part in layer.segments}
    return sorted({frame for span in spans for frame in range(*span)})


def _shape(found: ShapeAt, label: Label, media: MediaFacts) -> Xml:
    track = found.track
    marks: dict[str, str | float | bool] = {"label": track.label}
    source = track.extra.get("cvat", {}).get("source", source_word(track.provenance))
    marks |= {"source": str(source), "track_id": track.id}
    return shape_element(found.shape, found.origin, marks, track.attributes, label, media)


def _tag(segment: Segment, label: Label) -> Xml:
    marks: dict[str, str | float | bool] = {"label": segment.label}
    marks |= {"source": source_word(segment.provenance), "segment_id": segment.id}
    marks |= plain_words(segment.extra.get("cvat", {}), {"label", "segment_id"})
    kinds = {kind.name: kind for kind in label.attributes}
    return Xml("tag", marks, attribute_elements(segment.attributes, kinds, set()))
