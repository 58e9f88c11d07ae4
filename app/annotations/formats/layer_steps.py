"""Steps of `keeping` about labels, segments, tags and who said so."""

from __future__ import annotations

import unicodedata
from dataclasses import replace
from typing import TYPE_CHECKING

from app.annotations.formats.keeping import Step
from app.annotations.model import HAND, NONE, Label

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Extra, Keyframe, Track

_UNWRITABLE = {"Cc", "Cs", "Zl", "Zp"}
_MARKS = "\ufeff\ufffe\uffff"


def changed_tracks(
    layer: AnnotationLayer, change: Callable[[Track], Track | None]
) -> AnnotationLayer:
    """The layer with every track changed, or dropped for None; itself if all are as before."""
    tracks = tuple(new for track in layer.tracks if (new := change(track)) is not None)
    if len(tracks) == len(layer.tracks) and all(map(_same, tracks, layer.tracks)):
        return layer
    return replace(layer, tracks=tracks)


def changed_keyframes(
    layer: AnnotationLayer, change: Callable[[Keyframe], Keyframe]
) -> AnnotationLayer:
    """The layer with every keyframe changed; itself if all are as before."""

    def of_track(track: Track) -> Track:
        keys = tuple(map(change, track.keyframes))
        return track if all(map(_same, keys, track.keyframes)) else replace(track, keyframes=keys)

    return changed_tracks(layer, of_track)


def _same(a: object, b: object) -> bool:
    return a is b


SEGMENTS = Step(
    "Temporal segments are left out.",
    lambda layer: replace(layer, segments=()) if layer.segments else layer,
)
TAGS = Step(
    "Tags of the whole clip are left out.",
    lambda layer: replace(layer, tags=()) if layer.tags else layer,
)
CUTS = Step(
    "Cuts between shots are left out.",
    lambda layer: replace(layer, cuts=()) if layer.cuts else layer,
)


def _changed_labels(layer: AnnotationLayer, change: Callable[[Label], Label]) -> AnnotationLayer:
    labels = tuple(map(change, layer.labels))
    return layer if labels == layer.labels else replace(layer, labels=labels)


COLOURS = Step(
    "The labels' colours are left out.",
    lambda layer: _changed_labels(layer, lambda label: replace(label, colour="")),
)
LABEL_DETAILS = Step(
    "The labels' keys, groups, lists of attributes and skeletons are left out.",
    lambda layer: _changed_labels(
        layer, lambda label: Label(label.name, label.colour, label.extra)
    ),
)


def _by_hand(track: Track) -> Track:
    return track if track.provenance == HAND else replace(track, provenance=HAND)


PROVENANCE = Step(
    "Who made the objects, a hand or which model, is left out.",
    lambda layer: changed_tracks(layer, _by_hand),
)


def extras_but(name: str = "") -> Step:
    """Leaves only what files of one format said beyond our words, or nothing at all."""

    def of_keyframe(keyframe: Keyframe) -> Keyframe:
        extra = _only(keyframe.extra, name)
        return keyframe if extra is keyframe.extra else replace(keyframe, extra=extra)

    def of_track(track: Track) -> Track:
        extra = _only(track.extra, name)
        return track if extra is track.extra else replace(track, extra=extra)

    def change(layer: AnnotationLayer) -> AnnotationLayer:
        layer = changed_tracks(changed_keyframes(layer, of_keyframe), of_track)
        layer = _changed_labels(layer, lambda a: replace(a, extra=_only(a.extra, name)))
        segments = tuple(replace(a, extra=_only(a.extra, name)) for a in layer.segments)
        extra = _only(layer.extra, name)
        if extra is layer.extra and segments == layer.segments:
            return layer
        return replace(layer, extra=extra, segments=segments)

    return Step("What other formats said beyond our words is left out.", change)


def _only(extra: Extra, name: str) -> Extra:
    if not extra.keys() - {name}:
        return extra
    return {name: extra[name]} if name in extra else NONE


def one_line(text: str, otherwise: str) -> str:
    """A text that any line of a text file can hold."""
    parts = (" " if _is_unwritable(sign) else sign for sign in text)
    return "".join(parts).strip() or otherwise


def _is_unwritable(sign: str) -> bool:
    return unicodedata.category(sign) in _UNWRITABLE or sign in _MARKS


def renamed(layer: AnnotationLayer, names: dict[str, str]) -> AnnotationLayer:
    """The layer with its labels called otherwise."""
    if all(old == new for old, new in names.items()):
        return layer
    labels = tuple(replace(label, name=names[label.name]) for label in layer.labels)
    return replace(
        layer,
        labels=labels,
        tracks=tuple(replace(track, label=names[track.label]) for track in layer.tracks),
        segments=tuple(replace(part, label=names[part.label]) for part in layer.segments),
        tags=tuple(replace(tag, label=names[tag.label]) for tag in layer.tags),
    )


def plain_names(clean: Callable[[str], str]) -> Step:
    """Names with nothing the format's text cannot hold, still each once."""

    def change(layer: AnnotationLayer) -> AnnotationLayer:
        names: dict[str, str] = {}
        # Names that are fine keep theirs, whatever the others become.
        taken = {label.name for label in layer.labels if clean(label.name) == label.name}
        for label in layer.labels:
            name = wanted = clean(label.name)
            number = 2
            while name != label.name and name in taken:
                name, number = f"{wanted} {number}", number + 1
            taken.add(name)
            names[label.name] = name
        return renamed(layer, names)

    return Step("Signs of the labels' names that the format cannot hold are changed.", change)


ONE_LINE_NAMES = plain_names(lambda name: one_line(name, "label"))

NAMES_ALONE = (COLOURS, LABEL_DETAILS, ONE_LINE_NAMES)
"""For formats whose labels are lines of a text file."""


def _used(layer: AnnotationLayer) -> AnnotationLayer:
    used = {track.label for track in layer.tracks}
    labels = tuple(label for label in layer.labels if label.name in used)
    return layer if len(labels) == len(layer.labels) else replace(layer, labels=labels)


USED_LABELS = Step("Labels without objects are left out.", _used)


def _in_order_of_use(layer: AnnotationLayer) -> AnnotationLayer:
    order = {name: place for place, name in enumerate(dict.fromkeys(t.label for t in layer.tracks))}
    labels = tuple(sorted(layer.labels, key=lambda label: order.get(label.name, len(order))))
    return layer if labels == layer.labels else replace(layer, labels=labels)


LABELS_IN_ORDER_OF_USE = Step(
    "Labels come in the order in which objects have them.", _in_order_of_use
)
