"""A folder of test media with pictures that tell apart by their level of gray."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np

if TYPE_CHECKING:
    from collections.abc import Iterable
    from pathlib import Path

    from numpy.typing import NDArray

SIZE = (120, 160)
STEP = 8


def write_levels(media: Path, paths: Iterable[str]) -> Path:
    """One picture for each path, in order; see `level_of`."""
    for number, path in enumerate(paths):
        place = media / path
        place.parent.mkdir(parents=True, exist_ok=True)
        cv2.imwrite(str(place), np.full((*SIZE, 3), number * STEP, np.uint8))
    return media


def level_of(picture: NDArray[np.uint8]) -> int:
    """Which of the pictures it is; what is drawn along an edge does not matter."""
    return round(float(np.median(picture)) / STEP)
