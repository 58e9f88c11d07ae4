"""A clip and a layer all formats of segments are checked with."""

from __future__ import annotations

from fractions import Fraction

from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Label, Segment

PAL = MediaFacts("clip.mp4", 640, 360, 100, Fraction(1, 25), tuple(range(100)))
"""Four seconds at 25 frames per second."""

NTSC = MediaFacts("clip.mp4", 640, 360, 2000, Fraction(1001, 30000), tuple(range(2000)))

SEGMENTS = AnnotationLayer(
    PAL,
    (Label("run", "#ff0000", group="Action"), Label("rain & <wind>", group="Weather")),
    segments=(Segment(4, "run", 5, 30), Segment(7, "rain & <wind>", 10, 100)),
    cuts=(25, 60),
)
"""Two segments that overlap, of two groups, and three shots."""
