"""Which joint the mouse is on, in words: a skeleton's points look alike."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QLineF, QPointF, QRectF

from app.annotations.shapes import JOINT_ABSENT, JOINT_HIDDEN, Skeleton
from app.ui.annotate.painting.handle_painter import HIT
from app.ui.annotate.tools.corners import paint_words
from app.ui.language import tr

if TYPE_CHECKING:
    from PySide6.QtGui import QPainter

    from app.ui.annotate.place import Place
    from app.ui.annotate.stage import Stage


def joint_name(stage: Stage, place: Place, pointer: QPointF) -> str:
    """The joint of the selected skeleton at a point of the canvas and its state; "" for none."""
    single = stage.single()
    if single is None or not isinstance(single.shape, Skeleton):
        return ""
    kind = stage.look_to_draw(single.track.id).skeleton
    if kind is None:
        return ""
    joints = zip(kind.joints, single.shape.points, single.shape.states, strict=False)
    away = [(_away(place, point, pointer), name, state) for name, point, state in joints]
    nearest, name, state = min(away, default=(HIT, "", 0))
    return _words(name, state) if nearest <= HIT / 2 + 1 else ""


def paint_joint_name(painter: QPainter, stage: Stage, place: Place) -> None:
    """The one under the mouse, beside it."""
    pointer = stage.canvas.pointer
    words = joint_name(stage, place, pointer) if pointer is not None else ""
    if words and pointer is not None:
        at = QRectF(pointer + QPointF(24, 6), pointer + QPointF(24, 6))
        paint_words(painter, words, at, place.seen)


def _words(name: str, state: int) -> str:
    if state == JOINT_HIDDEN:
        return tr("{joint}, covered", joint=name)
    return tr("{joint}, absent", joint=name) if state == JOINT_ABSENT else name


def _away(place: Place, point: tuple[float, float], pointer: QPointF) -> float:
    return QLineF(place.to_canvas(*point), pointer).length()
