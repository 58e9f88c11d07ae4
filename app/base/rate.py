"""Rates: of frames, as people write them, and of what analyses listen to."""

from __future__ import annotations

import math
from fractions import Fraction

from app.base.errors import UsageError

HEARD = 16_000
"""Samples per second of the sound that analyses listen to: what networks of speech are made for."""

FASTEST = 1000
"""Frames per second; more is a slip of the finger."""


def parse_rate(text: str) -> Fraction:
    """Frames per second, exact: `25`, `30000/1001`; `23.976` and its kin mean n*1000/1001.

    Raises:
        UsageError: not a rate, or beyond 1000 frames per second.
    """
    try:
        rate = Fraction(text.strip())
    except (ValueError, ZeroDivisionError):
        rate = Fraction(0)
    if not 0 < rate <= FASTEST:
        raise UsageError(
            f"“{text}” is not a frame rate; write frames per second, as 25 or 30000/1001."
        )
    ntsc = Fraction(math.ceil(rate) * 1000, 1001)
    return ntsc if rate.denominator > 1 and abs(rate - ntsc) < Fraction(1, 200) else rate
