"""Our own table: a row for each label, object, keyframe, segment, tag and cut. It holds everything.

RFC 4180, UTF-8, a header, columns found by name. `kind` says what a row is:

- `media`: the clip, in `details`; `label`: its name in `label`, the rest in `details`.
- `track`: an object: `id`, `label`, who said so (`source`, `model`, `version`, `certainty`,
  `accepted`), what holds for all its frames (`attributes`).
- `shape`: a keyframe of the object `id`: `frame`, `shape`, its bounds `x0 y0 x1 y1` (pixel edges),
  `geometry` (JSON) unless it is an upright box, `outside`, `occluded`, `z_order`, `score`,
  `attributes`. In a dense table rows with `keyframe` 0 lie between keyframes; they are not read.
- `segment`: `id`, `label`, frames [`frame`, `stop`); `tag`: `label`; `cut`: `frame`.

`time` and `stop_time` are seconds from the first frame, for people; frames count. Empty cells have
their default. A table of others needs `frame`, `label`, `x0`, `y0`, `x1`, `y1`, perhaps `id`:
without columns `kind` and `outside` a thing is seen on just the frames that are listed.
"""

from __future__ import annotations

import csv
import io
import json
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from app.annotations.formats import csv_reading
from app.annotations.formats.csv_reading import COLUMNS
from app.annotations.formats.frame_clock import FrameClock
from app.annotations.formats.keeping import Step
from app.annotations.formats.layer_steps import plain_names
from app.annotations.formats.refusals import naming
from app.annotations.formats.stepped import SteppedFormat
from app.annotations.formats.text_file import write_text
from app.annotations.formats.xml_document import number_text
from app.annotations.interpolation import ShapeAt
from app.annotations.layer_json import plain_label, plain_media
from app.annotations.model import HAND, Segment, Tag, Track
from app.annotations.queries import shapes_of
from app.annotations.shape_json import plain_shape
from app.annotations.shapes import Box
from app.base.collecting import collecting_later

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer, MediaFacts
    from app.annotations.model import Provenance

Row = dict[str, str]
Said = TypeVar("Said", Track, Segment, Tag)


def _without_zeros(text: str) -> str:
    return text.replace("\0", "\ufffd")


def _plain_models(layer: AnnotationLayer) -> AnnotationLayer:
    return replace(
        layer,
        tracks=tuple(map(_plain_model, layer.tracks)),
        segments=tuple(map(_plain_model, layer.segments)),
        tags=tuple(map(_plain_model, layer.tags)),
    )


def _plain_model(thing: Said) -> Said:
    said = thing.provenance
    if "\0" not in said.model + said.version:
        return thing
    model, version = _without_zeros(said.model), _without_zeros(said.version)
    return replace(thing, provenance=replace(said, model=model, version=version))


PLAIN_MODELS = Step(
    "Signs of models' names that the format cannot hold are changed.", _plain_models
)


@dataclass(frozen=True, slots=True)
class CsvFormat(SteppedFormat):
    """Our own table.

    Attributes:
        dense: A row for every frame something is seen on, not for keyframes only.
    """

    name = "csv"
    title = "CSV table"
    suffix = ".csv"
    steps = (plain_names(_without_zeros), PLAIN_MODELS)

    dense: bool = False

    def write_kept(self, layer: AnnotationLayer, whole: AnnotationLayer, path: Path) -> None:
        """Write the table."""
        text = io.StringIO(newline="")
        writer = csv.DictWriter(text, COLUMNS, restval="", lineterminator="\r\n")
        writer.writeheader()
        writer.writerows(_Rows(layer, self.dense).all())
        write_text(path, text.getvalue())

    @collecting_later()
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer:
        """Read a table, ours or another program's."""
        with naming(path.name):
            return csv_reading.layer_of(path, media)


class _Rows:
    """The rows of one layer."""

    def __init__(self, layer: AnnotationLayer, dense: bool) -> None:
        self._layer, self._dense = layer, dense
        self._clock = FrameClock(layer.media)

    def all(self) -> Iterator[Row]:
        """In the order of the file."""
        layer = self._layer
        yield {"kind": "media", "details": _json(plain_media(layer.media))} | _extra(layer.extra)
        for label in layer.labels:
            details = {key: value for key, value in plain_label(label).items() if key != "name"}
            yield {"kind": "label", "label": label.name, "details": _json(details)}
        for track in layer.tracks:
            row = {"kind": "track", "id": str(track.id), "label": track.label}
            yield row | _said(track.provenance, track.attributes) | _extra(track.extra)
            yield from self._shapes(track)
        for part in layer.segments:
            row = {"kind": "segment", "id": str(part.id), "label": part.label}
            row |= self._time(part.start) | self._time(part.stop, "stop", "stop_time")
            yield row | _said(part.provenance, part.attributes) | _extra(part.extra)
        for tag in layer.tags:
            yield {"kind": "tag", "label": tag.label} | _said(tag.provenance, tag.attributes)
        for cut in layer.cuts:
            yield {"kind": "cut"} | self._time(cut)

    def _shapes(self, track: Track) -> Iterator[Row]:
        found = [ShapeAt(track, key.frame, key.shape, key) for key in track.keyframes]
        if self._dense:
            known = {key.frame for key in track.keyframes}
            between = shapes_of(track, self._layer.media.frame_count)
            found += [shown for shown in between if shown.frame not in known]
            found.sort(key=lambda shown: shown.frame)
        yield from map(self._shape, found)

    def _shape(self, found: ShapeAt) -> Row:
        key, shape = found.origin, found.shape
        row = {"kind": "shape", "id": str(found.track.id), "label": found.track.label}
        row |= self._time(found.frame) | {"shape": type(shape).__name__.lower()}
        bounds = zip(("x0", "y0", "x1", "y1"), shape.bounds, strict=True)
        row |= {name: number_text(value) for name, value in bounds}
        if not isinstance(shape, Box) or shape.rotation:
            row["geometry"] = _json(plain_shape(shape))
        row |= {"keyframe": "1" if found.is_keyframe else "0"}
        row |= {"outside": "1" if key.outside else "0", "occluded": "1" if key.occluded else "0"}
        row |= {"z_order": str(key.z_order)} if key.z_order else {}
        row |= {} if key.score is None else {"score": number_text(key.score)}
        row |= {"attributes": _json(dict(key.attributes))} if key.attributes else {}
        return row | _extra(key.extra)

    def _time(self, frame: int, name: str = "frame", time: str = "time") -> Row:
        row = {name: str(frame)}
        if frame <= self._clock.count and self._layer.media.pts:
            row[time] = number_text(float(self._clock.at(frame)))
        return row


def _said(provenance: Provenance, attributes: Mapping[str, Any]) -> Row:
    row = {"attributes": _json(dict(attributes))} if attributes else {}
    if provenance == HAND:
        return row
    row |= {"source": provenance.source, "model": provenance.model, "version": provenance.version}
    row |= {"accepted": "1" if provenance.accepted else "0"}
    score = provenance.score
    return row | ({} if score is None else {"certainty": number_text(score)})


def _extra(extra: Mapping[str, Any]) -> Row:
    return {"extra": _json(dict(extra))} if extra else {}


def _json(value: Any) -> str:
    return json.dumps(value, ensure_ascii=False, separators=(",", ":"))
