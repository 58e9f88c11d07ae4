"""What real encoders leave of a picture: a frame out of a short pan, encoded hard and decoded."""

from __future__ import annotations

import io
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import av
import cv2
import numpy as np
import torch
from safetensors.torch import save_file

from models.training.pack import read_pack

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.video.stream import VideoStream
    from numpy.typing import NDArray
    from torch import Tensor

    Picture = NDArray[np.uint8]

VARIANTS = 2
"""How many times each photograph is encoded."""

LEAD = 4
"""The frame that is kept: what came before lets it be predicted, as most frames of a film are."""

FASTEST = 6.0
"""Of a pan, in pixels a frame."""


@dataclass(frozen=True, slots=True)
class Codec:
    """An encoder and how coarse it may quantise.

    Attributes:
        name: FFmpeg's.
        finest, coarsest: Bounds of the quantiser, on its own scale.
        options: For the encoder, with `{q}` for the quantiser.
    """

    name: str
    finest: int
    coarsest: int
    options: tuple[tuple[str, str], ...]


BY_QP = (("qp", "{q}"), ("preset", "veryfast"))
BY_SCALE = (("qmin", "{q}"), ("qmax", "{q}"), ("g", "12"), ("bf", "0"))
CODECS = (
    Codec("libx264", 24, 40, BY_QP),
    Codec("libx264", 24, 40, (*BY_QP, ("x264-params", "no-deblock=1"))),
    Codec("mpeg2video", 3, 20, BY_SCALE),
    Codec("mpeg4", 3, 20, BY_SCALE),
)


def write_coded(target: Path, photos: Path, seed: int = 1) -> int:
    """Encode every picture of a pack; named and ordered as there, `VARIANTS` of each.

    The same seed gives the same choices; the pixels depend on the encoders' versions too.
    """
    rng = np.random.default_rng(seed)
    rows = {
        f"{name}#{variant}": png_row(coded(picture.numpy(), rng))
        for name, picture in read_pack(photos).items()
        for variant in range(VARIANTS)
    }
    save_file(rows, target)
    return len(rows)


def coded(picture: Picture, rng: np.random.Generator) -> Picture:
    """`(H, W, 3)` bytes of R'G'B' as a random codec, quantiser and pan leave them."""
    codec = CODECS[rng.integers(len(CODECS))]
    quantiser = int(rng.integers(codec.finest, codec.coarsest + 1))
    speed = rng.uniform(-FASTEST, FASTEST, 2) * (rng.random() < 0.7)
    return through(codec, quantiser, list(_pan(picture, speed)))


def through(codec: Codec, quantiser: int, frames: list[Picture]) -> Picture:
    """The last of the frames after encoding all of them as 4:2:0 and decoding."""
    stream = io.BytesIO()
    with av.open(stream, "w", format="matroska") as target:
        height, width = frames[0].shape[:2]
        options = {key: text.format(q=quantiser) for key, text in codec.options}
        options["threads"] = "1"  # the same bytes every time
        track = cast("VideoStream", target.add_stream(codec.name, 25, options))
        track.width, track.height, track.pix_fmt = width, height, "yuv420p"
        for number, pixels in enumerate(frames):
            frame = av.VideoFrame.from_ndarray(pixels, "rgb24")
            frame.pts = number  # x265 gives senseless times to short clips without
            target.mux(track.encode(frame))
        target.mux(track.encode())
    stream.seek(0)
    with av.open(stream, "r") as source:
        *_, last = source.decode(video=0)
        return last.to_ndarray(format="rgb24").astype(np.uint8)


def _pan(picture: Picture, speed: NDArray[np.float64]) -> Iterator[Picture]:
    """Frames that end on the picture as it is."""
    height, width = picture.shape[:2]
    for step in range(-LEAD, 0):
        shift = np.array([[1, 0, speed[0] * step], [0, 1, speed[1] * step]], np.float32)
        moved = cv2.warpAffine(
            picture, shift, (width, height), flags=cv2.INTER_CUBIC, borderMode=cv2.BORDER_REFLECT
        )
        yield moved.astype(np.uint8)
    yield picture


def png_row(pixels: Picture) -> Tensor:
    """A picture as a row of a pack."""
    ok, row = cv2.imencode(".png", pixels[..., ::-1])
    if not ok:
        raise ValueError("a picture cannot be packed")
    return torch.from_numpy(row)


def with_coded(tiles: Tensor, coded_tiles: Tensor) -> Tensor:
    """Photographs `(N, H, W, 3)` and what encoders left of them -> `(N * VARIANTS, H, W, 6)`."""
    return torch.cat((tiles.repeat_interleave(VARIANTS, 0), coded_tiles), -1)
