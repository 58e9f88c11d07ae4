"""What films of photographs look like: filmed at a lower resolution, coded hard and decoded."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import torch
from safetensors.torch import save_file

from models.training.coded import BY_SCALE, CODECS, FASTEST, Codec, png_row, through
from models.training.pack import read_pack
from models.training.resampling import resize_matrix, separable

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    Picture = NDArray[np.uint8]
    Values = NDArray[np.float32]

TAKES = 6
"""How many times each photograph is filmed."""

LONGEST = 5
"""Most frames before the one that is kept; none for a picture that is coded by itself."""

BLUR = 0.3, 1.6
"""Standard deviation of a lens that is not sharp, in samples of the photograph."""

NOISE = 8.0
"""Most of a camera, as a standard deviation over 255, before the encoder."""

QUIET_X265 = "bframes=0:pools=none:frame-threads=1:log-level=none"
BY_VPX = (("qmin", "{q}"), ("qmax", "{q}"), ("crf", "{q}"), ("b", "2M"), ("cpu-used", "8"))
FILM_CODECS = (
    *(Codec(each.name, 18 if each.name == "libx264" else 2, each.coarsest + 5, each.options)
      for each in CODECS),
    Codec("libx264", 18, 45, (("qp", "{q}"), ("preset", "medium"))),
    Codec("libx265", 20, 42, (("preset", "superfast"), ("x265-params", f"qp={{q}}:{QUIET_X265}"))),
    Codec("libvpx", 8, 56, (*BY_VPX, ("deadline", "realtime"))),
    Codec("msmpeg4v3", 2, 20, BY_SCALE),
)  # fmt: skip
"""Those of `coded`, from finer to coarser, and what phones, discs and the web used besides."""


def write_footage(target: Path, photos: Path, scale: int = 2, seed: int = 1) -> int:
    """Film every picture of a pack; named and ordered as there, `TAKES` of each.

    The same seed gives the same choices; the pixels depend on the encoders' versions too.
    """
    rng = np.random.default_rng(seed)
    rows = {
        f"{name}#{take}": png_row(filmed(picture.numpy(), scale, rng))
        for name, picture in read_pack(photos).items()
        for take in range(TAKES)
    }
    save_file(rows, target)
    return len(rows)


def filmed(picture: Picture, scale: int, rng: np.random.Generator) -> Picture:
    """`(H, W, 3)` bytes of R'G'B', `scale` times smaller as the last frame of a coded clip.

    Blurred in half of the cases, noisy in half, panned in most; H and W: multiples of `2 * scale`.
    """
    codec = FILM_CODECS[rng.integers(len(FILM_CODECS))]
    quantiser = int(rng.integers(codec.finest, codec.coarsest + 1))
    sharp = picture if rng.random() < 0.5 else blurred(picture, rng.uniform(*BLUR))
    speed = rng.uniform(-FASTEST, FASTEST, 2) * (rng.random() < 0.7)
    sigma = rng.uniform(0, NOISE) * (rng.random() < 0.5)
    clip = moving(reduced(sharp, scale), speed, int(rng.integers(LONGEST + 1)))
    return through(codec, quantiser, [noisy(frame, sigma, rng) for frame in clip])


def blurred(picture: Picture, sigma: float) -> Picture:
    """By a Gaussian of standard deviation `sigma`."""
    return np.asarray(cv2.GaussianBlur(picture, (0, 0), sigma), np.uint8)


def reduced(picture: Picture, scale: int) -> Values:
    """`scale` times smaller, bicubic and antialiased; floats around 0..255."""
    rows, columns = (resize_matrix(side, 1 / scale) for side in picture.shape[:2])
    planes = torch.from_numpy(picture.transpose(2, 0, 1).copy()).float()
    return np.ascontiguousarray(separable(planes, rows, columns).numpy().transpose(1, 2, 0))


def moving(picture: Values, speed: NDArray[np.float64], lead: int) -> Iterator[Values]:
    """`lead` frames of a pan by `speed` samples a frame, then the picture as it is."""
    height, width = picture.shape[:2]
    for step in range(-lead, 0):
        shift = np.array([[1, 0, speed[0] * step], [0, 1, speed[1] * step]], np.float32)
        moved = cv2.warpAffine(
            picture, shift, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT
        )
        yield np.asarray(moved, np.float32)
    yield picture


def noisy(values: Values, sigma: float, rng: np.random.Generator) -> Picture:
    """Bytes, with white noise of standard deviation `sigma`."""
    noise = rng.standard_normal(values.shape, np.float32) * sigma if sigma else 0.0
    return np.asarray((values + noise).round().clip(0, 255), np.uint8)
