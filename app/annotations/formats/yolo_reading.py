"""YOLO's folders as a layer, everything in them doubted."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.formats.frame_files import folder_of, frame_files
from app.annotations.formats.gathering import Gathering
from app.annotations.formats.needs import need_media
from app.annotations.formats.text_file import lines_of
from app.annotations.formats.yolo_names import MAX_CLASSES, names_in
from app.annotations.formats.yolo_shapes import shape_in
from app.annotations.layer import AnnotationLayer
from app.annotations.model import Keyframe, Label
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import MediaFacts
    from app.annotations.shapes import Shape

_NO_LABELS = {"classes.txt", "labels.txt", "train.txt", "val.txt", "test.txt"}
_Row = tuple[int, float | None, "Shape"]


def layer_of(path: Path, media: MediaFacts | None, *, polygons: bool) -> AnnotationLayer:
    """The layer a folder describes, its shapes not tied together.

    Raises:
        AnnotationError: no such folder, no clip given, or anything in it that is not valid.
    """
    files = [file for file in folder_of(path, "*.txt") if file.name not in _NO_LABELS]
    names = names_in(path)
    if names is None and not files:
        raise AnnotationError(f"{path.name} holds neither data.yaml nor files of labels.")
    media = need_media(media, path)
    rows = [
        (frame, row)
        for frame, file in frame_files(files, media.frame_count).items()
        for row in _rows(file, None if names is None else len(names), media, polygons=polygons)
    ]
    if names is None:
        names = [
            f"class {number}" for number in range(max((r[0] for _, r in rows), default=-1) + 1)
        ]
    _refuse_repeats(path, names)
    gathered = Gathering()
    for frame, (number, score, shape) in rows:
        gathered.add_loose(names[number], Keyframe(frame, shape, score=score))
    labels = tuple(Label(name) for name in names)
    return AnnotationLayer(media, labels, gathered.tracks(media.frame_count))


def _rows(file: Path, classes: int | None, media: MediaFacts, *, polygons: bool) -> list[_Row]:
    found: list[_Row] = []
    for line in lines_of(file):
        words = line.text.split()
        last = (MAX_CLASSES if classes is None else classes) - 1
        number = line.whole(words[0], 0, last, "the number of a class")
        score = None
        # A box may be followed by the model's confidence.
        if len(words) == 6:
            score = line.decimal(words.pop(), 0, 1, "a score")
        if len(words) < 5:
            line.refuse("must have a class and at least four numbers")
        found.append((number, score, shape_in(line, words[1:], media, polygons=polygons)))
    return found


def _refuse_repeats(path: Path, names: list[str]) -> None:
    if len(set(names)) < len(names):
        twice = next(name for name in names if names.count(name) > 1)
        raise AnnotationError(f"{path.name} has two classes called “{twice}”.")
