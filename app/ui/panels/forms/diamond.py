"""The keyframe button at the end of a row."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QSize, Qt
from PySide6.QtGui import QPainter, QPen, QPolygonF
from PySide6.QtWidgets import QAbstractButton, QSizePolicy, QWidget

from app.ui.language import tr
from app.ui.theme.theme import theme
from app.ui.widgets.buttons import with_key
from app.ui.widgets.focus_ring import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent

    from app.ui.panels.forms.keys import KeyState

HALF = 5.0
"""Half the width of the diamond, in logical pixels at 100 %."""


class Diamond(QAbstractButton):
    """Hollow grey: no keys; hollow accent: keys, but not here; filled: a key on this frame."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._state: KeyState = "none"
        self._name = ""
        self.setFocusPolicy(Qt.FocusPolicy.TabFocus)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        theme().changed.connect(self.updateGeometry)

    @property
    def state(self) -> KeyState:
        """What it shows."""
        return self._state

    def show_state(self, state: KeyState, name: str) -> None:
        """Show it for the parameter of a name, in the user's language."""
        if (state, name) == (self._state, self._name):
            return
        self._state, self._name = state, name
        if state == "here":
            words = tr("Remove the key of {name} here", name=name)
        else:
            words = tr("Set a key of {name} here", name=name)
        self.setAccessibleName(words)
        self.setToolTip(with_key(words, "Alt+K"))
        self.update()

    def sizeHint(self) -> QSize:  # noqa: N802
        """As wide as the design has it, and high enough to hit."""
        return QSize(theme().px(18), theme().px(24))

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw the diamond and the ring."""
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        half = HALF * theme().scale
        x, y = self.width() / 2, self.height() / 2
        corners = [(x, y - half), (x + half, y), (x, y + half), (x - half, y)]
        token = "tx3" if self._state == "none" else "accent"
        if self._state == "none" and self.underMouse():
            token = "tx"
        painter.setPen(QPen(theme().colour(token), 1.4))
        painter.setBrush(
            theme().colour("accent") if self._state == "here" else Qt.BrushStyle.NoBrush
        )
        painter.drawPolygon(QPolygonF([QPointF(*corner) for corner in corners]))
        if self.hasFocus():
            paint_focus_ring(painter, self.rect(), 4)
