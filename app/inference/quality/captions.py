"""Pictures with lines of text drawn on them, for those who read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.inference.quality.pictures import opencv

if TYPE_CHECKING:
    from app.inference.quality.pictures import Picture

FONTS = ("SIMPLEX", "DUPLEX", "COMPLEX", "TRIPLEX")
"""Of OpenCV's line fonts, those with small letters of usual shapes."""

MARGIN = 24
"""Pixels left and below."""


def captioned(picture: Picture, text: str, font: str, scale: float) -> Picture:
    """A picture with a line near its lower edge, white with a dark rim.

    Args:
        picture: `(H, W, 3)`; it stays as it is.
        text: ASCII.
        font: One of `FONTS`.
        scale: 1 gives capitals about 22 pixels high.
    """
    cv2 = opencv()
    kind, place = getattr(cv2, f"FONT_HERSHEY_{font}"), (MARGIN, picture.shape[0] - MARGIN)
    made = picture.copy()
    for width, ink in ((6, 20), (2, 250)):
        cv2.putText(made, text, place, kind, scale, (ink, ink, ink), width, cv2.LINE_AA)
    return made
