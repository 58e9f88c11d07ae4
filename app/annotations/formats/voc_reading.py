"""Pascal VOC's files as a layer, everything in them doubted."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from app.annotations.formats.clip_size import MAX_SIDE, agreed
from app.annotations.formats.folder import files_in
from app.annotations.formats.frame_files import frame_files
from app.annotations.formats.gathering import Gathering
from app.annotations.formats.shape_steps import rounded
from app.annotations.formats.text_file import lines_of
from app.annotations.formats.voc_steps import OWN_ATTRIBUTES
from app.annotations.formats.voc_writing import CONVENTIONS
from app.annotations.formats.xml_document import XmlNode, read_xml
from app.annotations.layer import AnnotationLayer
from app.annotations.model import NONE, Keyframe, Label
from app.annotations.shapes import Box
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.formats.text_file import Line
    from app.annotations.layer import MediaFacts

_MAX_ID = 1 << 53
_FAR = 1e7


def layer_of(path: Path, media: MediaFacts | None, *, from_zero: bool) -> AnnotationLayer:
    """The layer a folder describes.

    Raises:
        AnnotationError: no such folder, files of the other convention, or anything not valid.
    """
    files = files_in(path, "**/*.xml")
    label_map = path / "labelmap.txt"
    known = label_map.is_file() and label_map.resolve().is_relative_to(path.resolve())
    if not files and not known:
        raise AnnotationError(f"{path.name} holds neither XML files nor a labelmap.txt.")
    labels = _labels(label_map) if known else {}
    gathered = Gathering()
    frames = frame_files(files, media.frame_count if media else None)
    count = 0 if media else max(frames, default=-1) + 1
    for frame, file in frames.items():
        root = read_xml(file, "annotation")
        _check_convention(root, from_zero)
        media = agreed(file, _size(root), count, media, path.name)
        for row in root.all("object"):
            _read_object(gathered, row, frame, labels, from_zero)
    if media is None:
        raise AnnotationError(f"{path.name} has no frames; name the clip (--media).")
    return AnnotationLayer(media, tuple(labels.values()), gathered.tracks(media.frame_count))


def _check_convention(root: XmlNode, from_zero: bool) -> None:
    source = root.child("source")
    said = source.child("annotation") if source else None
    if said is not None and said.text == CONVENTIONS[not from_zero]:
        other = "voc" if from_zero else "voc-cvat"
        said.refuse(f"says “{said.text}”; read it as {other}")


def _size(root: XmlNode) -> tuple[int, int]:
    size = root.need("size")
    width, height = size.need("width").content, size.need("height").content
    return width.whole(1, MAX_SIDE), height.whole(1, MAX_SIDE)


def _read_object(
    gathered: Gathering, row: XmlNode, frame: int, labels: dict[str, Label], from_zero: bool
) -> None:
    name = row.need("name").text.strip()
    if not name:
        row.refuse("has an empty name")
    labels.setdefault(name, Label(name))
    words, id_ = _attributes(row)
    extra = _extra(row)
    occluded = row.child("occluded")
    key = Keyframe(
        frame,
        _box(row.need("bndbox"), from_zero),
        occluded=occluded is not None and occluded.content.flag(),
        attributes=MappingProxyType(words) if words else NONE,
        extra=MappingProxyType({"voc": extra}) if extra else NONE,
    )
    if id_ is None:
        gathered.add_loose(name, key)
    elif problem := gathered.add(id_, name, key):
        row.refuse(problem)


def _box(node: XmlNode, from_zero: bool) -> Box:
    """The box; that of the devkit covers the pixels from its first to its last one."""
    first = 0 if from_zero else 1
    low = [node.need(edge).content.number(-_FAR, _FAR) - first for edge in ("xmin", "ymin")]
    high = [node.need(edge).content.number(-_FAR, _FAR) for edge in ("xmax", "ymax")]
    if low[0] > high[0] or low[1] > high[1]:
        node.refuse("has its right or bottom edge before its left or top one")
    x0, y0, x1, y1 = map(rounded, (*low, *high))
    return Box(x0, y0, x1, y1)


def _attributes(row: XmlNode) -> tuple[dict[str, str], int | None]:
    """The attributes and, from among them, the number of the object."""
    found = row.child("attributes")
    words: dict[str, str] = {}
    id_ = None
    for attribute in found.all("attribute") if found else ():
        name, value = attribute.need("name").text, attribute.need("value")
        if name == "track_id":
            id_ = value.content.whole(0, _MAX_ID)
        elif name and name not in OWN_ATTRIBUTES:
            words[name] = value.text
    return words, id_


def _extra(row: XmlNode) -> dict[str, Any]:
    """What the devkit says beyond our words."""
    extra: dict[str, Any] = {}
    pose = row.child("pose")
    if pose is not None and pose.text.strip() not in ("", "Unspecified"):
        extra["pose"] = pose.text
    for name in ("truncated", "difficult"):
        flag = row.child(name)
        if flag is not None and flag.text.strip() and flag.content.flag():
            extra[name] = 1
    return extra


def _labels(path: Path) -> dict[str, Label]:
    """The labels of a labelmap.txt, `name:r,g,b:parts:actions`, in order."""
    labels: dict[str, Label] = {}
    for line in lines_of(path):
        if line.text.startswith("#"):
            continue
        name, *rest = line.text.split(":")
        if not name or name in labels:
            line.refuse("has no name, or one that was there before")
        labels[name] = Label(name, _colour(line, rest[0] if rest else ""))
    return labels


def _colour(line: Line, text: str) -> str:
    if not text.strip():
        return ""
    channels = [line.whole(word, 0, 255, "part of a colour") for word in text.split(",")]
    if len(channels) != 3:
        line.refuse("has a colour that is not red, green and blue")
    return "#" + "".join(f"{channel:02x}" for channel in channels)
