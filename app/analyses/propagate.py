"""Carry a mask that somebody drew to the frames around it.

Dense optical flow (T. Kroeger et al., "Fast Optical Flow using Dense Inverse Search", ECCV 2016)
moves the mask; GrabCut (C. Rother et al., 2004) settles a narrow band along its edge, and what the
flow of both directions does not agree on, by colour.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, cast

import numpy as np

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

AROUND = 32
"""Pixels around the mask that GrabCut learns the background from."""

LEAST_AREA = 16
"""Pixels; a mask that has shrunk below is lost."""


@dataclass
class Propagate:
    """Flow and refinement.

    Attributes:
        band: Half the width in pixels of the edge that colour decides; 0 for flow alone.
        version: Of OpenCV, which does both.
    """

    band: int
    version: str = ""

    def run(self, frames: Frames, seed: Seed, context: AnalysisContext) -> Iterator[Sighting]:
        """See `SeededAnalysis`."""
        cv2 = opencv()
        self.version = cv2.__version__
        flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
        soft: Floats | None = None
        gray = np.zeros((0, 0), np.uint8)
        for frame in frames:
            context.cancel.check()
            before, gray = gray, cv2.cvtColor(frame.pixels, cv2.COLOR_RGB2GRAY)
            if soft is None:
                soft = _bits(seed.shape, gray.shape[1], gray.shape[0]).astype(np.float32)
                continue
            soft, doubtful = _moved(flow, before, gray, soft)
            if self.band:
                soft = _settled(frame.pixels, soft, doubtful, self.band)
            bits = soft > 0.5
            if bits.sum() < LEAST_AREA:
                return
            yield Sighting(context.number_of(frame.time), Mask.from_array(bits))


def _bits(shape: Shape, width: int, height: int) -> NDArray[np.bool_]:
    if isinstance(shape, Box | Ellipse | Polygon):
        shape = mask_of(shape, width, height)
    if not isinstance(shape, Mask) or (shape.width, shape.height) != (width, height):
        raise EffectError("Only a mask, polygon, ellipse or box of this clip can be carried on.")
    if shape.area < LEAST_AREA:
        raise EffectError("The mask is too small to carry on; draw a larger one.")
    return shape.to_array()


def _moved(
    flow: Any, before: Pixels, now: Pixels, soft: Floats
) -> tuple[Floats, NDArray[np.bool_]]:
    """The mask on the new picture, and where the two directions of flow disagree."""
    cv2 = opencv()
    back = flow.calc(now, before, None)
    forth = flow.calc(before, now, None)
    rows, columns = np.mgrid[0 : now.shape[0], 0 : now.shape[1]].astype(np.float32)
    across, down = columns + back[..., 0], rows + back[..., 1]
    how = {"interpolation": cv2.INTER_LINEAR, "borderMode": cv2.BORDER_REPLICATE}
    moved = cv2.remap(soft, across, down, **how)
    there = cv2.remap(forth, across, down, **how)
    wrong = ((back + there) ** 2).sum(axis=2)
    size = (back**2).sum(axis=2) + (there**2).sum(axis=2)
    # The bound of N. Sundaram et al., ECCV 2010, a little wider.
    return moved, wrong > 0.02 * size + 2


def _settled(picture: Pixels, soft: Floats, doubtful: NDArray[np.bool_], band: int) -> Floats:
    """The mask with its edge where the colours change."""
    cv2 = opencv()
    hard = (soft > 0.5).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * band + 1, 2 * band + 1))
    sure, near = cv2.erode(hard, disc), cv2.dilate(hard, disc)
    if sure.sum() < LEAST_AREA:
        return soft
    guess = np.full(hard.shape, cv2.GC_BGD, np.uint8)
    guess[near > 0] = cv2.GC_PR_BGD
    guess[hard > 0] = cv2.GC_PR_FGD
    guess[(sure > 0) & ~doubtful] = cv2.GC_FGD
    x, y, w, h = cv2.boundingRect(near)
    part = np.s_[max(0, y - AROUND) : y + h + AROUND, max(0, x - AROUND) : x + w + AROUND]
    inner = guess[part].copy()
    if not (inner == cv2.GC_FGD).any() or not (inner == cv2.GC_BGD).any():
        return soft
    cv2.setRNGSeed(1)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(np.ascontiguousarray(picture[part]), inner, None, *models, 1, cv2.GC_INIT_WITH_MASK)
    cut = np.zeros_like(soft)
    cut[part] = (inner == cv2.GC_FGD) | (inner == cv2.GC_PR_FGD)
    return np.asarray(cv2.GaussianBlur(cut, (0, 0), 0.7), np.float32)


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
