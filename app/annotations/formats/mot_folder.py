"""The folder of a MOT Challenge sequence: seqinfo.ini, gt/gt.txt and gt/labels.txt."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.annotations.formats.clip_size import MAX_SIDE, agreed
from app.annotations.formats.frame_files import clip_name
from app.annotations.formats.needs import end_of, need_media
from app.annotations.formats.text_file import Line, lines_of, read_text
from app.annotations.model import MAX_FRAME
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from app.annotations.layer import MediaFacts

_PLACES = ("gt/gt.txt", "det/det.txt", "gt.txt", "det.txt")


def write_sequence(
    folder: Path, media: MediaFacts, rows: Iterable[str], labels: Iterable[str]
) -> None:
    """Fill a folder."""
    (folder / "gt").mkdir()
    (folder / "seqinfo.ini").write_text(_sequence_info(media), "utf-8", newline="\n")
    for name, lines in (("gt.txt", rows), ("labels.txt", labels)):
        with (folder / "gt" / name).open("w", encoding="utf-8", newline="\n") as file:
            file.writelines(f"{line}\n" for line in lines)


def _sequence_info(media: MediaFacts) -> str:
    """Rates are whole numbers in these files; 0 where the times of the frames are not known."""
    rate = Fraction(0)
    if len(media.pts) > 1:
        rate = media.frame_count / end_of(media, media.frame_count)
    fields = {
        "name": clip_name(media),
        "imDir": "img1",
        "frameRate": round(rate),
        "seqLength": media.frame_count,
        "imWidth": media.width,
        "imHeight": media.height,
        "imExt": ".jpg",
    }
    return "[Sequence]\n" + "".join(f"{name}={value}\n" for name, value in fields.items())


def rows_of(path: Path) -> list[Line]:
    """The lines of the table in a folder, or of the table itself.

    Raises:
        AnnotationError: there is none.
    """
    if path.suffix == ".txt" and path.is_file():
        return list(lines_of(path))
    for place in _PLACES:
        file = path / place
        if file.is_file() and file.resolve().is_relative_to(path.resolve()):
            return list(lines_of(file))
    raise AnnotationError(f"{path.name} is not a folder with a gt/gt.txt in it.")


def labels_of(path: Path) -> list[str] | None:
    """The names of the classes in order, from 1; "" where a line is empty; None without a file."""
    for file in (path / "gt" / "labels.txt", path / "labels.txt"):
        if file.is_file() and file.resolve().is_relative_to(path.resolve()):
            return [line.strip() for line in read_text(file).splitlines()]
    return None


def media_of(path: Path, media: MediaFacts | None, frames: int) -> MediaFacts:
    """The clip, from seqinfo.ini and what was said of it.

    Args:
        path: The folder.
        media: What is known.
        frames: How many there are at least, by the table.

    Raises:
        AnnotationError: the two contradict each other, or both are silent.
    """
    file = path / "seqinfo.ini"
    if not file.is_file() or not file.resolve().is_relative_to(path.resolve()):
        media = need_media(media, path)
        return agreed(path, (media.width, media.height), frames, media)
    fields: dict[str, tuple[Line, str]] = {}
    for line in lines_of(file):
        name, _, value = line.text.partition("=")
        fields[name.strip().lower()] = (line, value.strip())

    def number(name: str, low: int, high: int) -> int:
        if name.lower() not in fields:
            raise AnnotationError(f"{file.name} has no {name}.")
        line, word = fields[name.lower()]
        return line.whole(word, low, high, name)

    size = number("imWidth", 1, MAX_SIDE), number("imHeight", 1, MAX_SIDE)
    length = number("seqLength", 0, MAX_FRAME)
    if media is None and frames > length:
        raise AnnotationError(
            f"{file.name} says {length} frames, but the table goes on to {frames}."
        )
    name = fields["name"][1] if "name" in fields else ""
    return agreed(file, size, max(length if media is None else 0, frames), media, name)
