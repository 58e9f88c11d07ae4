"""Everything of the annotations that lies on the picture, bottom first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QPainter

from app.ui.annotate.painting.chip import Chip, chip_of, paint_chip
from app.ui.annotate.painting.handle_painter import (
    paint_guides,
    paint_handles,
    paint_marks,
    paint_stem,
)
from app.ui.annotate.painting.look import Look, Looks
from app.ui.annotate.painting.mask_pictures import MaskPictures
from app.ui.annotate.painting.shape_painter import ShapePainter
from app.ui.annotate.painting.tags import Tags
from app.ui.annotate.place import places

if TYPE_CHECKING:
    from app.annotations.interpolation import ShapeAt
    from app.annotations.layer import AnnotationLayer
    from app.annotations.shapes import Bounds
    from app.ui.annotate.place import Place
    from app.ui.annotate.stage import Stage
    from app.ui.preview.canvas import Canvas

Drawn = list[tuple["ShapeAt", Look]]


class Overlay:
    """Paints what a stage holds; an overlay of `Canvas.add_overlay`. GUI thread.

    Attributes:
        chip: Where the chip of the suggestion was painted last, for the mouse.
    """

    def __init__(self, stage: Stage) -> None:
        self._stage = stage
        self._masks = MaskPictures()
        self._tags = Tags()
        self.chip: Chip | None = None

    def __call__(self, painter: QPainter, canvas: Canvas) -> None:
        """Paint all panes."""
        self.chip = None
        layer = self._stage.session.layer
        if layer is None or not self._stage.active:
            return
        shapes = ShapePainter(self._stage.visibility.outlines, self._masks)
        looks = Looks(self._stage.session.labelled or layer, self._stage.visibility)
        drawn = self._looked_at(looks)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for place in places(canvas, layer.media.width, layer.media.height):
            painter.save()
            painter.setClipRect(place.seen)
            self._paint(painter, place, shapes, drawn, layer, canvas.pointer)
            painter.restore()

    def _looked_at(self, looks: Looks) -> Drawn:
        """What is to be painted, and how: each once for all panes."""
        stage = self._stage
        selection, hovered = stage.session.selection, stage.hovered
        drawn = [(shown, looks.of(shown, outside=True, selected=True)) for shown in stage.ghosts()]
        drawn += [(shown, looks.of(shown, coming=True)) for shown in stage.session.coming]
        drawn += [
            (
                shown,
                looks.of(
                    shown,
                    selected=shown.track.id in selection,
                    hovered=shown.track.id == hovered,
                ),
            )
            for shown in stage.shapes()
        ]
        return drawn

    def _paint(
        self,
        painter: QPainter,
        place: Place,
        shapes: ShapePainter,
        drawn: Drawn,
        layer: AnnotationLayer,
        pointer: QPointF | None,
    ) -> None:
        view = place.seen
        seen = (view.left(), view.top(), view.right(), view.bottom())
        visible = [
            (shown, look, edges)
            for shown, look in drawn
            if meets(edges := place.edges(shown.shape.bounds), seen)
        ]
        for shown, look, _ in visible:
            shapes.paint(painter, shown.shape, look, place)
        for shown, look, edges in visible:
            if self._stage.has_handles(shown, look):
                paint_stem(painter, shown.shape, look.colour, place)
            elif look.selected:
                paint_marks(painter, edges)
        paint_guides(painter, *self._stage.guides, place)
        self._stage.tool.paint(painter, place, shapes)
        painter.setOpacity(1)
        suggestion = self._stage.suggestion()
        chipped = suggestion.track if suggestion is not None else None
        for shown, look, edges in visible:
            if shown.track is not chipped:
                self._tags.paint(painter, look, edges, seen)
        for shown, look, _ in visible:  # over the tags: what is covered cannot be taken hold of
            if self._stage.has_handles(shown, look):
                paint_handles(painter, shown.shape, place)
        self._paint_chip(painter, place, drawn, suggestion, pointer)
        painter.setBrush(Qt.BrushStyle.NoBrush)

    def _paint_chip(
        self,
        painter: QPainter,
        place: Place,
        drawn: Drawn,
        suggestion: ShapeAt | None,
        pointer: QPointF | None,
    ) -> None:
        for shown, look in drawn:
            # Not by its number: what is still coming may have the same.
            if suggestion is not None and shown.track is suggestion.track:
                bounds = place.rect(shown.shape.bounds)
                if bounds.intersects(place.seen):
                    chip = chip_of(shown.track.id, look, bounds, place.seen)
                    self.chip = self.chip or chip
                    paint_chip(painter, chip, look, pointer)


def meets(a: Bounds, b: Bounds) -> bool:
    """Whether two rectangles touch."""
    return a[0] <= b[2] and b[0] <= a[2] and a[1] <= b[3] and b[1] <= a[3]
