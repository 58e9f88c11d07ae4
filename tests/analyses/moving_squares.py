"""Clips with exact truth: squares moving over a still, textured, noisy ground."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np

from app.base.frame import Frame
from app.media.video_format import VideoFormat

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

WIDTH, HEIGHT, RATE = 256, 144, 25
FORMAT = VideoFormat(WIDTH, HEIGHT, Fraction(RATE), Fraction(1, RATE))


@dataclass(frozen=True)
class Square:
    """A textured square: where its corner is on frame `begin`, and how it moves."""

    x: float
    y: float
    dx: float
    dy: float
    side: int = 24
    begin: int = 0
    end: int = 10_000
    colour: tuple[int, int, int] = (200, 60, 40)

    def box(self, frame: int) -> tuple[int, int, int, int] | None:
        """Its pixel edges within the picture; None when it is not there."""
        if not self.begin <= frame < self.end:
            return None
        x = round(self.x + self.dx * (frame - self.begin))
        y = round(self.y + self.dy * (frame - self.begin))
        x0, y0 = max(0, x), max(0, y)
        x1, y1 = min(WIDTH, x + self.side), min(HEIGHT, y + self.side)
        return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None

    def mask(self, frame: int) -> NDArray[np.bool_]:
        """Its pixels."""
        bits = np.zeros((HEIGHT, WIDTH), bool)
        if (box := self.box(frame)) is not None:
            bits[box[1] : box[3], box[0] : box[2]] = True
        return bits


def ground() -> NDArray[np.float64]:
    """`(H, W, 3)`: soft patches with a fine grain."""
    noise = np.random.default_rng(5)
    patches = noise.uniform(70, 150, (HEIGHT // 8 + 1, WIDTH // 8 + 1, 3))
    coarse = patches.repeat(8, 0).repeat(8, 1)[:HEIGHT, :WIDTH]
    grained: NDArray[np.float64] = coarse + noise.uniform(-15, 15, (HEIGHT, WIDTH, 3))
    return grained


def clip(
    squares: tuple[Square, ...], count: int, *, noise: float = 4.0, dark: tuple[int, int] = (0, 0)
) -> Iterator[Frame[NDArray[np.uint8]]]:
    """The frames, made one by one; on the frames of `dark` the exposure is halved."""
    grain, still = np.random.default_rng(7), ground()
    for number in range(count):
        picture = still.copy()
        for square in squares:
            picture[square.mask(number)] = square.colour
        picture += grain.normal(0, noise, picture.shape)
        picture *= 0.5 if dark[0] <= number < dark[1] else 1.0
        pixels = np.clip(picture + 0.5, 0, 255).astype(np.uint8)
        yield Frame(pixels, Fraction(number, RATE), Fraction(1, RATE))


def number_of(time: Fraction) -> int:
    """The number of the frame at a time."""
    return int(time * RATE)


def lossless(path: Path, squares: tuple[Square, ...], count: int, *, noise: float = 4.0) -> Path:
    """The same as a file (FFV1), every sample as it was made; gives its path."""
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=RATE)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "yuv444p"
        for number, picture in enumerate(clip(squares, count, noise=noise)):
            frame = av.VideoFrame.from_ndarray(picture.pixels, "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, RATE)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path
