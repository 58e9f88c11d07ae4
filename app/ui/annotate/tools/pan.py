"""Moves the picture; the canvas does it itself."""

from __future__ import annotations

from typing import ClassVar

from PySide6.QtCore import Qt

from app.ui.annotate.tools.tool import Tool


class Pan(Tool):
    """Leaves the left button to the canvas."""

    id: ClassVar[str] = "pan"
    cursor: ClassVar[Qt.CursorShape] = Qt.CursorShape.OpenHandCursor
