"""Single fields of COCO rows that need more than a type check."""

from __future__ import annotations

import math
import re
from fractions import Fraction
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, cast

from app.annotations.model import HAND, NONE, Provenance

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.annotations.formats.json_document import JsonNode
    from app.annotations.model import Attributes

MAX_ID = 1 << 53
"""Largest whole number that every JSON reader keeps exactly."""

_MAX_TICKS = 1 << 62
_FRACTION = re.compile(r"[1-9]\d{0,11}(/[1-9]\d{0,11})?")


def times_of(video: JsonNode | None, count: int) -> tuple[Fraction, tuple[int, ...]]:
    """Time base and ticks of all `count` frames of a row of `videos`; no ticks if it has none."""
    ticks = video.get("pts") if video else None
    if video is None or ticks is None:
        return Fraction(1), ()
    base = video["time_base"]
    if not _FRACTION.fullmatch(base.text()):
        base.refuse("must be a fraction of a second such as “1/90000”")
    pts = tuple(tick.whole(-_MAX_TICKS, _MAX_TICKS) for tick in ticks.rows())
    if len(pts) != count:
        ticks.refuse(f"has {len(pts)} times for {count} frames")
    return Fraction(base.text()), pts


def provenance_of(row: JsonNode) -> Provenance:
    """Who said so: a hand, unless the row says otherwise."""
    source = row.get("source")
    if source is None or source.value == "hand":
        return HAND
    if source.value != "model":
        source.refuse("must be “hand” or “model”")
    model, version, score = row.get("model"), row.get("version"), row.get("score")
    accepted = row.get("accepted")
    return Provenance(
        "model",
        model.text() if model else "",
        version.text() if version else "",
        score.number(0, 1) if score else None,
        accepted.flag() if accepted else False,
    )


def track_id_of(row: JsonNode) -> int | None:
    """The annotation's track, which CVAT keeps among the attributes."""
    found = row.get("track_id")
    if found is None and (attributes := row.get("attributes")):
        found = attributes.get("track_id")
    return found.whole(0, MAX_ID) if found else None


def attributes_of(row: JsonNode) -> tuple[Attributes, bool, dict[str, Any]]:
    """The annotation's attributes, whether it is occluded, and attributes we have no type for."""
    found, flag = row.get("attributes"), row.get("occluded")
    fields = dict(found.fields()) if found else {}
    if row.get("track_id") is None:
        fields.pop("track_id", None)
    if flag is None and found and isinstance(fields.get("occluded"), bool):
        flag = found["occluded"]
        del fields["occluded"]
    simple = {name: value for name, value in fields.items() if _is_simple(value)}
    rest = {name: value for name, value in fields.items() if name not in simple}
    return cast("Attributes", shared(simple)), flag.flag() if flag else False, rest


def _is_simple(value: Any) -> bool:
    return isinstance(value, str | bool | int) or (
        isinstance(value, float) and math.isfinite(value)
    )


def unknown_fields(row: JsonNode, known: set[str]) -> dict[str, Any]:
    """The fields of a row we have no word for."""
    return {key: value for key, value in row.fields().items() if key not in known}


def shared(fields: Mapping[str, Any]) -> Mapping[str, Any]:
    """The same, read-only; the one shared empty mapping when there is nothing."""
    return MappingProxyType(fields) if fields else NONE
