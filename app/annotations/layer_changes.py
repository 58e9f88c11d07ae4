"""What became different between two states of a layer, as changes to the plain data of the first.

They hold the tracks and segments that an edit made anew, not those it shares with the state before.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.annotations.layer_json import plain_label, plain_rest, plain_segment, plain_track

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from app.annotations.layer import AnnotationLayer
    from app.annotations.layer_json import Plain

REST = ("tags", "cuts", "extra")
"""What `plain_rest` may give."""


def layer_changes(before: AnnotationLayer, after: AnnotationLayer) -> Plain:
    """Changes that `change_layer` makes; both speak about the same clip."""
    told: Plain = {}
    if before.labels is not after.labels:
        told["labels"] = [plain_label(label) for label in after.labels]
    if any(getattr(before, name) is not getattr(after, name) for name in REST):
        told["rest"] = plain_rest(after)
    tracks = row_changes(before.tracks, after.tracks, plain_track)
    segments = row_changes(before.segments, after.segments, plain_segment)
    return told | {k: v for k, v in (("tracks", tracks), ("segments", segments)) if v}


def change_layer(layer: Plain, told: Plain) -> Plain:
    """The plain layer with such changes made; those it was given stay as they are.

    Raises:
        KeyError, TypeError, AttributeError: they are not changes to this layer.
    """
    changed = dict(layer)
    if "labels" in told:
        changed["labels"] = told["labels"]
    if "rest" in told:
        changed = {k: v for k, v in changed.items() if k not in REST} | told["rest"]
    for name in ("tracks", "segments"):
        if name in told:
            changed[name] = change_rows(layer[name], told[name])
    return changed


def row_changes(before: Sequence[Any], after: Sequence[Any], row: Callable[[Any], Plain]) -> Plain:
    """Of things with an `id`: those made anew, and the order of all if not only some are added.

    What is the very same object is the same; nothing is compared deeply.
    """
    if before is after:
        return {}
    known = {id(each) for each in before}
    anew = [each for each in after if id(each) not in known]
    told: Plain = {"rows": [row(each) for each in anew]} if anew else {}
    order = [each.id for each in after]
    if order != list(dict.fromkeys(each.id for each in (*before, *anew))):
        told["order"] = order
    return told


def change_rows(rows: Iterable[Plain], told: Plain, key: str = "id") -> list[Plain]:
    """Rows with such changes made; raises as `change_layer`."""
    found = {row[key]: row for row in (*rows, *told.get("rows", ()))}
    return [found[name] for name in told["order"]] if "order" in told else list(found.values())
