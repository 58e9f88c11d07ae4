"""Sets of labels in files of their own, to begin many clips with the same ones."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from app.annotations.formats.json_document import read_json
from app.annotations.layer_json import label_from, plain_label
from app.annotations.model import AttributeKind, Label
from app.base.errors import AnnotationError
from app.base.files import write_atomically

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.annotations.formats.json_document import JsonNode
    from app.annotations.model import AttributeType, AttributeValue

_CVAT_TYPES: dict[str, AttributeType] = {
    "number": "number", "checkbox": "switch", "select": "choice", "radio": "choice", "text": "text",
}  # fmt: skip


def write_labels(labels: Iterable[Label], path: Path) -> None:
    """Write `{"labels": […]}`, whole or not at all.

    Raises:
        AnnotationError: the disk refuses.
    """
    rows = [plain_label(label) for label in labels]
    text = json.dumps({"labels": rows}, ensure_ascii=False, indent=2)
    try:
        write_atomically(path, (text + "\n").encode())
    except OSError as error:
        raise AnnotationError(f"{path.name} cannot be written: {error.strerror}.") from error


def read_labels(path: Path) -> tuple[Label, ...]:
    """Labels of a file that nobody vouches for: ours, a list of names, or CVAT's label list.

    Raises:
        AnnotationError: not such a file; one sentence with the place.
    """
    root = read_json(path)
    rows = root["labels"] if isinstance(root.value, dict) else root
    try:
        labels = [_label(row) for row in rows.rows()]
    except AnnotationError as error:
        if str(error).startswith(root.file):
            raise
        raise AnnotationError(f"{root.file}: {error}") from error
    if len({label.name for label in labels}) != len(labels):
        raise AnnotationError(f"{root.file} names a label twice.")
    return tuple(labels)


def _label(row: JsonNode) -> Label:
    if isinstance(row.value, str):
        return Label(row.text())
    fields = row.fields()
    if "color" in fields or any("input_type" in kind for kind in _dicts(fields.get("attributes"))):
        return _cvat_label(row)
    return label_from(row)


def _dicts(value: object) -> list[dict[str, object]]:
    return [one for one in value if isinstance(one, dict)] if isinstance(value, list) else []


def _cvat_label(row: JsonNode) -> Label:
    colour = row.get("color")
    kinds = row.get("attributes")
    text = colour.text().lower() if colour else ""
    return Label(
        row["name"].text(),
        text,
        attributes=tuple(_cvat_kind(kind) for kind in kinds.rows()) if kinds else (),
    )


def _cvat_kind(row: JsonNode) -> AttributeKind:
    type_ = _CVAT_TYPES.get(row["input_type"].text())
    if type_ is None:
        row["input_type"].refuse("is no type of attribute")
    values, mutable, default = row.get("values"), row.get("mutable"), row.get("default_value")
    choices = tuple(value.text() for value in values.rows()) if values else ()
    return AttributeKind(
        row["name"].text(),
        type_,
        _value(type_, default) if default and default.value != "" else None,
        choices if type_ == "choice" else (),
        mutable.flag() if mutable else True,
    )


def _value(type_: AttributeType, node: JsonNode) -> AttributeValue | None:
    text = node.text()
    if type_ == "switch":
        return text.lower() == "true"
    if type_ != "number":
        return text
    try:
        return float(text)
    except ValueError:
        node.refuse("must be a number")
