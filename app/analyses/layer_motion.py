"""Where a thing was one picture ago, up to its very edge.

Dense optical flow (T. Kroeger et al., "Fast Optical Flow using Dense Inverse Search", ECCV 2016) is
smooth across the edges of things: some ten pixels around them it says what neither side does, and a
mask carried by it takes the ground along. So a thing is taken for a layer (J. Wang and E. Adelson,
"Representing Moving Images with Layers", 1994): its motion is learnt well inside of it, as an
affine one and what is left over, and holds beyond its edge. What is left over is spread by
normalised convolution (H. Knutsson and C.-F. Westin, CVPR 1993).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from app.analyses.opencv import opencv

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Doubles = NDArray[np.float64]
    Pixels = NDArray[np.uint8]
    Part = tuple[slice, slice]

INSIDE = 10.0
"""Pixels from the edge from which on flow is believed; of thin things half the way inside."""

_AROUND, _FASTEST = 40, 60
_FEWEST, _MOST = 50, 3000
"""Pixels that an affine motion is learnt from."""
_ODD = 8.0
"""Pixels by which flow may differ from the affine motion."""


@dataclass(frozen=True)
class Before:
    """For each pixel of a part of the picture, where it was one picture ago.

    Attributes:
        part: Rows and columns.
        across, down: `(h, w)` in pixels of the whole picture.
    """

    part: Part
    across: Floats
    down: Floats

    def of(self, plane: Floats) -> Floats:
        """A plane of the picture before, `(H, W)`, on this one; 0 outside of the part."""
        made = np.zeros_like(plane)
        made[self.part] = _looked_up(plane, self.across, self.down)
        return made


class LayerMotion:
    """Compares pictures. Nothing is kept between two calls."""

    def __init__(self) -> None:
        """Raises EffectError without OpenCV."""
        cv2 = opencv()
        self._flow = cv2.DISOpticalFlow.create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)

    def before(self, earlier: Pixels, now: Pixels, soft: Floats) -> Before:
        """Where the thing's pixels were, if it covers `soft` > 0.5 of the earlier picture.

        Args:
            earlier, now: `(H, W)`, 8 bits of gray.
            soft: `(H, W)` in [0, 1], somewhere above 0.5.
        """
        back = self._flow.calc(now, earlier, None)
        forth = self._flow.calc(earlier, now, None)
        part = _around(soft > 0.5, forth)
        rows, columns = np.mgrid[part].astype(np.float32)
        flow = back[part]
        known = _believed(flow, forth, _depth(soft, part), (columns, rows))
        motion = _of_layer(flow, known, columns, rows)
        return Before(part, columns + motion[..., 0], rows + motion[..., 1])


def _around(hard: NDArray[np.bool_], forth: Floats) -> Part:
    """Where it may have gone."""
    x, y, w, h = opencv().boundingRect(hard.astype(np.uint8))
    reach = _AROUND + int(min(np.percentile(np.abs(forth[hard]), 95), _FASTEST))
    height, width = hard.shape
    return (
        slice(max(0, y - reach), min(height, y + h + reach)),
        slice(max(0, x - reach), min(width, x + w + reach)),
    )


def _depth(soft: Floats, part: Part) -> Floats:
    """Pixels from the edge inwards, below 0 outside; of the whole picture, exact in the part."""
    cv2 = opencv()
    hard = np.pad((soft[part] > 0.5).astype(np.uint8), 1)
    inwards = cv2.distanceTransform(hard, cv2.DIST_L2, 3)[1:-1, 1:-1]
    outwards = cv2.distanceTransform(1 - hard, cv2.DIST_L2, 3)[1:-1, 1:-1]
    made = np.full(soft.shape, -INSIDE, np.float32)
    made[part] = inwards - outwards
    return made


def _believed(
    flow: Floats, forth: Floats, depth: Floats, at: tuple[Floats, Floats]
) -> NDArray[np.bool_]:
    """Pixels that come from well inside, where the two directions of flow agree."""
    across, down = at[0] + flow[..., 0], at[1] + flow[..., 1]
    there = _looked_up(forth, across, down)
    wrong = ((flow + there) ** 2).sum(axis=2)
    size = (flow**2).sum(axis=2) + (there**2).sum(axis=2)
    inside = _looked_up(depth, across, down) > min(INSIDE, depth.max() / 2)
    # The bound of N. Sundaram et al., ECCV 2010, a little wider.
    agreed: NDArray[np.bool_] = inside & (wrong < 0.02 * size + 1)
    return agreed if np.count_nonzero(agreed) >= _FEWEST else inside


def _of_layer(flow: Floats, known: NDArray[np.bool_], columns: Floats, rows: Floats) -> Floats:
    """The motion of the thing, `(h, w, 2)`, also where it is not known."""
    if np.count_nonzero(known) < _FEWEST:
        return _spread(flow, known)
    affine = _affine(flow, known, columns, rows)
    rest = flow - affine
    return affine + _spread(rest, known & (np.hypot(rest[..., 0], rest[..., 1]) <= _ODD))


def _affine(flow: Floats, known: NDArray[np.bool_], columns: Floats, rows: Floats) -> Floats:
    """The affine motion most of the known pixels follow: least squares, weighted anew four times.

    Weights are those of Cauchy's estimator with a scale of one pixel.
    """
    ys, xs = np.nonzero(known)
    step = max(1, len(ys) // _MOST)
    at = ys[::step], xs[::step]
    middle = columns[at].mean(), rows[at].mean()
    x, y = (columns - middle[0]) / 50, (rows - middle[1]) / 50
    terms = np.stack([np.ones_like(x[at]), x[at], y[at]], axis=1).astype(np.float64)
    goal: Doubles = flow[at].astype(np.float64)
    weights: Doubles = np.ones(len(terms))
    calm = np.diag([1e-6, 1e-4 * len(terms), 1e-4 * len(terms)])  # of few pixels, shift alone
    found: Doubles = np.zeros((3, 2))
    for _ in range(4):
        weighted = terms * weights[:, None]
        found = np.asarray(np.linalg.solve(weighted.T @ terms + calm, weighted.T @ goal), float)
        weights = np.reciprocal(1 + ((goal - terms @ found) ** 2).sum(axis=1))
    whole = np.stack([np.ones_like(x), x, y], axis=-1)
    return np.asarray(whole @ found.astype(np.float32), np.float32)


def _spread(values: Floats, known: NDArray[np.bool_]) -> Floats:
    """Values where they are known, of what is near beside them, and 0 far away."""
    cv2 = opencv()
    weights = known.astype(np.float32)[..., None]
    own = np.concatenate([values * weights, weights], axis=2)
    made = own.copy()
    for reach in (3, 8):
        lacking = np.clip(1 - made[..., 2:] / 0.05, 0, 1)
        made += cv2.GaussianBlur(own, (0, 0), reach) * lacking
    return np.asarray(made[..., :2] / np.maximum(made[..., 2:] + 1e-3, 1e-6), np.float32)


def _looked_up(plane: Any, across: Floats, down: Floats) -> Floats:
    cv2 = opencv()
    how = {"interpolation": cv2.INTER_LINEAR, "borderMode": cv2.BORDER_REPLICATE}
    return np.asarray(cv2.remap(plane, across, down, **how), np.float32)
