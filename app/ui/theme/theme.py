"""The theme in force: one object that style sheets and painters read."""

from __future__ import annotations

from typing import Literal

from PySide6.QtCore import QObject, Qt, Signal
from PySide6.QtGui import QColor, QFont, QGuiApplication

from app.ui.language import language
from app.ui.theme import contrast
from app.ui.theme.palette import DARK, LIGHT, Palette

Choice = Literal["system", "dark", "light"]
Role = Literal["timecode", "title", "dialog", "panel", "tab", "body", "name", "small", "badge"]

_TYPE: dict[Role, tuple[int, QFont.Weight]] = {
    "timecode": (16, QFont.Weight.DemiBold),
    "title": (20, QFont.Weight.DemiBold),
    "dialog": (15, QFont.Weight.DemiBold),
    "panel": (13, QFont.Weight.DemiBold),
    "tab": (13, QFont.Weight.Medium),
    "body": (12, QFont.Weight.Normal),
    "name": (12, QFont.Weight.DemiBold),
    "small": (11, QFont.Weight.Normal),
    "badge": (10, QFont.Weight.DemiBold),
}


class Theme(QObject):
    """Colours, sizes and fonts. GUI thread only.

    Signals:
        changed(): colours or sizes are others now; painters call `update()`.
    """

    changed = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._choice: Choice = "dark"
        self._scale = 1.0
        self._palette = DARK
        self._dark = True

    @property
    def palette(self) -> Palette:
        """The colours, as text for style sheets."""
        return self._palette

    @property
    def dark(self) -> bool:
        """Whether the dark colours are in force."""
        return self._dark

    @property
    def scale(self) -> float:
        """Interface size: 1.0 is 100 %."""
        return self._scale

    def colour(self, token: str, alpha: float = 1.0) -> QColor:
        """The colour of a token of `Palette`, for painters; `alpha` in [0, 1]."""
        colour = QColor(getattr(self._palette, token))
        colour.setAlphaF(alpha)
        return colour

    def label_colour(self, number: int, *, on_video: bool = False) -> QColor:
        """The colour of the n-th label; on video always the bright one."""
        labels = (DARK if on_video else self._palette).labels
        return QColor(labels[number % len(labels)])

    def px(self, size: float) -> int:
        """A length of the design in logical pixels at the chosen interface size."""
        return round(size * self._scale)

    def font(self, role: Role) -> QFont:
        """The font of a role, with figures of equal width so that numbers do not jump."""
        size, weight = _TYPE[role]
        if language() == "zh_CN":
            size, weight = _for_chinese(size, weight)
        font = QFont(QGuiApplication.font())
        font.setPixelSize(self.px(size))
        font.setWeight(weight)
        font.setFeature(QFont.Tag("tnum"), 1)
        # Inter would write 8x0 as 8×0, which is wrong in the name of a file.
        font.setFeature(QFont.Tag("calt"), 0)
        return font

    def use(self, choice: Choice, scale: float = 1.0) -> None:
        """Choose colours ("system" follows the desktop) and interface size."""
        self._choice, self._scale = choice, scale
        dark = self._resolved(choice) != "light"
        palette = DARK if dark else LIGHT
        if contrast.high_contrast():
            theirs = contrast.of_system(contrast.system_palette()) if choice == "system" else None
            palette = theirs or contrast.with_edges(palette)
        self._palette = palette
        self._dark = contrast.luminance(palette.bg1) < contrast.luminance(palette.tx)
        self.changed.emit()

    def follow_system(self) -> None:
        """Change along when the desktop does: colours while the choice is "system", contrast."""
        hints = QGuiApplication.styleHints()
        hints.colorSchemeChanged.connect(self._system_changed)
        if hasattr(hints, "accessibility"):
            hints.accessibility().contrastPreferenceChanged.connect(self._contrast_changed)

    def _system_changed(self) -> None:
        if self._choice == "system":
            self.use("system", self._scale)

    def _contrast_changed(self) -> None:
        self.use(self._choice, self._scale)

    @staticmethod
    def _resolved(choice: Choice) -> Choice:
        if choice != "system":
            return choice
        light = QGuiApplication.styleHints().colorScheme() == Qt.ColorScheme.Light
        return "light" if light else "dark"


def _for_chinese(size: int, weight: QFont.Weight) -> tuple[int, QFont.Weight]:
    """Han characters have more strokes: not below 12 px, and small ones not bold."""
    small = size <= _TYPE["body"][0]
    if small and weight == QFont.Weight.DemiBold:
        weight = QFont.Weight.Medium
    return (12 if size == _TYPE["small"][0] else size), weight


_theme: Theme | None = None


def theme() -> Theme:
    """The one theme of the process, like `QApplication.palette()`."""
    global _theme
    if _theme is None:
        _theme = Theme()
    return _theme
