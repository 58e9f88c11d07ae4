"""What keys do to the selected things. Each act is one step that can be undone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.annotations.edits import keyframes, placing, tracks
from app.annotations.edits.aligning import align_outlines, can_align
from app.annotations.interpolation import shape_at
from app.annotations.masks import Mask
from app.base.errors import AnnotationError
from app.ui.annotate.clipboard import ShapeClipboard
from app.ui.annotate.cutting import without_holes
from app.ui.annotate.reviewing import Reviewing
from app.ui.language import tr, tr_count

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Track
    from app.ui.annotate.stage import Stage
    from app.ui.annotate.visibility import Flag

    TrackEdit = Callable[[Track], Track | None]


class Acts(QObject):
    """The acts of the Annotate workspace, on the selection and the frame. GUI thread only.

    What is locked is left as it is.

    Attributes:
        clipboard: Of shapes.
        reviewing: Answers to suggestions.
    """

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        self.clipboard = ShapeClipboard()
        self.reviewing = Reviewing(stage)
        stage.events.tab_pressed.connect(self.select_next)

    # What can be done

    @property
    def has_selection(self) -> bool:
        """Whether something is selected on a frame that is known."""
        return self._stage.ready and bool(self._stage.session.selection)

    @property
    def has_mask(self) -> bool:
        """Whether the one selected thing is a mask."""
        single = self._stage.single()
        return single is not None and isinstance(single.shape, Mask)

    @property
    def has_outlines(self) -> bool:
        """Whether a selected track has polygons on several keyframes."""
        layer, chosen = self._stage.session.layer, self._stage.session.selection
        tracks_ = layer.tracks if layer is not None and chosen else ()
        return any(can_align(track) for track in tracks_ if track.id in chosen)

    def can_join(self) -> bool:
        """Whether several things are selected."""
        return self._stage.ready and len(self._stage.session.selection) > 1

    # States at a frame

    def toggle_keyframe(self) -> None:
        """Hold the shapes here, or no longer."""
        frame, chosen = self._frame, self._chosen()
        keyed = chosen and all(keyframes.keyframe_at(track, frame) for track in chosen)
        edit = keyframes.remove_keyframe if keyed else keyframes.add_keyframe
        words = tr("Remove keyframe") if keyed else tr("Add keyframe")
        self._change(words, lambda track: edit(track, frame))

    def toggle_outside(self) -> None:
        """From here on not to be seen, or to be seen again."""
        frame = self._frame
        seen = any(shape_at(track, frame) for track in self._chosen())
        words = tr("Mark as outside") if seen else tr("Mark as seen")
        self._change(words, lambda track: keyframes.set_outside(track, frame, seen))

    def toggle_occluded(self) -> None:
        """From here on covered by something, or no longer."""
        frame = self._frame
        on = not all(keyframes.state_at(track, frame).occluded for track in self._chosen())
        words = tr("Mark as occluded") if on else tr("Mark as not occluded")
        self._change(words, lambda track: keyframes.set_occluded(track, frame, on))

    def toggle_flag(self, flag: Flag) -> None:
        """Hide, lock or pin what is selected, or no longer; nothing of the project changes."""
        self._stage.visibility.toggle(flag, self._stage.session.selection)

    def go_to_keyframe(self, direction: int) -> None:
        """To the next (+1) or previous (-1) keyframe of what is selected, else of anything."""
        layer, frame = self._stage.session.layer, self._frame
        chosen = self._selected() or list(layer.tracks if layer else ())
        frames = {key.frame for track in chosen for key in track.keyframes}
        ahead = [other for other in frames if (other - frame) * direction > 0]
        if ahead:
            self._stage.session.seek(min(ahead) if direction > 0 else max(ahead))

    # Labels and what is on the frame

    def choose_label(self, number: int) -> None:
        """The n-th label, from 1: for what is selected, else for what is drawn next."""
        name = self.label_of_key(number)
        if name is not None:
            self.use_label(name)

    def use_label(self, name: str) -> None:
        """A label for what is selected, else for what is drawn next."""
        if self._stage.toolbox.current == "select" and self._chosen():
            ids = {track.id for track in self._chosen()}
            self._apply(tr("Relabel"), lambda layer: tracks.relabel(layer, ids, name))
        self._stage.session.choose_label(name)

    def label_of_key(self, number: int) -> str | None:
        """The label that a digit chooses: the one with that hotkey, else the n-th without one."""
        layer = self._stage.session.layer
        objects = [label for label in layer.labels if not label.group] if layer else []
        own = [label.name for label in objects if label.hotkey == str(number)]
        if own:
            return own[0]
        names = [label.name for label in objects]
        place = number - 1
        free = place < len(names) and not objects[place].hotkey
        return names[place] if free else None

    def select_next(self, direction: int = 1) -> None:
        """The next or previous thing on the frame; suggestions come first."""
        shown = sorted(self._stage.shapes(), key=lambda one: one.track.provenance.accepted)
        ids = [one.track.id for one in shown]
        if not ids:
            return
        selection = self._stage.session.selection
        held = [place for place, number in enumerate(ids) if number in selection]
        start = held[0] if held else (-1 if direction > 0 else 0)
        self._stage.session.select({ids[(start + direction) % len(ids)]})

    # Whole tracks

    def end_here(self) -> None:
        """What Delete does: not to be seen from this frame on.

        A track that begins later stays: nobody sees it here, and all of it would be gone.
        """
        frame, layer, chosen = self._frame, self._stage.session.layer, self._chosen_ids()
        ids = tracks.begun(layer, chosen, frame) if layer else chosen
        if chosen and not ids:
            self._stage.told.emit(tr("What is selected begins later; delete whole tracks instead."))
            return
        words = tr_count("End track here", "End {n} tracks here", len(ids))
        self._apply(words, lambda layer: tracks.end_tracks(layer, ids, frame))

    def delete_whole(self) -> None:
        """Remove what is selected, on all frames."""
        ids = self._chosen_ids()
        words = tr_count("Delete whole track", "Delete {n} whole tracks", len(ids))
        self._apply(words, lambda layer: tracks.remove_tracks(layer, ids))

    def join(self) -> None:
        """One track of several."""
        ids = self._chosen_ids()
        try:
            self._apply(tr("Join tracks"), lambda layer: tracks.join_tracks(layer, ids))
        except AnnotationError as error:
            self._stage.told.emit(str(error))

    def split(self) -> None:
        """Two tracks in place of each selected one, from this frame on; what is seen is held."""
        frame, ids = self._frame, self._chosen_ids()
        session, before = self._stage.session, self._all_ids()

        def edit(layer: AnnotationLayer) -> AnnotationLayer:
            for number in sorted(ids):
                layer = tracks.split_track(layer, number, frame)
            return layer

        self._apply(tr_count("Split track", "Split {n} tracks", len(ids)), edit)
        if new := self._all_ids() - before:
            session.select(new)

    def _all_ids(self) -> set[int]:
        layer = self._stage.session.layer
        return {track.id for track in layer.tracks} if layer else set()

    def renumber(self) -> None:
        """Numbers 1, 2, 3 … in the order in which things appear."""
        self._stage.session.select(())
        self._apply(tr("Renumber tracks"), tracks.renumber)

    def align_outlines(self) -> None:
        """Let polygons start and run alike on all keyframes, so that in-betweens do not twist."""
        ids, before = self._chosen_ids(), self._stage.session.layer
        words = tr_count("Align outlines of track", "Align outlines of {n} tracks", len(ids))
        self._apply(words, lambda layer: tracks.change_tracks(layer, ids, align_outlines))
        if ids and self._stage.session.layer is before:
            self._stage.told.emit(tr("These outlines are aligned already."))

    def hold(self, count: int) -> None:
        """Let what is selected stay as it is for the next frames."""
        frame, ids = self._frame, self._chosen_ids()
        self._apply(
            tr_count("Propagate by {n} frame", "Propagate by {n} frames", count),
            lambda layer: placing.hold_tracks(layer, ids, frame, count),
        )

    def fill_holes(self) -> None:
        """Fill what the selected mask encloses."""
        single = self._stage.single()
        if single is not None and isinstance(single.shape, Mask):
            filled = without_holes(single.shape)
            if filled is single.shape:
                self._stage.told.emit(tr("This mask has no holes."))
            else:
                words = tr("Fill holes of {name}", name=self._stage.name(single.track.id))
                self._stage.place({single.track.id: filled}, words)

    # Clipboard

    def copy(self) -> None:
        """Take the selected shapes as they are here."""
        session = self._stage.session
        if session.layer is not None and session.media is not None:
            self.clipboard.copy(session.layer, session.selection, session.media.id, self._frame)

    def paste(self) -> None:
        """Put copied shapes down here, in place.

        Tracks that are still selected go on with them, as keyframes; all else is made anew.
        """
        session, frame = self._stage.session, self._frame
        if session.layer is None or session.media is None or self.clipboard.empty:
            return
        onto = self.clipboard.continues(session.selection, session.media.id, frame)
        onto -= {track.id for track in session.layer.tracks if self._is_locked(track)}
        copied, before = self.clipboard.copied, {track.id for track in session.layer.tracks}
        words = tr_count("Paste {n} shape", "Paste {n} shapes", len(copied))
        self._apply(words, lambda layer: placing.paste(layer, copied, frame, onto))
        made = {track.id for track in session.layer.tracks} - before
        session.select(made | onto)

    # How

    @property
    def _frame(self) -> int:
        return self._stage.session.frame

    def _selected(self) -> list[Track]:
        layer, selection = self._stage.session.layer, self._stage.session.selection
        return [track for track in layer.tracks if track.id in selection] if layer else []

    def _chosen(self) -> list[Track]:
        return [track for track in self._selected() if not self._is_locked(track)]

    def _chosen_ids(self) -> frozenset[int]:
        return frozenset(track.id for track in self._chosen())

    def _is_locked(self, track: Track) -> bool:
        return self._stage.visibility.is_locked(track)

    def _apply(self, words: str, edit: Callable[[AnnotationLayer], AnnotationLayer]) -> None:
        if self._stage.ready:
            self._stage.session.apply(words, edit)

    def _change(self, words: str, change: TrackEdit) -> None:
        ids = self._chosen_ids()
        self._apply(words, lambda layer: tracks.change_tracks(layer, ids, change))
