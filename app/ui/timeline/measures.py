"""Sizes of the timeline in logical pixels, at the interface size in force."""

from __future__ import annotations

from app.ui.theme.theme import theme

PAD = 10
"""Room before time 0 when everything is fitted in, and after the end."""


def ruler() -> int:
    """Height of the ruler."""
    return theme().px(26)


def cache() -> int:
    """Height of the strip that shows what is ready."""
    return 5


def shots() -> int:
    """Height of the lane of shots."""
    return theme().px(24)


def video() -> int:
    """Height of a row of pictures."""
    return theme().px(88)


def audio() -> int:
    """Height of a row of sound."""
    return theme().px(58)


def curve() -> int:
    """Height of a row of keyframes."""
    return theme().px(46)


def lane(*, compact: bool) -> int:
    """Height of a row of segments, or of a track of annotations."""
    return theme().px(26 if compact else 29)


def group_head() -> int:
    """Height of the head above the tracks of annotations."""
    return theme().px(22)


def name_bar() -> int:
    """Height of the bar with a clip's name."""
    return theme().px(21)


def header(*, compact: bool) -> int:
    """Width of the column of names."""
    return theme().px(164 if compact else 188)


def inset() -> int:
    """From the edge of a row to the clips in it."""
    return 4
