"""The cell left of the ruler: what it counts, and a click to count the other way."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QAbstractButton

from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.timeline.surface import draw_text
from app.ui.widgets.focus_ring import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from app.ui.timeline.state import TimelineState


class Corner(QAbstractButton):
    """ "Time · 30 fps" or "Frame · 30 fps"."""

    def __init__(self, state: TimelineState) -> None:
        super().__init__()
        self._state = state
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.clicked.connect(self._switch)
        state.options_changed.connect(self._tell)
        state.rows_changed.connect(self._tell)
        self._tell()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the words."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if self.underMouse():
            painter.fillRect(self.rect(), theme().colour("bg3"))
        area = QRectF(self.rect()).adjusted(theme().px(12), 0, -4, 0)
        draw_text(painter, area, self.text(), "small", theme().colour("tx2"))
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), 3)

    def _switch(self) -> None:
        self._state.set_labels("frames" if self._state.labels == "time" else "time")

    def _tell(self) -> None:
        rate = f"{float(self._state.rate):.3f}".rstrip("0").rstrip(".")
        if self._state.labels == "time":
            text, act = tr("Time · {rate} fps", rate=rate), tr("Count frames")
        else:
            text, act = tr("Frame · {rate} fps", rate=rate), tr("Count time")
        if text != self.text():
            self.setText(text)
            self.setToolTip(act)
            self.setAccessibleName(f"{text}. {act}")
            self.update()
