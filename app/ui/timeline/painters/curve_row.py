"""A row with the curve of one keyframed parameter."""

from __future__ import annotations

from bisect import bisect_left, bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QPainterPath, QPen, QPolygonF

from app.base.parameter import Keyframes
from app.project.queries import find_clip
from app.ui.theme.theme import theme
from app.ui.timeline.surface import font_of, text_width
from app.ui.timeline.titles import Range, curve_range

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction

    from PySide6.QtGui import QPainter

    from app.base.parameter import Keyframe
    from app.project.model import Clip
    from app.ui.timeline.rows import Row
    from app.ui.timeline.state import TimelineState
    from app.ui.timeline.surface import Surface

HALF = 5
"""Pixels from the middle of a diamond to its corners."""

CLOSEST = 7
"""Keys nearer to each other than so many pixels become one bar."""

_MARGIN = 9
"""Pixels above the highest and below the lowest value."""


@dataclass(frozen=True, slots=True)
class Curve:
    """A curve and where it is drawn.

    Attributes:
        clip: Whose effect it belongs to.
        keys: Its keys; times count from the clip's start.
        range: The values at the bottom and at the top.
        top, height: Of the row, in pixels of the canvas.
    """

    clip: Clip
    keys: Keyframes
    range: Range
    top: int
    height: int

    def y_of(self, value: float) -> float:
        """Where a value is drawn."""
        room = self.height - 2 * _MARGIN
        return self.top + _MARGIN + (1 - self.range.share(value)) * room

    def value_at(self, y: float) -> float:
        """The value at a height."""
        room = self.height - 2 * _MARGIN
        return self.range.value(1 - (y - self.top - _MARGIN) / room)


def curve_of(state: TimelineState, row: Row) -> Curve | None:
    """What a row draws; None when its clip or setting is gone."""
    clip = find_clip(state.project, row.clip)
    if clip is None or row.effect >= len(clip.effects):
        return None
    keys = dict(clip.effects[row.effect].settings).get(row.parameter)
    if not isinstance(keys, Keyframes):
        return None
    range_ = curve_range(state.kinds, clip, row.effect, row.parameter)
    return Curve(clip, keys, range_, state.row_top(row), row.height)


def paint_curve_row(
    painter: QPainter, surface: Surface, row: Row, *, chosen: Fraction | None
) -> None:
    """The curve with its diamonds; `chosen` is the time of the key that has the keyboard."""
    curve = curve_of(surface.state, row)
    if curve is None:
        return
    keys = _seen(curve, surface)
    left = max(surface.x_of(float(curve.clip.at)), surface.left - 10)
    right = min(surface.x_of(float(curve.clip.end)), surface.right + 10)
    if right <= left:
        return
    painter.save()
    painter.setClipRect(
        QRectF(left, curve.top, right - left, curve.height), Qt.ClipOperation.IntersectClip
    )
    path = _path(curve, surface, keys, left, right)
    _paint_line(painter, curve, path, left, right)
    painter.restore()
    _paint_keys(painter, surface, curve, keys, chosen)


def _seen(curve: Curve, surface: Surface) -> tuple[Keyframe, ...]:
    """The keys in sight, and one beyond each side, by binary search."""
    keys, at = curve.keys.keys, curve.clip.at
    first = bisect_left(keys, surface.start, key=lambda key: float(key.time + at)) - 1
    last = bisect_right(keys, surface.end, key=lambda key: float(key.time + at)) + 1
    return keys[max(0, first) : last]


def _path(
    curve: Curve, surface: Surface, keys: tuple[Keyframe, ...], left: float, right: float
) -> QPainterPath:
    at = float(curve.clip.at)
    points = [(surface.x_of(float(k.time) + at), curve.y_of(k.value), k.smooth) for k in keys]
    path = QPainterPath(QPointF(min(left, points[0][0]), points[0][1]))
    before = (min(left, points[0][0]), points[0][1], False)
    for place, (x, y, smooth) in enumerate(points):
        if place and (smooth or before[2]):
            # The smoothstep 3t²-2t³ is exactly this cubic.
            third = (x - before[0]) / 3
            path.cubicTo(before[0] + third, before[1], x - third, y, x, y)
        else:
            path.lineTo(x, y)
        before = (x, y, smooth)
    path.lineTo(max(right, before[0]), before[1])
    return path


