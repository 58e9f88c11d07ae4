"""Tags, roles and chapters: what a file says about itself."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.base.time import to_ticks
from app.media.side.languages import language_in

if TYPE_CHECKING:
    from collections.abc import Mapping

    import av
    from av.container.core import Chapter

    from app.media.side.window import Window

_ABOUT_THE_FILE = {
    "encoder", "major_brand", "minor_version", "compatible_brands", "duration", "vendor_id",
    "handler_name", "filename", "mimetype", "timecode", "creation_software",
}  # fmt: skip
"""True of the old file only: its writer, its brands, its length."""

_MP4_TAGS = {
    "title", "artist", "album_artist", "album", "composer", "writer", "date", "comment", "genre",
    "copyright", "grouping", "lyrics", "description", "synopsis", "show", "episode_id", "network",
    "keywords", "season_number", "episode_sort", "compilation", "track", "disc", "hd_video",
    "gapless_playback", "media_type", "location", "make", "model", "creation_time",
}  # fmt: skip
"""What FFmpeg writes into mp4 and mov files without `use_metadata_tags`."""

_CHAPTER_TICK = Fraction(1, 1_000_000)


def kept_tags(metadata: Mapping[str, str], container: str, *, trimmed: bool) -> dict[str, str]:
    """The tags of a whole file that stay true of an export."""
    tags = {key: value for key, value in metadata.items() if _lasts(key)}
    timecode = metadata.get("timecode")
    # In mp4 and mov the muxer would make a track of it, which needs a frame rate; and the
    # timecode of the first frame is not that of a later one.
    if timecode and not trimmed and container not in ("mp4", "mov"):
        tags["timecode"] = timecode
    return tags


def lost_tags(metadata: Mapping[str, str], container: str) -> tuple[str, ...]:
    """A sentence about the tags that mp4 and mov have no place for."""
    lost = sorted(key for key in metadata if _lasts(key) and key.lower() not in _MP4_TAGS)
    if container not in ("mp4", "mov") or not lost:
        return ()
    return (f"Tags that {container} files have no place for are lost: {', '.join(lost)}.",)


def _lasts(key: str) -> bool:
    """Whether a tag is about the content. Matroska's statistics tags are about the old packets."""
    plain = key.lower()
    statistics = ("_statistics", "bps", "number_of_frames", "number_of_bytes")
    return plain not in _ABOUT_THE_FILE and not plain.startswith(statistics)


def copy_identity(source: av.stream.Stream, output: av.stream.Stream, container: str) -> None:
    """Give an output stream the language, title, tags and roles of its source."""
    tags = {key: value for key, value in source.metadata.items() if _lasts(key)}
    # mp4 tracks are titled by a `name`, which FFmpeg reads as such but writes from `title`.
    name = tags.pop("name", "")
    if name:
        tags.setdefault("title", name)
    language = language_in(container, tags.pop("language", ""))
    if language:
        tags["language"] = language
    output.metadata.update(tags)
    output.disposition = source.disposition


def moved_chapters(chapters: list[Chapter], window: Window) -> list[Chapter]:
    """The chapters seen through a window: clipped to it, moved, numbered anew from 1."""
    moved: list[Chapter] = []
    for chapter in chapters:
        tick = chapter["time_base"] or Fraction(1, 1000)
        clipped = window.clip(chapter["start"] * tick, chapter["end"] * tick)
        if clipped is not None:
            start, end = (to_ticks(time, _CHAPTER_TICK) for time in clipped)
            moved.append(
                {
                    "id": len(moved) + 1,
                    "start": start,
                    "end": end,
                    "time_base": _CHAPTER_TICK,
                    "metadata": chapter["metadata"],
                }
            )
    return moved
