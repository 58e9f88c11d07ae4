"""A selfie segmentation as it is published: a FlatBuffer, its weights as fp16 or fp32."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import numpy as np
from torch import nn

from app.inference.nets.selfie import Selfie
from tests.inference.tiny_weights import seeded

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

Scalar = tuple[str, int]
"""Its format, as struct writes it, and its value."""

Table = dict[int, object]
"""Fields by number: a Scalar, bytes, a list of whole numbers, or a list of tables."""

CONVOLUTION, DEPTHWISE, DEQUANTIZE, CUSTOM = range(4)
CODES: list[Table] = [
    {3: ("i", 3)}, {0: ("b", 4), 3: ("i", 4)}, {0: ("b", 6)},
    {0: ("b", 32), 1: b"Convolution2DTransposeBias"},
]  # fmt: skip


def selfie_tflite(
    folder: Path, codes: list[Table] | None = None, *, half: bool = True, height: int = 256
) -> Path:
    tensors: list[Table] = [{0: [1, height, 256, 3]}]
    buffers: list[Table] = [{}]
    operators: list[Table] = []
    for layer in seeded(Selfie).modules():
        if not isinstance(layer, nn.Conv2d | nn.ConvTranspose2d):
            continue
        assert layer.bias is not None
        kind, order = _kind(layer)
        taken = [0]
        for values in (layer.weight.detach().permute(order), layer.bias.detach()):
            taken.append(_stored(values, tensors, buffers, operators, half=half))
        operators.append({0: ("I", kind), 1: taken, 2: [0]})
    graph: Table = {0: tensors, 1: [0], 2: [0], 3: operators}
    path = folder / "selfie.tflite"
    path.write_bytes(serialised({1: codes or CODES, 2: [graph], 4: buffers}))
    return path


def _kind(layer: nn.Conv2d | nn.ConvTranspose2d) -> tuple[int, tuple[int, ...]]:
    """Which operator a layer is, and its axes in TensorFlow's order."""
    if isinstance(layer, nn.ConvTranspose2d):
        return CUSTOM, (1, 2, 3, 0)
    return (DEPTHWISE, (1, 2, 3, 0)) if layer.groups > 1 else (CONVOLUTION, (0, 2, 3, 1))


def _stored(
    values: Tensor, tensors: list[Table], buffers: list[Table], operators: list[Table], *,
    half: bool,
) -> int:  # fmt: skip
    """The number of the tensor that an operator is to take."""
    array = values.contiguous().numpy().astype(np.float16 if half else np.float32)
    buffers.append({0: array.tobytes()})
    buffer = ("I", len(buffers) - 1)
    tensors.append({0: list(array.shape), 1: ("b", int(half)), 2: buffer})
    if not half:
        return len(tensors) - 1
    tensors.append({0: list(array.shape)})
    operators.append({0: ("I", DEQUANTIZE), 1: [len(tensors) - 2], 2: [len(tensors) - 1]})
    return len(tensors) - 1


def serialised(root: Table) -> bytes:
    """Parents before children: what leads to a child is filled in once that is written."""
    data = bytearray(struct.pack("<I4s", 0, b"TFL3"))
    struct.pack_into("<I", data, 0, _table(data, root))
    return bytes(data)


def _table(data: bytearray, fields: Table) -> int:
    count = max(fields, default=-1) + 1
    offsets = [4 + 4 * number if number in fields else 0 for number in range(count)]
    entries = len(data)
    data += struct.pack(f"<{2 + count}H", 4 + 2 * count, 4 + 4 * count, *offsets)
    start = len(data)
    data += struct.pack("<i", start - entries) + bytes(4 * count)
    for number, value in fields.items():
        place = start + 4 + 4 * number
        if isinstance(value, tuple):
            struct.pack_into(f"<{value[0]}", data, place, value[1])
        else:
            struct.pack_into("<I", data, place, _vector(data, value) - place)
    return start


def _vector(data: bytearray, value: object) -> int:
    start = len(data)
    if isinstance(value, bytes):
        data += struct.pack("<I", len(value)) + value
        return start
    assert isinstance(value, list)
    data += struct.pack("<I", len(value)) + bytes(4 * len(value))
    for number, each in enumerate(value):
        place = start + 4 + 4 * number
        filled = each if isinstance(each, int) else _table(data, each) - place
        struct.pack_into("<i", data, place, filled)
    return start
