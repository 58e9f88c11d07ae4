"""Detectors as ONNX files that answer the same whatever they see, written as protobuf."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    import numpy as np
    from numpy.typing import NDArray


def fixed_answer(path: Path, answer: NDArray[np.float32], side: int = 64, names: str = "") -> Path:
    """A network of one `(1, 3, side, side)` picture that always gives `answer`."""
    sizes = b"".join(_field(1, size) for size in answer.shape)
    table = sizes + _field(2, 1) + _bytes(8, b"t") + _bytes(9, answer.astype("<f4").tobytes())
    node = _bytes(1, b"t") + _bytes(2, b"y") + _bytes(4, b"Identity")
    graph = _bytes(1, node) + _bytes(2, b"g") + _bytes(5, table)
    graph += _bytes(11, _value(b"x", (1, 3, side, side))) + _bytes(12, _value(b"y", answer.shape))
    model = _field(1, 8) + _bytes(7, graph) + _bytes(8, _bytes(1, b"") + _field(2, 13))
    if names:
        model += _bytes(14, _bytes(1, b"names") + _bytes(2, names.encode()))
    path.write_bytes(model)
    return path


def _value(name: bytes, shape: tuple[int, ...]) -> bytes:
    sizes = b"".join(_bytes(1, _field(1, size)) for size in shape)
    return _bytes(1, name) + _bytes(2, _bytes(1, _field(1, 1) + _bytes(2, sizes)))


def _varint(value: int) -> bytes:
    low, rest = value & 127, value >> 7
    return bytes([low | 128]) + _varint(rest) if rest else bytes([low])


def _field(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _bytes(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content
