"""What menus and buttons do to tracks; each act is one undo step."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject, Signal

from app.annotations.edits import keyframes, review, segments, tracks
from app.base.errors import AnnotationError
from app.ui.language import tr, tr_count

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Sequence

    from app.annotations.edits.review import Suggestions
    from app.annotations.model import AttributeKind, AttributeValue, Keyframe, Track
    from app.ui.annotation_session import AnnotationSession, LayerEdit


class TrackActs(QObject):
    """Acts on tracks by id, at the frame under the playhead where it matters. GUI thread only.

    Signals:
        refused(str): why something could not be done, one sentence.
        follow_wanted(int): a model is to follow what is selected, forwards (1) or backwards (-1).
        hide_wanted(list): labels, or tracks as `#3`, are to be anonymised.
    """

    refused = Signal(str)
    follow_wanted = Signal(int)
    hide_wanted = Signal(list)

    def __init__(self, session: AnnotationSession, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._session = session

    def relabel(self, ids: Collection[int], label: str) -> None:
        """Give tracks another label."""
        self._apply(tr("Relabel"), lambda layer: tracks.relabel(layer, ids, label))

    def lift(self, ids: Collection[int], by: int) -> None:
        """Lay them higher or lower."""
        words = tr("Bring forward") if by > 0 else tr("Send back")
        self._apply(words, lambda layer: tracks.lift(layer, ids, by))

    def split(self, number: int) -> None:
        """Two tracks: before this frame, and from it on."""
        frame = self._session.frame
        self._apply(tr("Split track here"), lambda layer: tracks.split_track(layer, number, frame))

    def join(self, ids: Collection[int]) -> None:
        """One track of several that are the same thing."""
        self._apply(tr("Join tracks"), lambda layer: tracks.join_tracks(layer, ids))

    def follow(self, ids: Collection[int], direction: int) -> None:
        """Let a model find how they go on from this frame."""
        self._session.select(ids)
        self.follow_wanted.emit(direction)

    def hide(self, targets: Sequence[str]) -> None:
        """Anonymise labels, or tracks as `#3`, wherever the source is shown."""
        self.hide_wanted.emit(list(targets))

    def end_here(self, ids: Collection[int]) -> None:
        """Not to be seen from this frame on; those that begin later stay as they are."""
        frame, layer = self._session.frame, self._session.layer
        ids = tracks.begun(layer, ids, frame) if layer else frozenset()
        if not ids:
            self.refused.emit(tr("What is selected begins later; delete whole tracks instead."))
            return
        words = tr_count("End track here", "End {n} tracks here", len(ids))
        self._apply(words, lambda layer: tracks.end_tracks(layer, ids, frame))

    def delete(self, ids: Collection[int]) -> None:
        """On all frames."""
        words = tr_count("Delete track", "Delete {n} tracks", len(ids))
        self._apply(words, lambda layer: tracks.remove_tracks(layer, ids))

    def number(self, number: int, text: str) -> None:
        """Give a track another number.

        Raises:
            AnnotationError: it is none, or taken.
        """
        if not text.isdecimal():
            raise AnnotationError(tr("“{number}” is no whole number.", number=text))
        wanted, layer = int(text), self._session.layer
        if layer is not None and wanted != number and tracks.find_track(layer, wanted):
            raise AnnotationError(tr("Track {n} exists already.", n=wanted))
        self._session.apply(
            tr("Renumber track"), lambda one: tracks.number_track(one, number, wanted)
        )
        self._session.select({wanted})

    def accept(self, ids: Collection[int] = (), parts: Collection[int] = ()) -> None:
        """Stand behind suggested tracks and segments."""
        words = tr_count("Accept suggestion", "Accept {n} suggestions", len(ids) + len(parts))
        self._apply(words, lambda layer: review.accept(layer, ids, parts))

    def reject(self, ids: Collection[int] = (), parts: Collection[int] = ()) -> None:
        """Remove suggested tracks and segments."""
        words = tr_count("Reject suggestion", "Reject {n} suggestions", len(ids) + len(parts))
        self._apply(words, lambda layer: review.reject(layer, ids, parts))

    def accept_from(self, score: float, among: Suggestions | None = None) -> None:
        """Stand behind all suggestions with at least a score, as one step; none is told."""
        layer, words = self._session.layer, f"{score:.2f}"
        found = _among(review.suggestions(layer, score), among) if layer else ((), ())
        if any(found):
            self._apply(tr("Accept all from {score}", score=words),
                        lambda layer: review.accept(layer, *found))  # fmt: skip
        else:
            self.refused.emit(tr("No suggestion has a score of {score} or more.", score=words))

    def reject_all(self, among: Suggestions | None = None) -> None:
        """Remove all suggestions, or those `among` these, as one step."""
        self._apply(
            tr("Reject all"),
            lambda layer: review.reject(layer, *_among(review.suggestions(layer), among)),
        )

    def relabel_segments(self, ids: Collection[int], label: str) -> None:
        """Give segments another label."""
        self._apply(tr("Relabel"), lambda layer: segments.relabel_segments(layer, ids, label))

    def toggle_keyframe(self, number: int) -> None:
        """Hold the shape here, or no longer."""
        frame, track = self._session.frame, self._track(number)
        keyed = track is not None and keyframes.keyframe_at(track, frame) is not None
        act = keyframes.remove_keyframe if keyed else keyframes.add_keyframe
        words = tr("Remove keyframe") if keyed else tr("Add keyframe")
        self._change(words, number, lambda one: act(one, frame))

    def go_to_key(self, number: int, step: int) -> None:
        """To the next (1) or previous (-1) keyframe of a track."""
        frame, track = self._session.frame, self._track(number)
        frames = [key.frame for key in track.keyframes] if track else []
        ahead = [one for one in frames if (one - frame) * step > 0]
        if ahead:
            self._session.seek(min(ahead) if step > 0 else max(ahead))

    def set_outside(self, number: int, on: bool) -> None:
        """From this frame on not to be seen, or to be seen again."""
        frame = self._session.frame
        words = tr("Mark as outside") if on else tr("Mark as seen")
        self._change(words, number, lambda one: keyframes.set_outside(one, frame, on))

    def set_occluded(self, number: int, on: bool) -> None:
        """From this frame on covered by something, or no longer."""
        frame = self._session.frame
        words = tr("Mark as occluded") if on else tr("Mark as not occluded")
        self._change(words, number, lambda one: keyframes.set_occluded(one, frame, on))

    def set_attribute(self, number: int, kind: AttributeKind, value: AttributeValue) -> None:
        """From this frame on, or on all frames where the attribute does not change."""
        frame, name = self._session.frame, kind.name

        def change(track: Track) -> Track:
            if kind.mutable:
                return keyframes.set_attribute(track, frame, name, value)
            return keyframes.set_lasting_attribute(track, name, value)

        words = tr("Set {name}", name=name)
        self._change(words, number, change, f"attribute {number} {name} {frame}")

    def state(self, number: int) -> Keyframe | None:
        """What is known of a track at the frame under the playhead."""
        track = self._track(number)
        if track is None or self._session.frame < 0:
            return None
        return keyframes.state_at(track, self._session.frame)

    def _track(self, number: int) -> Track | None:
        layer = self._session.layer
        return tracks.find_track(layer, number) if layer else None

    def _change(
        self, words: str, number: int, change: Callable[[Track], Track], merge: str | None = None
    ) -> None:
        if self._session.frame >= 0:
            self._apply(words, lambda layer: tracks.change_track(layer, number, change), merge)

    def _apply(self, words: str, edit: LayerEdit, merge: str | None = None) -> None:
        try:
            self._session.apply(words, edit, merge)
        except AnnotationError as error:
            self.refused.emit(str(error))


def _among(found: Suggestions, wanted: Suggestions | None) -> Suggestions:
    return found if wanted is None else (found[0] & wanted[0], found[1] & wanted[1])
