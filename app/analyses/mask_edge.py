"""The edge of a mask, where the colours change.

GrabCut (C. Rother et al., SIGGRAPH 2004) decides a narrow band along the edge. Where it goes wrong
on the very frame that somebody drew the mask on, it is not asked on the others either.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.analyses.opencv import opencv

if TYPE_CHECKING:
    from numpy.typing import NDArray

    Floats = NDArray[np.float32]
    Pixels = NDArray[np.uint8]

AROUND = 32
"""Pixels around the mask that GrabCut learns the background from."""

LEAST_INSIDE = 16
"""Pixels that are sure to be the thing, below which colours are not asked."""


def doubts(picture: Pixels, drawn: Floats, band: int) -> Floats:
    """1 where colours say something else than what was drawn, 0 elsewhere; both are `(H, W)`."""
    cv2 = opencv()
    wrong = (settled(picture, drawn, band) > 0.5) != (drawn > 0.5)
    near = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (3, 3))
    return np.asarray(cv2.dilate(wrong.astype(np.float32), near), np.float32)


def settled(picture: Pixels, soft: Floats, band: int) -> Floats:
    """The mask with its edge moved, by up to `band` pixels, to where the colours change.

    Args:
        picture: `(H, W, 3)` R'G'B'.
        soft: `(H, W)` in [0, 1].
        band: At least 1.
    """
    cv2 = opencv()
    hard = (soft > 0.5).astype(np.uint8)
    disc = cv2.getStructuringElement(cv2.MORPH_ELLIPSE, (2 * band + 1, 2 * band + 1))
    sure, near = cv2.erode(hard, disc), cv2.dilate(hard, disc)
    if sure.sum() < LEAST_INSIDE:
        return soft
    guess = np.full(hard.shape, cv2.GC_BGD, np.uint8)
    guess[near > 0] = cv2.GC_PR_BGD
    guess[hard > 0] = cv2.GC_PR_FGD
    guess[sure > 0] = cv2.GC_FGD
    x, y, w, h = cv2.boundingRect(near)
    part = np.s_[max(0, y - AROUND) : y + h + AROUND, max(0, x - AROUND) : x + w + AROUND]
    inner = guess[part].copy()
    if not (inner == cv2.GC_BGD).any():
        return soft
    cv2.setRNGSeed(1)
    models = np.zeros((1, 65)), np.zeros((1, 65))
    cv2.grabCut(np.ascontiguousarray(picture[part]), inner, None, *models, 1, cv2.GC_INIT_WITH_MASK)
    cut = np.zeros_like(soft)
    cut[part] = (inner == cv2.GC_FGD) | (inner == cv2.GC_PR_FGD)
    return np.asarray(cv2.GaussianBlur(cut, (0, 0), 0.7), np.float32)
