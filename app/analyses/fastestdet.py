"""FastestDet: a small detector of COCO's 80 kinds of things (https://github.com/dog-qiuqiu).

Its one output has, for each of 22 x 22 cells, how sure it is of a thing, where (offset of the
centre by tanh, size by the logistic function, both shares of the picture) and of what kind. The
picture is stretched to the network's size, blue first.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.analyses.coco_names import COCO_NAMES
from app.analyses.detectors import distinct, inside
from app.analyses.opencv import opencv
from app.inference.detector_file import DetectorFile

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from app.analyses.tracker import Detection

THING, KIND = 0.96, 0.64
"""Powers of how sure it is of a thing and of its kind. Its authors rank by 0.6 and 0.4, and show
what has 0.65: to the power of 1.6 that is our usual 0.5."""


class FastestDet:
    """The network of one weights file."""

    def __init__(self, path: Path) -> None:
        self._file = DetectorFile(path)

    def __call__(self, picture: NDArray[np.uint8], least: float) -> list[Detection]:
        """See `Detector`."""
        cv2 = opencv()
        height, width = picture.shape[:2]
        size = self._file.width, self._file.height
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)[..., ::-1]
        blob = np.ascontiguousarray(small.transpose(2, 0, 1)[None], np.float32) / np.float32(255)
        boxes, scores, kinds = _decoded(self._file(blob)[0], least)
        labels = [COCO_NAMES[kind] for kind in kinds]
        found = distinct(boxes * np.array([width, height] * 2), scores, labels)
        return inside(found, width, height)


def _decoded(
    cells: NDArray[np.float32], least: float
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.intp]]:
    """Boxes as shares of the picture, scores and kinds from `(85, rows, columns)`."""
    scores = np.maximum(cells[0], 0) ** THING * np.maximum(cells[5:].max(axis=0), 0) ** KIND
    row, column = np.nonzero(scores >= least)
    dx, dy, w, h = cells[1:5, row, column]
    cx = (column + np.tanh(dx)) / cells.shape[2]
    cy = (row + np.tanh(dy)) / cells.shape[1]
    across, down = _logistic(w) / 2, _logistic(h) / 2
    boxes = np.stack([cx - across, cy - down, cx + across, cy + down], axis=1)
    return boxes, scores[row, column], cells[5:, row, column].argmax(axis=0)


def _logistic(x: NDArray[np.float32]) -> NDArray[np.float32]:
    return np.asarray(1 / (1 + np.exp(-x)), np.float32)
