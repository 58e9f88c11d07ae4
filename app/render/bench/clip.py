"""A clip to measure with, the same on every machine: texture that pans, a thing that crosses it."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from app.base.cancel import CancelToken
from app.base.colour import ColourSpec, Matrix, Primaries, Range, Transfer
from app.base.frame import Frame
from app.base.picture import Picture, PixelLayout
from app.media.encoding import choose_encoding
from app.media.joining import Segment, join
from app.media.video_format import VideoFormat
from app.media.video_writer import VideoWriter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

RATE = Fraction(25)
COLOUR = ColourSpec(Matrix.BT709, Range.LIMITED, Primaries.BT709, Transfer.BT709)
GRAIN = 2.0
"""Standard deviation of the grain in 8-bit units: cameras have some, and encoders pay for it."""


def make_bench_clip(path: Path, width: int, height: int, frames: int) -> Path:
    """Write the clip, H.264 in mp4, and give its path back."""
    format_ = VideoFormat(width, height, RATE, 1 / RATE, colour=COLOUR)
    encoding = choose_encoding(format_, "mp4")
    segment = path.with_suffix(".segment")
    with VideoWriter(segment, format_, encoding) as writer:
        for frame in _frames(width, height, frames):
            writer.write(frame)
    join([Segment(segment, Fraction(0))], path, format_, encoding, None, CancelToken())
    segment.unlink()
    return path


def _frames(width: int, height: int, frames: int) -> Iterator[Frame[Picture]]:
    random = np.random.default_rng(1)
    scene = _texture(random, width + 2 * frames, height + frames)
    thing = _texture(random, width // 4, height // 3)
    tints = [_texture(random, (width + 2 * frames) // 2, (height + frames) // 2) for _ in "bv"]
    for number in range(frames):
        luma = scene[number : number + height, 2 * number : 2 * number + width].copy()
        x = (5 * number) % max(1, width - thing.shape[1])
        luma[height // 3 :, x : x + thing.shape[1]][: thing.shape[0]] = thing
        luma += random.normal(0, GRAIN, luma.shape)
        chroma = [_chroma(tint, number, width // 2, height // 2) for tint in tints]
        planes = tuple(np.clip(plane, 16, 235).astype(np.uint8) for plane in (luma, *chroma))
        yield Frame(Picture(planes, PixelLayout(), COLOUR), number / RATE, 1 / RATE)


def _chroma(tint: NDArray[np.float64], number: int, width: int, height: int) -> NDArray[np.float64]:
    """Half the speed of the luma, at half its size, and paler."""
    part = tint[number // 2 : number // 2 + height, number : number + width]
    return 128 + (part - 126) * 0.3


def _texture(random: np.random.Generator, width: int, height: int) -> NDArray[np.float64]:
    """Noise in octaves, from patches of 32 samples down to single ones, around 126."""
    total = np.zeros((height, width))
    for size in (32, 16, 8, 4, 2, 1):
        coarse = random.normal(0, 6 + size, (height // size + 1, width // size + 1))
        total += np.kron(coarse, np.ones((size, size)))[:height, :width]
    return 126 + total
