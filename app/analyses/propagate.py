"""Carry a mask that somebody drew to the frames around it.

What moves the mask is the motion of its inside (`layer_motion`); colours settle its edge
(`mask_edge`), except where they were wrong about the one that was drawn.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np

from app.analyses.layer_motion import LayerMotion
from app.analyses.mask_edge import doubts, settled
from app.analyses.opencv import opencv
from app.analyses.seeded import SeededKind, Sighting
from app.annotations.filling import mask_of
from app.annotations.masks import Mask
from app.annotations.shapes import Box, Ellipse, Polygon
from app.base.errors import EffectError
from app.base.parameter import Parameter

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from app.analyses.analysis import AnalysisContext, Frames
    from app.analyses.seeded import Seed
    from app.annotations.shapes import Shape
    from app.base.parameter import Setting

    Floats = NDArray[np.float32]
    Pixels = NDArray[np.uint8]

LEAST_AREA = 16
"""Pixels; a mask that has shrunk below is lost."""


@dataclass
class Propagate:
    """Motion and refinement.

    Attributes:
        band: Half the width in pixels of the edge that colour decides; 0 for motion alone.
        version: Of OpenCV, which does both.
    """

    band: int
    version: str = ""

    def run(self, frames: Frames, seed: Seed, context: AnalysisContext) -> Iterator[Sighting]:
        """See `SeededAnalysis`."""
        cv2 = opencv()
        self.version = cv2.__version__
        motion, carried = LayerMotion(), None
        for frame in frames:
            context.cancel.check()
            gray = cv2.cvtColor(frame.pixels, cv2.COLOR_RGB2GRAY)
            if carried is None:
                drawn = _bits(seed.shape, gray.shape[1], gray.shape[0]).astype(np.float32)
                carried = self._begun(frame.pixels, gray, drawn)
                continue
            carried = self._moved(carried, motion, frame.pixels, gray)
            bits = carried.soft > 0.5
            if bits.sum() < LEAST_AREA:
                return
            yield Sighting(context.number_of(frame.time), Mask.from_array(bits))

    def _begun(self, picture: Pixels, gray: Pixels, drawn: Floats) -> _Carried:
        unsure = doubts(picture, drawn, self.band) if self.band else np.zeros_like(drawn)
        return _Carried(gray, drawn, unsure)

    def _moved(
        self, carried: _Carried, motion: LayerMotion, picture: Pixels, gray: Pixels
    ) -> _Carried:
        before = motion.before(carried.gray, gray, carried.soft)
        soft, unsure = before.of(carried.soft), before.of(carried.unsure)
        if self.band:
            soft = unsure * soft + (1 - unsure) * settled(picture, soft, self.band)
        return _Carried(gray, soft, unsure)


@dataclass(frozen=True)
class _Carried:
    """What goes from frame to frame, all `(H, W)`: gray, mask, and where colours are not asked."""

    gray: Pixels
    soft: Floats
    unsure: Floats


def _bits(shape: Shape, width: int, height: int) -> NDArray[np.bool_]:
    if isinstance(shape, Box | Ellipse | Polygon):
        shape = mask_of(shape, width, height)
    if not isinstance(shape, Mask) or (shape.width, shape.height) != (width, height):
        raise EffectError("Only a mask, polygon, ellipse or box of this clip can be carried on.")
    if shape.area < LEAST_AREA:
        raise EffectError("The mask is too small to carry on; draw a larger one.")
    return shape.to_array()


def _make(settings: dict[str, Setting]) -> Propagate:
    return Propagate(int(cast("float", settings["band"])))


PROPAGATE = SeededKind(
    "propagate",
    "Carry a mask on",
    "Carries a mask to the frames before and after it.",
    (
        Parameter(
            "band",
            "Edge",
            "whole",
            3,
            0,
            40,
            "px",
            help="Half the width of the edge that colours decide; 0 follows motion alone.",
        ),
    ),
    _make,
    (Mask, Polygon, Ellipse, Box),
)
