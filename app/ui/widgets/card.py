"""A box that belongs together."""

from __future__ import annotations

from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget


class Card(QFrame):
    """A raised surface with an edge of one pixel, accent while selected.

    Attributes:
        body: The layout to fill, with margins of 8.
    """

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.body = QVBoxLayout(self)
        self.body.setContentsMargins(8, 8, 8, 8)
        self.body.setSpacing(6)
        self.setProperty("selected", False)

    @property
    def selected(self) -> bool:
        """Whether its edge is drawn in the accent."""
        return bool(self.property("selected"))

    def set_selected(self, selected: bool) -> None:
        """Mark it as the one that commands act on."""
        if selected != self.selected:
            self.setProperty("selected", selected)
            self.style().unpolish(self)
            self.style().polish(self)
