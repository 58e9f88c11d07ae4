"""MOTS's tables and pictures as a layer, everything in them doubted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats.clip_size import MAX_SIDE
from app.annotations.formats.folder import files_in
from app.annotations.formats.gathering import Gathering
from app.annotations.formats.mot_folder import labels_of, media_of, rows_of
from app.annotations.formats.mots_classes import IGNORED, name_of
from app.annotations.formats.object_pictures import objects_in
from app.annotations.formats.text_file import read_text
from app.annotations.layer import AnnotationLayer
from app.annotations.masks import Mask, overlapping
from app.annotations.model import MAX_FRAME, Keyframe, Label
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.formats.text_file import Line
    from app.annotations.layer import MediaFacts
    from app.annotations.model import Track

_MAX_ID = 1 << 16


def layer_of_text(path: Path, media: MediaFacts | None) -> AnnotationLayer:
    """The layer a sequence's table describes.

    Raises:
        AnnotationError: no such table, or anything in it that is not valid.
    """
    lines = rows_of(path)
    names = labels_of(path)
    frames = [line.whole(line.text.split()[0], 0, MAX_FRAME, "a frame") for line in lines]
    first = min([1, *frames])
    media = media_of(path, media, max(frames, default=0) + 1 - first)
    gathered = Gathering()
    seen: dict[int, list[tuple[Line, Mask]]] = {}
    for line, frame in zip(lines, frames, strict=True):
        id_, number, mask = _row(line, media)
        label = name_of(number, names)
        if label is None:
            line.refuse(f"has the class {number}, which labels.txt does not name")
        seen.setdefault(frame, []).append((line, mask))
        if problem := gathered.add(id_, label, Keyframe(frame - first, mask)):
            line.refuse(problem)
    for shown in seen.values():
        _check_apart(shown)
    return _layer(media, gathered.tracks(media.frame_count), names)


def _check_apart(seen: list[tuple[Line, Mask]]) -> None:
    """Refuse masks that overlap within a frame, against the format's rule."""
    if not overlapping(mask for _, mask in seen):
        return
    low, high = 1, len(seen) - 1  # the first mask that makes the masks up to it overlap
    while low < high:
        middle = (low + high) // 2
        if overlapping(mask for _, mask in seen[: middle + 1]):
            high = middle
        else:
            low = middle + 1
    seen[low][0].refuse("has a mask that overlaps an earlier one of the frame")


def _row(line: Line, media: MediaFacts) -> tuple[int, int, Mask]:
    """Number of the object, of its class, and its pixels."""
    words = line.text.split()
    if len(words) != 6:
        line.refuse("must have a frame, an object, a class, a height, a width and run lengths")
    id_ = line.whole(words[1], 0, _MAX_ID, "the number of an object")
    number = line.whole(words[2], 0, _MAX_ID, "a class")
    height = line.whole(words[3], 1, MAX_SIDE, "a height")
    size = line.whole(words[4], 1, MAX_SIDE, "a width"), height
    if size != (media.width, media.height):
        line.refuse(
            f"is of a picture of {size[0]}×{size[1]} pixels, "
            f"but the clip has {media.width}×{media.height}"
        )
    try:
        return id_, number, Mask.from_text(*size, words[5])
    except AnnotationError as error:
        line.refuse(f"is damaged: {str(error).rstrip('.')}")


def layer_of_pictures(path: Path, media: MediaFacts | None) -> AnnotationLayer:
    """The layer that one clip's pictures describe.

    Raises:
        AnnotationError: no such folder, pictures of several clips, or anything that is not valid.
    """
    files = files_in(path, "**/*.png")
    names = _names(path)
    folders = sorted({file.parent.name for file in files})
    if not files:
        raise AnnotationError(f"{path.name} holds no PNG pictures.")
    if len(folders) > 1:
        raise AnnotationError(f"{path.name} holds pictures of several clips; choose that of one.")
    found = objects_in(files, path, media, np_kind="uint16", name=folders[0])

    def label(id_: int) -> str:
        name = name_of(id_ // 1000, names)
        if name is None:
            raise AnnotationError(
                f"{path.name} has an object {id_} in its pictures, "
                f"but labels.txt names no class {id_ // 1000}."
            )
        return name

    return _layer(found.media, found.tracks(label), names)


def _names(path: Path) -> list[str] | None:
    for file in (path / "instances" / "labels.txt", path / "labels.txt"):
        if file.is_file() and file.resolve().is_relative_to(path.resolve()):
            return [line.strip() for line in read_text(file).splitlines()]
    return None


def _layer(
    media: MediaFacts, tracks: tuple[Track, ...], names: list[str] | None
) -> AnnotationLayer:
    """The layer, with the labels that are named and, last, the one for what is not judged.

    Where no file names them, all up to the highest class are there, so that each keeps its number.
    """
    if names is None:
        classes = {track.id // 1000: track.label for track in tracks if track.label != IGNORED}
        names = [name_of(number, None) or "" for number in range(1, max(classes, default=0) + 1)]
    found = [name for name in names if name] + [track.label for track in tracks]
    labels = sorted(dict.fromkeys(found), key=lambda name: name == IGNORED)
    return AnnotationLayer(media, tuple(map(Label, labels)), tracks)
