"""How far two clips are apart, frame by frame: PSNR, Y-PSNR and SSIM."""

from __future__ import annotations

import contextlib
import math
from dataclasses import dataclass
from itertools import zip_longest
from typing import TYPE_CHECKING

import torch

from app.base.cancel import CancelToken
from app.base.colour import LUMA_WEIGHTS, Matrix
from app.base.errors import MediaError
from app.base.progress import RateMeter, silent
from app.inference.transfer import upload
from app.media.video_reader import VideoReader
from app.render.prefetch import prefetch
from app.render.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction
    from pathlib import Path

    from torch import Tensor

    from app.base.frame import Frame
    from app.base.picture import Picture
    from app.base.progress import Report
    from app.media.video_format import VideoFormat

WINDOW, SIGMA = 11, 1.5
C1, C2 = 0.01**2, 0.03**2
"""SSIM's window and its constants for a peak of 1 (Wang et al. 2004, section III.B and C)."""


@dataclass(frozen=True, slots=True)
class Scores:
    """Three measures; PSNR in dB, infinite for no difference, SSIM at most 1."""

    psnr: float
    y_psnr: float
    ssim: float


@dataclass(frozen=True, slots=True)
class FrameScore:
    """One pair of frames.

    Attributes:
        number: 0-based.
        time: Of the first clip's frame.
        scores: How near they are.
    """

    number: int
    time: Fraction
    scores: Scores

    @property
    def identical(self) -> bool:
        """Whether no sample of R'G'B' differs."""
        return math.isinf(self.scores.psnr)


@dataclass(frozen=True, slots=True)
class Comparison:
    """Two clips of one size and length.

    Attributes:
        width, height: In pixels.
        frames: Every pair.
        mean: The PSNRs of the mean squared errors (a mean of decibels would be infinite as soon
            as one pair is identical), and the mean SSIM.
    """

    width: int
    height: int
    frames: tuple[FrameScore, ...]
    mean: Scores

    @property
    def identical(self) -> bool:
        """Whether no frame differs."""
        return all(frame.identical for frame in self.frames)


@dataclass(frozen=True, slots=True)
class _Errors:
    """Mean squared errors of one pair, and its SSIM."""

    rgb: float
    luma: float
    ssim: float


def compare(
    a: Path, b: Path, report: Report = silent, cancel: CancelToken | None = None
) -> Comparison:
    """Compare frame n of `a` with frame n of `b`, upright, whatever their times are.

    Both are taken to R'G'B' with each clip's own matrix, range and depth, black 0 and white 1,
    chroma brought to full size; alpha is left out.

    - PSNR: 10 log10(1 / MSE) over all samples of R'G'B'.
    - Y-PSNR: the same of Y' = Kr R' + Kg G' + Kb B', full range, with the weights of `a` for both.
      (Figures on the studio range 16..235 with peak 255 are 1.32 dB higher.)
    - SSIM: of that Y', with a Gaussian window of 11 × 11, sigma 1.5, only where it fits into
      the picture, K1 0.01, K2 0.03 (Wang, Bovik, Sheikh, Simoncelli, “Image quality
      assessment: from error visibility to structural similarity”, 2004). Pictures smaller than
      the window get the largest odd window that fits.

    Memory holds a few frames of each clip. Runs on the processor: the figures do not depend on
    the machine's GPU.

    Raises:
        MediaError: a clip cannot be read, or they differ in size or length.
        Cancelled: the token was set.
    """
    cancel = cancel or CancelToken()
    with VideoReader(a) as first, VideoReader(b) as second:
        _check_alike(first, second)
        meter, total = RateMeter(), len(first.index)
        frames: list[FrameScore] = []
        errors: list[_Errors] = []
        for number, (time, found) in enumerate(_measured(first, second, cancel)):
            frames.append(FrameScore(number, time, _scores(found)))
            errors.append(found)
            meter.mark(number + 1)
            report(meter.progress(number + 1, total, "Comparing"))
    return Comparison(*first.format.size, tuple(frames), _scores(_mean(errors)))


def _check_alike(a: VideoReader, b: VideoReader) -> None:
    if a.format.size != b.format.size:
        raise MediaError(
            f"The pictures differ in size, {_size(a.format)} and {_size(b.format)}; "
            "bring them to one size first."
        )
    if len(a.index) != len(b.index):
        raise _uneven(len(a.index), len(b.index))


