"""What the timeline says about itself: tool tips, and the summary for screen readers."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.project.queries import clips, find_clip, track_of
from app.ui.language import tr, tr_count
from app.ui.timecode import timecode
from app.ui.timeline.annotations.words import annotation_summary
from app.ui.timeline.frames import name_of
from app.ui.timeline.titles import chain_title

if TYPE_CHECKING:
    from app.base.time import Span, Time
    from app.project.model import Clip, Project, Track
    from app.ui.timeline.hit import Hit
    from app.ui.timeline.state import TimelineState


def track_name(project: Project, track: Track) -> str:
    """What a track is called: `V2` is short for the second row of pictures."""
    number = next((n for n, t in enumerate(project.tracks, 1) if t.id == track.id), 0)
    if track.name and track.name != f"V{number}":
        return track.name
    return tr("Video {n}", n=number)


def sound_name(project: Project, track: Track) -> str:
    """What the sound of a track is called."""
    number = next((n for n, t in enumerate(project.tracks, 1) if t.id == track.id), 0)
    if track.name and track.name != f"V{number}":
        return track.name
    return tr("Audio {n}", n=number)


def summary(state: TimelineState) -> str:
    """Where things stand, in one line."""
    if state.annotated is not None:
        return annotation_summary(state.annotated)
    chosen = [clip for _, clip in clips(state.project) if clip.id in state.view.selection]
    if len(chosen) == 1:
        return clip_words(state, chosen[0])
    if chosen:
        return tr_count("{n} clip selected", "{n} clips selected", len(chosen))
    count = sum(len(track.clips) for track in state.project.tracks)
    if not count:
        return tr("Nothing on the timeline yet")
    playhead = timecode(state.view.playhead, state.rate)
    return tr_count(
        "{n} clip, playhead at {time}", "{n} clips, playhead at {time}", count, time=playhead
    )


def clip_words(state: TimelineState, clip: Clip) -> str:
    """ "Track Video 1, clip coffee.mp4, 3.2 s to 9.0 s, selected"."""
    track = track_of(state.project, clip.id)
    values = {
        "track": track_name(state.project, track) if track else "",
        "clip": name_of(clip, state.media.get(clip.media_id)),
        "start": _seconds(clip.at),
        "end": _seconds(clip.end),
    }
    if clip.id in state.view.selection:
        return tr("Track {track}, clip {clip}, {start} s to {end} s, selected", **values)
    return tr("Track {track}, clip {clip}, {start} s to {end} s", **values)


def tooltip(state: TimelineState, hit: Hit) -> str:
    """What is under the pointer; "" for what speaks for itself."""
    if hit.kind == "cache":
        if _within(state.ram, hit.time):
            return tr("Ready in memory")
        return tr("Ready on disk") if _within(state.disk, hit.time) else tr("Not rendered yet")
    if hit.kind in ("clip", "start", "end"):
        clip = find_clip(state.project, hit.id)
        return _clip_tip(state, clip) if clip else ""
    if hit.kind == "marker":
        marker = next((m for m in state.project.markers if m.id == hit.id), None)
        return marker.text if marker else ""
    return {"in": tr("In"), "out": tr("Out")}.get(hit.kind, "")


def _clip_tip(state: TimelineState, clip: Clip) -> str:
    media = state.media.get(clip.media_id)
    lines = [name_of(clip, media)]
    span = f"{timecode(clip.at, state.rate)} – {timecode(clip.end, state.rate)}"
    lines.append(tr("{span}, {length} long", span=span, length=timecode(clip.length, state.rate)))
    chain = chain_title(state.kinds, clip)
    lines.extend([chain] if chain else [])
    return "\n".join(lines)


def _within(spans: tuple[Span, ...], time: Time) -> bool:
    return any(time in span for span in spans)


def _seconds(time: Time) -> str:
    return f"{float(time):.1f}"
