"""What the camera does: stretches in which it rests, pans, tilts, zooms, rolls or shakes."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, cast

import numpy as np

from app.analyses.analysis import AnalysisKind, Mark
from app.analyses.camera_steps import CameraStep, small_gray, step
from app.analyses.marking import marked
from app.analyses.stretches import layer_of_stretches
from app.annotations.model import Provenance
from app.base.parameter import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from numpy.typing import NDArray

    from app.analyses.analysis import AnalysisContext, FrameFindings, Frames
    from app.annotations.layer import AnnotationLayer, MediaFacts
    from app.base.frame import Frame
    from app.base.parameter import Setting
    from app.base.time import Time
    from app.media.video_format import VideoFormat

VERSION = "2"

STILL, SHAKY, ACTION = "still", "shaky", "action"
MOVES = (
    ("pan left", "pan right"),
    ("tilt up", "tilt down"),
    ("zoom in", "zoom out"),
    ("roll left", "roll right"),
)
"""What the camera does when the picture goes right, down, grows, and turns clockwise; when not."""

COLOURS = {
    STILL: "#7a8794", **dict.fromkeys(MOVES[0], "#4da3ff"), **dict.fromkeys(MOVES[1], "#5ad1c8"),
    **dict.fromkeys(MOVES[2], "#b48cff"), **dict.fromkeys(MOVES[3], "#e58cff"),
    SHAKY: "#ffb84d", ACTION: "#ff6b6b",
}  # fmt: skip

BESIDE = 0.4
"""Share of the quickest movement from which on another one beside it is told too."""


@dataclass(frozen=True, slots=True)
class Camera:
    """Limits of what is told.

    Attributes:
        speed: Heights of the picture per second from which on the camera moves.
        shake: The same for what changes from frame to frame around that.
        busy: Share of the picture in [0, 1] that must move by itself to be action.
        reach: Frames on each side that decide with a frame.
        min_length: Frames of the shortest stretch that is told.
    """

    speed: float
    shake: float
    busy: float
    reach: int
    min_length: int

    def run(
        self, frames: Frames, source: VideoFormat, context: AnalysisContext
    ) -> Iterator[FrameFindings]:
        """Yield each frame at once; what it is part of is told `reach` frames later."""
        window = _Window(self)
        yield from marked(frames, context, window.feed, window.finish)

    def assemble(self, findings: Sequence[FrameFindings], media: MediaFacts) -> AnnotationLayer:
        """Neighbouring frames of one kind are one segment."""
        by_us = Provenance("model", CAMERA.name, VERSION, accepted=False)
        return layer_of_stretches(findings, media, COLOURS, "Camera", by_us, self.min_length)

    def labels(self, rows: NDArray[np.float64]) -> Iterator[str]:
        """What a frame is part of, from `(n, 5)` of speeds per second and share of the rest."""
        speeds = np.median(rows[:, :4], axis=0)
        quickest = float(np.abs(speeds).max())
        if quickest < self.speed:
            yield STILL
        for (one, other), value in zip(MOVES, speeds, strict=True):
            if abs(value) >= max(self.speed, BESIDE * quickest):
                yield one if value > 0 else other
        if float(np.abs(rows[:, :2] - speeds[:2]).max(axis=1).mean()) >= self.shake:
            yield SHAKY
        if float(np.median(rows[:, 4])) >= self.busy:
            yield ACTION


@dataclass
class _Window:
    """Steps around the frame that is judged, none of them across a change of shot."""

    camera: Camera
    steps: deque[tuple[int, NDArray[np.float64] | None]] = field(default_factory=deque)
    last: tuple[Time, NDArray[np.uint8]] | None = None
    made: CameraStep | None = None
    open: int = 0

    def feed(self, number: int, frame: Frame[NDArray[np.uint8]]) -> Iterator[Mark]:
        """The step to this frame; marks of the frame that now knows enough."""
        small = small_gray(frame.pixels)
        self.steps.append((number, self._speeds(frame.time, small)))
        self.last = frame.time, small
        self.open += 1
        if self.open > self.camera.reach:
            yield from self._judged()

    def finish(self) -> Iterator[Mark]:
        """Marks of the frames that have waited for more."""
        while self.open:
            yield from self._judged()

    def _speeds(self, time: Time, small: NDArray[np.uint8]) -> NDArray[np.float64] | None:
        if self.last is None or self.last[1].shape != small.shape:
            self.made = None
            return None
        self.made, seconds = step(self.last[1], small, self.made), float(time - self.last[0])
        made = self.made
        if made is None or seconds <= 0:
            return None
        speeds = np.array([made.right, made.down, made.grow, made.turn]) / seconds
        return np.append(speeds, made.others)

    def _judged(self) -> Iterator[Mark]:
        middle = len(self.steps) - self.open
        self.open -= 1
        number = self.steps[middle][0]
        rows = _of_one_shot(list(self.steps), middle)
        if middle >= self.camera.reach:
            self.steps.popleft()
        if rows:
            for label in self.camera.labels(np.stack(rows)):
                yield Mark(label, number, number + 1)


def _of_one_shot(
    steps: list[tuple[int, NDArray[np.float64] | None]], middle: int
) -> list[NDArray[np.float64]]:
    """The known steps around the middle up to the next unknown one on each side.

    A step leads to its frame, so the one of a shot's first frame is unknown and belongs to it.
    """
    found = [] if steps[middle][1] is None else [steps[middle][1]]
    if found:
        for _, each in reversed(steps[:middle]):
            if each is None:
                break
            found.append(each)
    for _, each in steps[middle + 1 :]:
        if each is None:
            break
        found.append(each)
    return [each for each in found if each is not None]


def _make(settings: dict[str, Setting]) -> Camera:
    values = cast("dict[str, float]", settings)
    return Camera(
        values["speed"] / 100,
        values["shake"] / 100,
        values["busy"] / 100,
        int(values["reach"]),
        int(values["min-length"]),
    )


CAMERA = AnalysisKind(
    "camera",
    "Camera and motion",
    "Marks where the camera rests, pans, tilts, zooms, rolls or shakes, and where much happens.",
    (
        Parameter(
            "speed", "Slowest move", "number", 8.0, 0.1, 500, "% of the height per second",
            help="Slower than this the camera counts as still.",
        ),
        Parameter(
            "shake", "Least shake", "number", 12.0, 0.1, 1000, "% of the height per second",
            help="How much speed must change from frame to frame to be shaky.",
        ),
        Parameter(
            "busy", "Least action", "number", 25.0, 0, 100, "% of the picture",
            help="How much of the picture must move by itself to be action.",
        ),
        Parameter(
            "min-length", "Shortest stretch", "whole", 12, 1, 100_000, "frames",
            help="Shorter ones are not told.",
        ),
        Parameter(
            "reach", "Frames around", "whole", 6, 0, 100, "frames", main=False,
            help="How many frames on each side decide with each one.",
        ),
    ),
    _make,
)  # fmt: skip
