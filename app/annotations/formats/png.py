"""PNG pictures whose samples are numbers of objects: grey or palette, 8 or 16 bits, never colours.

Reading is strict (checksums, sizes, order of chunks) and never makes more than the header promises.
Specification: W3C, Portable Network Graphics, second edition.
"""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import TYPE_CHECKING, NoReturn

import numpy as np

from app.annotations.formats.png_filters import unfiltered
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

MAX_SAMPLES = 1 << 25
"""Bytes of the largest picture's samples: 7,680 × 4,320 of 8 bits and a little."""

_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_GREY, _PALETTE = 0, 3
_DEPTHS = {_GREY: (1, 2, 4, 8, 16), _PALETTE: (1, 2, 4, 8)}
_CRITICAL = {b"PLTE", b"IDAT", b"IEND"}


@dataclass(frozen=True, slots=True)
class Png:
    """A picture of numbers.

    Attributes:
        pixels: `(h, w)` uint8 or uint16: grey values, or places in the palette.
        palette: Red, green, blue of each place in turn; empty for a grey picture.
    """

    pixels: NDArray[np.uint8] | NDArray[np.uint16]
    palette: bytes = b""


def encode_png(picture: Png) -> bytes:
    """The file of a picture; equal pictures give equal bytes."""
    pixels = picture.pixels
    height, width = pixels.shape
    depth, kind = pixels.dtype.itemsize * 8, _PALETTE if picture.palette else _GREY
    rows = np.zeros((height, width * pixels.dtype.itemsize + 1), np.uint8)  # filter 0: as they are
    rows[:, 1:] = pixels.astype(pixels.dtype.newbyteorder(">")).view(np.uint8).reshape(height, -1)
    header = struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, 0)
    palette = _chunk(b"PLTE", picture.palette) if picture.palette else b""
    samples = _chunk(b"IDAT", zlib.compress(rows.tobytes(), 6))
    return _SIGNATURE + _chunk(b"IHDR", header) + palette + samples + _chunk(b"IEND", b"")


def decode_png(data: bytes, name: str) -> Png:
    """The picture in a file of that name.

    Raises:
        AnnotationError: no PNG, damaged, too large, interlaced, or a picture of colours.
    """
    return _Decoding(data, name).picture()


def _chunk(kind: bytes, body: bytes) -> bytes:
    return struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))


class _Decoding:
    """One file being read."""

    def __init__(self, data: bytes, name: str) -> None:
        self._data, self._name = data, name
        self._width = self._height = self._depth = self._kind = 0
        self._palette = b""

    def picture(self) -> Png:
        """Everything."""
        if not self._data.startswith(_SIGNATURE):
            self._refuse("is not a PNG picture")
        chunks = self._chunks()
        self._read_header(*next(chunks))
        pixels = self._pixels(self._samples(chunks))
        if self._kind == _PALETTE and not self._palette:
            self._refuse("has no palette")
        return Png(pixels, self._palette)

    def _refuse(self, problem: str) -> NoReturn:
        raise AnnotationError(f"{self._name} {problem}.")

    def _chunks(self) -> Iterator[tuple[bytes, bytes]]:
        place, data = len(_SIGNATURE), self._data
        while True:
            if place + 12 > len(data):
                self._refuse("is cut off")
            length = int.from_bytes(data[place : place + 4], "big")
            end = place + 8 + length
            if end + 4 > len(data):
                self._refuse("is cut off")
            if zlib.crc32(data[place + 4 : end]) != int.from_bytes(data[end : end + 4], "big"):
                self._refuse("is damaged: a checksum is wrong")
            kind = data[place + 4 : place + 8]
            yield kind, data[place + 8 : end]
            if kind == b"IEND":
                return
            place = end + 4

    def _read_header(self, kind: bytes, body: bytes) -> None:
        if kind != b"IHDR" or len(body) != 13:
            self._refuse("is damaged: it does not begin with a header")
        fields = struct.unpack(">IIBBBBB", body)
        self._width, self._height, self._depth, self._kind, method, filters, interlaced = fields
        samples = self._width * self._height * max(1, self._depth // 8)
        if not 0 < samples <= MAX_SAMPLES:
            self._refuse(f"is {self._width}×{self._height} pixels, which cannot be read")
        if self._kind not in _DEPTHS:
            self._refuse(
                "is a picture of colours; numbers of objects are read from palette and grey ones"
            )
        if self._depth not in _DEPTHS[self._kind] or method or filters or interlaced > 1:
            self._refuse("is damaged: its header makes no sense")
        if interlaced:
            self._refuse("is interlaced, which is not read; save it without")

    def _samples(self, chunks: Iterator[tuple[bytes, bytes]]) -> bytearray:
        """The unpacked rows, each after its filter's number."""
        expected = self._height * (self._row_bytes + 1)
        unpacker, samples, before = zlib.decompressobj(), bytearray(), b""
        for kind, body in chunks:
            if kind == b"PLTE" and self._kind == _PALETTE:
                self._palette = self._checked_palette(body, late=bool(samples))
            elif kind == b"IDAT":
                if samples and before != b"IDAT":
                    self._refuse("is damaged: its samples are not in one piece")
                samples += self._unpacked(unpacker, body, expected + 1 - len(samples))
            elif not kind[0] & 32 and kind not in _CRITICAL:
                self._refuse("has a part of an unknown kind")
            before = kind
        if len(samples) != expected:
            self._refuse("is damaged: it has too few or too many samples")
        return samples

    def _unpacked(self, unpacker: zlib._Decompress, body: bytes, room: int) -> bytes:
        try:
            return unpacker.decompress(body, max(room, 1))
        except zlib.error:
            self._refuse("is damaged: its samples cannot be unpacked")

    def _checked_palette(self, body: bytes, *, late: bool) -> bytes:
        if late or self._palette or not body or len(body) % 3 or len(body) > 3 << self._depth:
            self._refuse("is damaged: its palette makes no sense")
        return body

    @property
    def _row_bytes(self) -> int:
        return (self._width * self._depth + 7) // 8

    def _pixels(self, samples: bytearray) -> NDArray[np.uint8] | NDArray[np.uint16]:
        rows = np.frombuffer(samples, np.uint8).reshape(self._height, self._row_bytes + 1)
        if rows[:, 0].max() > 4:
            self._refuse("is damaged: a row has an unknown filter")
        flat = unfiltered(rows, 2 if self._depth == 16 else 1)
        if self._depth == 16:
            return flat.view(">u2").astype(np.uint16)
        if self._depth == 8:
            return flat
        bits = np.unpackbits(flat, axis=1).reshape(self._height, -1, self._depth)
        weights = 1 << np.arange(self._depth - 1, -1, -1, dtype=np.uint8)
        return (bits @ weights)[:, : self._width].astype(np.uint8)
