"""Dark footage shown brighter: the picture on screen only, never a frame of the project."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, Signal
from PySide6.QtGui import QImage

if TYPE_CHECKING:
    from numpy.typing import NDArray

_KEPT = 8
"""Pictures kept with their tone changed: a canvas shows few at once."""


@dataclass(frozen=True)
class ToneMap:
    """Changes the tone of pictures; made by `Tone`. GUI thread only."""

    brightness: float
    contrast: float
    _kept: dict[int, QImage] = field(default_factory=dict, compare=False, repr=False)

    def __call__(self, image: QImage) -> QImage:
        """The picture as it is to be shown."""
        key = image.cacheKey()
        if key not in self._kept:
            while len(self._kept) >= _KEPT:
                self._kept.pop(next(iter(self._kept)))
            self._kept[key] = _looked_up(image, self.table())
        return self._kept[key]

    def table(self) -> NDArray[np.uint8]:
        """`(256,)`: what each value becomes."""
        values = np.arange(256) / 255
        lifted = values ** (2.0 ** (-1.5 * self.brightness))
        spread = (lifted - 0.5) * 2.0 ** (1.5 * self.contrast) + 0.5
        made: NDArray[np.uint8] = np.round(np.clip(spread, 0, 1) * 255).astype(np.uint8)
        return made


class Tone(QObject):
    """Brightness and contrast of what is shown. GUI thread only.

    Both are in [-1, 1]; 0 changes nothing. Brightness lifts or lowers the middle tones and leaves
    black and white where they are; contrast spreads from middle grey.

    Signals:
        changed().
    """

    changed = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._map: ToneMap | None = None

    @property
    def brightness(self) -> float:
        """In [-1, 1]."""
        return self._map.brightness if self._map else 0.0

    @property
    def contrast(self) -> float:
        """In [-1, 1]."""
        return self._map.contrast if self._map else 0.0

    @property
    def map(self) -> ToneMap | None:
        """What `Canvas.set_tone` takes; None while nothing is changed."""
        return self._map

    def set(self, brightness: float, contrast: float) -> None:
        """Choose both."""
        chosen = (min(max(brightness, -1.0), 1.0), min(max(contrast, -1.0), 1.0))
        if chosen != (self.brightness, self.contrast):
            self._map = ToneMap(*chosen) if any(chosen) else None
            self.changed.emit()


def _looked_up(image: QImage, table: NDArray[np.uint8]) -> QImage:
    import cv2

    image = image.convertToFormat(QImage.Format.Format_RGB32)
    width, height = image.width(), image.height()
    rows = np.frombuffer(image.constBits(), np.uint8).reshape(height, -1)
    pixels = np.ascontiguousarray(rows[:, : 4 * width]).reshape(height, width, 4)
    made = np.ascontiguousarray(cv2.LUT(pixels, table), np.uint8)
    made[..., 3] = 255  # the table may have lowered what is no colour
    return QImage(made.data, width, height, 4 * width, QImage.Format.Format_RGB32).copy()
