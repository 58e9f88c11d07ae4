"""What the timeline's commands do: each is one undo step, or only moves the view."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from fractions import Fraction
from typing import TYPE_CHECKING

from app.project.edits import clips as edits
from app.project.edits import markers, ranges, tracks
from app.project.ids import new_id
from app.project.queries import clips, find_clip
from app.ui.language import tr, tr_count
from app.ui.timeline import clipboard, frames, keys
from app.ui.timeline.rows import curves_of
from app.ui.timeline.shots import cut_times

if TYPE_CHECKING:
    from app.base.time import Time
    from app.project.model import Clip
    from app.ui.timeline.state import TimelineState


class Actions:
    """The verbs of the timeline. GUI thread only."""

    def __init__(self, state: TimelineState) -> None:
        self._state = state

    def chosen(self) -> list[Clip]:
        """The selected clips, in order of time per track."""
        selection = self._state.view.selection
        return [clip for _, clip in clips(self._state.project) if clip.id in selection]

    def has_clips(self) -> bool:
        """Whether there is anything on the timeline."""
        return any(track.clips for track in self._state.project.tracks)

    def can_delete(self) -> bool:
        """Whether a clip, a marker or a key is chosen."""
        state = self._state
        return bool(state.chosen_key or self.chosen() or self._chosen_markers())

    def split(self) -> None:
        """Cut the selected clips at the playhead; all clips there if none of those is."""
        state, time = self._state, self._state.view.playhead
        under = [clip.id for _, clip in clips(state.project) if clip.at < time < clip.end]
        ids = [name for name in under if name in state.view.selection] or under
        state.document.apply(
            tr_count("Split {n} clip", "Split {n} clips", len(ids)), edits.split_at(ids, time)
        )

    def delete(self) -> None:
        """Take away the chosen key, else the selected markers and clips."""
        state = self._state
        if state.chosen_key is not None:
            state.document.apply(tr("Remove keyframe"), keys.removed(state.chosen_key))
            state.choose_key(None)
            return
        for marker_id in self._chosen_markers():
            state.document.apply(tr("Remove marker"), markers.remove_marker(marker_id))
        ids = [clip.id for clip in self.chosen()]
        if ids:
            label = tr_count("Delete {n} clip", "Delete {n} clips", len(ids))
            state.document.apply(label, edits.delete_clips(ids))
        self._forget_gone()

    def ripple_delete(self) -> None:
        """Take the selected clips away and close their gaps."""
        ids = [clip.id for clip in self.chosen()]
        label = tr_count(
            "Delete {n} clip and close the gap", "Delete {n} clips and close the gaps", len(ids)
        )
        self._state.document.apply(label, edits.ripple_delete(ids))
        self._forget_gone()

    def copy(self) -> None:
        """Put the selected clips on the clipboard."""
        clipboard.copy(self._state.project, {clip.id for clip in self.chosen()})

    def cut(self) -> None:
        """Copy, then delete."""
        self.copy()
        ids = [clip.id for clip in self.chosen()]
        label = tr_count("Cut {n} clip", "Cut {n} clips", len(ids))
        self._state.document.apply(label, edits.delete_clips(ids))
        self._forget_gone()

    def paste(self) -> None:
        """Put the copied clips at the playhead, on the track of the selection."""
        clipboard.paste(self._state, self._state.view.playhead, self._track())

    def duplicate(self) -> None:
        """Put copies of the selected clips right behind them."""
        found = self.chosen()
        names = [new_id() for _ in found]
        end = max((clip.end for clip in found), default=Fraction(0))
        label = tr_count("Duplicate {n} clip", "Duplicate {n} clips", len(found))
        self._state.document.apply(label, edits.paste(found, end, self._track(), names))
        self._state.view.select(n for n in names if find_clip(self._state.project, n))

    def select_all(self) -> None:
        """Select every clip on tracks that are not locked."""
        project = self._state.project
        self._state.view.select(clip.id for track, clip in clips(project) if not track.locked)

    def select_none(self) -> None:
        """Select nothing."""
        self._state.view.select(())

    def nudge(self, by: int) -> None:
        """Move the selected clips by frames."""
        ids = [clip.id for clip in self.chosen()]
        label = tr_count("Move {n} clip", "Move {n} clips", len(ids))
        # Steps that follow each other on the same clips are one.
        merge = "nudge " + " ".join(sorted(ids))
        shift = Fraction(by) / self._state.rate
        self._state.document.apply(label, edits.move_clips(ids, shift), merge)

    def trim_start_here(self) -> None:
        """Let the clips at the playhead start there."""
        for clip in self._at_playhead():
            edit = edits.trim_start(clip.id, self._state.view.playhead)
            self._state.document.apply(tr("Trim clip"), edit)

    def trim_end_here(self) -> None:
        """Let the clips at the playhead end there."""
        for clip in self._at_playhead():
            edit = edits.trim_end(clip.id, self._state.view.playhead)
            self._state.document.apply(tr("Trim clip"), edit)

    def add_marker(self) -> None:
        """Mark the playhead."""
        state = self._state
        marker_id = new_id()
        edit = markers.add_marker(state.view.playhead, marker_id=marker_id)
        state.document.apply(tr("Add marker"), edit)

    def set_in(self) -> None:
        """Start the range with the frame that is seen."""
        state = self._state
        time = frames.snap_to_frame(state.project, state.view.playhead, state.lookup)
        state.document.apply(tr("Set In"), ranges.set_in(time))

    def set_out(self) -> None:
        """End the range with the frame that is seen, which is still part of it."""
        state = self._state
        time = state.view.playhead
        if time < state.end:
            time = frames.frame_span(state.project, time, state.lookup)[1]
        state.document.apply(tr("Set Out"), ranges.set_out(time))

    def clear_range(self) -> None:
        """Forget In and Out."""
        self._state.document.apply(tr("Clear In and Out"), ranges.clear_range())

    def next_cut(self) -> None:
        """Go to the next place where the picture changes."""
        cuts = cut_times(self._state.project)
        place = bisect_right(cuts, self._state.view.playhead)
        if place < len(cuts):
            self._state.view.seek(cuts[place])

    def previous_cut(self) -> None:
        """Go to the previous one."""
        cuts = cut_times(self._state.project)
        place = bisect_left(cuts, self._state.view.playhead)
        self._state.view.seek(cuts[place - 1] if place else Fraction(0))

    def home(self) -> None:
        """Go to the first picture."""
        self._state.view.seek(Fraction(0))

    def end(self) -> None:
        """Go to the last picture."""
        self._state.view.seek(frames.last_frame(self._state.project, self._state.lookup))

    def add_track(self) -> None:
        """Put an empty track on top."""
        self._state.document.apply(tr("Add track"), tracks.add_track())

    def remove_track(self, track_id: str) -> None:
        """Take a track away with all that is on it."""
        self._state.document.apply(tr("Remove track"), tracks.remove_track(track_id))
        self._forget_gone()

    def next_key(self, step: int) -> None:
        """Go to the next (1) or previous (-1) keyframe of the selected clip."""
        times = self._key_times()
        here = self._state.view.playhead
        ahead = [time for time in times if (time > here if step > 0 else time < here)]
        if ahead:
            self._state.view.seek(min(ahead) if step > 0 else max(ahead))

    def _key_times(self) -> list[Time]:
        clip = self._state.selected_clip()
        if clip is None:
            return []
        places = curves_of(clip)
        found = [keys.ChosenKey(clip.id, effect, name, Fraction(0)) for effect, name in places]
        curves = [keys.keys_of(self._state.project, key) for key in found]
        times = {clip.at + key.time for curve in curves if curve for key in curve.keys}
        return sorted(time for time in times if clip.at <= time < clip.end)

    def _at_playhead(self) -> list[Clip]:
        time = self._state.view.playhead
        under = [clip for _, clip in clips(self._state.project) if clip.at < time < clip.end]
        chosen = [clip for clip in under if clip.id in self._state.view.selection]
        return chosen or under

    def _chosen_markers(self) -> list[str]:
        selection = self._state.view.selection
        return [marker.id for marker in self._state.project.markers if marker.id in selection]

    def _track(self) -> str | None:
        """The lowest track with a selected clip that can be edited."""
        selection = self._state.view.selection
        for track, clip in clips(self._state.project):
            if clip.id in selection and not track.locked:
                return track.id
        return None

    def _forget_gone(self) -> None:
        """Leave out of the selection what was deleted; media items stay in it."""
        state = self._state
        known = {clip.id for _, clip in clips(state.project)}
        known |= {item.id for item in state.project.media}
        known |= {marker.id for marker in state.project.markers}
        state.view.select(state.view.selection & known)
