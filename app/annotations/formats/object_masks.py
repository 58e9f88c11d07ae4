"""Steps of `keeping` for formats that give each pixel of a frame to one object at most."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, TypeVar

import numpy as np

from app.annotations.filling import mask_of
from app.annotations.formats.keeping import Step
from app.annotations.formats.layer_steps import changed_tracks
from app.annotations.formats.shape_steps import reshaped, shapes_by
from app.annotations.masks import Mask, overlapping
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from numpy.typing import NDArray

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Keyframe, Track
    from app.annotations.shapes import Bounds, Shape

_Number = TypeVar("_Number", np.uint8, np.uint16)

Placed = tuple[int, int, Mask]
"""A shape of a frame: z-order, place of its track, pixels."""


def _filled(shape: Shape, layer: AnnotationLayer) -> Shape | None:
    mask = mask_of(shape, layer.media.width, layer.media.height)
    return mask if mask.area else None


FILLED = shapes_by(
    "Shapes become the pixels whose centres they cover; those that cover none are left out.",
    _filled,
)


def masks_by_frame(layer: AnnotationLayer) -> dict[int, list[Placed]]:
    """What is seen on each frame, lowest first, of a dense layer of masks."""
    found: dict[int, list[Placed]] = {}
    for place, track in enumerate(layer.tracks):
        for key in track.keyframes:
            if not key.outside and isinstance(key.shape, Mask):
                found.setdefault(key.frame, []).append((key.z_order, place, key.shape))
    for seen in found.values():
        seen.sort(key=lambda row: row[:2])
    return found


def _apart(layer: AnnotationLayer) -> AnnotationLayer:
    cut: dict[tuple[int, int], Mask] = {}
    for frame, seen in masks_by_frame(layer).items():
        for place, mask in _cut(seen):
            cut[layer.tracks[place].id, frame] = mask

    def of_track(track: Track) -> Track | None:
        def of_key(key: Keyframe) -> Keyframe | None:
            mask = cut.get((track.id, key.frame))
            if mask is None:
                return key
            return replace(key, shape=mask) if mask.area else None

        tracks = reshaped(replace(layer, tracks=(track,)), of_key).tracks
        return tracks[0] if tracks else None

    return changed_tracks(layer, of_track) if cut else layer


def _cut(seen: list[Placed]) -> Iterator[tuple[int, Mask]]:
    """The masks that lie partly below others, without what is covered."""
    if not overlapping(mask for _, _, mask in seen):
        return
    bounds = [mask.bounds for _, _, mask in seen]
    for below, (_, place, mask) in enumerate(seen):
        above = [
            other
            for (_, _, other), where in zip(seen[below + 1 :], bounds[below + 1 :], strict=True)
            if _touch(bounds[below], where) and mask.overlap(other)
        ]
        if above:
            pixels = mask.to_array()
            for other in above:
                pixels &= ~other.to_array()
            yield place, Mask.from_array(pixels)


def _touch(a: Bounds, b: Bounds) -> bool:
    return a[0] < b[2] and b[0] < a[2] and a[1] < b[3] and b[1] < a[3]


APART = Step("Where shapes overlap, only the topmost is kept.", _apart)


def numbered(number: Callable[[Track], range], fits: Callable[[Track], bool]) -> Step:
    """Numbers that the format has room for.

    Args:
        number: The numbers a track may be given, if its own does not fit.
        fits: Whether its own does.
    """

    def change(layer: AnnotationLayer) -> AnnotationLayer:
        taken = {track.id for track in layer.tracks if fits(track)}

        def of_track(track: Track) -> Track:
            if fits(track):
                return track
            free = next((id_ for id_ in number(track) if id_ not in taken), None)
            if free is None:
                raise AnnotationError("There are more objects than the format has numbers for.")
            taken.add(free)
            return replace(track, id=free)

        return changed_tracks(layer, of_track)

    return Step("Objects get other numbers.", change)


def painted(
    layer: AnnotationLayer, seen: Sequence[Placed], kind: type[_Number]
) -> NDArray[_Number]:
    """`(h, w)`: the number of the object at each pixel, 0 for none."""
    pixels = np.zeros(layer.media.height * layer.media.width, kind)
    for _, place, mask in seen:
        number = layer.tracks[place].id
        for start, end in zip(*(edges.tolist() for edges in mask.intervals()), strict=True):
            pixels[start:end] = number
    # Runs go down the columns, rows of a picture along the lines.
    return np.ascontiguousarray(pixels.reshape(layer.media.width, -1).T)
