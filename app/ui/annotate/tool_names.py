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


def tool_help(id: str) -> str:
    """How a tool is used that does more than its name says; "" for the others."""
    corners = tr("Click point by point; Enter or a double click finishes.")
    return {
        "polygon": corners,
        "polyline": corners,
        "points": corners,
        "wand": tr("Click to take what is alike, or drag a frame round a thing to cut it out."),
    }.get(id, "")
