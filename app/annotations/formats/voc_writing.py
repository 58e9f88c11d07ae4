"""A layer as Pascal VOC's folder: Annotations, ImageSets/Main/default.txt and labelmap.txt."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats.folder import appearing_folder
from app.annotations.formats.frame_files import frame_name
from app.annotations.formats.shape_steps import rounded
from app.annotations.formats.xml_document import Xml, number_text, put_xml

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Keyframe, Track

CONVENTIONS = {False: "pixels from 1, inclusive", True: "edges from 0"}
"""What `source/annotation` says, by whether edges count from 0."""

_Seen = list[tuple["Track", "Keyframe"]]


def write(layer: AnnotationLayer, path: Path, *, from_zero: bool) -> None:
    """Write the folder, whole or not at all.

    Raises:
        AnnotationError: the disk refuses.
    """
    frames: dict[int, _Seen] = {}
    for track in layer.tracks:
        for key in track.keyframes:
            if not key.outside:
                frames.setdefault(key.frame, []).append((track, key))
    with appearing_folder(path) as folder:
        (folder / "Annotations").mkdir()
        (folder / "ImageSets" / "Main").mkdir(parents=True)
        (folder / "labelmap.txt").write_text(_label_map(layer), "utf-8", newline="\n")
        names = []
        for frame, seen in sorted(frames.items()):
            names.append(frame_name(layer.media, frame))
            root = Xml("annotation", {}, _frame(layer, names[-1], seen, from_zero))
            put_xml(folder / "Annotations" / f"{names[-1]}.xml", root)
        listing = "".join(f"{name}\n" for name in names)
        (folder / "ImageSets" / "Main" / "default.txt").write_text(listing, "utf-8", newline="\n")


def _label_map(layer: AnnotationLayer) -> str:
    lines = ["# label:color_rgb:parts:actions"]
    for label in layer.labels:
        channels = [str(int(label.colour[at : at + 2], 16)) for at in (1, 3, 5) if label.colour]
        lines.append(f"{label.name}:{','.join(channels)}::")
    return "\n".join(lines) + "\n"


def _frame(layer: AnnotationLayer, name: str, seen: _Seen, from_zero: bool) -> Iterator[Xml]:
    yield Xml("folder", {}, "JPEGImages")
    yield Xml("filename", {}, f"{name}.png")
    database = Xml("database", {}, "Unknown")
    yield Xml("source", {}, [database, Xml("annotation", {}, CONVENTIONS[from_zero])])
    size = {"width": layer.media.width, "height": layer.media.height, "depth": 3}
    yield Xml("size", {}, [Xml(side, {}, str(pixels)) for side, pixels in size.items()])
    yield Xml("segmented", {}, "0")
    for track, key in seen:
        yield Xml("object", {}, _object(track, key, from_zero))


def _object(track: Track, key: Keyframe, from_zero: bool) -> Iterator[Xml]:
    own = key.extra.get("voc", {})
    yield Xml("name", {}, track.label)
    yield Xml("pose", {}, own.get("pose", "Unspecified"))
    yield Xml("truncated", {}, str(own.get("truncated", 0)))
    yield Xml("occluded", {}, str(int(key.occluded)))
    yield Xml("difficult", {}, str(own.get("difficult", 0)))
    x0, y0, x1, y1 = key.shape.bounds
    first = 0 if from_zero else 1
    edges = {"xmin": x0 + first, "ymin": y0 + first, "xmax": x1, "ymax": y1}
    yield Xml("bndbox", {}, [Xml(e, {}, number_text(rounded(at))) for e, at in edges.items()])
    words = {"track_id": str(track.id), **key.attributes}
    yield Xml("attributes", {}, [_attribute(name, str(word)) for name, word in words.items()])


def _attribute(name: str, word: str) -> Xml:
    return Xml("attribute", {}, [Xml("name", {}, name), Xml("value", {}, word)])
