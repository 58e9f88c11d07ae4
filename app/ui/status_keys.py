"""Up to three keys with a word for each, in the line at the bottom."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QSize
from PySide6.QtWidgets import QHBoxLayout, QSizePolicy, QWidget

from app.ui.theme.theme import theme
from app.ui.widgets.key_cap import KeyCap
from app.ui.widgets.labels import Label

if TYPE_CHECKING:
    from collections.abc import Sequence

    from PySide6.QtGui import QResizeEvent

MOST = 3


class StatusKeys(QWidget):
    """Where there is no room for all, the last ones go."""

    def __init__(self) -> None:
        super().__init__()
        self._places = [_Place() for _ in range(MOST)]
        self._count = 0
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(theme().px(12))
        for place in self._places:
            row.addWidget(place)
        row.addStretch(1)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.show_keys(())

    @property
    def keys(self) -> tuple[tuple[str, str], ...]:
        """(key, word) of what is told, whether there is room for it or not."""
        return tuple(place.told for place in self._places[: self._count])

    def show_keys(self, keys: Sequence[tuple[str, str]]) -> None:
        """Tell these, (key as it is written, word); at most three."""
        self._count = min(len(keys), MOST)
        for place, (key, word) in zip(self._places, keys, strict=False):
            place.tell(key, word)
        self.setAccessibleName(", ".join(f"{key}: {word}" for key, word in keys[:MOST]))
        self._fit()

    def minimumSizeHint(self) -> QSize:  # noqa: N802
        """Everything can go."""
        return QSize(0, theme().px(18))

    def resizeEvent(self, event: QResizeEvent) -> None:  # noqa: N802
        """Others may fit now."""
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        left = self.width()
        for number, place in enumerate(self._places):
            needed = place.sizeHint().width() + theme().px(12)
            place.setVisible(number < self._count and needed <= left)
            left -= needed if number < self._count else 0


class _Place(QWidget):
    """A key and its word."""

    def __init__(self) -> None:
        super().__init__()
        self.told = ("", "")
        self._key, self._word = KeyCap(""), Label("", "small", "tx2")
        row = QHBoxLayout(self)
        row.setContentsMargins(0, 0, 0, 0)
        row.setSpacing(6)
        row.addWidget(self._key)
        row.addWidget(self._word)

    def tell(self, key: str, word: str) -> None:
        """Show a key and what it does."""
        if (key, word) != self.told:
            self.told = key, word
            self._key.set_text(key)
            self._word.setText(word)
