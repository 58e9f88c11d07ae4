"""Moving objects before a still camera, as tracked masks."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

from app.analyses.analysis import AnalysisKind, Finding, FrameFindings
from app.analyses.association import Association
from app.analyses.background_model import BackgroundSettings, moving_pixels
from app.analyses.regions import regions_of
from app.analyses.track_assembly import tracks_of
from app.annotations.layer import AnnotationLayer
from app.annotations.model import Label, Provenance
from app.base.parameter import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from app.analyses.analysis import AnalysisContext, Frames
    from app.annotations.layer import MediaFacts
    from app.base.cancel import CancelToken
    from app.base.parameter import Setting
    from app.media.video_format import VideoFormat

LABEL = Label("moving object", "#ff8c1a")
VERSION = "1"


@dataclass(frozen=True, slots=True)
class MovingObjects:
    """Gaussian-mixture background model, regions, association.

    Attributes:
        background: How the background is learned.
        min_area: Share of the picture in [0, 1] a region must cover.
        min_length: Frames a thing must be seen on.
        min_travel: How far a thing must come, in its own diagonals.
        gap: Frames a thing may be missing and still be the same.
    """

    background: BackgroundSettings
    min_area: float
    min_length: int
    min_travel: float
    gap: int

    def run(
        self, frames: Frames, source: VideoFormat, context: AnalysisContext
    ) -> Iterator[FrameFindings]:
        """Yield the regions of each frame; the first come after the warm-up."""
        association = Association(self.gap)
        heard = _until(context.cancel, frames)
        for time, moving in moving_pixels(heard, self.background):
            context.cancel.check()  # also while the pictures held back are answered
            number = context.number_of(time)
            regions = regions_of(moving, source.width, source.height, self.min_area)
            keys = association.keys([region.box for region in regions], number)
            pairs = zip(keys, regions, strict=True)
            found = (Finding(key, LABEL.name, region.mask) for key, region in pairs)
            yield FrameFindings(number, tuple(found))

    def assemble(self, findings: Sequence[FrameFindings], media: MediaFacts) -> AnnotationLayer:
        """The tracks that last and travel."""
        by_us = Provenance("model", MOVING_OBJECTS.name, VERSION, accepted=False)
        tracks = tracks_of(
            findings,
            media.frame_count,
            by_us,
            min_length=self.min_length,
            min_travel=self.min_travel,
        )
        return AnnotationLayer(media, (LABEL,), tracks)


def _until(cancel: CancelToken, frames: Frames) -> Frames:
    """The frames, until somebody asks to stop."""
    for frame in frames:
        cancel.check()
        yield frame


def _make(settings: dict[str, Setting]) -> MovingObjects:
    values = cast("dict[str, float]", settings)
    background = BackgroundSettings(
        history=int(values["history"]),
        threshold=values["threshold"],
        shadows=bool(values["shadows"]),
        warmup=int(values["warmup"]),
    )
    return MovingObjects(
        background,
        min_area=values["min-area"] / 100,
        min_length=int(values["min-length"]),
        min_travel=values["min-travel"],
        gap=int(values["gap"]),
    )


MOVING_OBJECTS = AnalysisKind(
    "moving-objects",
    "Moving objects",
    "Finds and follows what moves before a camera that stands still.",
    (
        Parameter(
            "threshold",
            "Threshold",
            "number",
            40.0,
            1,
            1000,
            help="How different from the background something must be, in variances.",
        ),
        Parameter(
            "min-area",
            "Smallest size",
            "number",
            0.1,
            0,
            100,
            "%",
            help="Share of the picture an object must cover.",
        ),
        Parameter(
            "min-length",
            "Shortest appearance",
            "whole",
            12,
            1,
            100_000,
            "frames",
            help="Objects seen on fewer frames are dropped.",
        ),
        Parameter(
            "gap",
            "Longest gap",
            "whole",
            10,
            0,
            1000,
            "frames",
            help="How long an object may be hidden and still count as the same.",
        ),
        Parameter(
            "min-travel",
            "Shortest way",
            "number",
            0.5,
            0,
            100,
            "own sizes",
            help="Objects that hardly leave their place, such as leaves in the wind, are dropped.",
        ),
        Parameter(
            "shadows",
            "Shadows belong to objects",
            "switch",
            False,
            main=False,
            help="Off, shadows are recognised and left out.",
        ),
        Parameter(
            "history",
            "Background memory",
            "whole",
            500,
            1,
            100_000,
            "frames",
            main=False,
            help="After about this long something that has stopped becomes background.",
        ),
        Parameter(
            "warmup",
            "Warm-up",
            "whole",
            60,
            1,
            300,
            "frames",
            main=False,
            help="Frames looked at before the first answer, to know the background.",
        ),
    ),
    _make,
)
