"""Captions drawn with strokes: a small technical alphabet of our own, smooth at any size.

No font file and no library: a contact sheet needs a few words, and the core has no Qt.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

GLYPHS = {
    "A": "0c408c 1979",
    "B": "0c005072745606 56787a5c0c",
    "C": "826020020a2c6c8a",
    "D": "005083895c0c00",
    "E": "70000c7c 0656",
    "F": "70000c 0656",
    "G": "826020020a2c6c8a8757",
    "H": "000c 808c 0686",
    "I": "000c",
    "J": "606a4c2c0a",
    "K": "000c 8008 358c",
    "L": "000c7c",
    "M": "0c0057a0ac",
    "N": "0c008c80",
    "O": "2060828a6c2c0a0220",
    "P": "0c006082856707",
    "Q": "2060828a6c2c0a0220 598c",
    "R": "0c006082856707 478c",
    "S": "82602002042666888a6c2c0a",
    "T": "0080 404c",
    "U": "000a2c6c8a80",
    "V": "004c80",
    "W": "003c649cc0",
    "X": "008c 800c",
    "Y": "004680 464c",
    "Z": "00800c8c",
    "0": "2060828a6c2c0a0220",
    "1": "13404c",
    "2": "02206082840c8c",
    "3": "02206082846636 66888a6c2c0a",
    "4": "6c600989",
    "5": "7010062565878a6c2c0a",
    "6": "716020020a2c6c8a87652507",
    "7": "00803c",
    "8": "206082846626040220 2666888a6c2c0a0826",
    "9": "1b2c6c8a8260200205276785",
    ".": "0c",
    ":": "04 0b",
    ",": "1b0e",
    "-": "0757",
    "+": "0787 434b",
    "×": "147a 1a74",
    "/": "0c60",
    "(": "3013193c",
    ")": "0023290c",
    "%": "0c80 0220 6c8a",
    "=": "0585 0989",
    "_": "0c8c",
    "→": "0787 54875a",
    "·": "07",
}
"""Strokes of each letter as points `xy`, hexadecimal, on a grid 8 wide and 12 (c) tall."""

CAPITAL = 12
"""Height of the grid."""

_GAP, _SPACE = 5, 6
_STROKE = 1.35


def lettered(text: str, height: float) -> NDArray[np.float64]:
    """How much each pixel of a line of text is covered, in [0, 1].

    Args:
        text: Small letters become capitals; signs we do not have become a dot.
        height: Of a capital, in pixels.

    Returns:
        `(rows, columns)`, with a margin of a third of `height` on all sides.
    """
    scale = height / CAPITAL
    strokes, width = _placed(text.upper())
    margin = height / 3
    size = (round(height + 2 * margin), max(1, round(width * scale + 2 * margin)))
    inked = np.zeros(size)
    for points in strokes:
        for start, end in zip(points, points[min(1, len(points) - 1) :], strict=False):
            _draw(inked, start * scale + margin, end * scale + margin, _STROKE * scale / 2)
    return inked


def _placed(text: str) -> tuple[list[NDArray[np.float64]], float]:
    """All strokes of a line in grid units, and its width."""
    strokes: list[NDArray[np.float64]] = []
    left = 0.0
    for letter in text:
        if letter == " ":
            left += _SPACE
            continue
        glyph = [_points(stroke) for stroke in GLYPHS.get(letter, GLYPHS["·"]).split()]
        strokes += [np.add(points, (left, 0)) for points in glyph]
        left += max(points[:, 0].max() for points in glyph) + _GAP
    return strokes, max(0.0, left - _GAP)


def _points(stroke: str) -> NDArray[np.float64]:
    digits = [int(digit, 16) for digit in stroke]
    return np.array(digits, np.float64).reshape(-1, 2)


def _draw(
    inked: NDArray[np.float64],
    start: NDArray[np.float64],
    end: NDArray[np.float64],
    radius: float,
) -> None:
    """A round-ended line: coverage falls over one pixel at its edge. Changes `inked`."""
    reach = radius + 1
    low = np.maximum(0, np.floor(np.minimum(start, end) - reach)).astype(int)
    high = np.ceil(np.maximum(start, end) + reach).astype(int)
    part = inked[low[1] : high[1], low[0] : high[0]]
    y, x = np.mgrid[0 : part.shape[0], 0 : part.shape[1]] + 0.5
    x, y = x + low[0] - start[0], y + low[1] - start[1]
    along = end - start
    length = float(along @ along)
    t = np.clip((x * along[0] + y * along[1]) / length, 0, 1) if length else 0.0
    distance = np.hypot(x - t * along[0], y - t * along[1])
    np.maximum(part, np.clip(radius + 0.5 - distance, 0, 1), out=part)
