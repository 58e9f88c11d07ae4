"""Which tool is in hand, and how it is set."""

from __future__ import annotations

from typing import Literal, get_args

from PySide6.QtCore import QObject, Signal

ToolId = Literal[
    "select", "pan", "box", "polygon", "polyline", "points", "ellipse", "brush", "eraser", "wand"
]
TOOLS: tuple[ToolId, ...] = get_args(ToolId)
DRAWING: tuple[ToolId, ...] = ("box", "polygon", "polyline", "points", "ellipse", "brush", "wand")
"""Tools that make something new."""

Mode = Literal["track", "shape"]
SMALLEST_BRUSH, LARGEST_BRUSH = 1.0, 400.0


class Toolbox(QObject):
    """The tool in hand. GUI thread only; nothing here is part of the project.

    Signals:
        tool_changed(str): one of `TOOLS`.
        mode_changed(str): "track" or "shape".
        settings_changed(): size of the brush, tolerance and model of the wand, threshold of
            suggestions.
        drawing_anew(): what is drawn next is a new thing, whatever is selected.
    """

    tool_changed = Signal(str)
    mode_changed = Signal(str)
    settings_changed = Signal()
    drawing_anew = Signal()

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._current: ToolId = "select"
        self._last_drawn: ToolId = "box"
        self._mode: Mode = "track"
        self._brush = 24.0
        self._tolerance = 20
        self._cutter = ""
        self._threshold = 0.8
        self.keeps_tool = False
        """Whether a drawing tool stays in hand after a shape is drawn."""

    @property
    def tools(self) -> tuple[ToolId, ...]:
        """Ids of all tools, in the order of the strip."""
        return TOOLS

    @property
    def current(self) -> ToolId:
        """The tool in hand."""
        return self._current

    @property
    def last_drawn(self) -> ToolId:
        """The tool that drew last, or would draw again."""
        return self._last_drawn

    def choose(self, tool: str) -> None:
        """Take a tool in hand.

        Raises:
            ValueError: there is no such tool.
        """
        if tool not in TOOLS:
            raise ValueError(f"There is no tool “{tool}”.")
        chosen = tool
        if chosen in DRAWING:
            self._last_drawn = chosen
        if chosen != self._current:
            self._current = chosen
            self.tool_changed.emit(chosen)

    def draw_again(self) -> None:
        """Draw a new thing with the tool that drew last."""
        self.drawing_anew.emit()
        self.choose(self._last_drawn)

    def drawn(self) -> None:
        """A shape is finished: back to selecting, unless the tool is to stay in hand."""
        if not self.keeps_tool:
            self.choose("select")

    @property
    def mode(self) -> Mode:
        """Whether what is drawn stays from its frame on ("track") or for one frame ("shape")."""
        return self._mode

    def set_mode(self, mode: str) -> None:
        """Choose it."""
        chosen: Mode = "shape" if mode == "shape" else "track"
        if chosen != self._mode:
            self._mode = chosen
            self.mode_changed.emit(chosen)

    @property
    def brush(self) -> float:
        """Diameter of brush and eraser in pixels of the picture."""
        return self._brush

    def set_brush(self, diameter: float) -> None:
        """Make the brush larger or smaller."""
        diameter = min(max(diameter, SMALLEST_BRUSH), LARGEST_BRUSH)
        if diameter != self._brush:
            self._brush = diameter
            self.settings_changed.emit()

    @property
    def tolerance(self) -> int:
        """How far, of 255, colours may differ that the wand takes together."""
        return self._tolerance

    def set_tolerance(self, tolerance: int) -> None:
        """Let the wand take more or less."""
        tolerance = min(max(tolerance, 1), 128)
        if tolerance != self._tolerance:
            self._tolerance = tolerance
            self.settings_changed.emit()

    @property
    def cutter(self) -> str:
        """Id of the model that the wand asks; "" to go by colours."""
        return self._cutter

    def set_cutter(self, model: str) -> None:
        """Choose it."""
        if model != self._cutter:
            self._cutter = model
            self.settings_changed.emit()

    @property
    def threshold(self) -> float:
        """The score from which "accept all above" accepts, in [0, 1]."""
        return self._threshold

    def set_threshold(self, score: float) -> None:
        """Choose it."""
        score = min(max(score, 0.0), 1.0)
        if score != self._threshold:
            self._threshold = score
            self.settings_changed.emit()
