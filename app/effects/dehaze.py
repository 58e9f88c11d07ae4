"""Take haze out of the picture by a network."""

from __future__ import annotations

from app.effects.retouch import retouching

DEHAZE = retouching(
    name="dehaze",
    title="Dehaze",
    summary="Takes haze and thin fog out of the picture by a small network.",
    model="aodnet",
    task="dehaze",
    strength_help="Share of the clear picture; less leaves some depth in the air.",
)
