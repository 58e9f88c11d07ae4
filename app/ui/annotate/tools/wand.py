"""Finds an object: a click takes like colours, a frame cuts out what it holds (GrabCut)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen

from app.annotations.masks import Mask
from app.ui.annotate.cut_thread import CutThread
from app.ui.annotate.cutting import CutRequest, alike
from app.ui.annotate.geometry import box_between
from app.ui.annotate.painting.shape_painter import with_alpha
from app.ui.annotate.tools.corners import paint_words
from app.ui.annotate.tools.gestures import within
from app.ui.annotate.tools.tool import Pointer, Tool
from app.ui.language import tr
from app.ui.theme.palette import DARK

if TYPE_CHECKING:
    from app.annotations.shapes import Bounds, Point
    from app.ui.annotate.painting.shape_painter import ShapePainter
    from app.ui.annotate.place import Place
    from app.ui.annotate.stage import Stage

_FINISH = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TOLERANCE_STEP = 4
_MARK = 6.0
"""Radius, in logical pixels, of what is marked as the object or as background."""

Marks = list[tuple["Point", float]]


class Wand(Tool):
    """What it finds is a proposal until Enter; Escape drops it.

    Once something is cut out, a stroke adds to it and a stroke with Alt takes away. `[` and `]`
    change how like the colours must be. The search runs on a thread of its own.
    """

    id: ClassVar[str] = "wand"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.found: Mask | None = None
        self._thread = CutThread()
        self._thread.found.connect(self._show)
        self._pressed: Pointer | None = None
        self._now: Point | None = None
        self._rect: Bounds | None = None
        self._clicked: tuple[Point, Place] | None = None
        self._object: Marks = []
        self._background: Marks = []
        self.searching = False

    @property
    def busy(self) -> bool:
        """Whether something is found, sought or framed."""
        return self.found is not None or self.searching or self._pressed is not None

    def press(self, pointer: Pointer) -> None:
        """The first corner of a frame, a stroke on what is found, or a click."""
        self._pressed, self._now = pointer, within(pointer.at, pointer.place)
        if self._rect is not None:
            self._mark(pointer)

    def drag(self, pointer: Pointer) -> None:
        """Pull the frame, or go on with the stroke."""
        self._now = within(pointer.at, pointer.place)
        if self._rect is not None:
            self._mark(pointer)

    def release(self, pointer: Pointer) -> None:
        """Look for it."""
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            return
        if self._rect is None and pointer.far_from(pressed):
            start = within(pressed.at, pressed.place)
            self._rect = box_between(start, within(pointer.at, pointer.place)).edges
        if self._rect is not None:
            self._cut(pointer.place)
        else:
            self._clicked = (pointer.at, pointer.place)
            self._take_alike()

    def wants(self, event: QKeyEvent) -> bool:
        """Enter once something is found; the keys of the tolerance."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        keys = (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight)
        ours = event.key() in keys or (event.key() in _FINISH and self.found is not None)
        return ours and plain == Qt.KeyboardModifier.NoModifier

    def key(self, event: QKeyEvent) -> bool:
        """Accept it, or look again for more or less alike colours."""
        if event.key() in _FINISH:
            self.finish()
            return True
        by = _TOLERANCE_STEP if event.key() == Qt.Key.Key_BracketRight else -_TOLERANCE_STEP
        self.stage.toolbox.set_tolerance(self.stage.toolbox.tolerance + by)
        if self._clicked is not None:
            self._take_alike()
        return True

    def finish(self) -> None:
        """Accept what is found."""
        mask = self.found
        self._drop()
        if mask is not None:
            self.stage.draw(mask)

    def cancel(self) -> bool:
        """Drop it."""
        begun = self.busy
        self._drop()
        return begun

    def close(self) -> None:
        """End the thread."""
        self._thread.close()

    def paint(self, painter: QPainter, place: Place, shapes: ShapePainter) -> None:
        """The proposal, hatched and dashed as all that nobody has accepted; the frame; marks."""
        if self.found is not None:
            shapes.paint(painter, self.found, self.stage.look_to_draw(provisional=True), place)
        self._paint_frame(painter, place)
        for marks, colour in ((self._object, DARK.ok), (self._background, DARK.err)):
            painter.setPen(Qt.PenStyle.NoPen)
            painter.setBrush(with_alpha(QColor(colour), 0.5))
            for point, radius in marks:
                painter.drawEllipse(
                    place.to_canvas(*point), radius * place.scale, radius * place.scale
                )
        self._paint_help(painter, place)

    def _paint_frame(self, painter: QPainter, place: Place) -> None:
        rect = self._rect
        if rect is None and self._pressed is not None and self._now is not None:
            rect = box_between(within(self._pressed.at, place), self._now).edges
        if rect is not None:
            painter.setBrush(Qt.BrushStyle.NoBrush)
            for colour, wide in (("black", 2.4), ("white", 1.0)):
                pen = QPen(with_alpha(QColor(colour), 0.7), wide)
                pen.setStyle(Qt.PenStyle.DashLine if wide == 1 else Qt.PenStyle.SolidLine)
                painter.setPen(pen)
                painter.drawRect(place.rect(rect))

    def _paint_help(self, painter: QPainter, place: Place) -> None:
        words = tr("Looking for the object") if self.searching else ""
        if self.found is not None and not self.searching:
            words = tr("Enter keeps it, Esc drops it")
        if words:
            bounds = place.rect(self.found.bounds if self.found else self._rect or (0, 0, 0, 0))
            paint_words(painter, words, bounds, place.seen)

    def _mark(self, pointer: Pointer) -> None:
        marks = self._background if pointer.alt else self._object
        marks.append((within(pointer.at, pointer.place), pointer.place.length(_MARK)))

    def _cut(self, place: Place) -> None:
        picture = self.stage.pixels()
        if picture is None or self._rect is None:
            self._drop()
            return
        self.searching = True
        marks = (tuple(self._object), tuple(self._background))
        self._thread.ask(CutRequest(picture, place.width, place.height, self._rect, *marks))

    def _take_alike(self) -> None:
        picture = self.stage.pixels()
        if picture is not None and self._clicked is not None:
            point, place = self._clicked
            self.found = alike(
                picture, place.width, place.height, point, self.stage.toolbox.tolerance
            )
            self.stage.canvas.update()

    def _show(self, _number: int, mask: object) -> None:
        self.searching = False
        self.found = mask if isinstance(mask, Mask) else None
        if self.found is None:
            self._drop()
            self.stage.told.emit(
                tr("Nothing found there. Frame the object with some space around it.")
            )
        self.stage.canvas.update()

    def _drop(self) -> None:
        self._thread.forget()
        self.found, self._pressed, self._now = None, None, None
        self._rect, self._clicked, self.searching = None, None, False
        self._object, self._background = [], []
        self.stage.let_go()
