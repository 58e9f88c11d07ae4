"""Files, folders and picture sequences on their way into the bin. Never on the GUI thread."""

from __future__ import annotations

import os
import re
from collections import defaultdict
from dataclasses import dataclass, replace
from itertools import islice
from pathlib import Path
from typing import TYPE_CHECKING

from app.base.errors import MediaError
from app.media.image_sequence import PICTURE_SUFFIXES, is_sequence
from app.media.opening import SEQUENCE_RATE
from app.media.probe import frame_index_of, probe, video_info
from app.project.fingerprint import fingerprint
from app.project.ids import new_id
from app.project.model import MediaFacts, MediaItem

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator
    from fractions import Fraction

    from app.media.probe import MediaInfo, VideoInfo

VIDEO_SUFFIXES = (
    frozenset({".3g2", ".3gp", ".avi", ".dv", ".f4v", ".flv", ".gif", ".h264", ".h265", ".hevc"})
    | {".ivf", ".m2ts", ".m2v", ".m4v", ".mkv", ".mov", ".mp4", ".mpeg", ".mpg", ".mts"}
    | {".mxf", ".nut", ".ogm", ".ogv", ".rm", ".rmvb", ".ts", ".vob", ".webm", ".wmv"}
    | {".y4m"}
)
"""What is taken from a folder; a file that is named itself may end in anything."""

FEWEST_PICTURES = 3
"""So many numbered pictures are a sequence; fewer are stills."""
DEEPEST = 8
MOST_FILES = 100_000

_NUMBERED = re.compile(r"(.*?)(\d{1,12})(\D*)", re.DOTALL)


@dataclass(frozen=True, slots=True)
class Found:
    """What paths that a user named turned out to be.

    Attributes:
        sources: Files and patterns to look at, in the order of names.
        ignored: Files in folders that are neither films nor pictures.
        notes: Sentences about what is left out.
    """

    sources: tuple[Path, ...]
    ignored: int = 0
    notes: tuple[str, ...] = ()


def inspect(path: Path, rate: Fraction | None = None) -> MediaItem:
    """Look at a source: its facts and its fingerprint. Reads a whole film once, decodes one frame.

    Args:
        path: A file, or a pattern of numbered pictures.
        rate: Frames per second of a sequence, 25 if not given.

    Raises:
        MediaError: it is not there, damaged, or has no picture.
    """
    return inspected(path, rate)[0]


def inspected(path: Path, rate: Fraction | None = None) -> tuple[MediaItem, tuple[str, ...]]:
    """`inspect`, with sentences about anything unusual."""
    path = _written_out(path)
    if is_sequence(path):
        rate = rate or SEQUENCE_RATE
        index = frame_index_of(path, rate)
        video, sound, notes = video_info(path, index, rate), False, index.warnings
    else:
        rate = None
        info = probe(path)
        video, sound, notes = _video_of(info), _has_sound(info), info.warnings
    found = _facts(video, sound)
    return MediaItem(path, new_id(), fingerprint(path), rate, found), notes


def retimed(item: MediaItem, rate: Fraction) -> MediaItem:
    """A sequence at another number of frames per second; for `media.update_media`."""
    if item.rate is None or item.facts is None or rate <= 0:
        return item
    facts = replace(item.facts, rate=rate, duration=item.facts.frames / rate)
    return replace(item, rate=rate, facts=facts)


def sources_in(paths: Iterable[Path]) -> Found:
    """Turn what was dropped or chosen into sources: folders opened, sequences put together."""
    single: list[Path] = []
    pictures: dict[Path, list[Path]] = defaultdict(list)
    ignored, notes = 0, []
    for path in paths:
        if not path.is_dir():
            _sort_in(path, single, pictures)
            continue
        files = list(islice(_files_below(path), MOST_FILES + 1))
        if len(files) > MOST_FILES:
            notes.append(f"{path.name} holds more than {MOST_FILES:,} files; the rest is left out.")
        for file in files[:MOST_FILES]:
            known = file.suffix.lower() in PICTURE_SUFFIXES | VIDEO_SUFFIXES
            ignored += not known
            if known:
                _sort_in(file, single, pictures)
    for group in pictures.values():
        found, sentences = _sequences(group)
        single += found
        notes += sentences
    return Found(tuple(dict.fromkeys(single)), ignored, tuple(notes))


