"""AVA's table as a layer, every row doubted."""

from __future__ import annotations

from pathlib import PurePath
from typing import TYPE_CHECKING

from app.annotations.formats.ava_seconds import Seconds, box_of
from app.annotations.formats.layer_steps import one_line
from app.annotations.formats.needs import need_times
from app.annotations.formats.text_file import Line, lines_of
from app.annotations.layer import AnnotationLayer
from app.annotations.model import NONE, Keyframe, Label, Track

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.annotations.layer import MediaFacts

_MAX_ACTION = 10**9 - 1
_MAX_ID = 1 << 53
_MAX_SECOND = 10**15
Key = tuple[int, int]
"""Person and action."""


def layer_of(path: Path, media: MediaFacts) -> AnnotationLayer:
    """The objects of the clip's rows.

    Raises:
        AnnotationError: a row that is none, or a second the clip does not have.
    """
    rows = _of_clip([(line, line.text.split(",")) for line in lines_of(path)], media)
    if not rows:
        return AnnotationLayer(media)
    need_times(media, path)
    seconds = Seconds(media)
    times = [line.whole(cells[1], 0, _MAX_SECOND, "the second") for line, cells in rows]
    if seconds.first and min(times) < seconds.first:  # counted from the clip's own beginning
        times = [time + seconds.first for time in times]
    seen: dict[Key, dict[int, Keyframe]] = {}
    for time, (line, cells) in zip(times, rows, strict=True):
        _take(line, cells, seconds.frame(time), media, seen)
    return _layer(seen, seconds, media)


def _of_clip(rows: list[tuple[Line, list[str]]], media: MediaFacts) -> list[tuple[Line, list[str]]]:
    for line, cells in rows:
        if len(cells) not in (8, 9):
            line.refuse(
                f"has {len(cells)} cells; it must have eight: video, second, x1, y1, x2, y2, "
                "action, person"
            )
    stem = one_line(PurePath(media.file_name).stem, "clip").replace(",", "_").replace('"', "_")
    videos = {cells[0].strip() for _, cells in rows}
    if len(videos) > 1 and stem not in videos:
        rows[0][0].refuse(
            f"is one of {len(videos)} videos, and none is called “{stem}” as the clip is"
        )
    return [row for row in rows if len(videos) == 1 or row[1][0].strip() == stem]


def _take(
    line: Line,
    cells: list[str],
    frame: int | None,
    media: MediaFacts,
    seen: dict[Key, dict[int, Keyframe]],
) -> None:
    words = [cell.strip() for cell in cells]
    if not words[6]:  # AVA's way to say that nobody is there
        return
    if frame is None:
        line.refuse(f"speaks of second {words[1]}, which the clip does not have")
    x0, y0, x1, y1 = (line.decimal(word, 0, 1, "a share of the picture") for word in words[2:6])
    if x1 < x0 or y1 < y0:
        line.refuse("has a box whose right or bottom edge is before its left or top one")
    action = line.whole(words[6], 0, _MAX_ACTION, "the action")
    person = line.whole(words[7], 0, _MAX_ID, "the person")
    there = seen.setdefault((person, action), {})
    if frame in there:
        line.refuse(f"tells action {action} of person {person} at this second once more")
    there[frame] = Keyframe(frame, box_of(x0, y0, x1, y1, media.width, media.height))


def _layer(
    seen: dict[Key, dict[int, Keyframe]], seconds: Seconds, media: MediaFacts
) -> AnnotationLayer:
    order = sorted(seen, key=lambda key: (min(seen[key]), key))
    ids = _ids(order)
    tracks = []
    for person, action in order:
        there = seen[person, action]
        keys = seconds.keyframes([there[frame] for frame in sorted(there)])
        id_ = ids[person, action]
        extra = {"ava": {"person": person}} if id_ != person else NONE
        tracks.append(Track(id_, f"action {action}", keys, extra=extra))
    tracks.sort(key=lambda track: (track.keyframes[0].frame, track.id))
    labels = dict.fromkeys(track.label for track in tracks)
    return AnnotationLayer(media, tuple(map(Label, labels)), tuple(tracks))


def _ids(keys: Iterable[Key]) -> dict[Key, int]:
    """A person's first action has the person's number, each further one the next free one."""
    keys = list(keys)
    free = max(person for person, _ in keys)
    ids: dict[Key, int] = {}
    known: set[int] = set()
    for person, action in keys:
        free += person in known
        ids[person, action] = free if person in known else person
        known.add(person)
    return ids
