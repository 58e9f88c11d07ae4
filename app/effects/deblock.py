"""Take out of the picture what compression put in, by a network."""

from __future__ import annotations

from app.effects.retouch import retouching

DEBLOCK = retouching(
    name="deblock",
    title="Remove compression",
    summary="Takes blocks, ringing and mosquito noise of strong compression out of the picture.",
    model="reel-deblock",
    task="deblock",
    strength_help="Share of the cleaned picture; less keeps more of what only looks like damage.",
)
