"""The one style sheet: what Qt draws itself, by class and property, from the palette."""

from __future__ import annotations

import re
import string
from dataclasses import fields
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QLocale, QObject
from PySide6.QtGui import QColor, QFont, QFontDatabase, QPalette
from PySide6.QtWidgets import QApplication, QToolTip

from app.ui.language import language
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from app.ui.theme.palette import Palette

Group = QPalette.ColorGroup
Role = QPalette.ColorRole
_ROLES: tuple[tuple[QPalette.ColorRole, str], ...] = (
    (Role.Window, "bg1"),
    (Role.WindowText, "tx"),
    (Role.Base, "field"),
    (Role.AlternateBase, "bg1"),
    (Role.Text, "tx"),
    (Role.PlaceholderText, "tx3"),
    (Role.Button, "bg3"),
    (Role.ButtonText, "tx"),
    (Role.BrightText, "err"),
    (Role.ToolTipBase, "bg3"),
    (Role.ToolTipText, "tx"),
    (Role.Highlight, "fill"),
    (Role.HighlightedText, "on_fill"),
    (Role.Accent, "accent"),
    (Role.Link, "accent"),
    (Role.LinkVisited, "accent"),
    (Role.Light, "line2"),
    (Role.Midlight, "line2"),
    (Role.Mid, "line"),
    (Role.Dark, "line"),
    (Role.Shadow, "bg0"),
)

FOLDER = Path(__file__).parents[3] / "resources" / "style"
HAN = "Noto Sans CJK SC"


class _Template(string.Template):
    """`@name` for a colour, `@{12px}` for a length that grows with the interface size."""

    delimiter = "@"
    idpattern = r"[a-z_]+[0-9]?"
    braceidpattern = r"[a-z]+|[0-9]+px"
    flags = re.ASCII


class _Values(dict[str, str]):
    """Looks up colours, and computes lengths as they are asked for."""

    def __init__(self, palette: Palette, scale: float) -> None:
        names = (field.name for field in fields(palette) if field.name != "labels")
        super().__init__({name: getattr(palette, name) for name in names})
        self["style"] = FOLDER.as_posix()
        self["theme"] = "dark" if QColor(palette.bg1).lightness() < 128 else "light"
        self._scale = scale

    def __missing__(self, key: str) -> str:
        if not key.endswith("px"):
            raise KeyError(key)
        return f"{round(int(key.removesuffix('px')) * self._scale)}px"


def stylesheet(palette: Palette, scale: float) -> str:
    """The sheet for a palette at an interface size (1.0 is 100 %).

    It never sets fonts or colours of labels: a rule would win over what a widget sets for itself.

    Raises:
        KeyError: the template names a colour that the palette lacks.
    """
    return _Template((FOLDER / "window.qss").read_text(encoding="utf-8")).substitute(
        _Values(palette, scale)
    )


def qt_palette(palette: Palette) -> QPalette:
    """The same colours for what Qt draws without a rule in the sheet."""
    result = QPalette()
    for role, token in _ROLES:
        result.setColor(role, QColor(getattr(palette, token)))
    for role in (Role.WindowText, Role.Text, Role.ButtonText):
        result.setColor(Group.Disabled, role, QColor(palette.dis))
    result.setColor(Group.Disabled, Role.Highlight, QColor(palette.bg3))
    return result


def body_font() -> QFont:
    """Inter where it is installed, else the system's font; Han in its simplified shapes."""
    system = QFontDatabase.systemFont(QFontDatabase.SystemFont.GeneralFont)
    inter = ["Inter"] if "Inter" in QFontDatabase.families() else []
    font = QFont(system)
    font.setFamilies([*inter, *system.families(), HAN])
    font.setWeight(QFont.Weight.Normal)
    font.setFeature(QFont.Tag("calt"), 0)  # see `Theme.font`
    font.setPixelSize(theme().px(12))
    return font


def apply_theme(app: QApplication) -> None:
    """Dress the program, and again whenever the theme changes. Call it before making widgets.

    The language must be chosen before, because it decides sizes and shapes of characters.
    """
    app.setStyle("Fusion")
    follower = app.findChild(_Follower) or _Follower(app)
    follower.dress()


class _Follower(QObject):
    """Belongs to the application, so that it ends with it."""

    def __init__(self, app: QApplication) -> None:
        super().__init__(app)
        self._app = app
        theme().changed.connect(self.dress)

    def dress(self) -> None:
        QLocale.setDefault(QLocale(language()))
        font = body_font()
        self._app.setFont(font)
        QToolTip.setFont(font)
        self._app.setPalette(qt_palette(theme().palette))
        self._app.setStyleSheet(stylesheet(theme().palette, theme().scale))
