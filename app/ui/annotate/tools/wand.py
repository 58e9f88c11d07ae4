"""Finds an object: by a model from clicks and a frame, or by its colours.

Without a model a click takes like colours, and a frame cuts out what it holds (GrabCut).
"""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING, ClassVar

from PySide6.QtCore import Qt

from app.annotations.masks import Mask
from app.ui.annotate.cut_thread import CutThread
from app.ui.annotate.cutting import CutRequest, alike, cut_out
from app.ui.annotate.geometry import box_between
from app.ui.annotate.prompting import Prompter, PromptRequest
from app.ui.annotate.tools.corners import paint_words
from app.ui.annotate.tools.gestures import within
from app.ui.annotate.tools.pointed import Mark, Pointed, paint_frame
from app.ui.annotate.tools.tool import Pointer, Tool
from app.ui.language import tr

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray
    from PySide6.QtGui import QKeyEvent, QPainter

    from app.annotations.shapes import Bounds, Point
    from app.ui.annotate.cut_thread import Search
    from app.ui.annotate.painting.shape_painter import ShapePainter
    from app.ui.annotate.place import Place
    from app.ui.annotate.stage import Stage

_FINISH = (Qt.Key.Key_Return, Qt.Key.Key_Enter)
_TOLERANCE = (Qt.Key.Key_BracketLeft, Qt.Key.Key_BracketRight)
_BACK = (Qt.Key.Key_Backspace, Qt.Key.Key_Delete)
_TOLERANCE_STEP = 4
_MARK = 6.0
"""Radius, in logical pixels, of what is marked as the object or as background."""


