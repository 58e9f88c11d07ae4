"""What cards of tracks and suggestions have in common."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QRectF, Qt
from PySide6.QtGui import QPen

from app.annotations.model import Track
from app.annotations.search import kind_of
from app.ui.language import tr, tr_count
from app.ui.theme import icons
from app.ui.theme.theme import theme
from app.ui.timeline.painters.marks import dashed
from app.ui.timeline.surface import draw_text, font_of
from app.ui.widgets.focus_ring import paint_focus_ring

if TYPE_CHECKING:
    from PySide6.QtCore import QRect
    from PySide6.QtGui import QColor, QPainter

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Segment
    from app.annotations.search import Thing


def kind_title(track: Track) -> str:
    """ "Box track", "Mask track", …."""
    return {
        "box": tr("Box track"), "ellipse": tr("Ellipse track"), "polygon": tr("Polygon track"),
        "polyline": tr("Line track"), "points": tr("Points track"),
        "skeleton": tr("Skeleton track"), "mask": tr("Mask track"),
    }.get(kind_of(track), tr("Track"))  # fmt: skip


def track_detail(track: Track, *, locked: bool = False) -> str:
    """What stands below a track's name."""
    if locked:
        return tr("{kind}, locked", kind=kind_title(track))
    count = tr_count("{n} keyframe", "{n} keyframes", len(track.keyframes))
    return tr("{kind}, {count}", kind=kind_title(track), count=count)


def suggestion_detail(layer: AnnotationLayer, thing: Thing) -> str:
    """What stands below a suggestion's name: the words that were read come first."""
    if isinstance(thing, Track):
        last = thing.keyframes[-1]
        stop = last.frame if last.outside else layer.media.frame_count
        frames = tr_count("{n} frame", "{n} frames", max(1, stop - thing.keyframes[0].frame))
        said = [value for value in thing.attributes.values() if isinstance(value, str) and value]
        kind = tr("“{words}”", words=" ".join(said)) if said else kind_title(thing)
        return tr("{kind}, {count}", kind=kind, count=frames)
    group = next((label.group for label in layer.labels if label.name == thing.label), "")
    return segment_detail(thing, group)


def segment_detail(part: Segment, group: str) -> str:
    """ "Action, 198 to 243"."""
    words = tr("{start} to {end}", start=part.start, end=part.stop)
    return tr("{kind}, {count}", kind=group or tr("Segment"), count=words)


def thing_name(thing: Thing) -> str:
    """ "person 1", or the label of a segment."""
    return f"{thing.label} {thing.id}" if isinstance(thing, Track) else thing.label


def paint_card(painter: QPainter, rect: QRect, *, selected: bool, focus: bool) -> None:
    """The surface of a card."""
    edge = "accent" if selected else "line"
    painter.setPen(QPen(theme().colour(edge), 1))
    painter.setBrush(theme().colour("bg2"))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.5, 0.5, -0.5, -0.5), 5.5, 5.5)
    if focus:
        paint_focus_ring(painter, rect, 6)


def paint_suggested_card(painter: QPainter, rect: QRect, *, focus: bool) -> None:
    """The surface of what nobody accepted yet."""
    painter.setPen(dashed(theme().colour("model")))
    painter.setBrush(theme().colour("bg2"))
    painter.drawRoundedRect(QRectF(rect).adjusted(0.7, 0.7, -0.7, -0.7), 5.5, 5.5)
    if focus:
        paint_focus_ring(painter, rect, 6)


def paint_mark(painter: QPainter, rect: QRect, colour: QColor, *, wanted: int = 26) -> float:
    """The bar in the label's colour; gives where words may begin."""
    height = theme().px(wanted)
    box = QRectF(rect.left() + theme().px(8), rect.center().y() - height / 2, 3, height)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(colour)
    painter.drawRoundedRect(box, 1.5, 1.5)
    return box.right() + theme().px(9)


def paint_icon(painter: QPainter, box: QRectF, name: str, token: str) -> None:
    """An icon in the middle of a box."""
    size = theme().px(16)
    picture = icons.pixmap(name, size, token, painter.device().devicePixelRatioF())
    left, top = box.center().x() - size / 2, box.center().y() - size / 2
    painter.drawPixmap(round(left), round(top), picture)


def paint_two_lines(
    painter: QPainter, area: QRectF, name: str, detail: str, token: str = "tx"
) -> None:
    """A name and what stands below it."""
    half = theme().px(16)
    middle = area.center().y()
    first = QRectF(area.left(), middle - half, area.width(), half)
    draw_text(painter, first, name, "name", theme().colour(token))
    draw_text(painter, first.translated(0, half), detail, "small", theme().colour("tx2"))


def paint_button(painter: QPainter, box: QRectF, text: str, *, hover: bool) -> None:
    """A button that is only painted, as `Button` looks."""
    painter.setPen(QPen(theme().colour("tx3" if hover else "line2"), 1))
    painter.setBrush(theme().colour("bg3"))
    painter.drawRoundedRect(box.adjusted(0.5, 0.5, -0.5, -0.5), 5, 5)
    painter.setFont(font_of("body"))
    painter.setPen(theme().colour("tx"))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
