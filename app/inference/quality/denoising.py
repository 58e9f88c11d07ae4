"""How well noise goes, from a picture alone or from the frames of a pan."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from app.inference.quality.measure import Measure, frames_seen, seen_words
from app.inference.quality.pictures import cubic, mirror, psnr, to_picture, to_tensor

if TYPE_CHECKING:
    from app.inference.catalogue import ModelCard
    from app.inference.network import Network
    from app.inference.quality.pictures import Picture, Values

SETS = ("CBSD68_12",)
METRICS = ("PSNR dB",)
SIGMA = 25.0
SEED = 2024
PAN = (1.5, 0.75)
"""Samples that a panned picture moves from frame to frame: across, down."""
PAN_WINDOW = (2, 2)
"""Frames around the judged one; fixed, so that every model is given the same noisy frames."""
PAN_BORDER = 16
"""Samples left out on each side, so that no frame holds what the picture does not."""


def measures(card: ModelCard) -> tuple[Measure, ...]:
    """PSNR of R'G'B' (or of gray); Gaussian noise of sigma 25 that is not clipped.

    As since Zhang et al. (DnCNN, 2017). Networks of colour are also judged by the middle frame of a
    clip that pans over each picture, noise anew in every frame: the same frames for all, of which
    each sees as many as it can use. Standing still would flatter one that sees several.
    """
    past, future = PAN_WINDOW
    gray, frames = card.input.colour == "gray", frames_seen(card)
    noise = f"{'gray' if gray else 'colour'}, sigma {SIGMA:g}, seed {SEED}"
    window = f"{noise}, still window of {frames}" if frames > 1 else noise
    still = Measure(SETS, denoised, METRICS, window)
    if gray or card.input.past > past or card.input.future > future:
        return (still,)
    pan = f"{PAN[0]:g} by {PAN[1]:g} samples a frame, {seen_words(card)}"
    moving = Measure(SETS, panned_noise, METRICS, f"{noise}, {pan}", "panned")
    return (moving,) if frames > 1 else (still, moving)


def denoised(card: ModelCard, network: Network, picture: Picture, number: int) -> float:
    """PSNR of a noisy picture."""
    truth = picture.astype(np.float64) / 255.0
    gray = card.input.colour == "gray"
    if gray:
        truth = np.repeat((truth @ np.array([0.299, 0.587, 0.114]))[..., None], 3, 2)
    random = np.random.default_rng(SEED + number)
    frames = [truth + _noise(random, truth.shape, gray) for _ in range(frames_seen(card))]
    window = torch.stack([to_tensor(frame, network)[0] for frame in frames])[None]
    made = to_picture(network(window if len(frames) > 1 else window[0], SIGMA))
    return psnr(made.astype(np.float64), np.rint(truth * 255.0))


def panned_noise(card: ModelCard, network: Network, picture: Picture, number: int) -> float:
    """PSNR of the middle frame of a noisy pan."""
    past, future = PAN_WINDOW
    clip = panned(picture.astype(np.float64) / 255.0, past, future)
    random = np.random.default_rng(SEED + number)
    noisy = [frame + _noise(random, frame.shape, gray=False) for frame in clip]
    seen = noisy[past - card.input.past : past + 1 + card.input.future]
    window = torch.stack([to_tensor(frame, network)[0] for frame in seen])[None]
    made = to_picture(network(window if len(seen) > 1 else window[0], SIGMA))
    return psnr(made.astype(np.float64), clip[past] * 255.0)


def panned(picture: Values, past: int, future: int) -> list[Values]:
    """A camera going over a picture `(H, W, C)` by `PAN`; the frame in the middle is exact.

    The others are read between the samples by cubic convolution (Keys 1981). Without
    `PAN_BORDER`: `(H - 2 * PAN_BORDER, W - 2 * PAN_BORDER, C)`.
    """
    frames = []
    for step in range(-past, future + 1):
        rows = _shift_matrix(picture.shape[0], PAN[1] * step)
        columns = _shift_matrix(picture.shape[1], PAN[0] * step)
        moved = np.einsum("oh,hwc->owc", rows, picture, optimize=True)
        frames.append(np.einsum("pw,owc->opc", columns, moved, optimize=True))
    return frames


def _shift_matrix(length: int, by: float) -> Values:
    """Weights of every sample in those that lie `by` farther, `PAN_BORDER` left out."""
    places = np.arange(PAN_BORDER, length - PAN_BORDER) + by
    taps = np.floor(places)[:, None] + np.arange(-1, 3)
    matrix = np.zeros((len(places), length))
    at = (np.arange(len(places))[:, None], mirror(taps, length))
    np.add.at(matrix, at, cubic(places[:, None] - taps))
    return matrix


def _noise(random: np.random.Generator, shape: tuple[int, ...], gray: bool) -> Values:
    channels = 1 if gray else 3
    return random.normal(0.0, SIGMA / 255.0, (*shape[:2], channels))
