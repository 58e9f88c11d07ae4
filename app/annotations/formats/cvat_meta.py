"""The head of a CVAT file: the clip, the labels, and in a block of our own what CVAT cannot say.

The block (`<reelwright>`, JSON) holds the times of the frames, the labels as we know them, and who
made each track. CVAT and other readers pass over it; CVAT writes files without it.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, field, replace
from pathlib import PurePosixPath
from typing import TYPE_CHECKING, Any

from app.annotations.formats.coco_fields import (
    plain_attributes,
    provenance_of,
    provenance_row,
    shared,
)
from app.annotations.formats.cvat_labels import label_elements, labels_from
from app.annotations.formats.json_document import json_within
from app.annotations.formats.xml_document import Xml, placed
from app.annotations.layer import MediaFacts
from app.annotations.layer_json import label_from, media_from, plain_label, plain_media
from app.annotations.masks import MAX_SAMPLES
from app.annotations.model import HAND, MAX_FRAME, Label, Provenance, nothing

if TYPE_CHECKING:
    from app.annotations.formats.json_document import JsonNode
    from app.annotations.formats.xml_document import XmlNode
    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import AttributeKind, Attributes, Extra, Segment, Track

_MAX_SIDE = 1 << 20
_BLOCK = "reelwright"
_KINDS = ("task", "job", "project")


@dataclass(frozen=True, slots=True)
class Maker:
    """What the block says of a track or a segment: who made it, and what always holds."""

    provenance: Provenance = HAND
    attributes: Attributes = field(default_factory=nothing)
    extra: Extra = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class CvatHead:
    """What the head of a file says.

    Attributes:
        media: The clip.
        labels: In order; those that are only used are not among them.
        stop: The frame after the last one that was looked at.
        step: Every how many frames were looked at.
        tracks, segments: What the block says of them, by number.
    """

    media: MediaFacts
    labels: tuple[Label, ...]
    stop: int
    step: int
    tracks: dict[int, Maker]
    segments: dict[int, Maker]

    def kinds(self) -> dict[str, dict[str, AttributeKind]]:
        """The attributes each label declares, by name."""
        return {a.name: {kind.name: kind for kind in a.attributes} for a in self.labels}

    def joints(self) -> dict[str, tuple[str, ...]]:
        """The joints of each label's skeletons."""
        return {a.name: a.skeleton.joints for a in self.labels if a.skeleton}


def head_element(layer: AnnotationLayer, mode: str) -> Xml:
    """The head of a file of that mode: "interpolation" or "annotation"."""
    media = layer.media
    size = [Xml("width", {}, str(media.width)), Xml("height", {}, str(media.height))]
    rows = [
        Xml("name", {}, media.file_name),
        Xml("size", {}, str(media.frame_count)),
        Xml("mode", {}, mode),
        Xml("overlap", {}, "0"),
        Xml("start_frame", {}, "0"),
        Xml("stop_frame", {}, str(max(0, media.frame_count - 1))),
        Xml("frame_filter"),
        Xml("z_order", {}, "True"),
        Xml("labels", {}, label_elements(layer)),
        Xml("original_size", {}, size),
        Xml("source", {}, media.file_name),
    ]
    block = {
        "media": plain_media(media),
        "labels": [plain_label(label) for label in layer.labels],
        "tracks": _makers(layer.tracks),
        "segments": _makers(layer.segments),
    }
    return Xml("meta", {}, [Xml("task", {}, rows), Xml(_BLOCK, {}, json.dumps(block))])


def head_from(
    root: XmlNode,
    media: MediaFacts | None,
    size: tuple[int, int] | None = None,
    frames: int = 0,
) -> CvatHead:
    """The head of a file.

    Args:
        root: The file.
        media: The clip it speaks of, if that is known.
        size: Of the pictures, from elsewhere in the file.
        frames: How many there are at least.

    Raises:
        AnnotationError: damaged, of several clips, without a size, or not of this clip.
    """
    meta = root.need("meta")
    task = next((row for row in meta.children if row.tag in _KINDS), None)
    if task is None:
        meta.refuse("has no <task>")
    told = meta.child(_BLOCK)
    block = json_within(told.text, root.file, f"the <{_BLOCK}> block") if told else None
    tasks = [row for part in task.all("tasks") for row in part.all("task")]
    if len(tasks) > 1:
        tasks[1].refuse("is a second task; a layer describes one clip, so export it by itself")
    clip = tasks[0] if tasks else task
    listed = task.child("labels") or clip.child("labels")
    labels = labels_from(listed) if listed else []
    stop, step = max(frames, _stop(clip)), _step(clip)
    facts = _media(clip, block, stop, media, size)
    if media is not None:
        _agree(clip, facts, media, stop)
    return CvatHead(
        media or facts,
        _labels(labels, block),
        stop,
        step,
        _told(block, "tracks"),
        _told(block, "segments"),
    )


