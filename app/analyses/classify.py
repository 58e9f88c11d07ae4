"""What a clip shows, from one stretch to the next: a network's thousand words, as suggestions."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, cast

from app.analyses.analysis import AnalysisKind, FrameFindings, Mark
from app.annotations.layer import AnnotationLayer
from app.annotations.model import Label, Provenance, Segment
from app.base.parameter import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.analyses.analysis import AnalysisContext, Frames
    from app.annotations.layer import MediaFacts
    from app.base.parameter import Setting
    from app.media.video_format import VideoFormat

GROUP = "Content"
UNSURE = 0.5
"""Share of the score that is asked for from which a look may belong to a stretch."""


@dataclass
class Classify:
    """Looks at a frame now and then.

    Attributes:
        model: Id of the model; with its digest the provenance of what is found.
        every: Frames from one look to the next.
        score: How sure it must be over a whole stretch, in [0, 1].
        most: Things told of one look.
        min_length: Frames of the shortest stretch that is told.
        version: First digits of the weights' digest, known once they are open.
    """

    model: str
    every: int
    score: float
    most: int
    min_length: int
    version: str = ""

    def run(
        self, frames: Frames, source: VideoFormat, context: AnalysisContext
    ) -> Iterator[FrameFindings]:
        """Yield each frame at once; those that are looked at with a mark for each thing."""
        classifier = None
        for frame in frames:
            context.cancel.check()
            number = context.number_of(frame.time)
            if number % self.every:
                yield FrameFindings(number, ())
                continue
            if classifier is None:
                from app.analyses.classifier import open_classifier  # torch takes seconds to come

                self.version, classifier = open_classifier(self.model)
            seen = classifier(frame.pixels, self.most)
            stop = number + self.every
            marks = (Mark(name, number, stop, sure) for name, sure in seen)
            least = UNSURE * self.score
            yield FrameFindings(number, (), tuple(x for x in marks if (x.score or 0) >= least))

    def assemble(self, findings: Sequence[FrameFindings], media: MediaFacts) -> AnnotationLayer:
        """Neighbouring looks at the same thing are one segment, with their mean score."""
        marks = [mark for found in findings for mark in found.marks]
        kept = [each for each in stretches(marks, self.every) if self._lasts(each)]
        by_us = Provenance("model", self.model, self.version, accepted=False)
        end = findings[-1].frame + 1 if findings else 0  # of frames not looked at it says nothing
        segments = tuple(
            Segment(
                id_, each.label, each.start, min(each.stop, end),
                provenance=replace(by_us, score=each.score),
            )
            for id_, each in enumerate(kept, 1)
        )  # fmt: skip
        names = dict.fromkeys(each.label for each in kept)
        labels = tuple(Label(name, group=GROUP) for name in names)
        return AnnotationLayer(media, labels, segments=segments)

    def _lasts(self, stretch: Mark) -> bool:
        sure = (stretch.score or 0) >= self.score
        return sure and stretch.stop - stretch.start >= self.min_length


def stretches(marks: Sequence[Mark], every: int) -> list[Mark]:
    """Marks of one label as one, where no two looks between them missed it; by start, then label.

    Args:
        marks: Each of one look, `every` frames long.
        every: Frames from one look to the next; one that missed it counts as a score of 0.
    """
    joined: list[list[Mark]] = []
    last: dict[str, list[Mark]] = {}
    for mark in sorted(marks, key=lambda mark: mark.start):
        row = last.get(mark.label)
        if row is None or row[-1].stop + every < mark.start:
            row = last[mark.label] = []
            joined.append(row)
        row.append(mark)
    made = [_whole(row, every) for row in joined]
    return sorted(made, key=lambda mark: (mark.start, mark.label))


def _whole(row: Sequence[Mark], every: int) -> Mark:
    start, stop = row[0].start, row[-1].stop
    mean = sum(mark.score or 0 for mark in row) * every / (stop - start)
    return Mark(row[0].label, start, stop, round(mean, 4))


def _make(settings: dict[str, Setting]) -> Classify:
    values = cast("dict[str, float]", settings)
    return Classify(
        str(settings["model"]),
        int(values["every"]),
        values["score"],
        int(values["most"]),
        int(values["min-length"]),
    )


CLASSIFY = AnalysisKind(
    "classify",
    "What is shown",
    "Suggests words for what can be seen, from one stretch to the next.",
    (
        Parameter(
            "model",
            "Model",
            "text",
            "efficientnet-lite0",
            help="Which classifier; see `reelwright models list`.",
        ),
        Parameter(
            "score",
            "Score",
            "number",
            0.3,
            0.05,
            0.95,
            help="How sure the model must be of a word over the stretch it stands for.",
        ),
        Parameter(
            "every",
            "Look every",
            "whole",
            10,
            1,
            1000,
            "frames",
            help="Frames from one look to the next; fewer tell stretches more exactly, slower.",
        ),
        Parameter(
            "most",
            "Words",
            "whole",
            3,
            1,
            10,
            help="Most words for one frame.",
        ),
        Parameter(
            "min-length",
            "Shortest stretch",
            "whole",
            20,
            1,
            100_000,
            "frames",
            help="Shorter stretches are not told.",
        ),
    ),
    _make,
    "classify",
)
