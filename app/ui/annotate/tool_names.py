"""Names, icons and keys of the tools."""

from __future__ import annotations

from app.ui.language import tr

TOOL_ICONS = {
    "select": "cursor",
    "pan": "hand",
    "box": "bounding-box",
    "polygon": "polygon",
    "polyline": "path",
    "points": "dots-nine",
    "ellipse": "circle",
    "brush": "paint-brush",
    "eraser": "eraser",
    "wand": "magic-wand",
}
TOOL_KEYS = {
    "select": "S",
    "pan": "G",
    "box": "B",
    "polygon": "Shift+P",
    "polyline": "Shift+L",
    "points": "Shift+D",
    "ellipse": "Shift+O",
    "brush": "Shift+B",
    "eraser": "Shift+E",
    "wand": "W",
}


def tool_name(id: str) -> str:
    """What a tool is called."""
    names = {
        "select": tr("Select"),
        "pan": tr("Move picture"),
        "box": tr("Box"),
        "polygon": tr("Polygon"),
        "polyline": tr("Line"),
        "points": tr("Points"),
        "ellipse": tr("Ellipse"),
        "brush": tr("Brush"),
        "eraser": tr("Eraser"),
        "wand": tr("Magic wand"),
    }
    return names[id]
