"""What the attributes of a thing are before anybody has said anything about them."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterable

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import AttributeKind, Attributes, Track


def with_defaults(layer: AnnotationLayer, track: Track) -> Track:
    """The track with its label's defaults for all that is not known of it.

    They are written down, not looked up later: what the window shows is what is exported and
    found, and another default for new things says nothing about the old ones.
    """
    kinds = _kinds(layer, track.label)
    if not kinds:
        return track
    lasting = _values(kind for kind in kinds if not kind.mutable)
    changing = _values(kind for kind in kinds if kind.mutable)
    missing = {n: v for n, v in lasting.items() if not _is_said(track, n)}
    unsaid = {n: v for n, v in changing.items() if n not in track.attributes}
    keys = tuple(
        key if unsaid.keys() <= key.attributes.keys()
        else replace(key, attributes={**unsaid, **key.attributes})
        for key in track.keyframes
    )  # fmt: skip
    if keys == track.keyframes and not missing:
        return track
    return replace(track, keyframes=keys, attributes={**missing, **track.attributes})


def _kinds(layer: AnnotationLayer, label: str) -> list[AttributeKind]:
    found = (known for known in layer.labels if known.name == label)
    return [kind for one in found for kind in one.attributes if kind.default is not None]


def _values(kinds: Iterable[AttributeKind]) -> Attributes:
    return {kind.name: kind.default for kind in kinds if kind.default is not None}


def _is_said(track: Track, name: str) -> bool:
    return name in track.attributes or any(name in key.attributes for key in track.keyframes)
