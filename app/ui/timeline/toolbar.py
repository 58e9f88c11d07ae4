"""Tools, In and Out in figures, and the zoom."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QHBoxLayout, QWidget

from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.timecode import timecode
from app.ui.timeline.scale import LARGEST, SMALLEST
from app.ui.widgets.buttons import Button, IconButton
from app.ui.widgets.divider import Divider
from app.ui.widgets.labels import Label
from app.ui.widgets.slider import Slider

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from app.ui.timeline.state import TimelineState, Tool

_LOWEST, _HIGHEST = math.log2(float(SMALLEST)), math.log2(float(LARGEST))


class Toolbar(QWidget):
    """36 high, like every panel's header."""

    def __init__(self, state: TimelineState) -> None:
        super().__init__()
        self._state = state
        self._tools: dict[Tool, IconButton] = {
            "select": IconButton("cursor", tr("Select"), "V", checkable=True),
            "split": IconButton("scissors", tr("Split where clicked"), "", checkable=True),
            "marker": IconButton("flag", tr("Mark where clicked"), "", checkable=True),
        }
        self._snap = IconButton("magnet-straight", tr("Snap"), "S", checkable=True)
        self._link = IconButton("link", tr("Move what follows too"), "Shift+L", checkable=True)
        self._times = Label("", "body", "tx2")
        self._zoom = Slider(_LOWEST, _HIGHEST, (_HIGHEST - _LOWEST) / 200)
        self._fit = Button(tr("Fit"))
        self._for_annotations: tuple[QWidget, ...] = ()
        self._lay_out()
        self._connect()
        self._show_options()
        self._show_range()

    def add_annotation_parts(self, tools: QWidget, words: QWidget) -> None:
        """Tools and words that stand here in the Annotate workspace, in place of those of clips."""
        row = self.layout()
        assert isinstance(row, QHBoxLayout)
        row.insertWidget(0, tools)
        row.insertWidget(row.indexOf(self._times), words, 1)
        self._for_annotations = (tools, words)
        self._show_options()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """The background, and the line below."""
        painter = QPainter(self)
        painter.fillRect(self.rect(), theme().colour("bg1"))
        painter.fillRect(0, self.height() - 1, self.width(), 1, theme().colour("line"))

    def _lay_out(self) -> None:
        row = QHBoxLayout(self)
        row.setContentsMargins(8, 0, 10, 0)
        row.setSpacing(4)
        for button in self._tools.values():
            row.addWidget(button)
        line = Divider(vertical=True)
        line.setFixedHeight(18)
        row.addSpacing(2)
        row.addWidget(line)
        row.addSpacing(2)
        row.addWidget(self._snap)
        row.addWidget(self._link)
        row.addSpacing(14)
        row.addWidget(self._times, 1)
        self._out = IconButton("minus", tr("Zoom out"), "-", size=24)
        self._in = IconButton("plus", tr("Zoom in"), "+", size=24)
        self._zoom.setAccessibleName(tr("Timeline zoom"))
        for widget in (self._out, self._zoom, self._in):
            row.addWidget(widget)
        row.addSpacing(8)
        row.addWidget(self._fit)
        self._follow_theme()

    def _connect(self) -> None:
        state = self._state
        for name, button in self._tools.items():
            button.clicked.connect(lambda _=False, name=name: state.set_tool(name))
        self._snap.clicked.connect(lambda on: state.set_snapping(on))
        self._link.clicked.connect(lambda on: state.set_linked(on))
        self._zoom.moved.connect(self._zoomed)
        self._in.clicked.connect(lambda: state.zoom(1.5))
        self._out.clicked.connect(lambda: state.zoom(1 / 1.5))
        self._fit.clicked.connect(state.fit)
        self._fit.setAccessibleName(tr("Fit everything"))
        self._fit.setToolTip(f"{tr('Fit everything')} (Shift+Z)")
        state.options_changed.connect(self._show_options)
        state.rows_changed.connect(self._show_range)
        state.scale_changed.connect(self._show_zoom)
        state.settings.changed.connect(self._show_options)
        theme().changed.connect(self._follow_theme)

    def _follow_theme(self) -> None:
        self.setFixedHeight(theme().px(36))
        self._zoom.setFixedWidth(theme().px(110))

    def _zoomed(self, value: float) -> None:
        state = self._state
        state.zoom(2**value / float(state.scale.zoom))

    def _show_options(self, _: str = "") -> None:
        for name, button in self._tools.items():
            button.setChecked(name == self._state.tool)
        self._snap.setChecked(self._state.snapping)
        self._link.setChecked(self._state.linked)
        annotating = self._state.annotated is not None
        for widget in self._for_annotations:
            widget.setVisible(annotating)
        for widget in (*self._tools.values(), self._link, self._times):
            widget.setVisible(not annotating)

    def _show_zoom(self) -> None:
        self._zoom.set_value(math.log2(float(self._state.scale.zoom)))

    def _show_range(self) -> None:
        span, rate = self._state.project.selected_range, self._state.rate
        if span is None:
            whole = timecode(self._state.end, rate)
            self._times.setText(tr("Length  {time}", time=whole) if self._state.end else "")
            return
        end = span.end if span.end is not None else max(self._state.end, span.start)
        values = (span.start, end, max(Fraction(0), end - span.start))
        start, out, length = (timecode(time, rate) for time in values)
        text = tr("In  {start}   Out  {end}   Range  {length}", start=start, end=out, length=length)
        self._times.setText(text)
