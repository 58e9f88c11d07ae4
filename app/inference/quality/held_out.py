"""How well pictures between two are made: against the truth, where everything moves as is known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch

from app.inference.quality.measure import Measure
from app.inference.quality.pictures import psnr, to_picture, to_tensor

if TYPE_CHECKING:
    from app.inference.catalogue import ModelCard
    from app.inference.network import Network
    from app.inference.quality.pictures import Picture

ACROSS, DOWN = 4, 2
"""Samples that the picture moves from frame to frame: whole, so that nothing is resampled."""

STEPS = 4
"""Frames from one that is shown to the next; those between are held out."""

RADIUS = 48
"""Of the disc in front, cut from the picture's other half, that moves the opposite way."""

METRICS = ("held-out PSNR dB",)
CONDITION = (
    f"mean of {STEPS - 1} frames between two; a pan by {ACROSS} and {DOWN} samples a frame, a disc "
    f"of radius {RADIUS} in front going the other way"
)


def measures(card: ModelCard) -> tuple[Measure, ...]:
    """The one there is."""
    return (Measure(("CBSD68_12",), held_out, METRICS, CONDITION),)


def held_out(card: ModelCard, network: Network, picture: Picture, number: int) -> float:
    """Mean PSNR in dB of the frames held out, made from the two shown."""
    clip = [frame_of(picture, step) for step in range(STEPS + 1)]
    shown = [to_tensor(clip[step] / 255.0, network)[0] for step in (0, STEPS)]
    window = torch.stack(shown)[None]
    found = []
    for step in range(1, STEPS):
        made = to_picture(network(window, step / STEPS))
        found.append(psnr(made.astype(np.float64), clip[step].astype(np.float64)))
    return float(np.mean(found))


def frame_of(picture: Picture, step: int) -> Picture:
    """Frame number `step`, of 0 to `STEPS`, of a clip made of one picture `(H, W, 3)`.

    `(H - STEPS * DOWN, W - STEPS * ACROSS, 3)`; the disc is in the middle halfway.
    """
    height, width = picture.shape[0] - STEPS * DOWN, picture.shape[1] - STEPS * ACROSS
    top, left = step * DOWN, step * ACROSS
    frame = picture[top : top + height, left : left + width].copy()
    rows, columns = np.mgrid[:height, :width]
    late = step - STEPS / 2
    down, across = rows - height // 2 - int(late * DOWN), columns - width // 2 - int(late * ACROSS)
    disc = down**2 + across**2 <= RADIUS**2
    turned = picture[::-1, ::-1]
    middle = turned.shape[0] // 2, turned.shape[1] // 4
    from_rows = (middle[0] + down[disc]).clip(0, turned.shape[0] - 1)
    from_columns = (middle[1] + across[disc]).clip(0, turned.shape[1] - 1)
    frame[disc] = turned[from_rows, from_columns]
    return frame
