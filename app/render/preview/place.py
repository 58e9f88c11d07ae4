"""From a moment of the timeline to a frame of a source, and back."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.project.queries import clip_at, find_media, source_time

if TYPE_CHECKING:
    from app.base.time import Time
    from app.media.frame_index import FrameIndex
    from app.project.model import Clip, MediaItem, Project


@dataclass(frozen=True, slots=True)
class Place:
    """What is seen at a moment of the timeline.

    Attributes:
        clip: The topmost one with a picture.
        media: Its source.
        time: Seconds from the source's first frame, exact.
    """

    clip: Clip
    media: MediaItem
    time: Time

    def media_time(self, index: FrameIndex) -> Time:
        """The same moment on the source's own clock."""
        return index.start + self.time


def place_at(project: Project, time: Time) -> Place | None:
    """What is seen at a moment; None in a gap. Sound without picture hides nothing."""
    for track in reversed(project.tracks):
        clip = None if track.hidden else clip_at(track, time)
        media = find_media(project, clip.media_id) if clip else None
        if clip and media and not (media.facts and not media.facts.frames):
            return Place(clip, media, source_time(clip, time))
    return None


def timeline_time(clip: Clip, index: FrameIndex, time: Time) -> Time:
    """Where a frame of the source that is shown from `time` on begins on the timeline.

    The frame that is on screen when a clip starts began earlier; on the timeline it begins there.
    """
    return max(clip.at, clip.at + time - index.start - clip.source.start)
