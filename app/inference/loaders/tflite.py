"""TensorFlow Lite's files: a FlatBuffer with the operators and, as fp16 or fp32, their weights.

The graph is not executed: the weights of its convolutions, which stand in the order in which they
work, are mapped onto our own network (the schema: tensorflow/lite/schema/schema.fbs).
"""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from app.base.errors import ModelError
from app.inference.loaders.assembling import assembled
from app.inference.loaders.loaded import LoadedModule
from app.inference.loaders.weights_file import damaged
from app.inference.nets.portrait_matte import PortraitMatte
from app.inference.nets.selfie import MULTIPLE, Selfie
from app.inference.network import NetworkTraits

if TYPE_CHECKING:
    from torch import Tensor

    from app.inference.loaders.weights_file import WeightsFile

LARGEST = 50_000_000
MOST_TABLES, MOST_INTEGERS = 10_000, 64
"""In one list; lists may overlap, so that a small file could claim to be a giant."""

LONGEST = 1024
IDENTIFIER = b"TFL3"
CONVOLUTION, DEPTHWISE, DEQUANTIZE, CUSTOM = 3, 4, 6, 32
TRANSPOSED = b"Convolution2DTransposeBias"
DTYPES: dict[int, np.dtype[np.floating[Any]]] = {0: np.dtype("<f4"), 1: np.dtype("<f2")}
FEWEST_BYTES = 2
"""Of one number."""

AXES = {CONVOLUTION: (0, 3, 1, 2), DEPTHWISE: (3, 0, 1, 2), CUSTOM: (3, 0, 1, 2)}
"""From TensorFlow's order of the axes of a weight to torch's."""


def load(file: WeightsFile) -> LoadedModule | None:
    """The selfie segmentation in a `.tflite`; None for other files.

    Raises:
        ModelError: damaged, or another network.
    """
    if file.suffix != ".tflite":
        return None
    name = file.path.name
    if file.path.stat().st_size > LARGEST:
        raise damaged(file.path, "far too large for the only network known in this format")
    try:
        size, tensors = read(file.path.read_bytes())
    except (struct.error, ValueError, IndexError, KeyError, OverflowError) as error:
        raise damaged(file.path, error) from error
    with torch.device("meta"):
        expected = Selfie().state_dict()
    if [tensor.shape for tensor in tensors] != [tensor.shape for tensor in expected.values()]:
        raise ModelError(
            f"{name} is a TensorFlow Lite network of a kind we cannot run; "
            "look for it as .onnx or .safetensors."
        )
    state = {f"net.{key}": tensor for key, tensor in zip(expected, tensors, strict=True)}
    module = assembled(lambda: PortraitMatte(Selfie(), size), state, name)
    traits = NetworkTraits(
        half=False, bfloat16=False, receptive_field=PortraitMatte.receptive_field
    )
    return LoadedModule(module, "Selfie segmentation", traits)


def read(content: bytes) -> tuple[tuple[int, int], list[Tensor]]:
    """Height and width of the picture it takes, and weight and bias of each convolution.

    These are in the order of the file, as fp32, their axes in torch's order.

    Raises:
        ValueError, struct.error, IndexError, KeyError: the content is not what it should be.
    """
    if content[4:8] != IDENTIFIER:
        raise ValueError("it does not begin as TensorFlow Lite's files do")
    root = FlatTable(content, struct.unpack_from("<I", content)[0])
    kinds = [_kind(code) for code in root.tables(1)]
    (graph,) = root.tables(2)
    buffers, tensors = root.tables(4), graph.tables(0)
    size = _size(tensors[graph.integers(1)[0]])
    stored: dict[int, int] = {}  # what a dequantizing operator gives is stored as its input
    found: list[Tensor] = []
    claimed = 0
    for operator in graph.tables(3):
        kind, taken = kinds[operator.number(0, "I")], operator.integers(1)
        if kind == DEQUANTIZE:
            stored[operator.integers(2)[0]] = taken[0]
        elif kind in AXES:
            weight, bias = (tensors[stored.get(each, each)] for each in taken[1:3])
            found.append(_values(weight, buffers).permute(AXES[kind]))
            found.append(_values(bias, buffers))
            claimed += sum(tensor.numel() for tensor in found[-2:]) * FEWEST_BYTES
            if claimed > len(content):
                raise ValueError("its weights claim more data than the file holds")
    return size, found


def _size(picture: FlatTable) -> tuple[int, int]:
    count, height, width, channels = picture.integers(0)
    fits = all(0 < side <= LONGEST and side % MULTIPLE == 0 for side in (height, width))
    if (count, channels) != (1, 3) or not fits:
        raise ValueError(f"it takes an array of {count} by {height} by {width} by {channels}")
    return height, width


def _kind(code: FlatTable) -> int:
    """The number of a kind of operator: of the old field, or of the new one where that is full."""
    kind = max(code.number(0, "b"), code.number(3, "i"))
    if kind == CUSTOM and code.content_of(1) != TRANSPOSED:
        raise ValueError("an operator of its own")
    return kind


def _values(tensor: FlatTable, buffers: list[FlatTable]) -> Tensor:
    data = buffers[tensor.number(2, "I")].content_of(0)
    values = np.frombuffer(data, DTYPES[tensor.number(1, "b")]).astype(np.float32)
    return torch.from_numpy(values.reshape(tensor.integers(0)))


class FlatTable:
    """A table of a FlatBuffer: fields by number, found through its list of offsets.

    Offsets that lead out of the content raise struct.error or ValueError.
    """

    def __init__(self, content: bytes, start: int) -> None:
        self._content, self._start = content, start
        self._offsets = start - self._read("i", start)
        if not 0 <= self._offsets < len(content):
            raise ValueError("an offset that leads nowhere")
        self._length = self._read("H", self._offsets)

    def number(self, field: int, kind: str) -> int:
        """A field of one number; 0 when it is left out."""
        place = self._place(field)
        return self._read(kind, place) if place else 0

    def integers(self, field: int) -> list[int]:
        """A field that is a list of whole numbers."""
        content = self._vector(field, 4, MOST_INTEGERS)
        return [value for (value,) in struct.iter_unpack("<i", content)]

    def content_of(self, field: int) -> bytes:
        """A field of bytes."""
        return self._vector(field, 1, LARGEST)

    def tables(self, field: int) -> list[FlatTable]:
        """A field that is a list of tables."""
        place = self._place(field)
        if not place:
            return []
        first = place + self._read("I", place) + 4
        count = len(self._vector(field, 4, MOST_TABLES)) // 4
        places = range(first, first + 4 * count, 4)
        return [FlatTable(self._content, at + self._read("I", at)) for at in places]

    def _place(self, field: int) -> int:
        entry = 4 + 2 * field
        offset = self._read("H", self._offsets + entry) if entry < self._length else 0
        return self._start + offset if offset else 0

    def _vector(self, field: int, width: int, most: int) -> bytes:
        place = self._place(field)
        if not place:
            return b""
        first = place + self._read("I", place) + 4
        count = self._read("I", first - 4)
        length = width * count
        if count > most or first + length > len(self._content):
            raise ValueError("a list that is too long")
        return self._content[first : first + length]

    def _read(self, kind: str, place: int) -> int:
        (value,) = struct.unpack_from(f"<{kind}", self._content, place)
        return int(value)
