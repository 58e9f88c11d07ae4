"""All tools by id."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.annotate.tools.box import Box
from app.ui.annotate.tools.brush import Brush
from app.ui.annotate.tools.ellipse import Ellipse
from app.ui.annotate.tools.eraser import Eraser
from app.ui.annotate.tools.pan import Pan
from app.ui.annotate.tools.points import Points
from app.ui.annotate.tools.polygon import Polygon
from app.ui.annotate.tools.polyline import Polyline
from app.ui.annotate.tools.select import Select
from app.ui.annotate.tools.wand import Wand

if TYPE_CHECKING:
    from app.ui.annotate.stage import Stage
    from app.ui.annotate.tools.tool import Tool

_KINDS: tuple[type[Tool], ...] = (
    Select, Pan, Box, Polygon, Polyline, Points, Ellipse, Brush, Eraser, Wand,
)  # fmt: skip


def make_tools(stage: Stage) -> dict[str, Tool]:
    """One of each."""
    return {kind.id: kind(stage) for kind in _KINDS}
