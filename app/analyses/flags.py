"""Blurred, dark and bright stretches of a clip, as segments."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from app.analyses.analysis import AnalysisKind, FrameFindings, Mark
from app.analyses.opencv import opencv
from app.analyses.stretches import layer_of_stretches
from app.annotations.model import Provenance
from app.base.parameter import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from app.analyses.analysis import AnalysisContext, Frames
    from app.annotations.layer import AnnotationLayer, MediaFacts
    from app.base.parameter import Setting
    from app.media.video_format import VideoFormat

VERSION = "1"
SIDE = 640
"""Longer side of the pictures that are measured, so that figures do not depend on the size."""

BLURRED, DARK, BRIGHT = "blurred", "too dark", "too bright"
COLOURS = {BLURRED: "#7a8cff", DARK: "#5a5a72", BRIGHT: "#ffd24a"}


@dataclass(frozen=True, slots=True)
class Flags:
    """Limits of what is fine.

    Attributes:
        sharpness: Least strength of the sharpest edges, of 255.
        clipped: Share of the picture in [0, 1] that may be black or white.
        min_length: Frames of the shortest stretch that is told.
    """

    sharpness: float
    clipped: float
    min_length: int

    def run(
        self, frames: Frames, source: VideoFormat, context: AnalysisContext
    ) -> Iterator[FrameFindings]:
        """Yield each frame at once, with a mark for each thing that is wrong with it."""
        for frame in frames:
            context.cancel.check()
            number = context.number_of(frame.time)
            wrong = faults_of(frame.pixels, self.sharpness, self.clipped)
            yield FrameFindings(number, (), tuple(Mark(x, number, number + 1) for x in wrong))

    def assemble(self, findings: Sequence[FrameFindings], media: MediaFacts) -> AnnotationLayer:
        """Neighbouring frames with the same fault are one segment."""
        by_us = Provenance("model", FLAGS.name, VERSION, accepted=False)
        return layer_of_stretches(findings, media, COLOURS, "Quality", by_us, self.min_length)


def faults_of(picture: NDArray[np.uint8], sharpness: float, clipped: float) -> list[str]:
    """What is wrong with an `(H, W, 3)` picture."""
    cv2 = opencv()
    height, width = picture.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    gray = cv2.cvtColor(cv2.resize(picture, size, interpolation=cv2.INTER_AREA), cv2.COLOR_RGB2GRAY)
    faults = []
    dark, bright = float((gray <= 16).mean()), float((gray >= 250).mean())
    if sharpness_of(gray) < sharpness and max(dark, bright) < 0.95:
        faults.append(BLURRED)  # nothing is to be seen in black or white, sharp or not
    if dark > clipped:
        faults.append(DARK)
    if bright > clipped:
        faults.append(BRIGHT)
    return faults


def sharpness_of(gray: NDArray[np.uint8]) -> float:
    """How steep the steepest 1 % of edges are, as change per pixel of 255.

    The sharpest places decide: a sharp thing before a blurred ground is a sharp picture.
    """
    cv2 = opencv()
    across = cv2.Sobel(gray, cv2.CV_32F, 1, 0, scale=0.125)
    down = cv2.Sobel(gray, cv2.CV_32F, 0, 1, scale=0.125)
    return float(np.percentile(cv2.magnitude(across, down), 99))


def _make(settings: dict[str, Setting]) -> Flags:
    values = cast("dict[str, float]", settings)
    return Flags(values["sharpness"], values["clipped"] / 100, int(values["min-length"]))


FLAGS = AnalysisKind(
    "flags",
    "Blur and exposure",
    "Marks stretches that are blurred, too dark or too bright.",
    (
        Parameter(
            "sharpness",
            "Least sharpness",
            "number",
            8.0,
            0,
            128,
            help="How steep the sharpest edges must be, as change per pixel of 255.",
        ),
        Parameter(
            "clipped",
            "Most black or white",
            "number",
            60.0,
            0,
            100,
            "%",
            help="Share of the picture that may be black, or white.",
        ),
        Parameter(
            "min-length",
            "Shortest stretch",
            "whole",
            5,
            1,
            100_000,
            "frames",
            help="Shorter stretches are not told.",
        ),
    ),
    _make,
)
