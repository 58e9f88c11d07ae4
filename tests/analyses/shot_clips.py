"""Clips whose shots are known to the frame."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np

from app.base.frame import Frame
from app.media.video_format import VideoFormat

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from numpy.typing import NDArray

WIDTH, HEIGHT, RATE = 128, 72, 25
FORMAT = VideoFormat(WIDTH, HEIGHT, Fraction(RATE), Fraction(1, RATE))

Pictures = list["NDArray[np.float32]"]


def shot(seed: int, length: int, pan: float = 0.6) -> Pictures:
    """A textured scene over which the camera pans by `pan` pixels a frame."""
    dice = np.random.default_rng(seed)
    wide = WIDTH + int(abs(pan) * length) + 2
    scene = np.zeros((HEIGHT, wide, 3), np.float32)
    for size in (36, 12):
        shape = HEIGHT // size + 1, wide // size + 1, 3
        scene += dice.uniform(0, 120, shape).repeat(size, 0).repeat(size, 1)[:HEIGHT, :wide]
    starts = [int(abs(pan) * n) for n in range(length)]
    views = [scene[:, x : x + WIDTH] for x in starts]
    return views if pan >= 0 else views[::-1]


def dissolved(one: Pictures, other: Pictures, length: int) -> Pictures:
    """The end of one mixed into the beginning of the other."""
    shares = [(n + 1) / (length + 1) for n in range(length)]
    mixed = [
        a * (1 - t) + b * t for a, b, t in zip(one[-length:], other[:length], shares, strict=True)
    ]
    return [*one[:-length], *mixed, *other[length:]]


def dimmed(pictures: Pictures, levels: Iterable[float]) -> Pictures:
    """Pictures times levels."""
    return [p * np.float32(level) for p, level in zip(pictures, levels, strict=True)]


def frames_of(pictures: Sequence[NDArray[np.float32]]) -> Iterator[Frame[NDArray[np.uint8]]]:
    """With the noise of a camera."""
    grain = np.random.default_rng(3)
    for number, picture in enumerate(pictures):
        noisy = picture + grain.normal(0, 2, picture.shape)
        pixels = np.clip(noisy + 0.5, 0, 255).astype(np.uint8)
        yield Frame(pixels, Fraction(number, RATE), Fraction(1, RATE))


def number_of(time: Fraction) -> int:
    """The number of the frame at a time."""
    return int(time * RATE)
