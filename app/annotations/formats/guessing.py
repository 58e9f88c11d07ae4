"""Which format a file or folder is in, by its ending or else by what is in it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats.folder import files_in
from app.annotations.formats.json_document import read_json
from app.annotations.formats.registry import FORMATS, find_format
from app.annotations.formats.text_file import lines_of
from app.annotations.formats.voc_writing import CONVENTIONS
from app.annotations.formats.xml_document import XmlNode, read_xml
from app.base.errors import AnnotationError, UsageError

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from pathlib import Path

    from app.annotations.formats.format import AnnotationFormat

_VOC = {"voc": False, "voc-cvat": True}
"""Whether edges count from 0."""

_GREY, _PALETTE, _SIXTEEN = 0, 3, 16
"""Kinds of colour of PNG, and bits of a sample."""


def guess_format(path: Path) -> AnnotationFormat:
    """The format a file or folder is in.

    Raises:
        UsageError: that cannot be told; the sentence says what it could be.
        AnnotationError: it is missing or damaged.
    """
    if not path.exists():
        raise AnnotationError(f"{path.name} cannot be read: there is no such file or folder.")
    names = [format_.name for format_ in FORMATS]
    found = [name for name in dict.fromkeys(_candidates(path)) if name in names]
    if len(found) == 1:
        return find_format(found[0])
    if found:
        raise UsageError(f"{path.name} could be {' or '.join(found)}; say which with --from.")
    raise UsageError(
        f"What format {path.name} is in cannot be told; name it with --from: {', '.join(names)}."
    )


def _candidates(path: Path) -> Iterable[str]:
    if path.is_dir():
        return _of_folder(path)
    suffix = path.suffix.lower()
    if look := _BY_SUFFIX.get(suffix):
        return look(path)
    return [format_.name for format_ in FORMATS if format_.suffix == suffix and suffix]


def _of_json(path: Path) -> list[str]:
    root = read_json(path)
    if isinstance(root.value, list):
        return ["label-studio"]
    keys = set(root.fields())
    if "videos" in keys and "annotations" in keys and "images" not in keys:
        return ["youtube-vis"]
    return [name for name, needed in _KEYS.items() if needed <= keys]


_KEYS = {
    "coco": {"images", "annotations"},
    "activitynet": {"database"},
    "labelme": {"shapes", "imagePath"},
    "label-studio": {"data", "annotations"},
}


def _of_xml(path: Path) -> list[str]:
    root = read_xml(path)
    if root.tag == "ANNOTATION_DOCUMENT":
        return ["elan"]
    if root.tag == "annotation":
        return _of_voc(root)
    if root.tag != "annotations":
        return []
    if root.child("track") or root.child("image"):
        return ["cvat-video" if root.child("track") else "cvat-images"]
    meta = root.child("meta")
    modes = [mode.text for task in (meta.children if meta else ()) for mode in task.all("mode")]
    return ["cvat-images" if modes == ["annotation"] else "cvat-video"]


def _of_voc(root: XmlNode) -> list[str]:
    """Both conventions look alike, unless the file says which it follows."""
    source = root.child("source")
    said = source.child("annotation") if source else None
    text = said.text if said else ""
    known = [name for name, from_zero in _VOC.items() if text == CONVENTIONS[from_zero]]
    return known or list(_VOC)


def _of_csv(path: Path) -> list[str]:
    """AVA has no line of names, but eight fields of which the second is a time."""
    first = next(lines_of(path), None)
    fields = first.text.split(",") if first else []
    is_ava = len(fields) in (7, 8) and fields[1].replace(".", "", 1).isdigit()
    return ["ava" if is_ava else "csv"]


def _of_folder(path: Path) -> list[str]:
    if files_in(path, "**/data.yaml") or files_in(path, "**/labels/**/*.txt"):
        return [_of_yolo(path)]
    if found := files_in(path, "**/gt.txt"):
        first = next(lines_of(found[0]), None)
        return ["mots" if first and "," not in first.text else "mot"] if first else ["mot", "mots"]
    if found := files_in(path, "**/*.xml"):
        root = read_xml(found[0])
        return _of_voc(root) if root.tag == "annotation" else []
    if found := files_in(path, "**/*.png"):
        return _of_png(found[0])
    found = files_in(path, "**/*.json")
    return _of_json(found[0]) if found else []


def _of_yolo(path: Path) -> str:
    """Boxes have four numbers, outlines six or more."""
    for file in files_in(path, "**/*.txt"):
        for line in lines_of(file):
            words = line.text.split()
            if len(words) >= 5 and words[0].isdigit():
                return "yolo" if len(words) < 7 else "yolo-seg"
    return "yolo"


def _of_png(path: Path) -> list[str]:
    with path.open("rb") as file:
        head = file.read(26)
    if len(head) < 26 or head[1:4] != b"PNG":
        return []
    depth, kind = head[24], head[25]
    if kind == _PALETTE:
        return ["davis"]
    return ["mots-png"] if (depth, kind) == (_SIXTEEN, _GREY) else ["davis", "mots-png"]


_BY_SUFFIX: dict[str, Callable[[Path], list[str]]] = {
    ".json": _of_json,
    ".xml": _of_xml,
    ".csv": _of_csv,
}
