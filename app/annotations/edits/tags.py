"""Edits of labels that the whole clip has."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.annotations.model import Tag

if TYPE_CHECKING:
    from app.annotations.layer import AnnotationLayer


def is_tagged(layer: AnnotationLayer, label: str) -> bool:
    """Whether the clip as a whole has a label, suggested or not."""
    return any(tag.label == label for tag in layer.tags)


def tag_clip(layer: AnnotationLayer, label: str) -> AnnotationLayer:
    """With a label on the whole clip; one that was suggested counts as accepted."""
    if not is_tagged(layer, label):
        return replace(layer, tags=(*layer.tags, Tag(label)))
    tags = tuple(_accepted(tag) if tag.label == label else tag for tag in layer.tags)
    return layer if tags == layer.tags else replace(layer, tags=tags)


def untag_clip(layer: AnnotationLayer, label: str) -> AnnotationLayer:
    """Without it."""
    tags = tuple(tag for tag in layer.tags if tag.label != label)
    return layer if len(tags) == len(layer.tags) else replace(layer, tags=tags)


def _accepted(tag: Tag) -> Tag:
    return replace(tag, provenance=replace(tag.provenance, accepted=True))
