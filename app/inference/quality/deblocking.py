"""How well the marks of JPEG go: blocks, ringing, and the colours that were stored coarsely."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from app.base.errors import ModelError
from app.inference.quality.measure import Measure
from app.inference.quality.pictures import opencv, psnr, to_picture, to_tensor

if TYPE_CHECKING:
    from app.inference.catalogue import ModelCard
    from app.inference.network import Network
    from app.inference.quality.pictures import Picture

SETS = ("CBSD68_12",)
QUALITIES = (20, 10, 40)
"""Of the Independent JPEG Group's scale; the one told first is what careless uploads have."""

STRENGTH = 255.0
"""What a network that takes a strength is told: all there is to remove. How hard a picture was
compressed is nowhere to be read, so nobody is told more than those who ask nothing."""

METRICS = ("PSNR dB", "PSNR gain dB")
CONDITION = "colour, JPEG with 4:2:0 by OpenCV"


def measures(card: ModelCard) -> tuple[Measure, ...]:
    """PSNR of R'G'B', and how much of it is gained; as in Jiang et al. (FBCNN, 2021)."""
    return tuple(
        Measure(SETS, partial(cleaned, quality), METRICS, CONDITION, f"JPEG {quality}")
        for quality in QUALITIES
    )


def cleaned(
    quality: int, card: ModelCard, network: Network, picture: Picture, number: int
) -> tuple[float, float]:
    """PSNR in dB of what is made of a compressed picture, and how many dB better that is."""
    given = compressed(picture, quality)
    strength = STRENGTH if network.traits.noise_map else None
    made = to_picture(network(to_tensor(given / 255.0, network), strength))
    before, after = (psnr(x.astype(np.float64), picture.astype(np.float64)) for x in (given, made))
    return after, after - before


def compressed(picture: Picture, quality: int) -> Picture:
    """`(H, W, 3)` bytes as JPEG of that quality leaves them; colours have half the samples.

    Raises:
        ModelError: OpenCV is missing, or cannot write JPEG.
    """
    cv2 = opencv()
    ways = [cv2.IMWRITE_JPEG_QUALITY, quality, cv2.IMWRITE_JPEG_SAMPLING_FACTOR]
    ways.append(cv2.IMWRITE_JPEG_SAMPLING_FACTOR_420)
    done, stored = cv2.imencode(".jpg", np.ascontiguousarray(picture[..., ::-1]), ways)
    if not done:
        raise ModelError("OpenCV cannot write JPEG here; install opencv-python-headless anew.")
    return np.ascontiguousarray(cv2.imdecode(stored, cv2.IMREAD_COLOR)[..., ::-1], np.uint8)
