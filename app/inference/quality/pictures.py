"""Benchmark pictures: read, made small, compared."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from app.base.errors import ModelError

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from app.inference.network import Network

    Picture = NDArray[np.uint8]
    Values = NDArray[np.float64]

ENDINGS = (".png", ".bmp", ".jpg", ".jpeg", ".tif", ".tiff")

NTSC_LUMA = np.array([65.481, 128.553, 24.966]) / 255.0
"""Weights of Y' in 16..235 for R'G'B' in 0..255 (BT.601), as MATLAB's `rgb2ycbcr` has them."""


def pictures_in(folder: Path) -> list[Path]:
    """The picture files of a folder, by name.

    Raises:
        ModelError: there are none.
    """
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS)
    if not paths:
        raise ModelError(f"There are no pictures in {folder}.")
    return paths


def to_tensor(values: Values, network: Network) -> torch.Tensor:
    """`(H, W, 3)` in [0, 1] as `(1, 3, H, W)` fp32 where the network wants it."""
    device = getattr(network, "device", torch.device("cpu"))
    tensor = torch.from_numpy(np.ascontiguousarray(values.transpose(2, 0, 1))[None])
    return tensor.to(device, torch.float32)


def to_picture(pictures: torch.Tensor) -> Picture:
    """The first of `(N, 3, H, W)` in [0, 1] as `(H, W, 3)` bytes, rounded."""
    values = (pictures[0].float().cpu() * 255.0).round().clamp(0, 255)
    return np.asarray(values.to(torch.uint8).permute(1, 2, 0).numpy(), np.uint8)


def luma(picture: Picture) -> Values:
    """Y' of R'G'B' bytes `(H, W, 3)`, in 16..235, not rounded."""
    return picture.astype(np.float64) @ NTSC_LUMA + 16.0


def psnr(a: Values, b: Values) -> float:
    """Peak signal to noise ratio in dB, for a peak of 255."""
    error = float(np.mean((a - b) ** 2))
    return math.inf if error == 0 else 10 * math.log10(255.0**2 / error)


def imresize(picture: Picture, height: int, width: int) -> Picture:
    """MATLAB's `imresize(…, 'bicubic')` of bytes `(H, W, C)`: antialiased, rounded to bytes.

    Cubic convolution with a = -0.5 (Keys 1981), stretched when shrinking, mirrored at the edges.
    """
    rows = resize_matrix(picture.shape[0], height)
    columns = resize_matrix(picture.shape[1], width)
    # the axis that shrinks more comes first in MATLAB; for one scale it is the rows
    values = np.einsum("oh,hwc->owc", rows, picture.astype(np.float64), optimize=True)
    values = np.einsum("pw,owc->opc", columns, values, optimize=True)
    return np.asarray(np.clip(np.floor(values + 0.5), 0, 255), np.uint8)


def resize_matrix(source: int, target: int) -> Values:
    """Weights `(target, source)` of every source sample in every target sample."""
    scale = target / source
    stretch = min(1.0, scale)
    centres = (np.arange(target) + 0.5) / scale - 0.5
    reach = math.ceil(2.0 / stretch) + 1
    taps = np.floor(centres)[:, None] + np.arange(-reach, reach + 1)
    weights = stretch * cubic(stretch * (centres[:, None] - taps))
    weights /= weights.sum(1, keepdims=True)
    matrix = np.zeros((target, source))
    np.add.at(matrix, (np.arange(target)[:, None], mirror(taps, source)), weights)
    return matrix


def mirror(taps: Values, length: int) -> NDArray[np.int64]:
    """Indices beyond the edges folded back, the edge sample repeated."""
    folded = taps.astype(np.int64) % (2 * length)
    return np.where(folded < length, folded, 2 * length - 1 - folded)


def cubic(x: Values) -> Values:
    """The kernel of Keys 1981 with a = -0.5."""
    x = np.abs(x)
    near = 1.5 * x**3 - 2.5 * x**2 + 1
    far = -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    return np.where(x <= 1, near, np.where(x <= 2, far, 0.0))


def read_picture(path: Path) -> Picture:
    """R'G'B' bytes `(H, W, 3)` of an image file.

    Raises:
        ModelError: OpenCV is missing, or the file is no picture.
    """
    cv2 = opencv()
    decoded = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
    if decoded is None:
        raise ModelError(f"{path} is not a picture that can be read; replace it.")
    return np.ascontiguousarray(decoded[..., ::-1], np.uint8)


def opencv() -> Any:
    """OpenCV.

    Raises:
        ModelError: it is missing.
    """
    try:
        import cv2
    except ImportError as error:
        raise ModelError(
            "Measuring quality needs OpenCV to read pictures; "
            "type `pip install opencv-python-headless`."
        ) from error
    return cv2
