"""Grade each picture by a table that a network chooses for it."""

from __future__ import annotations

from app.effects.retouch import retouching

AUTO_COLOUR = retouching(
    name="auto-colour",
    title="Auto colour",
    summary="Sets exposure, contrast and colours as a retoucher would, by a learnt 3D LUT.",
    model="adaint-fivek",
    task="colour",
    strength_help="Share of the graded picture.",
)
