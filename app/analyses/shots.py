"""Shots: where one ends and the next begins."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from app.analyses.analysis import AnalysisKind, FrameFindings, Mark
from app.analyses.shot_changes import ChangeSettings, ShotChanges
from app.annotations.layer import AnnotationLayer
from app.base.parameter import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.analyses.analysis import AnalysisContext, Frames
    from app.annotations.layer import MediaFacts
    from app.base.parameter import Setting
    from app.media.video_format import VideoFormat

CUT = "cut"


@dataclass(frozen=True, slots=True)
class Shots:
    """Differences of small pictures, with a threshold that adapts.

    Attributes:
        changes: When a difference is a change.
        min_length: Frames of the shortest shot; of two changes closer than that the clearer stays.
    """

    changes: ChangeSettings
    min_length: int

    def run(
        self, frames: Frames, source: VideoFormat, context: AnalysisContext
    ) -> Iterator[FrameFindings]:
        """Yield each frame at once; a change is marked as soon as it is certain."""
        changes = ShotChanges(self.changes)
        waiting: int | None = None
        marks: list[Mark] = []
        for frame in frames:
            context.cancel.check()
            if waiting is not None:
                yield FrameFindings(waiting, (), tuple(marks))
            waiting = context.number_of(frame.time)
            marks = [_mark(each.frame, each.score) for each in changes.feed(waiting, frame.pixels)]
        if waiting is not None:
            context.cancel.check()
            marks += [_mark(each.frame, each.score) for each in changes.finish()]
            yield FrameFindings(waiting, (), tuple(marks))

    def assemble(self, findings: Sequence[FrameFindings], media: MediaFacts) -> AnnotationLayer:
        """A layer of cuts."""
        marks = [mark for found in findings for mark in found.marks]
        return AnnotationLayer(media, cuts=chosen_cuts(marks, self.min_length, media.frame_count))


def chosen_cuts(marks: Sequence[Mark], min_length: int, frame_count: int) -> tuple[int, ...]:
    """The frames of the clearest marks, none closer to another (or to the ends) than asked."""
    kept: list[int] = []
    for mark in sorted(marks, key=lambda mark: (-(mark.score or 0), mark.start)):
        if all(abs(mark.start - other) >= min_length for other in (0, frame_count, *kept)):
            kept.append(mark.start)
    return tuple(sorted(cut for cut in set(kept) if 0 < cut < frame_count))


def _mark(frame: int, score: float) -> Mark:
    return Mark(CUT, frame, frame + 1, score)


def _make(settings: dict[str, Setting]) -> Shots:
    values = cast("dict[str, float]", settings)
    changes = ChangeSettings(
        threshold=values["threshold"],
        ratio=values["ratio"],
        black=values["black"],
        dissolves=bool(values["dissolves"]),
    )
    return Shots(changes, int(values["min-length"]))


SHOTS = AnalysisKind(
    "shots",
    "Shots",
    "Finds where shots change: cuts, dissolves and fades through black.",
    (
        Parameter(
            "threshold",
            "Threshold",
            "number",
            14.0,
            1,
            255,
            help="How different two neighbouring frames must be, of 255.",
        ),
        Parameter(
            "min-length",
            "Shortest shot",
            "whole",
            8,
            1,
            100_000,
            "frames",
            help="Of two changes closer than this the clearer one stays.",
        ),
        Parameter(
            "dissolves",
            "Dissolves",
            "switch",
            True,
            help="Off, only hard cuts and fades through black are found.",
        ),
        Parameter(
            "ratio",
            "Contrast to neighbours",
            "number",
            3.0,
            1,
            100,
            main=False,
            help="How many times the difference of the frames around it a cut must have.",
        ),
        Parameter(
            "black",
            "Black",
            "number",
            12.0,
            0,
            255,
            main=False,
            help="Frames darker than this, of 255, count as black.",
        ),
    ),
    _make,
)
