"""MOT Challenge's tables as a layer, everything in them doubted."""

from __future__ import annotations

from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from app.annotations.formats.gathering import Gathering
from app.annotations.formats.mot_folder import labels_of, media_of, rows_of
from app.annotations.formats.shape_steps import rounded
from app.annotations.layer import AnnotationLayer
from app.annotations.model import MAX_FRAME, NONE, Extra, Keyframe, Label
from app.annotations.shapes import Box
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.annotations.formats.text_file import Line
    from app.annotations.layer import MediaFacts

CLASSES = (
    *("pedestrian", "person on vehicle", "car", "bicycle", "motorbike", "non motorized vehicle"),
    *("static person", "distractor", "occluder", "occluder on the ground", "occluder full"),
    *("reflection", "crowd"),
)
"""What the challenge's numbers mean where no labels.txt says otherwise."""

_MAX_ID = 1 << 53
_MAX_CLASS = 10_000
_FAR = 1e7


def layer_of(path: Path, media: MediaFacts | None) -> AnnotationLayer:
    """The layer a sequence describes.

    A table with a frame 0 counts from 0, against the rules, as some programs write it.

    Raises:
        AnnotationError: no such table, or anything in it that is not valid.
    """
    lines = rows_of(path)
    rows = [_row(line) for line in lines]
    frames = [frame for frame, *_ in rows]
    first = min([1, *frames])
    media = media_of(path, media, max(frames, default=0) + 1 - first)
    names = labels_of(path)
    given = names if names is not None else list(CLASSES)
    gathered = Gathering()
    highest = max((number for _, _, number, _ in rows), default=0)
    # All classes up to the highest, so that each keeps its number when it is written again.
    default = [_name(number, CLASSES) for number in range(1, highest + 1)]
    used: dict[str, None] = dict.fromkeys(names if names is not None else default)
    used.pop("", None)
    for line, (frame, id_, number, key) in zip(lines, rows, strict=True):
        label = _label(line, number, given, closed=names is not None)
        used.setdefault(label)
        _add(gathered, line, id_, label, key(frame - first))
    if names is not None and len(used) < len([name for name in names if name]):
        raise AnnotationError("labels.txt names a class twice.")
    labels = tuple(Label(name) for name in used)
    return AnnotationLayer(media, labels, gathered.tracks(media.frame_count))


def _add(gathered: Gathering, line: Line, id_: int, label: str, key: Keyframe) -> None:
    if id_ < 0:
        gathered.add_loose(label, key)
    elif problem := gathered.add(id_, label, key):
        line.refuse(problem)


def _label(line: Line, number: int, names: list[str], *, closed: bool) -> str:
    if number < 1:
        return "object"
    if closed and (number > len(names) or not names[number - 1]):
        line.refuse(f"has the class {number}, which labels.txt does not name")
    return _name(number, names)


def _name(number: int, names: Sequence[str]) -> str:
    return names[number - 1] if number <= len(names) else f"class {number}"


class _Row:
    """A keyframe that does not know its frame yet."""

    def __init__(self, box: Box, occluded: bool, score: float | None, extra: Extra) -> None:
        self._fields: tuple[Any, ...] = (box, occluded, score, extra)

    def __call__(self, frame: int) -> Keyframe:
        box, occluded, score, extra = self._fields
        return Keyframe(frame, box, occluded=occluded, score=score, extra=extra)


def _row(line: Line) -> tuple[int, int, int, _Row]:
    """Frame as it stands, numbers of the object and of its class (-1 for none), and the rest."""
    words = line.text.replace(",", " ").split()
    if len(words) < 6:
        line.refuse("must have a frame, an object and four numbers of a box")
    words += ["1", "-1", "-1"][len(words) - 6 :]
    frame = line.whole(words[0], 0, MAX_FRAME, "a frame")
    id_ = line.whole(words[1], -1, _MAX_ID, "the number of an object")
    numbers = [line.decimal(word, -_FAR, _FAR, "a number of a box") for word in words[2:6]]
    number = line.whole(words[7], -1, _MAX_CLASS, "a class")
    conf = line.decimal(words[6], -_FAR, _FAR, "a confidence")
    visibility = line.decimal(words[8], -1, 1, "a visibility")
    result = number < 0
    extra = {} if result or conf == 1 else {"conf": conf}
    extra |= {"visibility": visibility} if 0 < visibility < 1 else {}
    score = conf if result and 0 <= conf <= 1 else None
    kept = MappingProxyType({"mot": extra}) if extra else NONE
    return frame, id_, number, _Row(_box(line, numbers), 0 <= visibility < 1, score, kept)


def _box(line: Line, numbers: list[float]) -> Box:
    left, top, across, down = numbers
    if across < 0 or down < 0:
        line.refuse("has a box of negative size")
    x0, y0 = rounded(left - 1), rounded(top - 1)
    return Box(x0, y0, rounded(x0 + across), rounded(y0 + down))
