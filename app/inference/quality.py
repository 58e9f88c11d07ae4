"""Measuring models the way papers do, so that a card's figures can be checked by anyone."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import torch

from app.base.errors import ModelError
from app.inference.catalogue import Figure

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from numpy.typing import NDArray

    from app.inference.catalogue import ModelCard
    from app.inference.network import Network

    Picture = NDArray[np.uint8]
    Values = NDArray[np.float64]
    Judge = Callable[[ModelCard, Network, Picture, int], float]

UPSCALE_SETS = ("Set5", "Set14")
DENOISE_SETS = ("CBSD68_12",)
STYLE_SETS = ("CBSD68_12",)
SIGMA = 25.0
SEED = 2024
PAN = (1.5, 0.75)
"""Samples that a panned picture moves from frame to frame: across, down."""
PAN_WINDOW = (2, 2)
"""Frames around the judged one; fixed, so that every model is given the same noisy frames."""
PAN_BORDER = 16
"""Samples left out on each side, so that no frame holds what the picture does not."""
ENDINGS = (".png", ".bmp", ".jpg", ".jpeg", ".tif", ".tiff")

NTSC_LUMA = np.array([65.481, 128.553, 24.966]) / 255.0
"""Weights of Y' in 16..235 for R'G'B' in 0..255 (BT.601), as MATLAB's `rgb2ycbcr` has them."""


def measure(card: ModelCard, network: Network, images: Path) -> list[Figure]:
    """Quality on the benchmark sets that are in `images` (`Set5/`, `Set14/`, `CBSD68_12/`).

    Upscaling: PSNR of Y', pictures made small by MATLAB's bicubic `imresize`, a border of `scale`
    pixels left out, as since Timofte et al. (A+, 2014). Denoising: PSNR of R'G'B' (or of gray),
    Gaussian noise of sigma 25 that is not clipped, as since Zhang et al. (DnCNN, 2017); for
    networks of colour also of the middle frame of a clip that pans over each picture, noise anew
    in every frame: the same frames for all, of which each sees as many as it can use.

    Style: see `steadiness`.

    Raises:
        ModelError: the task has no such measure, or no picture is there.
    """
    from app.inference.steadiness import steadiness  # which is built on this module

    kinds: dict[str, tuple[tuple[str, ...], tuple[Judge, ...]]] = {
        "upscale": (UPSCALE_SETS, (_upscaled,)),
        "denoise": (DENOISE_SETS, _denoised_as(card)),
        "style": (STYLE_SETS, (steadiness,)),
    }
    if card.task not in kinds:
        raise ModelError(f"There is no quality measure for {card.task} models like {card.id}.")
    names, judges = kinds[card.task]
    folders = [images / name for name in names if (images / name).is_dir()]
    if not folders:
        raise ModelError(f"{images} has none of the folders {', '.join(names)}.")
    return [_mean(judge, card, network, folder) for folder in folders for judge in judges]


def _denoised_as(card: ModelCard) -> tuple[Judge, ...]:
    """What a denoiser is judged by; standing still would flatter one that sees several frames."""
    past, future = PAN_WINDOW
    if card.input.colour == "gray" or card.input.past > past or card.input.future > future:
        return (_denoised,)
    return (_panned,) if _window(card) > 1 else (_denoised, _panned)


def _mean(judge: Judge, card: ModelCard, network: Network, folder: Path) -> Figure:
    paths = sorted(path for path in folder.iterdir() if path.suffix.lower() in ENDINGS)
    if not paths:
        raise ModelError(f"There are no pictures in {folder}.")
    values = [judge(card, network, read_picture(path), n) for n, path in enumerate(paths)]
    metric, condition = _words(card, judge)
    name = f"{folder.name} panned" if judge is _panned else folder.name
    return Figure(name, metric, round(float(np.mean(values)), 2), condition)


