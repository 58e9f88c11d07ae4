"""What every painter of the timeline gets."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from functools import cache
from math import ceil, floor
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QFontMetricsF, QPen

from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from PySide6.QtCore import QRectF
    from PySide6.QtGui import QFont, QPainter

    from app.ui.theme.theme import Role
    from app.ui.thumbnails import Thumbnails
    from app.ui.timeline.state import TimelineState
    from app.ui.waveforms import Waveforms

_MOST_TEXTS, _ANY_WIDTH = 4000, 100_000

LEFT = Qt.AlignmentFlag.AlignLeft | Qt.AlignmentFlag.AlignVCenter


@dataclass(frozen=True, slots=True)
class Surface:
    """A canvas that is being painted.

    Attributes:
        state: What is shown.
        thumbnails, waveforms: Where pictures and sounds come from.
        ratio: Device pixels per logical pixel.
        left, right: Logical pixels of the part to be painted.
        hover: Id of what the pointer is over.
    """

    state: TimelineState
    thumbnails: Thumbnails
    waveforms: Waveforms
    ratio: float
    left: int
    right: int
    hover: str = ""
    _colours: dict[str, QColor] = field(default_factory=dict)
    _pens: dict[tuple[str, int], QPen] = field(default_factory=dict)

    def colour(self, token: str) -> QColor:
        """A colour of the theme, made once per paint."""
        if token not in self._colours:
            self._colours[token] = theme().colour(token)
        return self._colours[token]

    def pen(self, token: str, width: int) -> QPen:
        """A pen, made once per paint."""
        if (token, width) not in self._pens:
            self._pens[token, width] = QPen(self.colour(token), width)
        return self._pens[token, width]

    def x_of(self, seconds: float) -> float:
        """Where a time, as a plain number, is drawn."""
        return (seconds - float(self.state.scale.left)) * float(self.state.scale.zoom)

    def between(self, left: float, right: float) -> Surface:
        """The same for a narrower part, in logical pixels."""
        return replace(self, left=max(self.left, floor(left)), right=min(self.right, ceil(right)))

    @property
    def start(self) -> float:
        """The first time that is painted, in seconds."""
        return self.left / float(self.state.scale.zoom) + float(self.state.scale.left)

    @property
    def end(self) -> float:
        """The last time that is painted, in seconds."""
        return self.right / float(self.state.scale.zoom) + float(self.state.scale.left)


class _Lettering:
    """Fonts and cut texts, kept until the theme changes."""

    def __init__(self) -> None:
        self._fonts: dict[Role, QFont] = {}
        self._metrics: dict[Role, QFontMetricsF] = {}
        self._texts: dict[tuple[str, int, Role], tuple[str, float]] = {}
        theme().changed.connect(self._forget)

    def font(self, role: Role) -> QFont:
        if role not in self._fonts:
            self._fonts[role] = theme().font(role)
        return self._fonts[role]

    def metrics(self, role: Role) -> QFontMetricsF:
        if role not in self._metrics:
            self._metrics[role] = QFontMetricsF(self.font(role))
        return self._metrics[role]

    def cut(self, text: str, width: int, role: Role) -> tuple[str, float]:
        key = (text, width, role)
        if key not in self._texts:
            if len(self._texts) > _MOST_TEXTS:
                self._texts.clear()
            self._texts[key] = self._cut(text, width, role)
        return self._texts[key]

    def _cut(self, text: str, width: int, role: Role) -> tuple[str, float]:
        metrics = self.metrics(role)
        if width < metrics.averageCharWidth() * 2:
            return "", 0
        shown = metrics.elidedText(text, Qt.TextElideMode.ElideRight, width)
        return shown, metrics.horizontalAdvance(shown)

    def _forget(self) -> None:
        self._fonts.clear()
        self._metrics.clear()
        self._texts.clear()


@cache
def _lettering() -> _Lettering:
    return _Lettering()


def draw_text(painter: QPainter, rect: QRectF, text: str, role: Role, colour: QColor) -> float:
    """Draw one line, cut with an ellipsis where it does not fit; gives its width."""
    shown, width = _lettering().cut(text, int(rect.width()), role)
    if shown:
        painter.setFont(font_of(role))
        painter.setPen(colour)
        painter.drawText(rect, LEFT, shown)
    return width


def text_width(text: str, role: Role) -> float:
    """How wide a text is."""
    return _lettering().cut(text, _ANY_WIDTH, role)[1]


def font_of(role: Role) -> QFont:
    """The theme's font, made once."""
    return _lettering().font(role)


def mixed(first: str, second: str, share: float) -> QColor:
    """A colour between two tokens; `share` of the second."""
    a, b = theme().colour(first), theme().colour(second)
    return QColor.fromRgbF(
        a.redF() + (b.redF() - a.redF()) * share,
        a.greenF() + (b.greenF() - a.greenF()) * share,
        a.blueF() + (b.blueF() - a.blueF()) * share,
    )
