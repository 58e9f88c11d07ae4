"""Detecting and tracking together: what the analyses `detect` and `faces` have in common."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, replace
from statistics import fmean
from typing import TYPE_CHECKING

from app.analyses.analysis import Finding, FrameFindings
from app.analyses.detectors import without_twins
from app.analyses.track_assembly import tracks_of
from app.analyses.tracker import Tracker, TrackerSettings
from app.annotations.layer import AnnotationLayer
from app.annotations.model import Label, Provenance

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from app.analyses.analysis import AnalysisContext, Frames
    from app.analyses.detectors import Detector
    from app.analyses.reidentification import Looks
    from app.analyses.tracker import Detection
    from app.annotations.layer import MediaFacts
    from app.annotations.model import Track
    from app.annotations.shapes import Box
    from app.inference.catalogue import ModelCard
    from app.media.video_format import VideoFormat

    Appearance = Callable[[NDArray[np.uint8], Sequence[Box]], NDArray[np.float32]]

UNSURE = 0.3
"""Share of the score that is asked for from which a detection may go on a track."""


@dataclass
class Detecting:
    """A detector and a tracker.

    Attributes:
        model: Id of the model; with its digest the provenance of what is found.
        open: Opens the model; called when the first frame comes.
        score: From which a detection is sure, in [0, 1].
        labels: Those that are kept; all when empty.
        min_length: Frames a thing must be seen on.
        gap: Frames a thing may be missing and still be the same.
        mixed: Whether a thing may be seen under different labels; the one seen most, and most
            surely, stays.
        look: Makes what tells how boxes on a picture look, as rows of length 1; None where lost
            things are not to be known again by their looks.
        version: First digits of the weights' digest, known once they are open.
    """

    model: str
    open: Callable[[str], tuple[ModelCard, Detector]]
    score: float
    labels: frozenset[str]
    min_length: int
    gap: int
    mixed: bool = False
    look: Callable[[], Appearance] | None = None
    version: str = ""

    def run(
        self, frames: Frames, source: VideoFormat, context: AnalysisContext
    ) -> Iterator[FrameFindings]:
        """Yield what is on each frame, at once."""
        tracker = Tracker(TrackerSettings(self.score, self.gap, not self.mixed))
        detector: Detector | None = None
        appearance: Appearance | None = None
        for frame in frames:
            context.cancel.check()
            if detector is None:
                card, detector = self.open(self.model)
                self.version = card.sha256[:12]
                appearance = self.look() if self.look else None
            number = context.number_of(frame.time)
            seen = [
                each
                for each in detector(frame.pixels, self.score * UNSURE)
                if not self.labels or each.label in self.labels
            ]
            if self.mixed:
                seen = without_twins(seen)
            looks = _looks(appearance, frame.pixels, seen) if appearance else None
            keys = tracker.keys(seen, number, looks)
            found = tuple(
                Finding(key, each.label, each.box, each.score)
                for key, each in zip(keys, seen, strict=True)
                if key is not None
            )
            yield FrameFindings(number, found)

    def assemble(self, findings: Sequence[FrameFindings], media: MediaFacts) -> AnnotationLayer:
        """The tracks that last, each under the label it was seen as most."""
        by_us = Provenance("model", self.model, self.version, accepted=False)
        tracks = tracks_of(
            findings,
            media.frame_count,
            by_us,
            min_length=self.min_length,
            min_travel=0.0,
        )
        counts = Counter(track.label for track in tracks)
        labels = tuple(Label(name) for name in sorted(counts, key=lambda name: -counts[name]))
        return AnnotationLayer(media, labels, tuple(_scored(track) for track in tracks))


def _looks(appearance: Appearance, picture: NDArray[np.uint8], seen: Sequence[Detection]) -> Looks:
    return lambda numbers: appearance(picture, [seen[n].box for n in numbers])


def _scored(track: Track) -> Track:
    """With the mean score of its frames."""
    scores = [key.score for key in track.keyframes if key.score is not None]
    score = round(fmean(scores), 4) if scores else None
    return replace(track, provenance=replace(track.provenance, score=score))
