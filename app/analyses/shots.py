"""Shots: where one ends and the next begins."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING, Protocol, cast

from app.analyses.analysis import AnalysisKind, Mark
from app.analyses.marking import marked
from app.analyses.shot_changes import ChangeSettings, ShotChanges
from app.annotations.layer import AnnotationLayer
from app.base.parameter import Parameter

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    import numpy as np
    from numpy.typing import NDArray

    from app.analyses.analysis import AnalysisContext, FrameFindings, Frames
    from app.analyses.shot_changes import Change
    from app.annotations.layer import MediaFacts
    from app.base.parameter import Setting
    from app.media.video_format import VideoFormat

CUT = "cut"
DIFFERENCES = "differences"
"""What is chosen in place of a model: it needs none."""


class ChangeFinder(Protocol):
    """Fed with the frames of one clip in order, it tells where shots change."""

    def feed(self, number: int, picture: NDArray[np.uint8]) -> Sequence[Change]:
        """What is certain with this `(H, W, 3)` R'G'B' picture; it may lie some frames back."""
        ...

    def finish(self) -> Sequence[Change]:
        """What is certain when no more frames come."""
        ...


@dataclass(frozen=True, slots=True)
class Shots:
    """Changes of shot, whoever finds them.

    Attributes:
        open: Makes what finds them; called once a run.
        min_length: Frames of the shortest shot; of two changes closer than that the clearer stays.
    """

    open: Callable[[], ChangeFinder]
    min_length: int

    def run(
        self, frames: Frames, source: VideoFormat, context: AnalysisContext
    ) -> Iterator[FrameFindings]:
        """Yield each frame at once; a change is marked as soon as it is certain."""
        changes = self.open()
        yield from marked(
            frames,
            context,
            lambda number, frame: map(_mark, changes.feed(number, frame.pixels)),
            lambda: map(_mark, changes.finish()),
        )

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


def _mark(change: Change) -> Mark:
    return Mark(CUT, change.frame, change.frame + 1, change.score)


def _make(settings: dict[str, Setting]) -> Shots:
    values = cast("dict[str, float]", settings)
    changes = ChangeSettings(
        threshold=values["threshold"],
        ratio=values["ratio"],
        black=values["black"],
        dissolves=bool(values["dissolves"]),
    )
    model = str(settings["model"])
    learned = partial(_open_learned, model, values["score"])
    differing = partial(ShotChanges, changes)
    return Shots(differing if model == DIFFERENCES else learned, int(values["min-length"]))


def _open_learned(model: str, least: float) -> ChangeFinder:
    from app.analyses.learned_shots import open_learned  # torch takes seconds to come

    return open_learned(model, least)


SHOTS = AnalysisKind(
    "shots",
    "Shots",
    "Finds where shots change: cuts, dissolves and fades through black.",
    (
        Parameter(
            "model",
            "Model",
            "text",
            DIFFERENCES,
            choices=(DIFFERENCES,),
            help="Differences of frames, which need no model, or a network such as transnet-v2.",
        ),
        Parameter(
            "threshold",
            "Threshold",
            "number",
            14.0,
            1,
            255,
            help="How different two neighbouring frames must be, of 255; networks have a score.",
        ),
        Parameter(
            "score",
            "Score",
            "number",
            0.5,
            0.05,
            0.95,
            help="How sure a network must be of a change; differences have a threshold.",
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
            help="Off, differences find only hard cuts and fades through black.",
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
    "shots",
)
