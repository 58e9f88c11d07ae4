"""Detectors of the YOLO family, as users add them: three layouts of the output are understood.

- `(1, n, 5 + classes)`: centre, size, how sure of a thing, scores of classes (version 5 to 7);
- `(1, 4 + classes, n)`: centre, size, scores of classes (version 8 and later), or turned round;
- `(1, n, 6)` with few n: corners, score, class, already without repetitions (version 10).

All in pixels of the network's picture, into which ours is fitted with gray borders.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.analyses.coco_names import COCO_NAMES, class_name
from app.analyses.detectors import distinct, inside
from app.analyses.opencv import opencv
from app.base.errors import ModelError
from app.inference.detector_file import DetectorFile

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from app.analyses.tracker import Detection

BORDER = 114
FEW = 1000

Rows = tuple["NDArray[np.float32]", "NDArray[np.float32]", "NDArray[np.intp]"]
"""Corners `(n, 4)`, scores `(n,)`, classes `(n,)`."""


class Yolo:
    """The network of one weights file."""

    def __init__(self, path: Path) -> None:
        self._file = DetectorFile(path)

    def __call__(self, picture: NDArray[np.uint8], least: float) -> list[Detection]:
        """See `Detector`."""
        height, width = picture.shape[:2]
        blob, scale, left, top = fitted(picture, self._file.width, self._file.height)
        corners, scores, kinds = decoded(self._file(blob), len(self._file.names))
        sure = scores >= least
        boxes = (corners[sure] - np.array([left, top] * 2, np.float32)) / scale
        names = self._file.names or COCO_NAMES
        labels = [class_name(int(kind), names) for kind in kinds[sure]]
        return inside(distinct(boxes, scores[sure], labels), width, height)


def fitted(
    picture: NDArray[np.uint8], width: int, height: int
) -> tuple[NDArray[np.float32], float, int, int]:
    """The picture as `(1, 3, height, width)` in [0, 1], its scale, and its left and top border."""
    cv2 = opencv()
    scale = min(width / picture.shape[1], height / picture.shape[0])
    size = max(1, round(picture.shape[1] * scale)), max(1, round(picture.shape[0] * scale))
    left, top = (width - size[0]) // 2, (height - size[1]) // 2
    canvas = np.full((height, width, 3), BORDER, np.uint8)
    way = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    canvas[top : top + size[1], left : left + size[0]] = cv2.resize(
        picture, size, interpolation=way
    )
    blob = np.ascontiguousarray(canvas.transpose(2, 0, 1)[None], np.float32) / np.float32(255)
    return blob, scale, left, top


def decoded(answer: NDArray[np.float32], classes: int) -> Rows:
    """What an output says; `classes` is how many there are, 0 when not known.

    Raises:
        ModelError: no layout we know.
    """
    if (
        answer.ndim != 3
        or answer.shape[0] != 1
        or (min(answer.shape[1:]) < 5 and answer.shape[2] != 6)
    ):
        raise ModelError("The network does not answer with a list of boxes; it cannot be used.")
    table = answer[0]
    if table.shape[1] == 6 and table.shape[0] <= FEW:
        return table[:, :4], table[:, 4], table[:, 5].astype(np.intp)
    if table.shape[0] < table.shape[1]:
        return _by_class(table.T, table.T[:, 4:])
    if classes and table.shape[1] == 4 + classes:
        return _by_class(table, table[:, 4:])
    return _by_class(table, table[:, 5:] * table[:, 4:5])


def _by_class(table: NDArray[np.float32], scores: NDArray[np.float32]) -> Rows:
    half = table[:, 2:4] / 2
    corners = np.concatenate([table[:, :2] - half, table[:, :2] + half], axis=1)
    kinds = scores.argmax(axis=1)
    return corners, scores[np.arange(len(scores)), kinds], kinds
