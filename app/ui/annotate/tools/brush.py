"""Paints a mask."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QWheelEvent

from app.annotations.edits.placing import clear_shape
from app.annotations.masks import Mask
from app.ui.annotate.painting.mask_pictures import FILL
from app.ui.annotate.painting.shape_painter import with_alpha
from app.ui.annotate.strokes import Strokes
from app.ui.annotate.tools.tool import Pointer, Tool
from app.ui.language import tr

if TYPE_CHECKING:
    from app.annotations.shapes import Point
    from app.ui.annotate.painting.shape_painter import ShapePainter
    from app.ui.annotate.place import Place
    from app.ui.annotate.stage import Stage

_STEP = 1.2
"""How much larger a key or a notch of the wheel makes the brush."""


class Brush(Tool):
    """Each stroke is one step. `[` and `]`, or the wheel with Ctrl or Shift, change its size."""

    id: ClassVar[str] = "brush"
    cursor: ClassVar[Qt.CursorShape] = Qt.CursorShape.BlankCursor
    erases: ClassVar[bool] = False

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self._strokes: Strokes | None = None
        self._track: int | None = None
        self._last: Point = (0.0, 0.0)
        self._frame = -1

    @property
    def busy(self) -> bool:
        """Whether a stroke is on."""
        return self._strokes is not None

    def press(self, pointer: Pointer) -> None:
        """Begin a stroke, on the selected mask if there is one; Shift goes on in a line."""
        self._track = self.stage.target(Mask)
        if self._track is None and self.erases:
            self.stage.told.emit(tr("Select a mask to erase from."))
            return
        before = self._mask()
        colour = with_alpha(self.stage.look_to_draw(self._track).colour, FILL)
        self._strokes = Strokes(before, pointer.place.width, pointer.place.height, colour)
        self._frame = self.stage.session.frame
        if self._track is not None:
            self.stage.held = {self._track: None}
        start = self._last if pointer.shift and before is not None else pointer.at
        self._strokes.stroke(start, pointer.at, self.stage.toolbox.brush, erase=self.erases)
        self._last = pointer.at

    def drag(self, pointer: Pointer) -> None:
        """Go on."""
        if self._strokes is not None:
            size = self.stage.toolbox.brush
            self._strokes.stroke(self._last, pointer.at, size, erase=self.erases)
            self._last = pointer.at

    def release(self, pointer: Pointer) -> None:
        """One step for the stroke."""
        strokes, self._strokes = self._strokes, None
        self.stage.let_go()
        if strokes is None or not strokes.changed:
            return
        mask = strokes.mask()
        if mask.area:
            self._put(mask)
        elif self._track is not None:
            self._clear(self._track)

    def cancel(self) -> bool:
        """The mask is as it was before the stroke."""
        begun, self._strokes = self._strokes is not None, None
        self.stage.let_go()
        return begun

    def wants(self, event: QKeyEvent) -> bool:
        """The keys for the size, which elsewhere set In and Out."""
        plain = event.modifiers() == Qt.KeyboardModifier.NoModifier
        return plain and event.key() in (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight)

    def key(self, event: QKeyEvent) -> bool:
        """Smaller or larger."""
        self._scale(1 if event.key() == Qt.Key.Key_BracketRight else -1)
        return True

    def wheel(self, event: QWheelEvent) -> bool:
        """With Ctrl or Shift, smaller or larger; else it zooms."""
        held = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier
        turned = event.angleDelta().y() or event.angleDelta().x()
        if not event.modifiers() & held or not turned:
            return False
        self._scale(1 if turned > 0 else -1)
        event.accept()
        return True

    def paint(self, painter: QPainter, place: Place, shapes: ShapePainter) -> None:
        """The mask so far, and the brush."""
        if self._strokes is not None:
            target = QRectF(place.picture)
            painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
            painter.drawImage(target, self._strokes.image)
        pointer = self.stage.canvas.pointer
        if pointer is not None:
            self._paint_brush(painter, pointer, self.stage.toolbox.brush / 2 * place.scale)

    def _paint_brush(self, painter: QPainter, at: QPointF, radius: float) -> None:
        radius = max(radius, 1.5)
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.setPen(QPen(with_alpha(QColor("black"), 0.59), 2.6))
        painter.drawEllipse(at, radius, radius)
        pen = QPen(QColor("white"), 1.2)
        if self.erases:
            pen.setStyle(Qt.PenStyle.DashLine)
        painter.setPen(pen)
        painter.drawEllipse(at, radius, radius)

    def _put(self, mask: Mask) -> None:
        if self._track is None:
            self.stage.draw(mask, keeps=True)
            return
        name = self.stage.name(self._track)
        words = tr("Erase from {name}", name=name) if self.erases else tr("Paint {name}", name=name)
        self.stage.place({self._track: mask}, words)

    def _clear(self, track: int) -> None:
        words = tr("Erase from {name}", name=self.stage.name(track))
        frame = self._frame
        self.stage.session.apply(words, lambda layer: clear_shape(layer, track, frame))

    def _mask(self) -> Mask | None:
        shown = [one for one in self.stage.shapes() if one.track.id == self._track]
        return shown[0].shape if shown and isinstance(shown[0].shape, Mask) else None

    def _scale(self, by: int) -> None:
        size = self.stage.toolbox.brush
        made = size * _STEP**by
        self.stage.toolbox.set_brush(round(made) if round(made) != size else size + by)
