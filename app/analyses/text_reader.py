"""Finding and reading lines of text on a picture, by two networks of the PP-OCR family.

One says where text is (`text_regions`), the other reads each line laid level (`text_decoding`).
C. Cui et al., "PaddleOCR 3.0 Technical Report", 2025.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from app.analyses.opencv import opencv
from app.analyses.text_decoding import decoded, letters_in
from app.analyses.text_regions import lying, regions_of, scaled
from app.annotations.shapes import Box
from app.base.errors import ModelError
from app.inference.onnx_file import OnnxFile

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

STRIDE = 32
"""Sides of the picture that is searched are multiples of it."""

TALL = 48
"""Rows of a line that is read."""

SHORTEST, LONGEST = 320, 3200
"""Columns of a line that is read; what is longer is squeezed."""

BATCH = 6
"""Lines that are read at once."""

FOUND = 0.5
"""Mean likelihood from which a region is read; what it says decides whether it is text."""

STANDING = 1.5
"""Height over width from which a box may hold a line that runs up or down."""

COLUMN = 3.0
"""Height over width from which it is no level line in any case."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of text on a picture.

    Attributes:
        box: In pixels; its top is that of the letters.
        text: What it says.
        score: Mean probability of its letters, in [0, 1].
    """

    box: Box
    text: str
    score: float


class TextReader:
    """The two networks. One thread at a time."""

    def __init__(self, finder: Path, reader: Path, side: int) -> None:
        """Open them.

        Args:
            finder, reader: The files.
            side: Longer side of the picture that is searched, in pixels; larger ones are reduced.

        Raises:
            ModelError: a file is missing, damaged or of another kind.
        """
        self._finder, self._reader = OnnxFile(finder), OnnxFile(reader)
        self._names = finder.name, reader.name
        self._side = side
        self._letters = letters_in(self._reader.words.get("character", ""), reader.name)

    def reduced(self, picture: NDArray[np.uint8]) -> tuple[NDArray[np.uint8], float]:
        """The picture as it is searched, and how many times smaller that is; at least 1."""
        height, width = picture.shape[:2]
        scale = max(1.0, max(height, width) / self._side)
        if scale == 1:
            return picture, scale
        size = max(1, round(width / scale)), max(1, round(height / scale))
        small = opencv().resize(picture, size, interpolation=opencv().INTER_AREA)
        return np.asarray(small, np.uint8), scale

    def __call__(self, picture: NDArray[np.uint8], least: float) -> list[Line]:
        """See `Reader`."""
        height, width = picture.shape[:2]
        small, scale = self.reduced(picture)
        boxes = [scaled(box, scale) for box in regions_of(self._likely(small), FOUND)]
        lines = self._read(picture, [box.clamped(width, height) for box in boxes])
        return in_reading_order([x for x in lines if x.text and x.score >= least])

    def _likely(self, picture: NDArray[np.uint8]) -> NDArray[np.float32]:
        """`(H, W)` in [0, 1]: how likely each pixel of a reduced picture is text."""
        height, width = picture.shape[:2]
        rows, columns = -(-height // STRIDE) * STRIDE, -(-width // STRIDE) * STRIDE
        canvas = np.zeros((1, 3, rows, columns), np.float32)
        canvas[0, :, :height, :width] = _centred(picture)
        answer = self._finder(canvas)[0]
        if answer.shape != (1, 1, rows, columns):
            raise ModelError(f"{self._names[0]} does not tell where text is; get it again.")
        return np.asarray(answer[0, 0, :height, :width], np.float32)

    def _read(self, picture: NDArray[np.uint8], boxes: list[Box]) -> list[Line]:
        """Each box read in every way it may be meant, the surest kept."""
        ways = [(place, way) for place, box in enumerate(boxes) for way in _ways(box)]
        texts = self._texts([lying(picture, way) for _, way in ways])
        best: dict[int, Line] = {}
        for (place, way), (text, score) in zip(ways, texts, strict=True):
            if place not in best or score > best[place].score:
                best[place] = Line(way, text, score)
        return list(best.values())

    def _texts(self, crops: list[NDArray[np.uint8]]) -> list[tuple[str, float]]:
        """What level crops say; those of like length are read together."""
        strips = [_strip(crop) for crop in crops]
        order = sorted(range(len(strips)), key=lambda n: strips[n].shape[2])
        texts: dict[int, tuple[str, float]] = {}
        for first in range(0, len(order), BATCH):
            chosen = order[first : first + BATCH]
            answers = self._steps([strips[n] for n in chosen])
            texts |= zip(chosen, (decoded(steps, self._letters) for steps in answers), strict=True)
        return [texts[n] for n in range(len(strips))]

    def _steps(self, strips: list[NDArray[np.float32]]) -> NDArray[np.float32]:
        """`(n, steps, classes)` probabilities for `(3, TALL, …)` strips, shortest first."""
        blob = np.zeros((len(strips), 3, TALL, max(SHORTEST, strips[-1].shape[2])), np.float32)
        for row, strip in zip(blob, strips, strict=True):
            row[:, :, : strip.shape[2]] = strip
        answer = np.asarray(self._reader(blob)[0], np.float32)
        if answer.ndim != 3 or answer.shape[::2] != (len(strips), len(self._letters)):
            raise ModelError(f"{self._names[1]} does not read letters it knows; get it again.")
        return answer


def in_reading_order(lines: list[Line]) -> list[Line]:
    """Row by row from the top, each from the left; what overlaps by half its height is one row."""
    rows: list[list[Line]] = []
    for line in sorted(lines, key=_middle):
        last = rows[-1][0] if rows else None
        if last is None or _middle(line) - _middle(last) > min(map(_height, (line, last))) / 2:
            rows.append([])
        rows[-1].append(line)
    return [line for row in rows for line in sorted(row, key=lambda each: each.box.bounds[0])]


def _middle(line: Line) -> float:
    return (line.box.y0 + line.box.y1) / 2


def _height(line: Line) -> float:
    return line.box.bounds[3] - line.box.bounds[1]


def _ways(box: Box) -> list[Box]:
    """The box as one that is read level, downwards and upwards, as far as its form allows."""
    width, height = box.x1 - box.x0, box.y1 - box.y0
    if height < STANDING * width:
        return [box]
    x, y = (box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2
    lain = x - height / 2, y - width / 2, x + height / 2, y + width / 2
    turned = [Box(*lain, (box.rotation + by) % 360) for by in (90, 270)]
    return turned if height >= COLUMN * width else [box, *turned]


def _strip(crop: NDArray[np.uint8]) -> NDArray[np.float32]:
    cv2 = opencv()
    height, width = crop.shape[:2]
    columns = min(LONGEST, max(1, -(-TALL * width // height)))
    way = cv2.INTER_AREA if height > TALL else cv2.INTER_LINEAR
    return _centred(cv2.resize(crop, (columns, TALL), interpolation=way))


def _centred(picture: NDArray[np.uint8]) -> NDArray[np.float32]:
    """`(3, H, W)` in [-1, 1], blue first as the networks were trained."""
    planes = np.ascontiguousarray(picture[..., ::-1].transpose(2, 0, 1), np.float32)
    return planes * np.float32(2 / 255) - np.float32(1)
