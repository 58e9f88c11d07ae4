"""High contrast: what the desktop asks for, and a palette that gives it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QGuiApplication, QPalette

from app.ui.theme.palette import DARK, LIGHT

if TYPE_CHECKING:
    from app.ui.theme.palette import Palette

READABLE, LOUD = 4.5, 7.0
"""Ratios after WCAG 2: of any text, and of text where somebody asked for contrast."""

_SURFACES = ("bg0", "bg1", "bg2", "bg3", "lane", "lane2", "clip")
_MARKS = ("accent", "ok", "warn", "err", "model", "play", "ram", "disk", "clipb", "wave")


def high_contrast() -> bool:
    """Whether the desktop asks for it; Qt before 6.10 does not know."""
    hints = QGuiApplication.styleHints()
    if not hasattr(hints, "accessibility"):
        return False
    return bool(hints.accessibility().contrastPreference() == Qt.ContrastPreference.HighContrast)


def system_palette() -> QPalette:
    """The colours of the desktop, whatever the program wears now. GUI thread, after start."""
    worn = QPalette(QGuiApplication.palette())
    QGuiApplication.setPalette(QPalette())
    found = QPalette(QGuiApplication.palette())
    QGuiApplication.setPalette(worn)
    return found


def with_edges(palette: Palette) -> Palette:
    """The same with edges, and quiet words, as loud as text."""
    text = palette.tx
    return replace(palette, line=text, line2=text, ctl=text, tx2=text, tx3=text)


def of_system(system: QPalette) -> Palette | None:
    """A palette in the desktop's colours; None where those are not contrasting themselves.

    Marks keep their meaning where they can be told from the desktop's background, and become text
    where they cannot; the viewer's surround stays neutral.
    """
    role = QPalette.ColorRole
    back, text = _name(system, role.Window), _name(system, role.WindowText)
    if contrast(back, text) < LOUD:
        return None
    ours = DARK if luminance(back) < luminance(text) else LIGHT
    base = _name(system, role.Base)
    surfaces = dict.fromkeys(_SURFACES, back)
    field = base if contrast(base, text) >= LOUD else back
    marks = {name: _readable(getattr(ours, name), back, text) for name in _MARKS}
    chosen, on_chosen = _name(system, role.Highlight), _name(system, role.HighlightedText)
    if contrast(chosen, on_chosen) >= READABLE and contrast(chosen, back) >= READABLE:
        marks |= {"accent": chosen, "fill": chosen, "on_fill": on_chosen}
    sel = chosen if contrast(chosen, text) >= READABLE else ours.sel
    grey = _name(system, role.PlaceholderText)
    dis = _readable(grey, back, ours.dis)
    labels = tuple(_readable(label, back, text) for label in ours.labels)
    own = {"field": field, "tx": text, "sel": sel, "dis": dis, "play_text": back}
    return with_edges(replace(ours, **surfaces, **marks, **own, labels=labels))


def contrast(one: str, other: str) -> float:
    """The ratio of two colours as WCAG 2 defines it, in [1, 21]."""
    low, high = sorted((luminance(one), luminance(other)))
    return (high + 0.05) / (low + 0.05)


def luminance(colour: str) -> float:
    """Relative luminance of `#rrggbb` as WCAG 2 defines it, in [0, 1]."""
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [c / 12.92 if c <= 0.04045 else ((c + 0.055) / 1.055) ** 2.4 for c in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def _readable(colour: str, back: str, otherwise: str) -> str:
    return colour if contrast(colour, back) >= READABLE else otherwise


def _name(system: QPalette, role: QPalette.ColorRole) -> str:
    return QColor(system.color(QPalette.ColorGroup.Active, role)).name().upper()
