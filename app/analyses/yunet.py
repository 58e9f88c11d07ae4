"""YuNet: a small detector of faces, run by OpenCV (W. Wu, H. Peng, S. Yu, "YuNet", 2023)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from app.analyses.detectors import distinct, inside
from app.analyses.opencv import opencv
from app.base.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from app.analyses.tracker import Detection

FACE = "face"


class YuNet:
    """The network of one weights file.

    Args:
        path: The file.
        side: Longer side of the picture it sees; more finds smaller faces, slower.
    """

    def __init__(self, path: Path, side: int) -> None:
        self._side = side
        cv2 = opencv()
        try:
            self._network: Any = cv2.FaceDetectorYN.create(str(path), "", (320, 320), 0.5, 0.3)
        except cv2.error as error:
            raise ModelError(
                f"{path.name} is damaged or no face detector; get it again."
            ) from error

    def __call__(self, picture: NDArray[np.uint8], least: float) -> list[Detection]:
        """See `Detector`."""
        cv2 = opencv()
        height, width = picture.shape[:2]
        scale = min(1.0, self._side / max(height, width))
        size = max(1, round(width * scale)), max(1, round(height * scale))
        small = cv2.resize(picture, size, interpolation=cv2.INTER_AREA)[..., ::-1]
        self._network.setInputSize(size)
        self._network.setScoreThreshold(least)
        _, rows = self._network.detect(np.ascontiguousarray(small))
        table = np.zeros((0, 15), np.float32) if rows is None else np.asarray(rows, np.float32)
        corners = np.concatenate([table[:, :2], table[:, :2] + table[:, 2:4]], axis=1)
        corners *= np.array([width / size[0], height / size[1]] * 2, np.float32)
        return inside(distinct(corners, table[:, 14], [FACE] * len(table)), width, height)
