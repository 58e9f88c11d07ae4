"""What Pascal VOC cannot say beyond what others cannot."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from app.annotations.formats.keeping import Step
from app.annotations.formats.layer_steps import changed_keyframes
from app.annotations.formats.shape_steps import shapes_by
from app.annotations.shapes import Box

if TYPE_CHECKING:
    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Keyframe
    from app.annotations.shapes import Shape

OWN_ATTRIBUTES = frozenset({"track_id", "occluded", "truncated", "difficult", "pose"})
"""Names that mean something else in these files."""


def _whole(shape: Shape, layer: AnnotationLayer) -> Shape:
    """The nearest whole pixels, at least one each way, within the picture."""
    if not isinstance(shape, Box):
        return shape
    x0, x1 = _span(shape.x0, shape.x1, layer.media.width)
    y0, y1 = _span(shape.y0, shape.y1, layer.media.height)
    box = Box(x0, y0, x1, y1)
    return shape if box == shape else box


def _span(low: float, high: float, end: int) -> tuple[float, float]:
    start = min(round(low), end - 1)
    return float(start), float(max(round(high), start + 1))


WHOLE_PIXELS = shapes_by("Boxes are rounded to whole pixels, at least one.", _whole)


def _plain(key: Keyframe) -> Keyframe:
    words = {name: _word(value) for name, value in key.attributes.items()}
    words = {name: word for name, word in words.items() if name and name not in OWN_ATTRIBUTES}
    return key if words == dict(key.attributes) else replace(key, attributes=words)


def _word(value: str | float) -> str:
    return str(value).lower() if isinstance(value, bool) else str(value)


PLAIN_ATTRIBUTES = Step(
    "Attributes become text; those called like fields of the format are left out.",
    lambda layer: changed_keyframes(layer, _plain),
)
