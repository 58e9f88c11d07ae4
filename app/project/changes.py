"""What became different between two states of a project, as changes to the document of the first.

A journal of them costs what an act changed, not what the project holds.
"""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any

from app.annotations.layer_changes import change_layer, change_rows, layer_changes, row_changes
from app.annotations.layer_json import plain_layer
from app.project.writing import plain, plain_marker, plain_media, plain_row, without_defaults

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.project.model import Project
    from app.project.writing import Fields

ROWS: dict[str, Callable[[Any], Fields]] = {
    "media": plain_media,
    "tracks": plain_row,
    "markers": plain_marker,
}
"""Parts of a project that are rows of things with ids, and what writes one of them."""

EMPTY = ("markers", "layers")
"""Rows that a document does not mention where there are none."""


def changes(before: Project, after: Project) -> Fields:
    """Changes that turn `plain(before)` into `plain(after)`, as `change_document` makes them."""
    told: Fields = {}
    if (values := _values(after)) != _values(before):
        told["values"] = values
    for name, row in ROWS.items():
        if rows := row_changes(getattr(before, name), getattr(after, name), row):
            told[name] = rows
    if before.layers is not after.layers:
        told["layers"] = _layer_changes(dict(before.layers), after)
    return told


def change_document(document: Fields, told: Fields) -> Fields:
    """The document with such changes made; the one that was given stays as it is.

    Raises:
        KeyError, TypeError, AttributeError: they are not changes to this document.
    """
    changed = dict(document)
    if "values" in told:
        kept = (*ROWS, "layers")
        changed = {name: document[name] for name in kept if name in document} | told["values"]
    for name in ROWS:
        if name in told:
            changed[name] = change_rows(document.get(name, ()), told[name])
    if "layers" in told:
        changed["layers"] = _changed_layers(document.get("layers", ()), told["layers"])
    return without_defaults(changed, *EMPTY)


def _values(project: Project) -> Fields:
    """All that a project says besides its rows and layers."""
    bare = plain(replace(project, media=(), tracks=(), markers=(), layers=()))
    return {name: value for name, value in bare.items() if name not in ROWS}


def _layer_changes(before: Fields, after: Project) -> Fields:
    new, changed = [], []
    for media_id, layer in after.layers:
        was = before.get(media_id)
        if was is None or was.media is not layer.media:
            new.append({"media": media_id, "layer": plain_layer(layer)})
        elif was is not layer:
            changed.append({"media": media_id, "layer": layer_changes(was, layer)})
    return {"rows": new, "changed": changed, "order": [name for name, _ in after.layers]}


def _changed_layers(rows: list[Fields], told: Fields) -> list[Fields]:
    found = {row["media"]: row for row in rows}
    anew = [
        each | {"layer": change_layer(found[each["media"]]["layer"], each["layer"])}
        for each in told["changed"]
    ]
    return change_rows(rows, told | {"rows": [*told["rows"], *anew]}, "media")
