"""On or off."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPen
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui.theme.theme import theme
from app.ui.widgets.focus_ring import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent


class Switch(QAbstractButton):
    """A check box drawn as a switch: `toggled(bool)`, `isChecked()`, Space to change."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setCheckable(True)
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        theme().changed.connect(self.update)

    def sizeHint(self) -> QSize:  # noqa: N802
        """Large enough to hit."""
        return QSize(theme().px(34), theme().px(24))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """No smaller."""
        return self.sizeHint()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw track, knob and ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        track = self._track()
        self._paint_track(painter, track)
        self._paint_knob(painter, track)
        if self.hasFocus():
            paint_focus_ring(painter, track.adjusted(-3, -3, 3, 3), track.height() / 2 + 3)

    def _track(self) -> QRectF:
        width, height = theme().px(28), theme().px(16)
        return QRectF((self.width() - width) / 2, (self.height() - height) / 2, width, height)

    def _paint_track(self, painter: QPainter, track: QRectF) -> None:
        on, enabled = self.isChecked(), self.isEnabled()
        edge = "fill" if on else "ctl"
        painter.setPen(QPen(theme().colour(edge if enabled else "line"), 1))
        fill = ("fill" if on else "bg3") if enabled else "bg2"
        painter.setBrush(theme().colour(fill))
        inside = track.adjusted(0.5, 0.5, -0.5, -0.5)
        painter.drawRoundedRect(inside, inside.height() / 2, inside.height() / 2)

    def _paint_knob(self, painter: QPainter, track: QRectF) -> None:
        gap = track.height() * 0.2
        size = track.height() - 2 * gap
        right = self.isChecked() != (self.layoutDirection() == Qt.LayoutDirection.RightToLeft)
        left = track.right() - gap - size if right else track.left() + gap
        token = "dis" if not self.isEnabled() else "on_fill" if self.isChecked() else "tx2"
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(theme().colour(token))
        painter.drawEllipse(QRectF(left, track.top() + gap, size, size))
