"""Takes pixels out of a mask."""

from __future__ import annotations

from typing import ClassVar

from app.ui.annotate.tools.brush import Brush


class Eraser(Brush):
    """A brush that clears."""

    id: ClassVar[str] = "eraser"
    erases: ClassVar[bool] = True
