"""Our PNG against those of two other libraries, and damaged ones."""

from __future__ import annotations

import io
import struct
import zlib
from typing import Any

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from PIL import Image

from app.annotations.formats.davis import PALETTE
from app.annotations.formats.png import Png, decode_png, encode_png
from app.base.errors import AnnotationError

some_shapes = array_shapes(min_dims=2, max_dims=2, max_side=20)
bytes_of = arrays(np.uint8, some_shapes)
words_of = arrays(np.uint16, some_shapes)
SAMPLE = np.arange(12, dtype=np.uint8).reshape(3, 4)


def smooth(seed: int, high: int, kind: type) -> Any:
    """A picture on which encoders choose all their filters."""
    rng = np.random.default_rng(seed)
    steps = rng.integers(0, 9, (23, 37)).cumsum(axis=0).cumsum(axis=1)
    return (steps % high).astype(kind)


def seen_by_cv2(data: Any, how: int) -> Any:
    return cv2.imdecode(data, how)


@given(pixels=words_of)
def test_grey_of_16_bits_is_read_by_others(pixels: Any) -> None:
    data = np.frombuffer(encode_png(Png(pixels)), np.uint8)
    assert np.array_equal(seen_by_cv2(data, cv2.IMREAD_UNCHANGED), pixels)
    assert np.array_equal(np.array(Image.open(io.BytesIO(data.tobytes()))), pixels)


@given(pixels=bytes_of)
def test_palettes_are_read_by_others(pixels: Any) -> None:
    data = encode_png(Png(pixels, PALETTE))
    picture = Image.open(io.BytesIO(data))
    assert picture.mode == "P"
    assert np.array_equal(np.array(picture), pixels)
    colours = np.frombuffer(PALETTE, np.uint8).reshape(-1, 3)
    seen = seen_by_cv2(np.frombuffer(data, np.uint8), cv2.IMREAD_COLOR_RGB)
    assert np.array_equal(seen, colours[pixels])


@given(pixels=bytes_of | words_of)
def test_ours_come_back(pixels: Any) -> None:
    back = decode_png(encode_png(Png(pixels)), "a.png")
    assert back.pixels.dtype == pixels.dtype
    assert np.array_equal(back.pixels, pixels)


@settings(max_examples=30)
@given(seed=st.integers(0, 999), filters=st.integers(0, 5))
def test_any_filter_of_others_is_read(seed: int, filters: int) -> None:
    flag = [0, 8, 16, 32, 64, 128][filters]
    for high, kind in ((256, np.uint8), (65536, np.uint16)):
        pixels = smooth(seed, high, kind)
        done, data = cv2.imencode(".png", pixels, [cv2.IMWRITE_PNG_FILTER, flag or 248])
        assert done
        assert np.array_equal(decode_png(data.tobytes(), "a.png").pixels, pixels)


@pytest.mark.parametrize("bits", [1, 2, 4, 8])
def test_few_bits_of_others_are_read(bits: int) -> None:
    pixels = smooth(bits, 1 << bits, np.uint8)
    picture = Image.fromarray(pixels, "L")
    picture = picture.convert("P")
    picture.putdata(pixels.ravel().tolist())
    picture.putpalette(PALETTE[: 3 << bits])
    file = io.BytesIO()
    picture.save(file, "png", bits=bits)
    back = decode_png(file.getvalue(), "a.png")
    assert np.array_equal(back.pixels, pixels)
    assert back.palette == PALETTE[: 3 << bits]


def header(
    *, width: int = 4, height: int = 3, depth: int = 8, kind: int = 0, lace: int = 0
) -> bytes:
    return struct.pack(">IIBBBBB", width, height, depth, kind, 0, 0, lace)


def file_of(*chunks: tuple[bytes, bytes]) -> bytes:
    parts = [
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body))
        for kind, body in (*chunks, (b"IEND", b""))
    ]
    return b"\x89PNG\r\n\x1a\n" + b"".join(parts)


ROWS = zlib.compress(b"\0abcd" * 3)


@pytest.mark.parametrize(
    ("data", "problem"),
    [
        (b"", "is not a PNG"),
        (b"\xff\xd8\xff", "is not a PNG"),
        (encode_png(Png(SAMPLE))[:-1], "is cut off"),
        (encode_png(Png(SAMPLE))[:40], "is cut off"),
        (encode_png(Png(SAMPLE)).replace(b"IDAT", b"IDAU"), "checksum"),
        (file_of((b"IDAT", ROWS)), "does not begin with a header"),
        (file_of((b"IHDR", header(lace=1)), (b"IDAT", ROWS)), "is interlaced"),
        (file_of((b"IHDR", header(kind=2)), (b"IDAT", ROWS)), "picture of colours"),
        (file_of((b"IHDR", header(depth=3)), (b"IDAT", ROWS)), "header makes no sense"),
        (file_of((b"IHDR", header(width=0)), (b"IDAT", ROWS)), "0×3 pixels"),
        (file_of((b"IHDR", header(width=1 << 31)), (b"IDAT", ROWS)), "cannot be read"),
        (file_of((b"IHDR", header(height=4)), (b"IDAT", ROWS)), "too few or too many"),
        (file_of((b"IHDR", header(height=2)), (b"IDAT", ROWS)), "too few or too many"),
        (file_of((b"IHDR", header())), "too few or too many"),
        (file_of((b"IHDR", header()), (b"IDAT", b"abcd")), "cannot be unpacked"),
        (file_of((b"IHDR", header(kind=3)), (b"IDAT", ROWS)), "has no palette"),
        (file_of((b"IHDR", header()), (b"NEWS", b""), (b"IDAT", ROWS)), "unknown kind"),
        (file_of((b"IHDR", header()), (b"IDAT", zlib.compress(b"\7abcd" * 3))), "unknown filter"),
        (file_of((b"IHDR", header(kind=3)), (b"PLTE", b"ab"), (b"IDAT", ROWS)), "palette makes"),
    ],
)
def test_damaged_files_are_refused(data: bytes, problem: str) -> None:
    with pytest.raises(AnnotationError, match=rf"^a\.png .*{problem}"):
        decode_png(data, "a.png")


def test_a_bomb_is_not_unpacked() -> None:
    bomb = zlib.compress(bytes(50_000_000))
    with pytest.raises(AnnotationError, match="too few or too many"):
        decode_png(file_of((b"IHDR", header()), (b"IDAT", bomb)), "a.png")


@given(data=st.binary(max_size=60), place=st.integers(0, 99))
def test_anything_else_is_refused_in_a_sentence(data: bytes, place: int) -> None:
    good = encode_png(Png(SAMPLE))
    for text in (data, good[:place] + data + good[place:]):
        try:
            decode_png(text, "a.png")
        except AnnotationError as error:
            assert str(error).endswith(".")  # noqa: PT017 - reading it is as good
