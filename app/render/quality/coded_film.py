"""How well a film comes back that was made small and then coded hard, by real encoders."""

from __future__ import annotations

import tempfile
from dataclasses import dataclass
from fractions import Fraction
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from app.base.colour import ColourSpec, Matrix, Primaries, Range, Transfer
from app.base.frame import Frame
from app.base.picture import PixelLayout
from app.inference.quality.measure import Measure, frames_seen
from app.inference.quality.pictures import imresize, luma, psnr, to_picture, to_tensor
from app.inference.transfer import download
from app.media.encoding import choose_encoding
from app.media.video_format import VideoFormat
from app.media.video_reader import VideoReader
from app.media.video_writer import VideoWriter
from app.render.annotate import rgb_of

if TYPE_CHECKING:
    from app.inference.catalogue import ModelCard
    from app.inference.network import Network
    from app.inference.quality.pictures import Picture

SETS = ("Set14",)
METRICS = ("Y-PSNR dB", "Y-PSNR gain dB")

STEP = (6, 4)
"""Samples of the picture that a frame lies further than the one before: across, down."""

LEAD = 4
"""Frames before the judged one: most frames of a film are predicted from others."""

COLOUR = ColourSpec(Matrix.BT709, Range.LIMITED, Primaries.BT709, Transfer.BT709)
RATE = Fraction(25)
LAYOUT = PixelLayout()
ONE_THREAD = {"threads": "1"}
"""More would give other bits."""


@dataclass(frozen=True, slots=True)
class Coder:
    """An encoder at one rate.

    Attributes:
        title: For people.
        codec: FFmpeg's name.
        rate_factor: How coarse, on its own scale.
    """

    title: str
    codec: str
    rate_factor: int

    @property
    def words(self) -> str:
        """As figures are named."""
        return f"{self.title} {self.rate_factor}"


CODERS = (
    Coder("H.264", "libx264", 30),
    Coder("H.264", "libx264", 24),
    Coder("H.264", "libx264", 36),
    Coder("VP9", "libvpx-vp9", 54),
)
"""The first is that of careless uploads; no network of ours was trained on the last one."""


def measures(card: ModelCard) -> tuple[Measure, ...]:
    """PSNR of Y', and how much better than bicubic that is; of networks that see one frame."""
    if card.task != "upscale" or frames_seen(card) > 1:
        return ()
    condition = (
        f"made small by MATLAB's bicubic ×{card.scale}, frame {LEAD + 1} of a pan by {STEP[0]} "
        f"and {STEP[1]} samples a frame, coded 4:2:0 at that constant rate factor; gain over "
        f"bicubic; shave {card.scale}"
    )
    return tuple(
        Measure(SETS, partial(enlarged, coder), METRICS, condition, coder.words) for coder in CODERS
    )


def enlarged(
    coder: Coder, card: ModelCard, network: Network, picture: Picture, number: int
) -> tuple[float, float]:
    """Y-PSNR in dB of a coded frame enlarged, and how many dB better than bicubic that is.

    Raises:
        MediaError: the encoder is not there.
    """
    frames = pan(picture, card.scale)
    truth, height, width = frames[-1], *frames[-1].shape[:2]
    small = [imresize(each, height // card.scale, width // card.scale) for each in frames]
    given = coded(coder, small)[-1]
    made = to_picture(network(to_tensor(given / 255.0, network)))
    plain = imresize(given, height, width)
    inner = (slice(card.scale, -card.scale),) * 2
    after, before = (psnr(luma(each)[inner], luma(truth)[inner]) for each in (made, plain))
    return after, after - before


def pan(picture: Picture, scale: int) -> list[Picture]:
    """A camera going over a picture `(H, W, 3)`; sides divide by twice the scale."""
    across, down = STEP
    height, width = (
        (side - LEAD * step) // (2 * scale) * 2 * scale
        for side, step in zip(picture.shape, (down, across), strict=False)
    )
    places = [(down * number, across * number) for number in range(LEAD + 1)]
    return [np.ascontiguousarray(picture[y : y + height, x : x + width]) for y, x in places]


def coded(coder: Coder, clip: list[Picture]) -> list[Picture]:
    """R'G'B' bytes `(H, W, 3)` of each frame, encoded and decoded again.

    Raises:
        MediaError: the encoder is not there.
    """
    height, width = clip[0].shape[:2]
    format_ = VideoFormat(width, height, RATE, 1 / RATE, layout=LAYOUT, colour=COLOUR)
    encoding = choose_encoding(format_, "matroska", coder.codec, coder.rate_factor, ONE_THREAD)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "clip.nut"
        with VideoWriter(path, format_, encoding) as writer:
            for number, pixels in enumerate(clip):
                rgb = torch.from_numpy(pixels.transpose(2, 0, 1) / np.float32(255))
                stored = download(rgb, LAYOUT, COLOUR)
                writer.write(Frame(stored, number / RATE, 1 / RATE))
        with VideoReader(path) as reader:
            return [rgb_of(frame.pixels) for frame in reader.frames()]
