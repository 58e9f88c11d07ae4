"""How well a picture comes back that was made small, alone or as a frame of a pan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from app.inference.quality.measure import Measure, frames_seen, seen_words
from app.inference.quality.pictures import imresize, luma, psnr, to_picture, to_tensor

if TYPE_CHECKING:
    from app.inference.catalogue import ModelCard
    from app.inference.network import Network
    from app.inference.quality.pictures import Picture

SETS = ("Set5", "Set14")
METRICS = ("Y-PSNR dB",)

STEP = (3, 2)
"""Samples of the picture that a frame lies further than the one before: across, down. Whole, so
that nothing is resampled; made small, they are three quarters and a half of a sample."""

SIDE = 192
"""Most samples of a frame along each side, so that it takes seconds."""

FRAMES = 4
"""Frames on each side of the judged one; fixed, so that every model is judged by the same one."""


def measures(card: ModelCard) -> tuple[Measure, ...]:
    """PSNR of Y', a border of `scale` samples left out, as since Timofte et al. (A+, 2014).

    Pictures are made small by MATLAB's bicubic `imresize`. Networks that look at neighbour frames
    are judged by the middle frame of a pan alone, others by it too.
    """
    small = f"MATLAB bicubic ×{card.scale}, shave {card.scale}"
    moves = f"{SIDE} samples wide, {STEP[0]} by {STEP[1]} a frame, {seen_words(card)}"
    moving = Measure(SETS, panned_small, METRICS, f"{small}, {moves}", "panned")
    if frames_seen(card) > 1:
        return (moving,)
    return Measure(SETS, upscaled, METRICS, small), moving


def upscaled(card: ModelCard, network: Network, picture: Picture, number: int) -> float:
    """Y-PSNR of a picture made small and enlarged again."""
    scale = card.scale
    height, width = (side // scale * scale for side in picture.shape[:2])
    truth = picture[:height, :width]
    small = imresize(truth, height // scale, width // scale)
    made = to_picture(network(to_tensor(small / 255.0, network)))
    inner = (slice(scale, -scale), slice(scale, -scale))
    return psnr(luma(made)[inner], luma(truth)[inner])


def panned_small(card: ModelCard, network: Network, picture: Picture, number: int) -> float:
    """PSNR of Y' of the middle frame of a pan, each made small by MATLAB's bicubic `imresize`.

    A network sees as many of the frames around as it can use.
    """
    scale = card.scale
    frames = pan(picture, scale)
    around = range(FRAMES - card.input.past, FRAMES + card.input.future + 1)
    seen = [frames[min(max(each, 0), len(frames) - 1)] for each in around]
    small = [imresize(each, *(side // scale for side in each.shape[:2])) for each in seen]
    window = torch.stack([to_tensor(each / 255.0, network)[0] for each in small])
    made = to_picture(network(window[None] if len(seen) > 1 else window))
    inner = (slice(scale, -scale), slice(scale, -scale))
    return psnr(luma(made)[inner], luma(frames[FRAMES])[inner])


def pan(picture: Picture, scale: int) -> list[Picture]:
    """A camera going over the middle of a picture `(H, W, 3)`; sides divide by `scale`."""
    across, down = STEP
    height, width = (
        min(SIDE, side - 2 * FRAMES * step) // scale * scale
        for side, step in zip(picture.shape, (down, across), strict=False)
    )
    top, left = (picture.shape[0] - height) // 2, (picture.shape[1] - width) // 2
    places = [(top + down * n, left + across * n) for n in range(-FRAMES, FRAMES + 1)]
    return [np.ascontiguousarray(picture[y : y + height, x : x + width]) for y, x in places]