class Wand(Tool):
    """What it finds is a proposal until Enter; Escape drops it.

    With a model each click adds to the object, one with Alt takes away, a drag frames it, and
    Backspace takes the last of these back. Without one, a stroke adds to what is cut out, one with
    Alt takes away, and `[` and `]` change how like the colours must be. The search runs on a thread
    of its own.
    """

    id: ClassVar[str] = "wand"

    def __init__(self, stage: Stage) -> None:
        super().__init__(stage)
        self.found: Mask | None = None
        self._thread, self._prompter = CutThread(), Prompter()
        self._thread.found.connect(self._show)
        self._thread.failed.connect(self._fail)
        self._pressed: Pointer | None = None
        self._now: Point | None = None
        self._clicked: tuple[Point, Place] | None = None
        self._place: Place | None = None
        self._pointed = Pointed()
        self._model = stage.toolbox.cutter
        self.searching = False
        stage.toolbox.settings_changed.connect(self._follow_model)

    @property
    def busy(self) -> bool:
        """Whether something is found, sought or pointed at."""
        begun = self.found is not None or self.searching or self._pressed is not None
        return begun or self._pointed.anything

    def press(self, pointer: Pointer) -> None:
        """The first corner of a frame, a stroke on what is found, or a click."""
        self._pressed, self._now = pointer, within(pointer.at, pointer.place)
        if self._strokes():
            self._mark(pointer)

    def drag(self, pointer: Pointer) -> None:
        """Pull the frame, or go on with the stroke."""
        self._now = within(pointer.at, pointer.place)
        if self._strokes():
            self._pointed.stroke(self._marked(pointer))

    def release(self, pointer: Pointer) -> None:
        """Look for it."""
        pressed, self._pressed = self._pressed, None
        if pressed is None:
            return
        dragged = pointer.far_from(pressed)
        if dragged and not self._strokes():
            start = within(pressed.at, pressed.place)
            self._pointed.rect = box_between(start, within(pointer.at, pointer.place)).edges
        elif self._model:
            self._mark(pointer)
        if self._model or self._pointed.rect is not None:
            self._look(pointer.place)
        else:
            self._clicked = (pointer.at, pointer.place)
            self._take_alike()

    def double(self, pointer: Pointer) -> None:
        """For a model, two clicks."""
        if self._model:
            self._mark(pointer)
            self._look(pointer.place)

    def wants(self, event: QKeyEvent) -> bool:
        """Enter once something is found; the keys of the tolerance, or Backspace for a model."""
        plain = event.modifiers() & ~Qt.KeyboardModifier.KeypadModifier
        ours = event.key() in _FINISH and self.found is not None
        if self._model:
            ours |= event.key() in _BACK and self._pointed.anything
        else:
            ours |= event.key() in _TOLERANCE
        return ours and plain == Qt.KeyboardModifier.NoModifier

    def key(self, event: QKeyEvent) -> bool:
        """Accept it, take the last point back, or look again for more or less alike colours."""
        if event.key() in _FINISH:
            self.finish()
        elif event.key() in _BACK:
            self._take_back()
        else:
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

    def frame_changed(self) -> None:
        """Drop it, and look no further at the frame that was left; what is lost is told."""
        self._stop()
        lost = self.found is not None
        self.cancel()
        if lost:
            self.stage.told.emit(tr("Dropped with its frame; press Enter first to keep it."))

    def close(self) -> None:
        """End the thread."""
        self._stop()
        self._thread.close()

    def paint(self, painter: QPainter, place: Place, shapes: ShapePainter) -> None:
        """The proposal, hatched and dashed as all that nobody has accepted; the frame; marks."""
        if self.found is not None:
            shapes.paint(painter, self.found, self.stage.look_to_draw(provisional=True), place)
        rect = self._pointed.rect
        if self._pressed is not None and self._now is not None and not self._strokes():
            rect = box_between(within(self._pressed.at, place), self._now).edges
        if rect is not None:
            paint_frame(painter, place, rect)
        self._pointed.paint_marks(painter, place)
        self._paint_help(painter, place)

    def _paint_help(self, painter: QPainter, place: Place) -> None:
        words = tr("Looking for the object") if self.searching else ""
        if self.found is not None and not self.searching:
            words = tr("Enter keeps it, Esc drops it")
        if words:
            bounds = place.rect(self.found.bounds if self.found else self._about())
            paint_words(painter, words, bounds, place.seen)

    def _about(self) -> Bounds:
        """Where the user has pointed at last."""
        if self._pointed.rect is not None or not self._pointed.marks:
            return self._pointed.rect or (0, 0, 0, 0)
        (x, y), radius = self._pointed.marks[-1].point, self._pointed.marks[-1].radius
        return x - radius, y - radius, x + radius, y + radius

    def _strokes(self) -> bool:
        """Whether a drag marks what is cut out, and frames nothing new."""
        return not self._model and self._pointed.rect is not None

    def _mark(self, pointer: Pointer) -> None:
        self._pointed.marks.append(self._marked(pointer))

    @staticmethod
    def _marked(pointer: Pointer) -> Mark:
        at, radius = within(pointer.at, pointer.place), pointer.place.length(_MARK)
        return Mark(at, radius, inside=not pointer.alt)

    def _take_back(self) -> None:
        self._pointed.take_back()
        if self._place is None or not self._pointed.anything:
            self._drop()
        else:
            self._look(self._place)

    def _look(self, place: Place) -> None:
        """Have an answer to all that was pointed at."""
        picture = self.stage.pixels()
        if picture is None or not self._pointed.anything:
            self._drop()
            self.stage.told.emit(
                tr("Click on the object first; Alt and a click take away from it.")
            )
            return
        self.searching, self._place = True, place
        self._thread.ask(self._search(picture, place.width, place.height))

    def _search(self, picture: NDArray[np.uint8], width: int, height: int) -> Search:
        pointed = self._pointed
        if self._model or pointed.rect is None:
            asked = PromptRequest(self._model, picture, width, height, pointed.prompt())
            return partial(self._prompter.find, asked)
        marks = (pointed.of_kind(inside=True), pointed.of_kind(inside=False))
        request = CutRequest(picture, width, height, pointed.rect, *marks)
        return lambda _: cut_out(request)

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

    def _fail(self, _number: int, sentence: str) -> None:
        self._drop()
        self.stage.told.emit(sentence)

    def _follow_model(self) -> None:
        if self._model != self.stage.toolbox.cutter:
            self._stop()
            self._drop()
            self._model = self.stage.toolbox.cutter

    def _stop(self) -> None:
        """Neither go on looking nor wait for what is looked at now."""
        self._thread.stop()
        self._prompter.stop()

    def _drop(self) -> None:
        self._thread.forget()
        self.found, self._pressed, self._now = None, None, None
        self._clicked, self._place, self.searching = None, None, False
        self._pointed.clear()
        self.stage.let_go()
