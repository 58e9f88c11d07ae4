"""Edits of the kinds of things a layer speaks of."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Label


def put_label(layer: AnnotationLayer, label: Label) -> AnnotationLayer:
    """Add a label, or put it in place of the one of its name."""
    names = [known.name for known in layer.labels]
    if label.name not in names:
        return replace(layer, labels=(*layer.labels, label))
    labels = tuple(label if known.name == label.name else known for known in layer.labels)
    return replace(layer, labels=labels) if labels != layer.labels else layer


def rename_label(layer: AnnotationLayer, name: str, to: str) -> AnnotationLayer:
    """Another name for a label, on all it is given to.

    Raises:
        AnnotationError: the name is taken.
    """
    if name == to:
        return layer
    if any(label.name == to for label in layer.labels):
        raise AnnotationError(f"There is a label “{to}” already; choose another name.")
    return replace(
        layer,
        labels=tuple(replace(x, name=to) if x.name == name else x for x in layer.labels),
        tracks=tuple(replace(x, label=to) if x.label == name else x for x in layer.tracks),
        segments=tuple(replace(x, label=to) if x.label == name else x for x in layer.segments),
        tags=tuple(replace(x, label=to) if x.label == name else x for x in layer.tags),
    )


def remove_label(layer: AnnotationLayer, name: str) -> AnnotationLayer:
    """Without a label and without everything it is given to."""
    return replace(
        layer,
        labels=tuple(x for x in layer.labels if x.name != name),
        tracks=tuple(x for x in layer.tracks if x.label != name),
        segments=tuple(x for x in layer.segments if x.label != name),
        tags=tuple(x for x in layer.tags if x.label != name),
    )


def unused_labels(layer: AnnotationLayer) -> list[str]:
    """Names of those that are given to nothing, neither to what waits for an answer."""
    used = {
        thing.label for things in (layer.tracks, layer.segments, layer.tags) for thing in things
    }
    return [label.name for label in layer.labels if label.name not in used]


def remove_unused_labels(layer: AnnotationLayer) -> AnnotationLayer:
    """Without those: what a model brought and nobody accepted, say."""
    gone = frozenset(unused_labels(layer))
    kept = tuple(label for label in layer.labels if label.name not in gone)
    return replace(layer, labels=kept) if gone else layer


def change_label(layer: AnnotationLayer, name: str, label: Label) -> AnnotationLayer:
    """Put a label in place of another one, on all that is given to it.

    Raises:
        AnnotationError: its new name is taken.
    """
    return put_label(rename_label(layer, name, label.name), label)


def add_labels(layer: AnnotationLayer, labels: Iterable[Label]) -> AnnotationLayer:
    """Take in labels of a set; those of a name that is known already are left as they are."""
    known = {label.name for label in layer.labels}
    new = tuple(label for label in labels if label.name not in known)
    return replace(layer, labels=(*layer.labels, *new)) if new else layer


def move_label(layer: AnnotationLayer, name: str, by: int) -> AnnotationLayer:
    """Put a label earlier (by < 0) or later among those of its group."""
    mine = next((label for label in layer.labels if label.name == name), None)
    if mine is None:
        return layer
    places = [n for n, label in enumerate(layer.labels) if label.group == mine.group]
    here = places.index(layer.labels.index(mine))
    there = max(0, min(here + by, len(places) - 1))
    if here == there:
        return layer
    order = [layer.labels[n] for n in places]
    order.insert(there, order.pop(here))
    labels = list(layer.labels)
    for place, label in zip(places, order, strict=True):
        labels[place] = label
    return replace(layer, labels=tuple(labels))