def _words(card: ModelCard, judge: Judge) -> tuple[str, str]:
    if card.task == "upscale":
        return "Y-PSNR dB", f"MATLAB bicubic ×{card.scale}, shave {card.scale}"
    if card.task == "style":
        from app.inference.steadiness import CONDITION, METRIC

        return METRIC, CONDITION
    colour = "gray" if card.input.colour == "gray" else "colour"
    noise = f"{colour}, sigma {SIGMA:g}, seed {SEED}"
    frames = _window(card)
    if judge is _panned:
        seen = f"{frames} frames" if frames > 1 else "one frame"
        return "PSNR dB", f"{noise}, {PAN[0]:g} by {PAN[1]:g} samples a frame, {seen} seen"
    return "PSNR dB", f"{noise}, still window of {frames}" if frames > 1 else noise


def _window(card: ModelCard) -> int:
    return card.input.past + 1 + card.input.future


def _upscaled(card: ModelCard, network: Network, picture: Picture, number: int) -> float:
    scale = card.scale
    height, width = (side // scale * scale for side in picture.shape[:2])
    truth = picture[:height, :width]
    small = imresize(truth, height // scale, width // scale)
    made = to_picture(network(to_tensor(small / 255.0, network)))
    inner = (slice(scale, -scale), slice(scale, -scale))
    return psnr(luma(made)[inner], luma(truth)[inner])


def _denoised(card: ModelCard, network: Network, picture: Picture, number: int) -> float:
    truth = picture.astype(np.float64) / 255.0
    gray = card.input.colour == "gray"
    if gray:
        truth = np.repeat((truth @ np.array([0.299, 0.587, 0.114]))[..., None], 3, 2)
    random = np.random.default_rng(SEED + number)
    frames = [truth + _noise(random, truth.shape, gray) for _ in range(_window(card))]
    window = torch.stack([to_tensor(frame, network)[0] for frame in frames])[None]
    made = to_picture(network(window if len(frames) > 1 else window[0], SIGMA))
    return psnr(made.astype(np.float64), np.rint(truth * 255.0))


def _panned(card: ModelCard, network: Network, picture: Picture, number: int) -> float:
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
    at = (np.arange(len(places))[:, None], _mirror(taps, length))
    np.add.at(matrix, at, _cubic(places[:, None] - taps))
    return matrix


def _noise(random: np.random.Generator, shape: tuple[int, ...], gray: bool) -> Values:
    channels = 1 if gray else 3
    return random.normal(0.0, SIGMA / 255.0, (*shape[:2], channels))


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
    weights = stretch * _cubic(stretch * (centres[:, None] - taps))
    weights /= weights.sum(1, keepdims=True)
    matrix = np.zeros((target, source))
    np.add.at(matrix, (np.arange(target)[:, None], _mirror(taps, source)), weights)
    return matrix


def _mirror(taps: Values, length: int) -> NDArray[np.int64]:
    """Indices beyond the edges folded back, the edge sample repeated."""
    folded = taps.astype(np.int64) % (2 * length)
    return np.where(folded < length, folded, 2 * length - 1 - folded)


def _cubic(x: Values) -> Values:
    x = np.abs(x)
    near = 1.5 * x**3 - 2.5 * x**2 + 1
    far = -0.5 * x**3 + 2.5 * x**2 - 4 * x + 2
    return np.where(x <= 1, near, np.where(x <= 2, far, 0.0))


def read_picture(path: Path) -> Picture:
    """R'G'B' bytes `(H, W, 3)` of an image file.

    Raises:
        ModelError: OpenCV is missing, or the file is no picture.
    """
    cv2 = _opencv()
    decoded = cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR)
    if decoded is None:
        raise ModelError(f"{path} is not a picture that can be read; replace it.")
    return np.ascontiguousarray(decoded[..., ::-1], np.uint8)


def _opencv() -> Any:
    try:
        import cv2
    except ImportError as error:
        raise ModelError(
            "Measuring quality needs OpenCV to read pictures; "
            "type `pip install opencv-python-headless`."
        ) from error
    return cv2