def _makers(things: tuple[Track, ...] | tuple[Segment, ...]) -> dict[str, Any]:
    """A row for each, in order."""
    rows = {}
    for thing in things:
        row = provenance_row(thing.provenance)
        row |= {"attributes": dict(thing.attributes)} if thing.attributes else {}
        row |= {"extra": dict(thing.extra["cvat"])} if "cvat" in thing.extra else {}
        rows[str(thing.id)] = row
    return rows


def _told(block: JsonNode | None, name: str) -> dict[int, Maker]:
    rows = block.get(name) if block else None
    found = {}
    for key in rows.fields() if rows else ():
        if rows and key.isascii() and key.isdigit() and len(key) < 18:
            row = rows[key]
            extra = row.get("extra")
            kept = shared({"cvat": extra.fields()} if extra else {})
            found[int(key)] = Maker(provenance_of(row), plain_attributes(row), kept)
    return found


def _labels(listed: list[Label], block: JsonNode | None) -> tuple[Label, ...]:
    """The labels as the block has them, unless somebody has changed the list."""
    rows = block.get("labels") if block else None
    known = tuple(label_from(row) for row in rows.rows()) if rows else ()
    return known if [a.name for a in known] == [a.name for a in listed] else tuple(listed)


def _media(
    clip: XmlNode,
    block: JsonNode | None,
    stop: int,
    media: MediaFacts | None,
    pictures: tuple[int, int] | None,
) -> MediaFacts:
    """What the file says of the clip; what it does not say of its size is taken from `media`."""
    with placed(clip):
        facts = media_from(block["media"]) if block and block.get("media") else None
    size = _size(clip) or pictures
    if size is None:
        known = facts or (replace(media, frame_count=stop, pts=()) if media else None)
        return known or clip.refuse(
            "does not say how large the picture is; name the clip (--media)"
        )
    if size[0] * size[1] > MAX_SAMPLES:
        clip.refuse("is of pictures that are too large")
    if facts and (facts.width, facts.height, facts.frame_count) == (*size, stop):
        return facts
    source = clip.child("source") or clip.child("name")
    name = PurePosixPath(source.text.replace("\\", "/")).name if source else ""
    return MediaFacts(name, *size, stop)


def _size(clip: XmlNode) -> tuple[int, int] | None:
    found = clip.child("original_size")
    if found is None:
        return None
    width, height = (found.need(side).content for side in ("width", "height"))
    return width.whole(1, _MAX_SIDE), height.whole(1, _MAX_SIDE)


def _agree(clip: XmlNode, told: MediaFacts, media: MediaFacts, stop: int) -> None:
    if (told.width, told.height) != (media.width, media.height):
        clip.refuse(
            f"speaks of a picture of {told.width}×{told.height}, "
            f"but the clip has {media.width}×{media.height}"
        )
    if stop > media.frame_count:
        clip.refuse(f"speaks of {stop} frames, but the clip has {media.frame_count}")


def _stop(clip: XmlNode) -> int:
    """The frame after the last one, counted in the clip and not in the task."""
    size, last = clip.child("size"), clip.child("stop_frame")
    if size is not None and size.content.whole(0, MAX_FRAME) == 0:
        return 0
    if last is not None and last.text:
        return last.content.whole(0, MAX_FRAME - 1) + 1
    return size.content.whole(0, MAX_FRAME) if size is not None else 0


def _step(clip: XmlNode) -> int:
    found = clip.child("frame_filter")
    text = found.text.strip() if found else ""
    if not found or not text.startswith("step="):
        return 1
    digits = text.removeprefix("step=").strip()
    if not digits.isascii() or not digits.isdigit() or not 0 < int(digits[:9]) < MAX_FRAME:
        found.refuse(f"must be “step=” and a number, not “{text[:40]}”")
    return int(digits[:9])
