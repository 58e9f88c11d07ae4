"""Text in the roles of the design."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QPainter, QPalette
from PySide6.QtWidgets import QLabel, QSizePolicy, QWidget

from app.ui.theme.theme import Role, theme

if TYPE_CHECKING:
    from PySide6.QtGui import QPaintEvent, QResizeEvent


class Label(QLabel):
    """Plain text, never markup, in a role of the type scale and a colour of the palette."""

    def __init__(
        self, text: str = "", role: Role = "body", token: str = "tx2", parent: QWidget | None = None
    ) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self._role: Role = role
        self._token = token
        self.setText(text)
        self._follow_theme()
        theme().changed.connect(self._follow_theme)

    def set_token(self, token: str) -> None:
        """Use another colour of the palette."""
        if token != self._token:
            self._token = token
            self._follow_theme()

    def _follow_theme(self) -> None:
        self.setFont(theme().font(self._role))
        palette = QPalette(self.palette())
        palette.setColor(QPalette.ColorRole.WindowText, theme().colour(self._token))
        palette.setColor(
            QPalette.ColorGroup.Disabled, QPalette.ColorRole.WindowText, theme().colour("dis")
        )
        self.setPalette(palette)


class ElidedLabel(Label):
    """One line that ends in … where it does not fit; the tool tip then has all of it."""

    def __init__(
        self,
        text: str = "",
        role: Role = "body",
        token: str = "tx2",
        mode: Qt.TextElideMode = Qt.TextElideMode.ElideRight,
        parent: QWidget | None = None,
    ) -> None:
        self._mode = mode
        super().__init__(text, role, token, parent)
        self.setSizePolicy(QSizePolicy.Policy.Preferred, QSizePolicy.Policy.Fixed)

    def setText(self, text: str) -> None:  # noqa: N802
        """Show this text."""
        super().setText(text)
        self._set_tool_tip()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Room for a few characters: the rest can go."""
        wanted = super().sizeHint()
        few = self.fontMetrics().horizontalAdvance("MM…")
        return QSize(min(wanted.width(), few), wanted.height())

    def shown_text(self) -> str:
        """What fits."""
        width = self.contentsRect().width()
        return self.fontMetrics().elidedText(self.text(), self._mode, width)

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Tell the whole text by a tool tip when it does not fit any more."""
        super().resizeEvent(event)
        self._set_tool_tip()

    def paintEvent(self, event: QPaintEvent) -> None:  # noqa: N802
        """Draw what fits."""
        painter = QPainter(self)
        self.style().drawItemText(
            painter,
            self.contentsRect(),
            self.alignment() | Qt.TextFlag.TextSingleLine,
            self.palette(),
            self.isEnabled(),
            self.shown_text(),
            QPalette.ColorRole.WindowText,
        )

    def _set_tool_tip(self) -> None:
        self.setToolTip(self.text() if self.shown_text() != self.text() else "")
