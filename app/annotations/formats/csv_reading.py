"""Tables of labels as layers, every cell doubted; `csv_table` says what stands where."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from app.annotations.density import dense_keyframes
from app.annotations.formats.json_document import JsonNode, json_within
from app.annotations.formats.needs import need_media
from app.annotations.formats.text_file import MAX_BYTES, Line, read_text
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.layer_json import attributes_from, label_from, media_from
from app.annotations.model import (
    HAND,
    MAX_FRAME,
    NONE,
    Keyframe,
    Label,
    Provenance,
    Segment,
    Tag,
    Track,
)
from app.annotations.shape_json import shape_from
from app.annotations.shapes import Box
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from app.annotations.model import Attributes
    from app.annotations.shapes import Shape

COLUMNS = (
    *("kind", "id", "label", "frame", "stop", "time", "stop_time", "shape", "x0", "y0", "x1", "y1"),
    *("geometry", "keyframe", "outside", "occluded", "z_order", "score", "source", "model"),
    *("version", "certainty", "accepted", "attributes", "details", "extra"),
)
_KINDS = ("media", "label", "track", "shape", "segment", "tag", "cut")
_FAR = 1e9
"""Pixels; nothing lies further out."""
_MAX_ID = 1 << 53


@dataclass(frozen=True, slots=True)
class _Row:
    """A row and where it stands."""

    cells: Mapping[str, str]
    line: Line

    def text(self, name: str) -> str:
        """A cell; "" where it is empty or its column missing."""
        return self.cells.get(name, "")

    def whole(self, name: str, low: int, high: int) -> int:
        """A cell that must be a whole number."""
        return self.line.whole(self.text(name), low, high, name)

    def number(self, name: str, low: float, high: float) -> float | None:
        """A cell that may be a number."""
        word = self.text(name)
        return self.line.decimal(word, low, high, name) if word.strip() else None

    def flag(self, name: str) -> bool:
        """A cell that may be 0 or 1; no if it is empty."""
        word = self.text(name).strip().lower()
        if word not in ("", "0", "1", "true", "false"):
            self.line.refuse(f"has “{word[:40]}” as {name}; it must be 0 or 1")
        return word in ("1", "true")

    def json(self, name: str) -> JsonNode:
        """A cell that holds an object as JSON; an empty one if the cell is empty."""
        place = f"line {self.line.number}, {name},"
        return json_within(self.text(name) or "{}", self.line.file, place)

    def extra(self) -> Mapping[str, Any]:
        """What other formats said."""
        return self.json("extra").fields() if self.text("extra") else NONE

    def attributes(self) -> Attributes:
        """Those of the row."""
        if not self.text("attributes"):
            return NONE
        node = self.json("attributes")
        return attributes_from(JsonNode({"attributes": node.fields()}, node.file, node.place))

    def provenance(self) -> Provenance:
        """Who said so."""
        source = self.text("source") or "hand"
        if source not in ("hand", "model"):
            self.line.refuse(f"has “{source[:40]}” as source; it must be hand or model")
        if not self.text("source"):
            return HAND
        return Provenance(
            "hand" if source == "hand" else "model",
            self.text("model"),
            self.text("version"),
            self.number("certainty", 0, 1),
            self.flag("accepted"),
        )


@dataclass(slots=True)
class _Object:
    """An object being read."""

    id: int
    label: str
    said: tuple[Provenance, Attributes, Mapping[str, Any]] = (HAND, NONE, NONE)
    keyframes: dict[int, Keyframe] = field(default_factory=dict)


class _Table:
    """What the rows said so far."""

    def __init__(self, dense: bool) -> None:
        self._dense = dense
        self._media: MediaFacts | None = None
        self._extra: Mapping[str, Any] = NONE
        self._labels: dict[str, Label] = {}
        self._objects: dict[int, _Object] = {}
        self._loose: list[_Object] = []
        self._segments: list[Segment] = []
        self._tags: list[Tag] = []
        self._cuts: list[int] = []
        self._last = 0

    def take(self, row: _Row) -> None:
        """Take in a row."""
        kind = row.text("kind") or "shape"
        if kind not in _KINDS:
            row.line.refuse(f"has “{kind[:40]}” as kind; there are {', '.join(_KINDS)}")
        takers = {"media": self._clip, "label": self._label, "track": self._track}
        takers |= {"shape": self._shape, "segment": self._segment, "tag": self._tag}
        takers.get(kind, self._cut)(row)

    def layer(self, path: Path, media: MediaFacts | None) -> AnnotationLayer:
        """Everything."""
        media = self._agreed(path, media)
        objects = [*self._objects.values(), *self._numbered()]
        return AnnotationLayer(
            media,
            tuple(self._labels.values()),
            tuple(self._made(found, media) for found in objects if found.keyframes),
            tuple(self._segments),
            tuple(self._tags),
            self._extra,
            tuple(self._cuts),
        )

    def _agreed(self, path: Path, media: MediaFacts | None) -> MediaFacts:
        ours = self._media
        if ours is None or media is None:
            return need_media(media or ours, path)
        if (ours.width, ours.height, ours.frame_count) != (
            *(media.width, media.height),
            media.frame_count,
        ):
            raise AnnotationError(
                f"{path.name} speaks of a clip of {ours.frame_count} frames of "
                f"{ours.width}×{ours.height}, but this one has {media.frame_count} of "
                f"{media.width}×{media.height}."
            )
        return media

    def _numbered(self) -> Iterator[_Object]:
        for id_, found in enumerate(self._loose, max(self._objects, default=0) + 1):
            found.id = id_
            yield found

    def _made(self, found: _Object, media: MediaFacts) -> Track:
        keys = [found.keyframes[frame] for frame in sorted(found.keyframes)]
        dense = dense_keyframes(keys, media.frame_count) if self._dense else tuple(keys)
        return Track(found.id, found.label, dense, *found.said)

    def _clip(self, row: _Row) -> None:
        if self._media is not None:
            row.line.refuse("is a second clip; a layer describes one, so split the file")
        self._media, self._extra = media_from(row.json("details")), row.extra()

    def _label(self, row: _Row) -> None:
        node = row.json("details")
        name = self._name(row)
        fields = {**node.fields(), "name": name}
        self._labels[name] = label_from(JsonNode(fields, node.file, node.place))

    def _name(self, row: _Row) -> str:
        name = row.text("label")
        if not name:
            row.line.refuse("has no label")
        self._labels.setdefault(name, Label(name))
        return name

    def _track(self, row: _Row) -> None:
        id_ = row.whole("id", 0, _MAX_ID)
        if id_ in self._objects:
            row.line.refuse(f"is a second object {id_}")
        said = (row.provenance(), row.attributes(), row.extra())
        self._objects[id_] = _Object(id_, self._name(row), said)

    def _shape(self, row: _Row) -> None:
        if row.text("keyframe") and not row.flag("keyframe"):
            return
        frame = row.whole("frame", 0, MAX_FRAME - 1)
        found = self._object(row)
        if frame in found.keyframes:
            row.line.refuse(f"is a second shape of object {found.id} on frame {frame}")
        found.keyframes[frame] = Keyframe(
            frame,
            self._geometry(row),
            row.flag("outside"),
            row.flag("occluded"),
            row.attributes(),
            row.number("score", 0, 1),
            row.extra(),
            row.whole("z_order", -_MAX_ID, _MAX_ID) if row.text("z_order") else 0,
        )

    def _object(self, row: _Row) -> _Object:
        name = self._name(row)
        if not row.text("id"):
            self._loose.append(_Object(-1, name))
            return self._loose[-1]
        id_ = row.whole("id", 0, _MAX_ID)
        found = self._objects.setdefault(id_, _Object(id_, name))
        if found.label != name:
            row.line.refuse(f"gives object {id_} a second label")
        return found

    def _geometry(self, row: _Row) -> Shape:
        if row.text("geometry"):
            return shape_from(row.json("geometry"))
        x0, y0, x1, y1 = (
            row.line.decimal(row.text(name), -_FAR, _FAR, name) for name in ("x0", "y0", "x1", "y1")
        )
        if x1 < x0 or y1 < y0:
            row.line.refuse("has a box whose right or bottom edge is before its left or top one")
        return Box(x0, y0, x1, y1)

    def _segment(self, row: _Row) -> None:
        id_ = row.whole("id", 0, _MAX_ID) if row.text("id") else self._last + 1
        self._last = max(self._last, id_)
        start = row.whole("frame", 0, MAX_FRAME - 1)
        stop = row.whole("stop", start + 1, MAX_FRAME)
        said = (row.attributes(), row.provenance(), row.extra())
        self._segments.append(Segment(id_, self._name(row), start, stop, *said))

    def _tag(self, row: _Row) -> None:
        self._tags.append(Tag(self._name(row), row.provenance(), row.attributes()))

    def _cut(self, row: _Row) -> None:
        self._cuts.append(row.whole("frame", 1, MAX_FRAME - 1))


def layer_of(path: Path, media: MediaFacts | None) -> AnnotationLayer:
    """The layer of a table.

    Raises:
        AnnotationError: a row that is not valid, with its line, or the clip is not known.
    """
    # Masks and times of long clips make long cells; the file's size is bounded already.
    csv.field_size_limit(MAX_BYTES)
    rows = csv.reader(io.StringIO(read_text(path), newline=""), strict=True)
    try:
        header = [name.strip() for name in next(rows, [])]
        top = Line("", path.name, 1)
        if not {"frame", "label"} <= set(header) or len(set(header)) != len(header):
            top.refuse("must name the columns, each once, “frame” and “label” among them")
        table = _Table(dense=not {"kind", "outside", "keyframe"} & set(header))
        for cells in rows:
            line = Line("", path.name, rows.line_num)
            if len(cells) > len(header):
                line.refuse(f"has {len(cells)} cells, but there are {len(header)} columns")
            if cells:
                table.take(_Row(dict(zip(header, cells, strict=False)), line))
    except csv.Error as error:
        raise AnnotationError(
            f"{path.name}: line {rows.line_num} is not a row of a table: {error}."
        ) from error
    return table.layer(path, media)
