"""A row of pictures: name bars and thumbnails."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt

from app.ui.language import tr
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.timeline import measures
from app.ui.timeline.frames import name_of
from app.ui.timeline.painters.clip_boxes import NAMED, boxes, paint_box
from app.ui.timeline.surface import draw_text, text_width
from app.ui.timeline.titles import chain_title

if TYPE_CHECKING:
    from PySide6.QtGui import QImage, QPainter

    from app.base.time import Time
    from app.project.model import Clip, MediaItem, Track
    from app.ui.timeline.painters.clip_boxes import Box
    from app.ui.timeline.rows import Row
    from app.ui.timeline.surface import Surface


def paint_video_row(
    painter: QPainter, surface: Surface, row: Row, track: Track, media: dict[str, MediaItem]
) -> None:
    """All clips of a track that are seen."""
    if track.hidden:
        painter.setOpacity(0.4)
    for box in boxes(painter, surface, row):
        _paint_clip(painter, surface, box, track, media.get(box.clip.media_id))
    painter.setOpacity(1)


def _paint_clip(
    painter: QPainter, surface: Surface, box: Box, track: Track, media: MediaItem | None
) -> None:
    paint_box(painter, surface, box, track)
    if box.rect.width() >= NAMED:
        _paint_name(painter, surface, box, media)
        if media is not None:
            _paint_pictures(painter, surface, box, media)


def _paint_name(painter: QPainter, surface: Surface, box: Box, media: MediaItem | None) -> None:
    # The name stays in sight while enough of the clip does.
    left = box.rect.left() + 9
    if left < 6:
        left = min(6.0, box.rect.right() - NAMED)
    right = min(box.rect.right() - 7, left + 600)
    bar = QRectF(left, box.rect.top() + 1, right - left, measures.name_bar())
    name = name_of(box.clip, media)
    left += draw_text(painter, bar, name, "name", surface.colour("tx")) + 14
    if media is not None and media.facts is not None and media.facts.vfr:
        left = _paint_badge(painter, bar, left)
    _paint_chain(painter, surface, box.clip, bar, left)


def _paint_chain(painter: QPainter, surface: Surface, clip: Clip, bar: QRectF, left: float) -> None:
    title = chain_title(surface.state.kinds, clip)
    if bar.right() - left < 50:
        return
    if title:
        size = theme().px(13)
        picture = icons.pixmap("sliders-horizontal", size, "accent", surface.ratio)
        painter.drawPixmap(QPointF(left, bar.center().y() - size / 2), picture)
        left += size + 7
    colour = surface.colour("tx2" if title else "tx3")
    rest = QRectF(left, bar.top(), bar.right() - left, bar.height())
    draw_text(painter, rest, title or tr("No effects"), "body", colour)


def _paint_badge(painter: QPainter, bar: QRectF, left: float) -> float:
    """ "VFR": its frames stand at uneven times. Gives where the next thing may begin."""
    width = text_width("VFR", "badge") + 8
    if bar.right() - left < width:
        return left
    rect = QRectF(left - 6, bar.center().y() - 7, width, 14)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(theme().colour("bg3"))
    painter.drawRoundedRect(rect, 3, 3)
    draw_text(painter, rect.adjusted(4, 0, 0, 0), "VFR", "badge", theme().colour("tx2"))
    return left + width + 6


def _paint_pictures(painter: QPainter, surface: Surface, box: Box, media: MediaItem) -> None:
    top = box.rect.top() + measures.name_bar() + 1
    # With these distances square corners lie just inside the round ones of the box.
    strip = QRectF(box.rect.left() + 2, top, box.rect.width() - 4, box.rect.bottom() - top - 3)
    if strip.height() < 12:
        return
    width = strip.height() * 16 / 9
    first = max(0, math.floor((surface.left - strip.left()) / width))
    last = math.ceil((min(surface.right, strip.right()) - strip.left()) / width)
    grid = _grid(width / float(surface.state.scale.zoom))
    height = round(strip.height() * surface.ratio)
    gap = surface.colour("clip")
    for number in range(first, last):
        left = strip.left() + number * width
        cell = QRectF(left, strip.top(), min(width, strip.right() - left), strip.height())
        painter.fillRect(cell, surface.colour("bg3"))
        time = _cell_time(surface, box.clip, number * width, grid)
        image = surface.thumbnails.get(media, time, height)
        if image is not None:
            _paint_picture(painter, cell, width, image)
        if left + width < strip.right():
            painter.fillRect(QRectF(left + width - 1, cell.top(), 1, cell.height()), gap)


def _grid(seconds: float) -> Time:
    """Cells begin at multiples of a power of two, so that many stay the same at the next zoom."""
    return Fraction(2) ** math.floor(math.log2(max(seconds, 1e-4) / 2))


def _cell_time(surface: Surface, clip: Clip, offset: float, grid: Time) -> Time:
    """Source time of a cell that begins so many pixels into its clip."""
    time = float(clip.source.start) + offset / float(surface.state.scale.zoom)
    return max(clip.source.start, math.floor(time / float(grid) + 0.5) * grid)


def _paint_picture(painter: QPainter, cell: QRectF, width: float, image: QImage) -> None:
    """Fill the cell with the middle of a wide picture; a tall one stands in its middle whole.

    Args:
        painter: Of the canvas.
        cell: What is left of the cell inside its clip.
        width: Of the whole cell.
        image: To be shown.
    """
    shape, wanted = image.width() / image.height(), width / cell.height()
    left, shown = cell.left(), width
    if shape < wanted * 0.75:
        shown = cell.height() * shape
        left += (width - shown) / 2
        wanted = shape
    inside = min(shown, cell.right() - left)
    if inside <= 0:
        return
    across = min(image.width(), image.height() * wanted)
    down = across / wanted
    source = QRectF(
        (image.width() - across) / 2, (image.height() - down) / 2, across * inside / shown, down
    )
    painter.drawImage(QRectF(left, cell.top(), inside, cell.height()), image, source)
