"""The colour of a label: its own, or the next of the palette, and never colour alone."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QColor

from app.ui.theme.palette import DARK, LIGHT
from app.ui.theme.theme import theme

if TYPE_CHECKING:
    from app.annotations.layer import AnnotationLayer

MARKERS = ("square", "circle", "triangle")


def label_colour(layer: AnnotationLayer, name: str, *, on_video: bool = False) -> QColor:
    """The colour of a label now; on video always the bright one.

    A label's own colour that is one of the palette follows the theme like those without one.
    """
    own = next((label.colour for label in layer.labels if label.name == name), "")
    place = _in_palette(own)
    if own and place is None:
        return QColor(own)
    number = label_number(layer, name) if place is None else place
    return theme().label_colour(number, on_video=on_video)


def label_marker(layer: AnnotationLayer, name: str) -> str:
    """One of `MARKERS`: after each round of the palette's colours another one."""
    return MARKERS[label_number(layer, name) // len(DARK.labels) % len(MARKERS)]


def label_number(layer: AnnotationLayer, name: str) -> int:
    """Its place among the labels of its group, from 0; labels of objects are one group."""
    group = next((label.group for label in layer.labels if label.name == name), "")
    same = [label.name for label in layer.labels if label.group == group]
    return same.index(name) if name in same else 0


def _in_palette(colour: str) -> int | None:
    for palette in (DARK, LIGHT):
        hues = [hue.lower() for hue in palette.labels]
        if colour in hues:
            return hues.index(colour)
    return None
