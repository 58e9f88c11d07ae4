"""Follow a box that somebody drew.

By NanoTrack where its weights are (OpenCV's TrackerNano), else by OpenCV's TrackerMIL (B. Babenko
et al., "Visual Tracking with Online Multiple Instance Learning", CVPR 2009), which needs none.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

from app.analyses.detectors import card_and_weights
from app.analyses.emptiness import Emptiness
from app.analyses.opencv import opencv
from app.analyses.seeded import SeededKind, Sighting
from app.annotations.shapes import Box, box_around
from app.base.errors import EffectError, ModelError
from app.base.parameter import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from app.analyses.analysis import AnalysisContext, Frames
    from app.analyses.seeded import Seed
    from app.base.parameter import Setting

NANO, MIL = "nanotrack-v2", "mil"
LEAST_SIDE = 4
"""Pixels; smaller boxes hold nothing to follow."""
LONGEST_EMPTY = 8
"""Frames: a thing may be covered for as long; beyond that it is lost from the first of them on."""


@dataclass
class Follow:
    """One of the trackers.

    Attributes:
        method: `NANO`, `MIL`, or "auto" for the better one that is here.
        score: Below it the thing is lost, in [0, 1]; MIL gives none. At 0 nothing is ever lost.
        version: First digits of the weights' digest, once known.
    """

    method: str
    score: float
    version: str = ""

    def run(self, frames: Frames, seed: Seed, context: AnalysisContext) -> Iterator[Sighting]:
        """See `SeededAnalysis`."""
        tracker: Any = None
        unsure: list[Sighting] = []
        for frame in frames:
            context.cancel.check()
            picture = np.ascontiguousarray(frame.pixels[..., ::-1])
            if tracker is None:
                tracker = self._started(picture, box_around(seed.shape))
                emptiness = Emptiness(frame.pixels, box_around(seed.shape))
                continue
            good, rectangle = tracker.update(picture)
            score = self._score(tracker)
            box = _box(rectangle, picture.shape[1], picture.shape[0])
            if not good or box is None or (score is not None and score < self.score):
                return
            unsure.append(Sighting(context.number_of(frame.time), box, score))
            if not self.score or not emptiness.of(frame.pixels, box):
                yield from unsure
                unsure = []
            elif len(unsure) >= LONGEST_EMPTY:
                return

    def _started(self, picture: NDArray[np.uint8], box: Box) -> Any:
        height, width = picture.shape[:2]
        box = box.clamped(width, height)
        if min(box.x1 - box.x0, box.y1 - box.y0) < LEAST_SIDE:
            raise EffectError("The box is too small to follow; draw one of at least 4 × 4 pixels.")
        tracker = self._tracker()
        x, y = round(box.x0), round(box.y0)
        tracker.init(picture, (x, y, round(box.x1) - x, round(box.y1) - y))
        return tracker

    def _tracker(self) -> Any:
        cv2 = opencv()
        cv2.setRNGSeed(1)  # MIL draws lots
        if self.method != MIL:
            try:
                return self._nano(cv2)
            except ModelError:
                if self.method == NANO:
                    raise
        self.method, self.version = MIL, cv2.__version__
        return cv2.TrackerMIL.create()

    def _nano(self, cv2: Any) -> Any:
        card, path = card_and_weights(NANO, "track")
        parameters = cv2.TrackerNano_Params()
        parameters.backbone = str(path)
        parameters.neckhead = str(path.with_name(card.companions[0].name))
        self.method, self.version = NANO, card.sha256[:12]
        return cv2.TrackerNano.create(parameters)

    def _score(self, tracker: Any) -> float | None:
        if self.method == MIL:
            return None
        return min(1.0, max(0.0, float(tracker.getTrackingScore())))


def _box(rectangle: tuple[float, float, float, float], width: int, height: int) -> Box | None:
    """The part in the picture; None where there is none."""
    x, y, w, h = (float(side) for side in rectangle)
    if w <= 0 or h <= 0:
        return None
    box = Box(x, y, x + w, y + h).clamped(width, height)
    return box if min(box.x1 - box.x0, box.y1 - box.y0) >= 1 else None


def _make(settings: dict[str, Setting]) -> Follow:
    return Follow(str(settings["method"]), cast("float", settings["score"]))


FOLLOW = SeededKind(
    "follow",
    "Follow a box",
    "Follows the thing in a box forwards and backwards.",
    (
        Parameter(
            "method",
            "Method",
            "choice",
            "auto",
            choices=("auto", NANO, MIL),
            help="NanoTrack is better and needs its model; MIL needs none.",
        ),
        Parameter(
            "score",
            "Lost below",
            "number",
            0.5,
            0,
            1,
            help="How sure the model must be to go on; 0 goes on where nothing is left, too.",
        ),
    ),
    _make,
    (Box,),
    tolerance=1.5,
    task="track",
)
