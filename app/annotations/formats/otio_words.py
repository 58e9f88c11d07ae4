"""OpenTimelineIO's names of colours."""

from __future__ import annotations

MARKER_COLOURS = {
    "RED": "#ff0000",
    "PINK": "#ffc0cb",
    "ORANGE": "#ffa500",
    "YELLOW": "#ffff00",
    "GREEN": "#00ff00",
    "CYAN": "#00ffff",
    "BLUE": "#0000ff",
    "PURPLE": "#800080",
    "MAGENTA": "#ff00ff",
    "BLACK": "#000000",
    "WHITE": "#ffffff",
}
"""Those that markers can have."""


def marker_colour(colour: str) -> str:
    """The name nearest to `#rrggbb`; green, the library's own choice, for none."""
    if not colour:
        return "GREEN"
    wanted = bytes.fromhex(colour[1:])

    def distance(name: str) -> int:
        there = bytes.fromhex(MARKER_COLOURS[name][1:])
        return sum((a - b) ** 2 for a, b in zip(there, wanted, strict=True))

    return min(MARKER_COLOURS, key=distance)
