"""Small ONNX networks, written as protobuf by hand: onnx itself is no package of ours."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

_KINDS = {np.dtype(np.float32): 1, np.dtype(np.int64): 7}

Attribute = int | str | list[int]
Side = int | str
"""A size, or the name of a free one."""


@dataclass
class OnnxWriter:
    """A graph of operator set 13. Operations give the names of their outputs."""

    nodes: list[bytes] = field(default_factory=list)
    tables: list[bytes] = field(default_factory=list)
    taken: list[bytes] = field(default_factory=list)
    given: list[bytes] = field(default_factory=list)

    def takes(self, name: str, *shape: Side, dtype: type[np.generic] = np.float32) -> str:
        self.taken.append(_port(name, shape, dtype))
        return name

    def gives(self, name: str, made: str, *shape: Side) -> None:
        self._add("Identity", [made], name, {})
        self.given.append(_port(name, shape, np.float32))

    def table(self, values: object, dtype: type[np.generic] = np.float32) -> str:
        array: NDArray[np.generic] = np.asarray(values, dtype)
        name = f"t{len(self.tables)}"
        sizes = b"".join(_number(1, size) for size in array.shape)
        kind = _number(2, _KINDS[array.dtype])
        self.tables.append(sizes + kind + _bytes(8, name.encode()) + _bytes(9, array.tobytes()))
        return name

    def __call__(self, operation: str, *inputs: object, **attributes: Attribute) -> str:
        """One operation; whatever is no name of a value becomes a table of floats."""
        names = [each if isinstance(each, str) else self.table(each) for each in inputs]
        return self._add(operation, names, f"v{len(self.nodes)}", attributes)

    def write(self, path: Path) -> Path:
        graph = b"".join(_bytes(1, node) for node in self.nodes) + _bytes(2, b"g")
        for number, parts in ((5, self.tables), (11, self.taken), (12, self.given)):
            graph += b"".join(_bytes(number, part) for part in parts)
        path.write_bytes(
            _number(1, 8) + _bytes(7, graph) + _bytes(8, _bytes(1, b"") + _number(2, 13))
        )
        return path

    def _add(
        self, operation: str, inputs: list[str], output: str, attributes: dict[str, Attribute]
    ) -> str:
        node = b"".join(_bytes(1, name.encode()) for name in inputs)
        node += _bytes(2, output.encode()) + _bytes(4, operation.encode())
        node += b"".join(_bytes(5, _attribute(*pair)) for pair in attributes.items())
        self.nodes.append(node)
        return output


def _attribute(name: str, value: Attribute) -> bytes:
    head = _bytes(1, name.encode())
    if isinstance(value, str):
        return head + _bytes(4, value.encode()) + _number(20, 3)
    if isinstance(value, list):
        return head + b"".join(_number(8, each) for each in value) + _number(20, 7)
    return head + _number(3, value) + _number(20, 2)


def _port(name: str, shape: tuple[Side, ...], dtype: type[np.generic]) -> bytes:
    sides = b"".join(
        _bytes(1, _number(1, side) if isinstance(side, int) else _bytes(2, side.encode()))
        for side in shape
    )
    kind = _number(1, _KINDS[np.dtype(dtype)])
    return _bytes(1, name.encode()) + _bytes(2, _bytes(1, kind + _bytes(2, sides)))


def _varint(value: int) -> bytes:
    low, rest = value & 127, (value & (1 << 64) - 1) >> 7
    return bytes([low | 128]) + _varint(rest) if rest else bytes([low])


def _number(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _bytes(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content