def _size(format_: VideoFormat) -> str:
    return f"{format_.width} × {format_.height}"


def _uneven(a: int, b: int) -> MediaError:
    return MediaError(f"The clips differ in length, {a} and {b} frames; trim them alike first.")


def _measured(
    a: VideoReader, b: VideoReader, cancel: CancelToken
) -> Iterator[tuple[Fraction, _Errors]]:
    """Each pair's time and errors; both clips are decoded ahead on threads of their own."""
    weights = _luma_weights(a.format)
    stages, done = Stages(), 0
    with (
        contextlib.closing(prefetch(a.frames(), stages, name="decode a")) as left,
        contextlib.closing(prefetch(b.frames(), stages, name="decode b")) as right,
    ):
        for one, other in zip_longest(left, right):
            cancel.check()
            if one is None or other is None:
                # The index promised more: the end of one file cannot be decoded.
                raise _uneven(done + (one is not None), done + (other is not None))
            yield one.time, frame_errors(_pixels(one), _pixels(other), weights)
            done += 1


def _pixels(frame: Frame[Picture]) -> Tensor:
    """`(3, H, W)` in fp64."""
    return upload(frame.pixels, torch.device("cpu"))[:3].to(torch.float64)


def _luma_weights(format_: VideoFormat) -> Tensor:
    colour = format_.colour.resolved(format_.width, format_.height)
    kr, kb = LUMA_WEIGHTS.get(colour.matrix, LUMA_WEIGHTS[Matrix.BT709])
    return torch.tensor([kr, 1 - kr - kb, kb], dtype=torch.float64)


@torch.inference_mode()
def frame_errors(a: Tensor, b: Tensor, weights: Tensor) -> _Errors:
    """Measure one pair.

    Args:
        a, b: `(3, H, W)`, R'G'B' in [0, 1], fp64.
        weights: `(3,)`, of R', G' and B' in Y'.
    """
    if torch.equal(a, b):
        return _Errors(0.0, 0.0, 1.0)
    luma = [torch.einsum("c,chw->hw", weights, picture) for picture in (a, b)]
    rgb_error = float((a - b).square().mean())
    luma_error = float((luma[0] - luma[1]).square().mean())
    return _Errors(rgb_error, luma_error, ssim(*luma))


def ssim(a: Tensor, b: Tensor) -> float:
    """Mean structural similarity of two planes `(H, W)` in [0, 1]; see `compare`."""
    window = _window(min(a.shape))
    planes = torch.stack([a, b, a * a, b * b, a * b])
    mean_a, mean_b, aa, bb, ab = _filtered(_filtered(planes, window, 1), window, 2)
    luminance = (2 * mean_a * mean_b + C1) / (mean_a.square() + mean_b.square() + C1)
    variances = aa - mean_a.square() + bb - mean_b.square()
    structure = (2 * (ab - mean_a * mean_b) + C2) / (variances + C2)
    return float((luminance * structure).mean())


def _filtered(planes: Tensor, window: list[float], axis: int) -> Tensor:
    """Weighted sums along one axis; several times quicker than a convolution of one channel."""
    length = planes.shape[axis] - len(window) + 1
    out = planes.narrow(axis, 0, length) * window[0]
    for offset, weight in enumerate(window[1:], 1):
        out.add_(planes.narrow(axis, offset, length), alpha=weight)
    return out


def _window(side: int) -> list[float]:
    """One axis of the Gaussian, summing to 1; the other axis is the same."""
    size = min(WINDOW, side - 1 + side % 2)
    weights = [math.exp(-((n - size // 2) ** 2) / (2 * SIGMA**2)) for n in range(size)]
    return [weight / sum(weights) for weight in weights]


def _mean(errors: list[_Errors]) -> _Errors:
    rgb, luma, similarity = (
        math.fsum(values) / len(errors)
        for values in zip(*((e.rgb, e.luma, e.ssim) for e in errors), strict=True)
    )
    return _Errors(rgb, luma, similarity)


def _scores(errors: _Errors) -> Scores:
    return Scores(_psnr(errors.rgb), _psnr(errors.luma), errors.ssim)


def _psnr(error: float) -> float:
    return -10 * math.log10(error) if error > 0 else math.inf
