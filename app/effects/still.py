"""A picture file as a background: upright, in the shape, size and colours of the frames."""

from __future__ import annotations

from fractions import Fraction
from functools import lru_cache
from typing import TYPE_CHECKING

import torch

from app.base.colour import same_light
from app.base.errors import EffectError, MediaError
from app.effects.light import converted
from app.effects.resampling import resample
from app.inference.transfer import upload
from app.media.file_state import state_of
from app.media.image_sequence import PICTURE_SUFFIXES
from app.media.video_reader import VideoReader

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

    from app.base.colour import ColourSpec

FITS = ("fill", "fit", "stretch")
"""Cut to the frame's shape, whole with black beside it, or pulled to its shape."""

LARGEST = 1 << 27
"""Samples of the largest picture that is read: 134 million."""


def check_still(path: Path) -> None:
    """See that a picture can be read, without decoding it.

    Raises:
        EffectError: missing, no picture, or too large.
    """
    with _opened(path):
        pass


def still(
    path: Path, fit: str, width: int, height: int, aspect: Fraction, colour: ColourSpec
) -> Tensor:
    """A picture for frames of a size; made once while the file stays as it was.

    Args:
        path: A PNG, JPEG or another picture.
        fit: One of `FITS`.
        width, height: Of the frames, in samples.
        aspect: Width over height of one of their samples.
        colour: What their R'G'B' means.

    Returns:
        `(3, H, W)`, R'G'B', fp32, on the processor. What is transparent is black.

    Raises:
        EffectError: as `check_still`, or it is damaged.
    """
    return _still(path, state_of(path), fit, width, height, aspect, colour)


@lru_cache(maxsize=2)
def _still(
    path: Path, state: object, fit: str, width: int, height: int, aspect: Fraction,
    colour: ColourSpec,
) -> Tensor:  # fmt: skip
    """`state` only tells a changed file from the one in the cache."""
    with _opened(path) as reader:
        try:
            picture = upload(reader.frame(0).pixels, torch.device("cpu"))
        except MediaError as error:
            raise _unreadable(path) from error
        found = reader.format
    shape = found.sample_aspect_ratio / aspect
    fitted = _fitted(picture, fit, width, height, shape)
    if not same_light(found.colour, colour):
        fitted = converted(fitted, found.colour, colour)
    return fitted.clamp(min=0)


def _opened(path: Path) -> VideoReader:
    if not path.is_file() or path.suffix.lower() not in PICTURE_SUFFIXES:
        raise _unreadable(path)
    try:
        reader = VideoReader(path)
    except MediaError as error:
        raise _unreadable(path) from error
    if reader.format.width * reader.format.height > LARGEST:
        reader.close()
        raise EffectError(
            f"The background {path.name} has more than {LARGEST // 10**6} million samples; make "
            "it smaller."
        )
    return reader


def _unreadable(path: Path) -> EffectError:
    if not path.is_file():
        return EffectError(f"There is no picture {path} for the background; choose another one.")
    return EffectError(
        f"The background {path.name} cannot be read as a picture; choose a PNG or JPEG file."
    )


def _fitted(picture: Tensor, fit: str, width: int, height: int, shape: Fraction) -> Tensor:
    """`(3, height, width)` of `(3|4, h, w)` whose samples are `shape` times as wide as high."""
    if len(picture) > 3:
        picture = picture[:3] * picture[3:]
    tall, wide = picture.shape[-2:]
    wanted, given = Fraction(width, height), wide * shape / tall
    if fit == "fill":
        across = max(1, min(wide, round(wide * wanted / given)))
        down = max(1, min(tall, round(tall * given / wanted)))
        left, top = (wide - across) // 2, (tall - down) // 2
        picture = picture[:, top : top + down, left : left + across]
    if fit != "fit":
        return resample(picture, width, height)
    across = max(1, min(width, round(width * given / wanted)))
    down = max(1, min(height, round(height * wanted / given)))
    left, top = (width - across) // 2, (height - down) // 2
    canvas = picture.new_zeros(3, height, width)
    canvas[:, top : top + down, left : left + across] = resample(picture, across, down)
    return canvas
