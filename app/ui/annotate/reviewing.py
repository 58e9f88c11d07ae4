"""Answers to what models suggest, by keys: accept, reject, and on to what they doubt most."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QObject

from app.annotations.edits import review
from app.annotations.model import Track
from app.ui.language import tr, tr_count

if TYPE_CHECKING:
    from collections.abc import Callable, Collection

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Segment
    from app.ui.annotate.stage import Stage

    Answer = Callable[[AnnotationLayer, Collection[int], Collection[int]], AnnotationLayer]


class Reviewing(QObject):
    """Works on the selected segments, else on the suggestion of the frame. GUI thread only."""

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._stage = stage
        self._reached: review.Doubt | None = None
        stage.events.chip_hit.connect(self._chip_hit)

    def can_answer(self) -> bool:
        """Whether there is something that Y and X are about."""
        ready = self._stage.ready
        return ready and (bool(self._segments()) or self._stage.suggestion() is not None)

    def anything(self) -> bool:
        """Whether anything in the clip waits for an answer. Asked often, so nothing is sorted."""
        layer = self._stage.session.layer
        if layer is None or not self._stage.ready:
            return False
        return not (
            all(track.provenance.accepted for track in layer.tracks)
            and all(part.provenance.accepted for part in layer.segments)
        )

    def accept(self) -> None:
        """Stand behind the suggestion, and go to the next one on the frame."""
        if parts := self._segments():
            words = tr_count("Accept segment", "Accept {n} segments", len(parts))
            self._answer(words, review.accept, (), parts)
        else:
            self._review(tr("Accept {name}", name=self._suggested_name()), review.accept)

    def reject(self) -> None:
        """Remove the suggestion, and go to the next one on the frame."""
        if parts := self._segments():
            words = tr_count("Reject segment", "Reject {n} segments", len(parts))
            self._answer(words, review.reject, (), parts)
        else:
            self._review(tr("Reject {name}", name=self._suggested_name()), review.reject)

    def accept_above(self) -> None:
        """Stand behind all suggestions with a score from the threshold on, in the whole clip."""
        least, layer = self._stage.toolbox.threshold, self._stage.session.layer
        if layer is not None and self._stage.ready:
            found, score = review.suggestions(layer, least), f"{least:.2f}"
            if any(found):
                self._answer(tr("Accept all from {score}", score=score), review.accept, *found)
            else:
                words = tr("No suggestion has a score of {score} or more.", score=score)
                self._stage.told.emit(words)

    def next_uncertain(self) -> None:
        """Select the suggestion that is doubted most, then the one after it, and so on.

        It is shown on the frame where its model was least sure. After the last comes the first.
        """
        doubts = self._doubts()
        if not doubts:
            self._stage.told.emit(tr("There is nothing left to review."))
            return
        last = self._reached
        order = [review.doubt(thing) for thing in doubts]
        ahead = [place for place, doubt in enumerate(order) if last is None or doubt > last]
        place = ahead[0] if ahead else 0
        self._reached = order[place]
        self._show(doubts[place])

    def _show(self, thing: Track | Segment) -> None:
        session = self._stage.session
        tracks, parts = ((thing.id,), ()) if isinstance(thing, Track) else ((), (thing.id,))
        session.select(tracks)
        session.select_segments(parts)
        session.seek(review.doubted_frame(thing))

    def _doubts(self) -> list[Track | Segment]:
        """What waits for an answer and is not hidden: nobody can judge what is not seen."""
        layer, visibility = self._stage.session.layer, self._stage.visibility
        found = review.by_doubt(layer) if layer else ()
        return [x for x in found if not (isinstance(x, Track) and visibility.is_hidden(x))]

    def _segments(self) -> frozenset[int]:
        """Selected segments that wait for an answer, unless a track is selected."""
        session = self._stage.session
        if session.layer is None or session.selection:
            return frozenset()
        return review.suggestions(session.layer)[1] & session.segments

    def _answer(
        self, words: str, answer: Answer, tracks: Collection[int], parts: Collection[int]
    ) -> None:
        self._stage.session.apply(words, lambda layer: answer(layer, tracks, parts))

    def _review(self, words: str, answer: Answer) -> None:
        suggestion = self._stage.suggestion()
        if suggestion is None:
            return
        session, number = self._stage.session, suggestion.track.id
        session.select(session.selection - {number})
        self._answer(words, answer, {number}, ())
        following = self._stage.suggestion()
        if following is not None:
            session.select({following.track.id})

    def _suggested_name(self) -> str:
        suggestion = self._stage.suggestion()
        return self._stage.name(suggestion.track.id) if suggestion else ""

    def _chip_hit(self, button: str, number: int) -> None:
        self._stage.session.select({number})
        if button == "accept":
            self.accept()
        else:
            self.reject()
