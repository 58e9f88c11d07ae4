"""Writes `resources/docs/formats/README.md`: what each annotation format holds and loses.

Asked of the formats themselves. Run it from the root: `python packaging/formats_table.py`.
"""

from __future__ import annotations

import sys
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

ROOT = Path(__file__).parents[1]
sys.path.insert(0, str(ROOT))

import numpy as np  # noqa: E402

from app.annotations.formats.registry import FORMATS  # noqa: E402
from app.annotations.layer import AnnotationLayer, MediaFacts  # noqa: E402
from app.annotations.masks import Mask  # noqa: E402
from app.annotations.model import (  # noqa: E402
    AttributeKind,
    Keyframe,
    Label,
    Provenance,
    Segment,
    SkeletonKind,
    Tag,
    Track,
)
from app.annotations.shapes import (  # noqa: E402
    Box,
    Ellipse,
    Points,
    Polygon,
    Polyline,
    Shape,
    Skeleton,
)

OUTPUT = ROOT / "resources" / "docs" / "formats" / "README.md"
MEDIA = MediaFacts("clip.mp4", 64, 36, 100, Fraction(1, 25), tuple(range(100)))
LABEL = Label("car")
MODEL = Provenance("model", "detector", "1", 0.5, accepted=False)
BOX = Box(8, 8, 24, 20)
COLOURED, TYPED = (
    replace(LABEL, colour="#ff0000"),
    replace(LABEL, attributes=(AttributeKind("pose"),)),
)
OF_SEGMENTS = "of segments: "
"""Things that count as held if they are with segments, for formats that have no objects."""


def _seen(shape: Shape, *, gone: bool = True) -> AnnotationLayer:
    """One object, seen on frame 0 and no other."""
    keys = (Keyframe(0, shape), Keyframe(1, shape, outside=True))
    return AnnotationLayer(MEDIA, (LABEL,), (Track(1, "car", keys if gone else keys[:1]),))


def _mask() -> Mask:
    pixels = np.zeros((36, 64), bool)
    pixels[4:9, 5:15] = True
    pixels[6, 8] = False
    return Mask.from_array(pixels)


def _told() -> dict[str, AnnotationLayer]:
    """Layers with one thing each."""
    square = ((8.0, 8.0), (24.0, 8.0), (24.0, 20.0))
    box = _seen(BOX)
    (track,) = box.tracks
    moving = (Keyframe(0, BOX), Keyframe(50, Box(9, 9, 25, 21)))
    segments = replace(box, tracks=(), segments=(Segment(1, "car", 5, 30),))
    return {
        "boxes": box,
        "turned boxes": _seen(replace(BOX, rotation=30.0)),
        "polygons": _seen(Polygon((square,))),
        "masks": _seen(_mask()),
        "ellipses": _seen(Ellipse(20, 18, 6, 4)),
        "lines": _seen(Polyline(square)),
        "points": _seen(Points(square)),
        "skeletons": replace(
            _seen(Skeleton(square, (2, 2, 1))),
            labels=(replace(LABEL, skeleton=SkeletonKind(("a", "b", "c"))),),
        ),
        "keyframes": replace(box, tracks=(replace(track, keyframes=moving),)),
        "segments": segments,
        "tags": replace(box, tracks=(), tags=(Tag("car"),)),
        "cuts": replace(box, tracks=(), labels=(), cuts=(25,)),
        "attributes": replace(box, tracks=(replace(track, attributes={"pose": "up"}),)),
        "attributes of segments": replace(
            segments, segments=(Segment(1, "car", 5, 30, {"pose": "up"}),)
        ),
        "who made objects": replace(box, tracks=(replace(track, provenance=MODEL),)),
        "who made segments": replace(
            segments, segments=(Segment(1, "car", 5, 30, provenance=MODEL),)
        ),
        "labels' groups": replace(segments, labels=(replace(LABEL, group="Action"),)),
        "labels' colours": replace(box, labels=(COLOURED,)),
        "labels' attributes": replace(box, labels=(TYPED,)),
        OF_SEGMENTS + "labels' colours": replace(segments, labels=(COLOURED,)),
        OF_SEGMENTS + "labels' attributes": replace(segments, labels=(TYPED,)),
    }


def _full(told: dict[str, AnnotationLayer]) -> AnnotationLayer:
    """All of it in one layer."""
    label = replace(LABEL, colour="#ff0000", group="Action", hotkey="c")
    shapes = [layer.tracks[0].keyframes for layer in told.values() if layer.tracks]
    unlike = [keys for keys in shapes if not isinstance(keys[0].shape, Skeleton)]
    tracks = tuple(
        Track(id_, "car", keys, MODEL, {"pose": "up"}) for id_, keys in enumerate(unlike, 1)
    )
    segments = (Segment(3, "car", 20, 40, {"pose": "up"}, MODEL), Segment(1, "car", 5, 30))
    tags = (Tag("car", MODEL, {"pose": "up"}),)
    return AnnotationLayer(MEDIA, (label,), tracks, segments, tags, cuts=(25,))


def text() -> str:
    """The page."""
    told = _told()
    full = _full(told)
    base = AnnotationLayer(MEDIA, (LABEL,))
    lines = [
        "# Annotation formats",
        "",
        "Made by `python packaging/formats_table.py` from what each format says of itself.",
        "`reelwright convert IN -o OUT --to ID` writes them; what a layer of yours would lose is",
        "told, and only that. Conventions: pixel edges, frames from 0, half-open spans.",
        "",
        "| Id | Title | File | Holds whole |",
        "|---|---|---|---|",
    ]
    for format_ in FORMATS:
        usual = set(format_.loses(base))
        whole = [name for name, layer in told.items() if not set(format_.loses(layer)) - usual]
        held = dict.fromkeys(name.removeprefix(OF_SEGMENTS) for name in whole)
        suffix = f"`{format_.suffix}`" if format_.suffix else "folder"
        lines.append(f"| `{format_.name}` | {format_.title} | {suffix} | {', '.join(held)} |")
    lines += ["", "## What is lost", "", "Of a layer that has everything:", ""]
    for format_ in FORMATS:
        losses = format_.loses(full)
        lines += [f"### `{format_.name}`: {format_.title}", ""]
        lines += [f"- {sentence}" for sentence in losses] or ["- Nothing."]
        lines.append("")
    return "\n".join(lines)


if __name__ == "__main__":
    OUTPUT.write_text(text(), encoding="utf-8")
