"""What the preview shows of a chain, to be compared with what an export writes."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from app.base.cancel import CancelToken
from app.base.time import Span
from app.project.model import Clip, MediaItem, Project, Track
from app.render.preview.renderer import PreviewRenderer

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.picture import Picture
    from app.base.time import Time
    from app.project.model import EffectSpec


def previewed(source: Path, *chain: EffectSpec, end: Time, at: Time) -> Picture:
    """The exact result at a time, of a clip with a chain that lasts to `end`; fp32, processor."""
    placed = Clip("c", "m", Span(Fraction(0), end), Fraction(0), chain)
    project = Project((MediaItem(source, "m"),), (Track("t", "Track", (placed,)),))
    renderer = PreviewRenderer(device="cpu", precision="fp32")
    try:
        shots = list(renderer.result(project, at, CancelToken()))
    finally:
        renderer.close()
    assert shots[-1].exact
    return shots[-1].frame.pixels
