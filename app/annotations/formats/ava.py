"""AVA's table of actions: `video_id,second,x1,y1,x2,y2,action_id,person_id`.

https://research.google.com/ava/download.html. Boxes are told at whole seconds only, as fractions of
the picture. Seconds are those of the film; AVA labels 902 to 1798, and its tools take a file for
the excerpt that begins at 900. So does this, for every clip that ends before the first label
would, counted from its own first frame. Actions have numbers: a label “action 7” is action 7,
others get the next free one. A person with several actions is several objects here.
"""

from __future__ import annotations

import re
from dataclasses import replace
from pathlib import PurePath
from typing import TYPE_CHECKING

from app.annotations.formats import ava_reading
from app.annotations.formats.ava_seconds import Seconds, rounded_box, shares
from app.annotations.formats.keeping import Step
from app.annotations.formats.layer_steps import (
    COLOURS,
    CUTS,
    LABEL_DETAILS,
    LABELS_IN_ORDER_OF_USE,
    PROVENANCE,
    SEGMENTS,
    TAGS,
    USED_LABELS,
    changed_tracks,
    extras_but,
    one_line,
    renamed,
)
from app.annotations.formats.needs import need_media
from app.annotations.formats.shape_steps import (
    ATTRIBUTES,
    OCCLUSION,
    SCORES,
    SEEN,
    Z_ORDER,
)
from app.annotations.formats.stepped import SteppedFormat
from app.annotations.formats.text_file import write_text
from app.annotations.interpolation import shape_at
from app.annotations.masks import Mask
from app.annotations.shapes import Box, box_around
from app.base.collecting import collecting_later

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts
    from app.annotations.model import Track
    from app.annotations.shapes import Shape

_ACTION = re.compile(r"action (0|[1-9][0-9]{0,8})")


def _timed(layer: AnnotationLayer) -> AnnotationLayer:
    return layer if layer.media.pts or not layer.tracks else replace(layer, tracks=())


TIMED = Step("Objects are left out: the times of the clip's frames are not known.", _timed)


def _by_seconds(layer: AnnotationLayer) -> AnnotationLayer:
    if not layer.tracks:
        return layer
    seconds = Seconds(layer.media)

    def of_track(track: Track) -> Track | None:
        shown = (found for frame in seconds.frames if (found := shape_at(track, frame)))
        told = [replace(at.origin, frame=at.frame, shape=at.shape) for at in shown]
        keys = seconds.keyframes(told)
        same = keys == track.keyframes
        return (track if same else replace(track, keyframes=keys)) if told else None

    return changed_tracks(layer, of_track)


BY_SECONDS = Step("Only what is to be seen at whole seconds is kept.", _by_seconds)


def _boxes_by(sentence: str, change: Callable[[Shape, MediaFacts], Box | None]) -> Step:
    """A step that changes shapes, or leaves them out for None."""

    def of_layer(layer: AnnotationLayer) -> AnnotationLayer:
        if not layer.tracks:
            return layer
        seconds = Seconds(layer.media)

        def of_track(track: Track) -> Track | None:
            boxes = [(key, change(key.shape, layer.media)) for key in track.keyframes]
            told = [replace(k, shape=box) for k, box in boxes if box is not None and not k.outside]
            keys = seconds.keyframes(told)
            same = keys == track.keyframes
            return (track if same else replace(track, keyframes=keys)) if told else None

        return changed_tracks(layer, of_track)

    return Step(sentence, of_layer)


def _boxed(shape: Shape, media: MediaFacts) -> Box | None:
    return None if isinstance(shape, Mask) and not shape.area else box_around(shape)


def _inside(shape: Shape, media: MediaFacts) -> Box | None:
    x0, y0, x1, y1 = shape.bounds
    if x1 < 0 or y1 < 0 or x0 > media.width or y0 > media.height:
        return None
    return box_around(shape).clamped(media.width, media.height)


BOXES = _boxes_by("All shapes but upright boxes become the boxes around them.", _boxed)
INSIDE = _boxes_by("What lies beyond the picture's border is cut off.", _inside)
ROUNDED = _boxes_by(
    "Places are rounded to a millionth of the picture's size.",
    lambda shape, media: rounded_box(shape, media.width, media.height),
)


def _in_order(layer: AnnotationLayer) -> AnnotationLayer:
    tracks = tuple(sorted(layer.tracks, key=lambda t: (t.keyframes[0].frame, t.id)))
    return layer if tracks == layer.tracks else replace(layer, tracks=tracks)


IN_ORDER = Step("Objects come in the order in which they appear.", _in_order)


def _with_numbers(layer: AnnotationLayer) -> AnnotationLayer:
    taken = {label.name for label in layer.labels if _ACTION.fullmatch(label.name)}
    names, number = {}, 1
    for label in layer.labels:
        if label.name in taken:
            names[label.name] = label.name
            continue
        while f"action {number}" in taken:
            number += 1
        names[label.name] = f"action {number}"
        taken.add(f"action {number}")
    return renamed(layer, names)


NAMES = Step("Labels become numbers of actions.", _with_numbers)
_FRAMES = (SEGMENTS, TAGS, CUTS, TIMED, SEEN, BY_SECONDS, extras_but("ava"), PROVENANCE)
_SHAPES = (ATTRIBUTES, Z_ORDER, OCCLUSION, SCORES, BOXES, INSIDE, ROUNDED, IN_ORDER)
_LABELS = (COLOURS, LABEL_DETAILS, USED_LABELS, LABELS_IN_ORDER_OF_USE, NAMES)


class AvaFormat(SteppedFormat):
    """AVA's actions."""

    name = "ava"
    title = "AVA actions"
    suffix = ".csv"
    steps = (*_FRAMES, *_SHAPES, *_LABELS)

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write a row for each object at each whole second."""
        write_text(path, "".join(_rows(layer)))

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read the rows of that clip: of the only video, or of the one of its name."""
        return ava_reading.layer_of(path, need_media(media, path))


def _rows(layer: AnnotationLayer) -> Iterator[str]:
    media = layer.media
    video = one_line(PurePath(media.file_name).stem, "clip").replace(",", "_").replace('"', "_")
    seconds = Seconds(media)
    found = [
        (seconds.of[key.frame], place, track, key)
        for place, track in enumerate(layer.tracks)
        for key in track.keyframes
        if not key.outside
    ]
    for second, _, track, key in sorted(found, key=lambda row: row[:2]):
        box = ",".join(f"{share:.6f}" for share in shares(key.shape, media.width, media.height))
        own = track.extra.get("ava")
        person = own.get("person", track.id) if isinstance(own, dict) else track.id
        action = track.label.removeprefix("action ")
        yield f"{video},{second:04},{box},{action},{person}\n"
