"""Text on the picture, as tracked boxes that say what is written in them."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, replace
from fractions import Fraction
from functools import partial
from statistics import fmean
from typing import TYPE_CHECKING, cast

from app.analyses.analysis import AnalysisKind
from app.analyses.detect import GAP, MIN_LENGTH
from app.analyses.detectors import card_and_weights
from app.analyses.text_following import TextFollowing, Wanted
from app.analyses.text_keys import LABEL, WORDS
from app.analyses.text_reader import TextReader
from app.analyses.track_assembly import tracks_of
from app.annotations.layer import AnnotationLayer
from app.annotations.model import AttributeKind, Label, Provenance, nothing
from app.base.errors import ModelError
from app.base.parameter import Parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.analyses.analysis import AnalysisContext, FrameFindings, Frames
    from app.analyses.text_following import Reader
    from app.annotations.layer import MediaFacts
    from app.annotations.model import Track
    from app.base.parameter import Setting
    from app.inference.catalogue import ModelCard
    from app.media.video_format import VideoFormat

TASK = "text"


@dataclass
class Text:
    """A reader that looks now and then.

    Attributes:
        model: Id of the model; with its digest the provenance of what is found.
        open: Opens the model; called when the first frame comes.
        wanted: Which lines count.
        every: Seconds between two looks.
        min_length: Frames a line must be seen on.
        version: First digits of the weights' digest, known once they are open.
    """

    model: str
    open: Callable[[str], tuple[ModelCard, Reader]]
    wanted: Wanted
    every: float
    min_length: int
    version: str = ""

    def run(
        self, frames: Frames, source: VideoFormat, context: AnalysisContext
    ) -> Iterator[FrameFindings]:
        """Yield the lines of each frame once the next one that was looked at is read."""
        following: TextFollowing | None = None
        for frame in frames:
            context.cancel.check()
            if following is None:
                card, reader = self.open(self.model)
                self.version = card.sha256[:12]
                following = TextFollowing(reader, self.wanted, context.cancel)
                due = frame.time
            number = context.number_of(frame.time)
            if frame.time >= due or following.full:
                yield from following.look(number, frame.pixels)
                due = frame.time + Fraction(self.every)
            else:
                following.hold(number, frame.pixels)
        if following is not None:
            yield from following.finish()

    def assemble(self, findings: Sequence[FrameFindings], media: MediaFacts) -> AnnotationLayer:
        """The lines that last; keyframes where somebody looked, the words read most surely."""
        by_us = Provenance("model", self.model, self.version, accepted=False)
        tracks = tracks_of(
            findings, media.frame_count, by_us, min_length=self.min_length, min_travel=0.0
        )
        label = Label(LABEL, attributes=(AttributeKind(WORDS, mutable=False),))
        return AnnotationLayer(media, (label,) if tracks else (), tuple(map(_worded, tracks)))


def _worded(track: Track) -> Track:
    """With the words on the track, and without the keyframes on frames nobody looked at."""
    sure: dict[str, float] = defaultdict(float)
    keys = [key for key in track.keyframes if key.outside or key.score is not None]
    scores = [key.score for key in keys if key.score is not None]
    for key in keys:
        if key.score is not None:
            sure[str(key.attributes[WORDS])] += key.score
    return replace(
        track,
        keyframes=tuple(replace(key, attributes=nothing()) for key in keys),
        attributes={WORDS: max(sure, key=lambda words: sure[words])},
        provenance=replace(track.provenance, score=round(fmean(scores), 4)),
    )


def open_reader(model: str, side: int) -> tuple[ModelCard, Reader]:
    """The reader of a model.

    Raises:
        ModelError: no such model, or its weights are missing or damaged.
    """
    card, finder = card_and_weights(model, TASK)
    if not card.companions:
        raise ModelError(f"The card of {card.id} names no file that reads; install it again.")
    return card, TextReader(finder, finder.with_name(card.companions[0].name), side)


def _make(settings: dict[str, Setting]) -> Text:
    values = cast("dict[str, float]", settings)
    return Text(
        str(settings["model"]),
        partial(open_reader, side=int(values["side"])),
        Wanted(values["score"], int(values["letters"]), int(values["gap"])),
        values["every"],
        int(values["min-length"]),
    )


TEXT = AnalysisKind(
    "text",
    "Text",
    "Reads captions, signs and other text, and follows it.",
    (
        Parameter(
            "model",
            "Model",
            "text",
            "pp-ocrv6-small",
            help="Which reader; see `reelwright models list`.",
        ),
        Parameter(
            "score",
            "Score",
            "number",
            0.8,
            0.05,
            1,
            help="How sure the model must be of what it reads.",
        ),
        Parameter(
            "letters",
            "Shortest text",
            "whole",
            2,
            1,
            100,
            "letters",
            help="Single letters are often read into patterns.",
        ),
        Parameter(
            "every",
            "Look every",
            "number",
            0.5,
            0,
            2,
            "s",
            help="Frames between are looked at where something changed; 0 reads each one.",
        ),
        Parameter(
            "side",
            "Picture size",
            "whole",
            960,
            160,
            4096,
            "px",
            help="Longer side the model searches; more finds smaller text, slower.",
        ),
        MIN_LENGTH,
        GAP,
    ),
    _make,
    TASK,
)
