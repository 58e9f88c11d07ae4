"""Icons by name, tinted from the theme: Phosphor's font out of qtawesome, and a few drawn here.

Only the font and its table are used: importing qtawesome itself loads eleven other fonts, which
takes a quarter of a second of every start.
"""

from __future__ import annotations

import json
from functools import cache, lru_cache
from importlib.util import find_spec
from pathlib import Path

from PySide6.QtCore import QByteArray, QRect, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QFont, QFontDatabase, QIcon, QIconEngine, QPainter, QPixmap
from PySide6.QtSvg import QSvgRenderer

from app.ui.theme.palette import DARK
from app.ui.theme.theme import theme

FOLDER = Path(__file__).parents[3] / "resources" / "icons"

PHOSPHOR = "1.3.0"
"""The version qtawesome carries."""

GLYPH_SHARE = 0.875
"""Height of the font in an icon: glyphs stand out over their line a little."""


def icon(name: str, token: str = "tx2", disabled: str = "dis") -> QIcon:
    """The icon in a colour of the palette, another one when disabled.

    Args:
        name: One of `resources/icons`, else a name of Phosphor.
        token: Name of a colour in `Palette`.
        disabled: The same, for controls that are off.

    Raises:
        KeyError: there is no such icon; a test asks for all names that are used.
    """
    palette = theme().palette
    return QIcon(_icon(name, getattr(palette, token), getattr(palette, disabled)))


def pixmap(
    name: str, size: int, token: str = "tx2", ratio: float = 1.0, *, on_video: bool = False
) -> QPixmap:
    """The icon as a picture of `size` logical pixels for painters; sharp at the screen's ratio.

    On video it always has the bright colour of the dark theme.
    """
    palette = DARK if on_video else theme().palette
    return QPixmap(_pixmap(name, size, getattr(palette, token), ratio))


def nothing() -> QIcon:
    """No icon."""
    return QIcon()


@lru_cache(maxsize=512)
def _icon(name: str, colour: str, disabled: str) -> QIcon:
    own = FOLDER / f"{name}.svg"
    if own.is_file():
        return QIcon(_SvgEngine(own.read_text(encoding="utf-8"), colour, disabled))
    _, glyphs = _phosphor()
    return QIcon(_GlyphEngine(chr(int(glyphs[name], 16)), colour, disabled))


@cache
def _phosphor() -> tuple[str, dict[str, str]]:
    """The font's family, and code points in hexadecimal by name."""
    found = find_spec("qtawesome")
    if found is None or found.origin is None:
        raise ImportError("qtawesome is missing; install Reelwright with its window")
    fonts = Path(found.origin).parent / "fonts"
    number = QFontDatabase.addApplicationFont(str(fonts / f"phosphor-{PHOSPHOR}.ttf"))
    table = fonts / f"phosphor-charmap-{PHOSPHOR}.json"
    return QFontDatabase.applicationFontFamilies(number)[0], json.loads(table.read_text())


@lru_cache(maxsize=1024)
def _pixmap(name: str, size: int, colour: str, ratio: float) -> QPixmap:
    drawing = _icon(name, colour, colour)  # before there is a painter, which must end
    edge = round(size * ratio)
    picture = QPixmap(edge, edge)
    picture.fill(Qt.GlobalColor.transparent)
    painter = QPainter(picture)
    drawing.paint(painter, QRect(0, 0, edge, edge))
    painter.end()
    picture.setDevicePixelRatio(ratio)
    return picture


class _Engine(QIconEngine):
    """Draws a shape in one of two colours, at any size."""

    def pixmap(self, size: QSize, mode: QIcon.Mode, state: QIcon.State) -> QPixmap:
        picture = QPixmap(size)
        picture.fill(Qt.GlobalColor.transparent)
        painter = QPainter(picture)
        self.paint(painter, QRect(0, 0, size.width(), size.height()), mode, state)
        painter.end()
        return picture


class _GlyphEngine(_Engine):
    """A character of Phosphor."""

    def __init__(self, glyph: str, colour: str, disabled: str) -> None:
        super().__init__()
        self._glyph, self._colours = glyph, (colour, disabled)

    def clone(self) -> QIconEngine:
        return _GlyphEngine(self._glyph, *self._colours)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        font = QFont(_phosphor()[0])
        font.setPixelSize(max(1, round(rect.height() * GLYPH_SHARE)))
        painter.save()
        painter.setPen(QColor(self._colours[mode == QIcon.Mode.Disabled]))
        painter.setFont(font)
        painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, self._glyph)
        painter.restore()


class _SvgEngine(_Engine):
    """An SVG whose lines are `currentColor`."""

    def __init__(self, text: str, colour: str, disabled: str) -> None:
        super().__init__()
        self._text, self._colours = text, (colour, disabled)
        self._drawn = [_renderer(text, colour), _renderer(text, disabled)]

    def clone(self) -> QIconEngine:
        return _SvgEngine(self._text, *self._colours)

    def paint(self, painter: QPainter, rect: QRect, mode: QIcon.Mode, state: QIcon.State) -> None:
        self._drawn[mode == QIcon.Mode.Disabled].render(painter, QRectF(rect))


def _renderer(text: str, colour: str) -> QSvgRenderer:
    return QSvgRenderer(QByteArray(text.replace("currentColor", colour).encode()))