def _written_out(path: Path) -> Path:
    """The whole path without `..`, links not followed: as a project that is read again names it."""
    return Path(os.path.normpath(path.absolute()))


def _sort_in(path: Path, single: list[Path], pictures: dict[Path, list[Path]]) -> None:
    path = _written_out(path)
    if path.suffix.lower() in PICTURE_SUFFIXES and not is_sequence(path):
        pictures[path.parent].append(path)
    else:
        single.append(path)


def _files_below(top: Path, depth: int = 0) -> Iterator[Path]:
    try:
        inside = sorted(top.iterdir())
    except OSError:
        return
    for path in inside:
        if path.name.startswith("."):
            continue
        if path.is_dir():
            if depth < DEEPEST and not path.is_symlink():
                yield from _files_below(path, depth + 1)
        elif path.is_file():
            yield path


def _sequences(pictures: list[Path]) -> tuple[list[Path], list[str]]:
    """Patterns for the numbered pictures of one folder, and the others as they are."""
    rows: dict[tuple[str, str], list[tuple[int, Path]]] = defaultdict(list)
    found: list[Path] = []
    for path in dict.fromkeys(pictures):
        match = _NUMBERED.fullmatch(path.name)
        if match is None:
            found.append(path)
        else:
            rows[match[1], match[3]].append((int(match[2]), path))
    notes: list[str] = []
    for (before, after), row in rows.items():
        if len(row) < FEWEST_PICTURES:
            found += [path for _, path in row]
            continue
        pattern, left = _pattern(before, after, sorted(row))
        if left > len(row) // 2:
            found += [path for _, path in row]  # numbers as names, not a row of frames
            continue
        found.append(pattern)
        if left:
            notes.append(
                f"{pattern.name}: {left:,} pictures after a gap in the numbers are left out; "
                "number them without gaps to have them all."
            )
    return sorted(found), notes


def _pattern(before: str, after: str, row: list[tuple[int, Path]]) -> tuple[Path, int]:
    """A pattern for pictures in order of their numbers, and how many of them it does not reach."""
    numbers = [number for number, _ in row]
    folder = row[0][1].parent
    widths = {len(path.name) - len(before) - len(after) for _, path in row}
    padded = any(path.name[len(before)] == "0" for _, path in row) or len(widths) == 1
    number = f"%0{min(widths)}d" if padded else "%d"
    plain = folder / f"{before}{number}{after}"
    together = next((n for n, each in enumerate(numbers) if each != numbers[0] + n), len(numbers))
    left = len(numbers) - together
    if left and len(widths) == 1:
        # In alphabetical order they are in that of their numbers, and wildcards mind no gap.
        wild = folder / f"{before}{'?' * min(widths)}{after}"
        if set(folder.glob(wild.name)) == {path for _, path in row}:
            return wild, 0
    return plain, left


def _video_of(info: MediaInfo) -> VideoInfo:
    if info.video is None:
        raise MediaError(f"{info.path.name} has sound but no picture; choose a video or pictures.")
    return info.video


def _has_sound(info: MediaInfo) -> bool:
    return any(stream.kind == "audio" for stream in info.others)


def _facts(video: VideoInfo, sound: bool) -> MediaFacts:
    format_ = video.format
    width = round(format_.width * format_.sample_aspect_ratio)
    duration = video.end - video.start
    return MediaFacts(
        duration if duration > 0 else 1 / video.average_rate,
        video.frame_count,
        video.average_rate,
        format_.rate is None,
        max(1, width),
        format_.height,
        sound,
    )
