"""All compare modes in the order in which they are offered. A new one is one line here."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.preview.modes.difference import Difference
from app.ui.preview.modes.flicker import Flicker
from app.ui.preview.modes.side_by_side import SideBySide
from app.ui.preview.modes.single import Single
from app.ui.preview.modes.two_up import TwoUp
from app.ui.preview.modes.wipe import Wipe

if TYPE_CHECKING:
    from app.ui.preview.modes.mode import Mode

MODES: tuple[type[Mode], ...] = (Single, SideBySide, Wipe, Difference, Flicker, TwoUp)
ALWAYS_OFFERED = 4
"""How many of them have a button of their own where there is little room."""
