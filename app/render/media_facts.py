"""What an annotation layer needs to know of a clip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.layer import MediaFacts

if TYPE_CHECKING:
    from app.media.video_reader import VideoReader


def media_facts(reader: VideoReader) -> MediaFacts:
    """The upright picture's size, and the frames with their times."""
    index, format_ = reader.index, reader.format
    pts = tuple(index.pts.tolist())
    name, size = reader.path.name, format_.size
    return MediaFacts(name, *size, len(index), index.time_base, pts)
