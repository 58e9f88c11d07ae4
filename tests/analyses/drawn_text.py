"""Pictures with text drawn on them, and where its ink is."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import cv2
import numpy as np

from app.annotations.shapes import Box
from app.base.frame import Frame

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

RATE = 25
GROUND, INK = (40, 60, 90), (255, 250, 240)


@dataclass(frozen=True)
class Caption:
    """Words whose baseline begins at a place on frame `begin`, and how they move.

    Attributes:
        text: ASCII.
        x, y: Pixels.
        dx, dy: Pixels per frame.
        begin, end: Frames it is seen on, half-open.
        scale: 1 gives capitals about 22 pixels high.
        turn: Degrees clockwise about the picture's middle.
    """

    text: str
    x: float
    y: float
    dx: float = 0
    dy: float = 0
    begin: int = 0
    end: int = 10_000
    scale: float = 1.0
    turn: float = 0

    def ink(self, size: tuple[int, int], frame: int = 0) -> NDArray[np.uint8]:
        """`(height, width)`: 255 where it is, all 0 where it is not seen; `size` is (w, h)."""
        plane = np.zeros(size[::-1], np.uint8)
        if not self.begin <= frame < self.end:
            return plane
        steps = frame - self.begin
        place = round(self.x + self.dx * steps), round(self.y + self.dy * steps)
        font = cv2.FONT_HERSHEY_DUPLEX
        cv2.putText(plane, self.text, place, font, self.scale, 255, 2, cv2.LINE_AA)
        if self.turn:
            way = cv2.getRotationMatrix2D((size[0] / 2, size[1] / 2), -self.turn, 1)
            plane = cv2.warpAffine(plane, way, size)
        return plane

    def box(self, size: tuple[int, int], frame: int = 0) -> Box:
        """The upright box around its ink."""
        rows, columns = np.nonzero(self.ink(size, frame) > 127)
        return Box(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)


def drawn(
    captions: tuple[Caption, ...], size: tuple[int, int], frame: int = 0
) -> NDArray[np.uint8]:
    """The `(h, w, 3)` picture of a frame."""
    picture = np.full((size[1], size[0], 3), GROUND, np.float32)
    for caption in captions:
        share = caption.ink(size, frame)[..., None] / np.float32(255)
        picture += share * (np.array(INK, np.float32) - picture)
    return np.asarray(picture + 0.5, np.uint8)


def captioned(
    captions: tuple[Caption, ...], size: tuple[int, int], count: int
) -> Iterator[Frame[NDArray[np.uint8]]]:
    """The frames of a clip."""
    for number in range(count):
        picture = drawn(captions, size, number)
        yield Frame(picture, Fraction(number, RATE), Fraction(1, RATE))
