"""DAVIS's pictures as a layer, everything in them doubted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats.folder import files_in
from app.annotations.formats.json_document import read_json
from app.annotations.formats.object_pictures import Found, objects_in
from app.annotations.layer import AnnotationLayer
from app.annotations.model import Label
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import MediaFacts

VOID = "void"
"""The label of what is not judged."""


def layer_of(path: Path, media: MediaFacts | None) -> AnnotationLayer:
    """The layer a folder of pictures describes.

    Raises:
        AnnotationError: no such folder, pictures of several clips, or anything that is not valid.
    """
    files = files_in(path, "**/*.png")
    if not files:
        raise AnnotationError(f"{path.name} holds no PNG pictures.")
    folders = {file.parent for file in files}
    if len(folders) > 1:
        raise AnnotationError(
            f"{path.name} holds pictures in {len(folders)} folders; choose that of one clip."
        )
    (folder,) = folders
    names = _names(path, folder.name)
    found = objects_in(files, path, media, np_kind="uint8", name=folder.name)
    return _layer(found, names)


def _layer(found: Found, names: dict[int, str]) -> AnnotationLayer:
    def label(id_: int) -> str:
        return VOID if id_ >= 254 else names.get(id_, "object")

    tracks = found.tracks(label)
    labels = dict.fromkeys(track.label for track in tracks)
    return AnnotationLayer(found.media, tuple(map(Label, labels)), tracks)


def _names(path: Path, clip: str) -> dict[int, str]:
    """The objects' names, if the file of them is there and knows the clip."""
    file = path / "davis_semantics.json"
    if not file.is_file() or not file.resolve().is_relative_to(path.resolve()):
        return {}
    row = read_json(file).get(clip)
    if row is None:
        return {}
    names = {}
    for key in row.fields():
        if not key.isdecimal() or not key.isascii() or not 1 <= int(key[:4]) <= 255:
            row.refuse(f"has “{key[:20]}” where the number of an object should be")
        names[int(key)] = row[key].text() or "object"
    return names
