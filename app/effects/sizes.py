"""Sizes as people write them, and what a new size does to the shape of the samples."""

from __future__ import annotations

import re
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

from app.base.errors import EffectError

if TYPE_CHECKING:
    from app.media.video_format import VideoFormat

LARGEST = 16384
"""Samples per side; what encoders and memory can take."""

_EXACT = re.compile(r"^(\d{1,5})[x×:](\d{1,5})$")
_LINES = re.compile(r"^(\d{1,5})p$")
_LINES_OF = {"4k": 2160, "uhd": 2160, "8k": 4320, "hd": 720, "fullhd": 1080, "qhd": 1440}


def target_size(text: str, source: VideoFormat) -> tuple[int, int]:
    """(width, height) of `1920x1080`, or of `1080p` and `4k`, which keep the picture's shape.

    Raises:
        EffectError: the text is no size, or one that cannot be.
    """
    word = text.strip().lower()
    exact, lines = _EXACT.match(word), _LINES.match(word)
    if exact:
        return checked(int(exact[1]), int(exact[2]))
    if not lines and word not in _LINES_OF:
        raise EffectError(f"“{text}” is not a size; write 1920x1080, 1080p or 4k.")
    height = int(lines[1]) if lines else _LINES_OF[word]
    return checked(matching(source.width, source.height, height), height)


def matching(side: int, other: int, target: int) -> int:
    """`side` in a picture whose `other` side becomes `target`; even, as 4:2:0 files need."""
    return _even(Fraction(side * target, other))


def _even(exact: Fraction) -> int:
    """A side that had to be rounded; what is whole was asked for and stays."""
    return max(1, round(exact) if exact.denominator == 1 or exact < 2 else 2 * round(exact / 2))


def scaled_size(source: VideoFormat, scale: float) -> tuple[int, int]:
    """(width, height) times `scale`; whole factors are exact, others give even sides."""
    factor = Fraction(scale).limit_denominator(1_000_000)
    width, height = (_even(Fraction(side) * factor) for side in source.size)
    return checked(width, height)


def checked(width: int, height: int) -> tuple[int, int]:
    """The size; raises EffectError when no file could hold it."""
    if not (1 <= width <= LARGEST and 1 <= height <= LARGEST):
        raise EffectError(
            f"A picture of {width}x{height} cannot be made; sides are 1 to {LARGEST} samples."
        )
    return width, height


def reshaped(source: VideoFormat, width: int, height: int) -> VideoFormat:
    """`source` in another size, shown in the shape it had: the samples' shape makes up for it.

    A side rounded to a whole sample is no change of shape.
    """
    same = source.resized(width, height)
    stretch = Fraction(source.width * height, source.height * width)
    if abs(stretch - 1) * min(width, height) <= 1:
        return same
    return replace(same, sample_aspect_ratio=source.sample_aspect_ratio * stretch)