def _paint_line(
    painter: QPainter, curve: Curve, path: QPainterPath, left: float, right: float
) -> None:
    area = QPainterPath(path)
    bottom = curve.top + curve.height - 4
    area.lineTo(path.currentPosition().x(), bottom)
    area.lineTo(path.elementAt(0).x, bottom)
    area.closeSubpath()
    painter.fillPath(area, theme().colour("accent", 0.09))
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.setPen(QPen(theme().colour("accent"), 1.6))
    painter.drawPath(path)


def _paint_keys(
    painter: QPainter,
    surface: Surface,
    curve: Curve,
    keys: tuple[Keyframe, ...],
    chosen: Fraction | None,
) -> None:
    for group, x, end in _groups(surface, curve, keys):
        if len(group) > 1:
            _paint_bar(painter, curve, x, end, len(group))
        elif surface.left - 10 <= x <= surface.right + 10:
            y = curve.y_of(group[0].value)
            _paint_diamond(painter, x, y, here=False, chosen=group[0].time == chosen)


def paint_curve_key_here(
    painter: QPainter, surface: Surface, row: Row, *, chosen: Fraction | None
) -> None:
    """The key that the playhead stands on, over the row, unless it is one of many in a bar."""
    curve = curve_of(surface.state, row)
    if curve is None:
        return
    time = surface.state.view.playhead - curve.clip.at
    for group, x, _ in _groups(surface, curve, _seen(curve, surface)):
        if len(group) == 1 and group[0].time == time:
            y = curve.y_of(group[0].value)
            _paint_diamond(painter, x, y, here=True, chosen=time == chosen)


def _groups(
    surface: Surface, curve: Curve, keys: tuple[Keyframe, ...]
) -> Iterator[tuple[list[Keyframe], float, float]]:
    """Keys that are too near to be told apart, with the pixels of their first and last one."""
    group: list[Keyframe] = []
    left = right = 0.0
    for key in keys:
        x = surface.x_of(float(key.time + curve.clip.at))
        if group and x - right >= CLOSEST:
            yield group, left, right
            group = []
        left, right = (left if group else x), x
        group.append(key)
    if group:
        yield group, left, right


def _paint_diamond(painter: QPainter, x: float, y: float, *, here: bool, chosen: bool) -> None:
    painter.setPen(QPen(theme().colour("accent" if here and not theme().dark else "lane"), 1.4))
    painter.setBrush(Qt.GlobalColor.white if here else theme().colour("accent"))
    painter.drawPolygon(diamond(x, y, HALF))
    if chosen:
        painter.setPen(QPen(theme().colour("accent"), 2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        painter.drawPolygon(diamond(x, y, HALF + 4))


def diamond(x: float, y: float, half: float) -> QPolygonF:
    """A square on its corner."""
    return QPolygonF(
        [QPointF(x, y - half), QPointF(x + half, y), QPointF(x, y + half), QPointF(x - half, y)]
    )


def _paint_bar(painter: QPainter, curve: Curve, left: float, right: float, count: int) -> None:
    text = str(count)
    width = max(right - left + 2 * HALF, text_width(text, "badge") + 8)
    middle = (left + right) / 2
    rect = QRectF(middle - width / 2, curve.top + curve.height / 2 - 7, width, 14)
    painter.setPen(QPen(theme().colour("lane"), 1.4))
    painter.setBrush(theme().colour("accent"))
    painter.drawRoundedRect(rect, 3, 3)
    painter.setFont(font_of("badge"))
    painter.setPen(theme().colour("bg1"))
    painter.drawText(rect, Qt.AlignmentFlag.AlignCenter, text)
