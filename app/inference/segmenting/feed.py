"""How a picture becomes what an encoder takes, and where its pixels lie for the decoder.

The exports that go round differ in this alone. Segment Anything (A. Kirillov et al., ICCV 2023),
MobileSAM and SAM-HQ scale the longer side to the network's and pad right and below; SAM 2 (N. Ravi
et al., 2024) stretches; EfficientSAM (Y. Xiong et al., CVPR 2024) takes pictures as they are and
stretches inside.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, Literal

import numpy as np

from app.base.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.inference.onnx_graph import OnnxGraph, Port

Style = Literal["padded", "stretched", "rows", "free"]

USUAL_SIDE = 1024
LARGEST_SIDE = 2048

_MEAN = np.array([123.675, 116.28, 103.53], np.float32)
_DEVIATION = np.array([58.395, 57.12, 57.375], np.float32)
"""Of ImageNet's pictures, in [0, 255]."""


@dataclass(frozen=True, slots=True)
class Room:
    """Where the picture lies for the decoder.

    Attributes:
        span: Width and height of the picture in units of the decoder's points.
        whole: Width and height of what its masks cover, the padding with them, in such units.
        asked: Height and width to be told where the decoder asks for the picture's.
    """

    span: tuple[float, float]
    whole: tuple[float, float]
    asked: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Feed:
    """What an encoder takes.

    Attributes:
        port: Its input.
        style: "padded" `(1, 3, side, side)` normalised, "stretched" the same without padding,
            "rows" `(h, w, 3)` in [0, 255], "free" `(1, 3, h, w)` in [0, 1].
        side: Pixels of the longer side.
    """

    port: Port
    style: Style
    side: int

    def picture(self, pixels: NDArray[np.uint8]) -> NDArray[Any]:
        """What the encoder is given for an `(h, w, 3)` R'G'B' picture.

        Raises:
            ModelError: OpenCV, which scales it, is missing.
        """
        small = _scaled(pixels, self._size(*pixels.shape[:2])).astype(np.float32)
        if self.style == "rows":
            return small.astype(self.port.dtype)
        if self.style == "free":
            return np.ascontiguousarray(small.transpose(2, 0, 1)[None] / 255, self.port.dtype)
        made = np.zeros((1, 3, self.side, self.side), self.port.dtype)
        made[0, :, : small.shape[0], : small.shape[1]] = ((small - _MEAN) / _DEVIATION).transpose(
            2, 0, 1
        )
        return made

    def room(self, height: int, width: int, units: int) -> Room:
        """Where such a picture lies for a decoder whose masks are `units` wide and high."""
        if self.style == "free":
            rows, columns = self._size(height, width)
            return Room((columns, rows), (columns, rows), (rows, columns))
        if self.style == "stretched":
            return Room((units, units), (units, units), (units, units))
        rows, columns = longest_side(height, width, units)
        return Room((columns, rows), (units, units), (rows, columns))

    def _size(self, height: int, width: int) -> tuple[int, int]:
        if self.style == "stretched" or (self.style == "free" and self.port.shape[2] is not None):
            return self.side, self.side
        return longest_side(height, width, self.side)


def feed_of(encoder: OnnxGraph, *, free: bool, stretched: bool) -> Feed:
    """What an encoder takes, by its input's shape and what its decoder is like.

    Args:
        encoder: Has one input.
        free: Whether the decoder's points are those of a picture of any size (EfficientSAM).
        stretched: Whether the decoder is of SAM 2.

    Raises:
        ModelError: it takes no picture, or one of a shape that cannot be made.
    """
    port = next(iter(encoder.inputs.values()))
    if len(encoder.inputs) != 1 or port.dtype not in (np.float32, np.float16):
        raise ModelError(f"{encoder.name} does not take one picture of floats; it is no encoder.")
    if len(port.shape) == 3 and port.shape[2] in (3, None):
        return _of_sides(encoder, port, "rows", (None, None, *port.shape[:2]))
    if len(port.shape) != 4 or port.shape[1] not in (3, None):
        raise ModelError(f"{encoder.name} does not take one colour picture; it is no encoder.")
    style: Style = "free" if free else "stretched" if stretched else "padded"
    return _of_sides(encoder, port, style, port.shape)


def _of_sides(encoder: OnnxGraph, port: Port, style: Style, shape: tuple[int | None, ...]) -> Feed:
    rows, columns = shape[2:]
    if rows is None and columns is None:
        return Feed(port, style, USUAL_SIDE)
    if rows is None or rows != columns or rows > LARGEST_SIDE or style == "rows":
        raise ModelError(
            f"{encoder.name} only takes pictures of {columns}×{rows}; export the encoder with "
            f"{USUAL_SIDE}×{USUAL_SIDE}, or with free height and width."
        )
    return Feed(port, style, rows)


def longest_side(height: int, width: int, side: int) -> tuple[int, int]:
    """Rows and columns of a picture scaled so that the longer of both is `side`."""
    scale = side / max(height, width)
    return max(1, int(height * scale + 0.5)), max(1, int(width * scale + 0.5))


def _scaled(pixels: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    if pixels.shape[:2] == size:
        return pixels
    try:
        import cv2
    except ImportError as error:
        raise ModelError(
            "This model needs OpenCV; install it with: pip install opencv-python-headless"
        ) from error
    way = cv2.INTER_AREA if size[0] < pixels.shape[0] else cv2.INTER_LINEAR
    return np.asarray(cv2.resize(pixels, (size[1], size[0]), interpolation=way), np.uint8)
