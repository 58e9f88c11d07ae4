"""MOTS's numbers of classes and objects: an object's is 1000 times its class plus 1 to 999."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.annotations.formats.keeping import Step
from app.annotations.formats.layer_steps import USED_LABELS
from app.annotations.formats.object_masks import numbered
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.annotations.layer import AnnotationLayer

IGNORED = "ignored"
"""The label of what is not judged; its class is 10 and its one region 10000."""

_IGNORED_CLASS = 10
_ROOM = 9
_STANDARD = ("car", "pedestrian")
_EACH = 1000


def _few(layer: AnnotationLayer) -> AnnotationLayer:
    names = [label.name for label in layer.labels if label.name != IGNORED]
    if len(names) <= _ROOM:
        return layer
    used = {track.label for track in layer.tracks} - {IGNORED}
    if len(used) > _ROOM:
        raise AnnotationError(f"MOTS has room for {_ROOM} labels; these objects have {len(used)}.")
    return USED_LABELS.change(layer)


FEW_LABELS = Step("Labels without objects are left out, as there is room for nine.", _few)


def _ignored_last(layer: AnnotationLayer) -> AnnotationLayer:
    labels = tuple(sorted(layer.labels, key=lambda label: label.name == IGNORED))
    return layer if labels == layer.labels else replace(layer, labels=labels)


IGNORED_LAST = Step(f"The label “{IGNORED}” comes last.", _ignored_last)


def class_of(label: str, labels: Sequence[str]) -> int:
    """The number of a label's class, in a layer with these labels."""
    return _IGNORED_CLASS if label == IGNORED else labels.index(label) + 1


def name_of(number: int, labels: Sequence[str] | None) -> str | None:
    """The label of a class; None if files that name classes do not name this one."""
    if number == _IGNORED_CLASS:
        return IGNORED
    names = [name for name in (_STANDARD if labels is None else labels) if name != IGNORED]
    if 1 <= number <= len(names):
        return names[number - 1] or None
    return f"class {number}" if labels is None else None


def _renumbered(layer: AnnotationLayer) -> AnnotationLayer:
    classes = {a.name: class_of(a.name, [b.name for b in layer.labels]) for a in layer.labels}
    step = numbered(
        lambda track: _numbers(classes[track.label]),
        lambda track: track.id // _EACH == classes[track.label],
    )
    return step.change(layer)


def _numbers(number: int) -> range:
    """The ignored region is 10000; objects begin at 1."""
    return range(_EACH * number + (number != _IGNORED_CLASS), _EACH * (number + 1))


RENUMBERED = Step("Objects get other numbers: 1000 times their class, and on.", _renumbered)
