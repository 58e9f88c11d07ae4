"""What every tool is."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPointF, Qt

if TYPE_CHECKING:
    from PySide6.QtGui import QKeyEvent, QPainter, QWheelEvent

    from app.annotations.shapes import Point
    from app.ui.annotate.painting.shape_painter import ShapePainter
    from app.ui.annotate.place import Place
    from app.ui.annotate.stage import Stage


@dataclass(frozen=True)
class Pointer:
    """Where the mouse is.

    Attributes:
        point: On the canvas, in logical pixels.
        at: In pixels of the source; may lie outside of it.
        place: How one becomes the other.
        shift, alt, ctrl: Keys held.
    """

    point: QPointF
    at: Point
    place: Place
    shift: bool = False
    alt: bool = False
    ctrl: bool = False

    def far_from(self, other: Pointer) -> bool:
        """Whether it went far enough from another to be a drag and no shaky click."""
        return (self.point - other.point).manhattanLength() >= 4

    def inside(self) -> Point:
        """The point brought into the picture."""
        x, y = self.at
        return min(max(x, 0.0), float(self.place.width)), min(max(y, 0.0), float(self.place.height))


class Tool:
    """Takes the left button, keys and the wheel while it is in hand. GUI thread only.

    What it draws on the way lies in the stage or in itself; the document changes only when an act
    is finished, by one step. All methods may assume that a layer and a frame are there.
    """

    id: ClassVar[str]
    cursor: ClassVar[Qt.CursorShape] = Qt.CursorShape.CrossCursor

    def __init__(self, stage: Stage) -> None:
        self.stage = stage

    @property
    def busy(self) -> bool:
        """Whether something is begun and not finished."""
        return False

    def cursor_at(self, pointer: Pointer) -> Qt.CursorShape:
        """The form of the mouse's arrow there."""
        return self.cursor

    def press(self, pointer: Pointer) -> None:
        """The left button went down."""

    def drag(self, pointer: Pointer) -> None:
        """The mouse moved with the left button down."""

    def release(self, pointer: Pointer) -> None:
        """The left button went up."""

    def hover(self, pointer: Pointer) -> None:
        """The mouse moved with no button down."""

    def double(self, pointer: Pointer) -> None:
        """The left button went down a second time, soon after the first."""

    def wants(self, event: QKeyEvent) -> bool:
        """Whether a key, perhaps a shortcut of the window, is to come here now."""
        return False

    def key(self, event: QKeyEvent) -> bool:
        """Do what a key says; False if it is none of ours."""
        return False

    def wheel(self, event: QWheelEvent) -> bool:
        """Whether the wheel turned for us rather than to zoom."""
        return False

    def finish(self) -> None:
        """Make what is begun, if it can be."""

    def cancel(self) -> bool:
        """Drop what is begun; whether there was anything."""
        return False

    def frame_changed(self) -> None:
        """Another frame is shown: drags end, what is drawn click by click goes on."""
        self.cancel()

    def paint(self, painter: QPainter, place: Place, shapes: ShapePainter) -> None:
        """Paint what is begun."""

    def close(self) -> None:
        """End what runs in the background."""
