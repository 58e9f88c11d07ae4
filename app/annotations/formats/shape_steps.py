"""Steps of `keeping` about tracks and their shapes, for formats that list every frame."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.annotations.density import dense_keyframes, is_dense
from app.annotations.filling import fitting
from app.annotations.formats.keeping import Step
from app.annotations.formats.layer_steps import (
    CUTS,
    SEGMENTS,
    TAGS,
    changed_keyframes,
    changed_tracks,
)
from app.annotations.interpolation import stretches
from app.annotations.masks import Mask
from app.annotations.model import NONE, Keyframe, Track
from app.annotations.outlines import outline
from app.annotations.queries import shapes_of, shown_frames
from app.annotations.shapes import (
    Box,
    Ellipse,
    Points,
    Polygon,
    Polyline,
    Skeleton,
    box_around,
    polygon_of,
)
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.annotations.layer import AnnotationLayer
    from app.annotations.shapes import Shape

MAX_SHAPES = 10_000_000
"""Beyond this a listing of every frame is of no use to anyone."""

DIGITS = 3
"""Decimals of a pixel that formats of rounded numbers keep."""


def _seen(layer: AnnotationLayer) -> AnnotationLayer:
    count = layer.media.frame_count
    return changed_tracks(layer, lambda t: t if any(stretches(t, count)) else None)


SEEN = Step("Objects that are never to be seen are left out.", _seen)


def _dense(layer: AnnotationLayer) -> AnnotationLayer:
    if shown_frames(layer) > MAX_SHAPES:
        raise AnnotationError(
            f"This format lists every frame, here more than {MAX_SHAPES:,} shapes; "
            "choose one that keeps keyframes."
        )
    count = layer.media.frame_count

    def of_track(track: Track) -> Track:
        if is_dense(track, count):
            return track
        shown = shapes_of(track, count)
        keys = [replace(at.origin, frame=at.frame, shape=at.shape) for at in shown]
        return replace(track, keyframes=dense_keyframes(keys, count))

    return changed_tracks(layer, of_track)


DENSE = Step("Every frame becomes a keyframe: which ones were set is forgotten.", _dense)


EVERY_FRAME = (SEGMENTS, TAGS, CUTS, SEEN, DENSE)
"""For formats that list what is seen on each frame, and nothing else."""


def reshaped(
    layer: AnnotationLayer, change: Callable[[Keyframe], Keyframe | None]
) -> AnnotationLayer:
    """A dense layer with what is seen changed, or left out for None, and dense again."""
    count = layer.media.frame_count

    def of_track(track: Track) -> Track | None:
        before = [key for key in track.keyframes if not key.outside]
        after = [new for key in before if (new := change(key)) is not None]
        if len(after) == len(before) and all(a is b for a, b in zip(after, before, strict=True)):
            return track
        return replace(track, keyframes=dense_keyframes(after, count)) if after else None

    return changed_tracks(layer, of_track)


def shapes_by(sentence: str, change: Callable[[Shape, AnnotationLayer], Shape | None]) -> Step:
    """A step that changes shapes, each by itself; None leaves one out."""

    def of_layer(layer: AnnotationLayer) -> AnnotationLayer:
        def of_keyframe(key: Keyframe) -> Keyframe | None:
            shape = change(key.shape, layer)
            if shape is key.shape:
                return key
            return None if shape is None else replace(key, shape=shape)

        return reshaped(layer, of_keyframe)

    return Step(sentence, of_layer)


def _boxed(shape: Shape, layer: AnnotationLayer) -> Shape | None:
    if isinstance(shape, Mask):
        fitting(shape, layer.media.width, layer.media.height)
        return box_around(shape) if shape.area else None
    return box_around(shape)


BOXES = shapes_by("All shapes but upright boxes become the boxes around them.", _boxed)


def _with_area(shape: Shape, layer: AnnotationLayer) -> Shape | None:
    return None if isinstance(shape, Polyline | Points | Skeleton) else shape


WITH_AREA = shapes_by("Lines, points and skeletons, which have no area, are left out.", _with_area)


def _clamped(shape: Shape, layer: AnnotationLayer) -> Shape | None:
    """A shape that is left with nothing but a border of the picture is left out."""
    width, height = layer.media.width, layer.media.height
    x0, y0, x1, y1 = shape.bounds
    if x0 >= 0 and y0 >= 0 and x1 <= width and y1 <= height:
        return shape
    if x1 <= 0 or y1 <= 0 or x0 >= width or y0 >= height:
        return None
    return shape.clamped(width, height) if isinstance(shape, Box | Polygon) else shape


INSIDE = shapes_by("What lies beyond the picture's border is cut off.", _clamped)


def rounded(number: float, digits: int = DIGITS) -> float:
    """The number with so many decimals; never minus zero."""
    return round(number, digits) + 0.0


def _rounded(shape: Shape, layer: AnnotationLayer) -> Shape:
    if isinstance(shape, Box):
        x0, y0, x1, y1 = map(rounded, shape.edges)
        new: Shape = Box(x0, y0, x1, y1, rounded(shape.rotation) % 360)
    elif isinstance(shape, Polygon):
        rings = (tuple((rounded(x), rounded(y)) for x, y in ring) for ring in shape.rings)
        new = Polygon(tuple(rings))
    else:
        return shape
    return shape if new == shape else new


ROUNDED = shapes_by("Numbers are rounded to a thousandth of a pixel.", _rounded)


def _without_holes(shape: Shape, layer: AnnotationLayer) -> Shape | None:
    if not isinstance(shape, Mask):
        return shape
    polygon, holes = outline(fitting(shape, layer.media.width, layer.media.height))
    return polygon if holes or polygon is None else shape


HOLES = shapes_by("Holes in masks are filled, and empty masks left out.", _without_holes)

OUTLINES = shapes_by(
    "Masks become polygons along the edges of their pixels.",
    lambda shape, layer: outline(shape)[0] if isinstance(shape, Mask) else shape,
)


def _plain(sentence: str, change: Callable[[Keyframe], Keyframe]) -> Step:
    return Step(sentence, lambda layer: changed_keyframes(layer, change))


SCORES = _plain(
    "The shapes' scores are left out.",
    lambda key: key if key.score is None else replace(key, score=None),
)
OCCLUSION = _plain(
    "Whether something is covered is left out.",
    lambda key: replace(key, occluded=False) if key.occluded else key,
)
Z_ORDER = _plain(
    "Which shape lies on top is left out.",
    lambda key: replace(key, z_order=0) if key.z_order else key,
)


def _without_attributes(layer: AnnotationLayer) -> AnnotationLayer:
    layer = changed_keyframes(layer, lambda k: replace(k, attributes=NONE) if k.attributes else k)
    return changed_tracks(layer, lambda t: replace(t, attributes=NONE) if t.attributes else t)


ATTRIBUTES = Step("Attributes are left out.", _without_attributes)


def _on_each_frame(layer: AnnotationLayer) -> AnnotationLayer:
    def of_track(track: Track) -> Track:
        if not track.attributes:
            return track
        keys = tuple(
            key if key.outside else replace(key, attributes={**track.attributes, **key.attributes})
            for key in track.keyframes
        )
        return replace(track, keyframes=keys, attributes=NONE)

    return changed_tracks(layer, of_track)


ATTRIBUTES_ON_EACH_FRAME = Step(
    "Attributes of an object are repeated on each of its frames.", _on_each_frame
)


def _numbered(layer: AnnotationLayer) -> AnnotationLayer:
    if all(track.id for track in layer.tracks):
        return layer
    free = max(track.id for track in layer.tracks) + 1
    return changed_tracks(layer, lambda t: t if t.id else replace(t, id=free))


FROM_ONE = Step("The object with the number 0 gets another one.", _numbered)


def _by_number(layer: AnnotationLayer) -> AnnotationLayer:
    tracks = tuple(sorted(layer.tracks, key=lambda track: track.id))
    return layer if tracks == layer.tracks else replace(layer, tracks=tracks)


BY_NUMBER = Step("Objects come in the order of their numbers.", _by_number)


def _loose(layer: AnnotationLayer) -> AnnotationLayer:
    found = [
        (key.frame, key.z_order, place, track.label, key)
        for place, track in enumerate(layer.tracks)
        for key in track.keyframes
        if not key.outside
    ]
    found.sort(key=lambda row: row[:3])
    count = layer.media.frame_count
    tracks = tuple(
        Track(id_, label, dense_keyframes([key], count))
        for id_, (_, _, _, label, key) in enumerate(found, 1)
    )
    return replace(layer, tracks=tracks)


LOOSE = Step("Which shapes of different frames are the same object is forgotten.", _loose)


def outlined(shape: Shape) -> Shape:
    """Turned boxes and ellipses as polygons, all else as it is."""
    if isinstance(shape, Ellipse) or (isinstance(shape, Box) and shape.rotation):
        return polygon_of(shape)
    return shape
