"""How far something is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QPainter
from PySide6.QtWidgets import QProgressBar, QSizePolicy, QWidget

from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

_STEPS = 1000


class ProgressBar(QProgressBar):
    """A thin bar that steps; it never moves without work done, so an unknown total is empty."""

    def __init__(self, token: str = "accent", parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._token = token
        self._fraction: float | None = 0.0
        self.setRange(0, _STEPS)
        self.setTextVisible(False)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)
        theme().changed.connect(self.update)

    @property
    def fraction(self) -> float | None:
        """What was set."""
        return self._fraction

    def set_fraction(self, fraction: float | None) -> None:
        """Show a part of the whole in [0, 1]; None while the whole is not known."""
        self._fraction = None if fraction is None else min(max(fraction, 0.0), 1.0)
        self.setValue(round((self._fraction or 0.0) * _STEPS))
        self.update()

    def set_token(self, token: str) -> None:
        """Fill it in another colour: `err` after a failure, `tx3` while paused."""
        self._token = token
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """Six pixels high."""
        return QSize(theme().px(80), theme().px(6))

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Short bars are fine."""
        return QSize(theme().px(24), theme().px(6))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw trough and fill."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        height = float(min(self.height(), theme().px(6)))
        trough = QRectF(0, (self.height() - height) / 2, self.width(), height)
        painter.setBrush(theme().colour("bg0"))
        painter.drawRoundedRect(trough, height / 2, height / 2)
        if self._fraction:
            trough.setWidth(max(height, self.width() * self._fraction))
            painter.setBrush(theme().colour(self._token))
            painter.drawRoundedRect(trough, height / 2, height / 2)
