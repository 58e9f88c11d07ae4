"""A layer as LabelMe's files."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

from app.annotations.formats.folder import appearing_folder
from app.annotations.formats.frame_files import frame_name
from app.annotations.formats.labelme_shapes import rows_of

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Keyframe, Track

VERSION = "5.5.0"
"""Of LabelMe, whose fields these are."""


def write(layer: AnnotationLayer, path: Path) -> None:
    """Write the folder, whole or not at all.

    Raises:
        AnnotationError: the disk refuses.
    """
    kept = layer.extra.get("labelme", {})
    frames: dict[int, list[tuple[Track, Keyframe]]] = {int(frame): [] for frame in kept}
    for track in layer.tracks:
        for key in track.keyframes:
            if not key.outside:
                frames.setdefault(key.frame, []).append((track, key))
    with appearing_folder(path) as folder:
        names = "".join(f"{label.name}\n" for label in layer.labels)
        (folder / "labels.txt").write_text(names, "utf-8", newline="\n")
        for frame, seen in frames.items():
            name = frame_name(layer.media, frame)
            row = _frame(layer, name, frame) | kept.get(str(frame), {})
            row["shapes"] = [one for track, key in seen for one in _shapes(track, key)]
            text = json.dumps(row, indent=2) + "\n"
            (folder / f"{name}.json").write_text(text, "ascii", newline="\n")


def _frame(layer: AnnotationLayer, name: str, frame: int) -> dict[str, Any]:
    return {
        "version": VERSION,
        "flags": {},
        "shapes": [],
        "imagePath": f"{name}.png",
        "imageData": None,
        "imageHeight": layer.media.height,
        "imageWidth": layer.media.width,
        "frame_index": frame,
    }


def _shapes(track: Track, key: Keyframe) -> list[dict[str, Any]]:
    kept = dict(key.extra.get("labelme", {}))
    row = {"label": track.label, "group_id": track.id, "description": "", "mask": None, **kept}
    row["flags"] = {**kept.get("flags", {}), **({"occluded": True} if key.occluded else {})}
    if key.score is not None:
        row["score"] = key.score
    if key.attributes:
        row["attributes"] = {**kept.get("attributes", {}), **key.attributes}
    if key.z_order:
        row["z_order"] = key.z_order
    return [row | shape for shape in rows_of(key.shape)]
