"""Brighten pictures taken in the dark by a network."""

from __future__ import annotations

from app.effects.retouch import retouching

LOW_LIGHT = retouching(
    name="low-light",
    title="Low light",
    summary="Brightens pictures taken in the dark by a network that estimates the light.",
    model="sci-easy",
    task="lowlight",
    strength_help="Share of the brightened picture; less keeps the mood of the night.",
)
