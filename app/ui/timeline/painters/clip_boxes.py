"""What video and audio rows share: boxes of clips, and the bars that many tiny clips become."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF
from PySide6.QtGui import QPainter

from app.ui.theme.theme import theme
from app.ui.timeline import measures

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.project.model import Clip, Track
    from app.ui.timeline.rows import Row
    from app.ui.timeline.surface import Surface

NARROWEST = 5
"""Pixels; narrower clips are drawn as plain bars."""

NAMED = 26
"""Pixels of width from which a clip has a name, pictures, a waveform and round corners."""

RADIUS = 5.0

_BEYOND = 100
_SMOOTH = QPainter.RenderHint.Antialiasing


@dataclass(frozen=True, slots=True)
class Box:
    """A clip that is wide enough to be seen by itself.

    Attributes:
        clip: Which.
        rect: All of it, though it may reach far out of sight.
        seen: The same, cut a little out of sight: painters do not like huge shapes.
        selected: Whether it is.
    """

    clip: Clip
    rect: QRectF
    seen: QRectF
    selected: bool


def paint_lane(painter: QPainter, surface: Surface, row: Row, *, second: bool) -> None:
    """The background of a row with the line below it."""
    top, width = surface.state.row_top(row), surface.right - surface.left
    colour = theme().colour("lane2" if second else "lane")
    painter.fillRect(surface.left, top, width, row.height, colour)
    painter.fillRect(surface.left, top + row.height - 1, width, 1, theme().colour("line"))


def boxes(painter: QPainter, surface: Surface, row: Row) -> Iterator[Box]:
    """The boxes of a row, left to right; the tiny clips between them are drawn on the way."""
    places = surface.state.places.get(row.track)
    if places is None:
        return
    top = surface.state.row_top(row) + measures.inset() - 1
    height = row.height - 2 * measures.inset() + 1
    zoom, left = float(surface.state.scale.zoom), float(surface.state.scale.left)
    found = places.between(surface.start, surface.end)
    starts = ((places.starts[found.start : found.stop] - left) * zoom).tolist()
    ends = ((places.ends[found.start : found.stop] - left) * zoom).tolist()
    selection = surface.state.view.selection
    bars = _Bars(painter, top, height)
    for number, x, end in zip(found, starts, ends, strict=True):
        clip = places.track.clips[number]
        selected = clip.id in selection
        if end - x < NARROWEST:
            bars.add(x, end, selected=selected)
        else:
            bars.draw()
            seen = max(x, surface.left - _BEYOND), min(end - 1, surface.right + _BEYOND)
            whole = QRectF(x, top, end - x - 1, height)
            yield Box(clip, whole, QRectF(seen[0], top, seen[1] - seen[0], height), selected)
    bars.draw()


def paint_box(painter: QPainter, surface: Surface, box: Box, track: Track) -> None:
    """Body and outline, which says what is selected or pointed at."""
    hover = surface.hover == box.clip.id and not track.locked
    width = 2 if box.selected or hover else 1
    half = width / 2
    painter.setPen(surface.pen("accent" if box.selected else "clipb", width))
    painter.setBrush(surface.colour("clip"))
    rect = box.seen.adjusted(half, half, -half, -half)
    if box.rect.width() >= NAMED:
        painter.drawRoundedRect(rect, RADIUS, RADIUS)
    else:
        painter.setRenderHint(_SMOOTH, False)
        painter.drawRect(rect)
        painter.setRenderHint(_SMOOTH, True)


class _Bars:
    """Joins neighbouring tiny clips of one kind into one rectangle."""

    def __init__(self, painter: QPainter, top: float, height: float) -> None:
        self._painter, self._top, self._height = painter, top, height
        self._left = self._right = 0.0
        self._selected = False

    def add(self, left: float, right: float, *, selected: bool) -> None:
        if self._right > self._left and (selected != self._selected or left - self._right > 0.7):
            self.draw()
        if self._right <= self._left:
            self._left, self._selected = left, selected
        self._right = max(right, self._left + 1)

    def draw(self) -> None:
        if self._right > self._left:
            colour = theme().colour("accent" if self._selected else "clip")
            width = self._right - self._left
            self._painter.fillRect(QRectF(self._left, self._top, width, self._height), colour)
            if not self._selected:
                edge = theme().colour("clipb")
                self._painter.fillRect(QRectF(self._left, self._top, width, 1), edge)
                bottom = self._top + self._height - 1
                self._painter.fillRect(QRectF(self._left, bottom, width, 1), edge)
        self._left = self._right = 0.0
