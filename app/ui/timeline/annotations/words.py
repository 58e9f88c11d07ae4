"""What the annotation rows say to a screen reader: what is selected, and where the playhead is."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from typing import TYPE_CHECKING

from app.annotations.interpolation import shape_at
from app.ui.language import tr, tr_count

if TYPE_CHECKING:
    from app.annotations.model import Segment, Track
    from app.ui.timeline.annotations.annotations import Annotations


def annotation_summary(shown: Annotations) -> str:
    """Where things stand, in one line."""
    session, layer = shown.session, shown.layer
    if layer is None:
        return tr("Nothing to annotate here")
    tracks = [track for number in session.selection if (track := shown.track(number))]
    parts = [part for part in layer.segments if part.id in session.segments]
    if len(tracks) == 1:
        return _reviewed(_track_words(tracks[0], session.frame), tracks[0])
    if tracks:
        return tr_count("{n} track selected", "{n} tracks selected", len(tracks))
    if len(parts) == 1:
        return _reviewed(_segment_words(parts[0]), parts[0])
    if parts:
        return tr_count("{n} segment selected", "{n} segments selected", len(parts))
    numbers = {"tracks": f"{len(layer.tracks):,}", "segments": f"{len(layer.segments):,}"}
    return tr("Tracks: {tracks}, segments: {segments}, at frame {frame}",
              frame=session.frame, **numbers)  # fmt: skip


def _track_words(track: Track, frame: int) -> str:
    """ "Track person 1, keyframe at frame 160"."""
    name = f"{track.label} {track.id}"
    frames = [key.frame for key in track.keyframes]
    place = bisect_left(frames, frame)
    if place < len(frames) and frames[place] == frame:
        if track.keyframes[place].outside:
            return tr("Track {name}, outside from frame {frame}", name=name, frame=frame)
        return tr("Track {name}, keyframe at frame {frame}", name=name, frame=frame)
    if shape_at(track, frame) is None:
        return tr("Track {name}, not to be seen on frame {frame}", name=name, frame=frame)
    last = frames[bisect_right(frames, frame) - 1]
    if place == len(frames):
        return tr("Track {name}, frame {frame}, after its last keyframe {last}",
                  name=name, frame=frame, last=last)  # fmt: skip
    return tr("Track {name}, frame {frame}, between keyframes {last} and {next}",
              name=name, frame=frame, last=last, next=frames[place])  # fmt: skip


def _segment_words(part: Segment) -> str:
    """ "Segment throw, frames 0 to 38": the last one belongs to it."""
    return tr("Segment {name}, frames {start} to {last}",
              name=part.label, start=part.start, last=part.stop - 1)  # fmt: skip


def _reviewed(words: str, thing: Track | Segment) -> str:
    return words if thing.provenance.accepted else tr("{words}, to be reviewed", words=words)
