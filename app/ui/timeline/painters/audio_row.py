"""A row of sound: waveforms."""

from __future__ import annotations

import math
from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QRectF
from PySide6.QtGui import QImage

from app.ui.theme.theme import theme
from app.ui.timeline.painters.clip_boxes import NAMED, boxes, paint_box
from app.ui.timeline.surface import mixed

if TYPE_CHECKING:
    from fractions import Fraction

    from numpy.typing import NDArray
    from PySide6.QtGui import QColor, QPainter

    from app.base.time import Span
    from app.media.side.waveform import Waveform
    from app.project.model import MediaItem, Track
    from app.ui.theme.palette import Palette
    from app.ui.timeline.painters.clip_boxes import Box
    from app.ui.timeline.rows import Row
    from app.ui.timeline.surface import Surface

BAR, STEP = 2, 3
"""Logical pixels: width of a bar, and from one bar to the next."""

PEAK = 0.75
"""Share of the height that the loudest moment of a clip takes."""

MOST_GAIN = 8.0
"""Silence is not blown up to look like sound."""


def paint_audio_row(
    painter: QPainter, surface: Surface, row: Row, track: Track, media: dict[str, MediaItem]
) -> None:
    """The sound of all clips of a track that are seen."""
    if track.muted:
        painter.setOpacity(0.4)
    for box in boxes(painter, surface, row):
        item = media.get(box.clip.media_id)
        if item is not None and (item.facts is None or item.facts.sound):
            _paint_clip(painter, surface, box, track, item)
    painter.setOpacity(1)


def _paint_clip(
    painter: QPainter, surface: Surface, box: Box, track: Track, item: MediaItem
) -> None:
    paint_box(painter, surface, box, track)
    if box.rect.width() < NAMED:
        return
    middle = box.rect.center().y()
    line = QRectF(box.seen.left() + 3, middle - 0.5, box.seen.width() - 6, 1)
    painter.fillRect(line, surface.colour("wave"))
    waveform = surface.waveforms.get(item)
    if waveform is not None:
        _paint_wave(painter, surface, box, waveform)


def _paint_wave(painter: QPainter, surface: Surface, box: Box, waveform: Waveform) -> None:
    left = box.rect.left() + 3
    # What is in sight, not only what is out of date: the same picture serves every paint.
    first = max(0, math.floor(-left / STEP))
    last = math.ceil((min(surface.state.width, box.rect.right() - 3) - left) / STEP)
    if last <= first:
        return
    height = max(1, round((box.rect.height() - 4) * surface.ratio))
    zoom, ratio = surface.state.scale.zoom, surface.ratio
    image = _wave(waveform, box.clip.source, zoom, first, last, height, ratio, theme().palette)
    top, width = box.rect.top() + 2, image.width() / ratio
    painter.drawImage(QRectF(left + first * STEP, top, width, box.rect.height() - 4), image)


@lru_cache(600)
def _wave(
    waveform: Waveform,
    source: Span,
    zoom: Fraction,
    first: int,
    last: int,
    height: int,
    ratio: float,
    palette: Palette,
) -> QImage:
    """Bars `first` to `last` of a clip; kept, because most paints show the same ones again."""
    seconds = STEP / float(zoom)
    start = float(source.start) + 3 / STEP * seconds
    bars = waveform.columns(start + first * seconds, start + last * seconds, last - first)
    gain = PEAK * min(MOST_GAIN, 1 / max(_loudest(waveform, source), 1e-3))
    return wave_image(bars * gain, height, ratio, *_colours(palette))


@lru_cache(4000)
def _loudest(waveform: Waveform, source: Span) -> float:
    return waveform.loudest(float(source.start), float(source.end or 0))


def wave_image(
    bars: NDArray[np.float32], height: int, ratio: float, peak: QColor, loud: QColor
) -> QImage:
    """Bars around a middle line.

    Args:
        bars: `(n, 3)` in [-1, 1]: lowest, highest, root mean square.
        height: In device pixels.
        ratio: Device pixels per logical pixel.
        peak: Colour from the lowest to the highest sample.
        loud: Colour as far as the root mean square, inside it.
    """
    step, bar = max(1, round(STEP * ratio)), max(1, round(BAR * ratio))
    half = height / 2
    rows = (half - 0.5 - np.arange(height, dtype=np.float32))[:, None] / half
    # A bar is at least a pixel high: silence is a line, not a gap.
    least = 0.75 / half
    low, high = np.minimum(bars[:, 0], -least), np.maximum(bars[:, 1], least)
    body = (rows >= low) & (rows <= high)
    core = body & (np.abs(rows) <= bars[:, 2])
    colours = np.array([0, _premultiplied(peak), _premultiplied(loud)], np.uint32)
    narrow = colours[body.astype(np.uint8) + core]
    pixels = np.zeros((height, len(bars), step), np.uint32)
    pixels[:, :, :bar] = narrow[:, :, None]
    flat = np.ascontiguousarray(pixels.reshape(height, -1))
    image = QImage(
        flat.data,
        flat.shape[1],
        height,
        4 * flat.shape[1],
        QImage.Format.Format_ARGB32_Premultiplied,
    )
    return image.copy()


def _colours(_: Palette) -> tuple[QColor, QColor]:
    return theme().colour("wave"), mixed("wave", "tx" if theme().dark else "bg2", 0.45)


def _premultiplied(colour: QColor) -> int:
    return int(colour.rgba())
