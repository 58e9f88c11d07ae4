"""PSNR, Y-PSNR and SSIM against a plain float64 reference."""

from __future__ import annotations

import math
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import av
import numpy as np
import psutil
import pytest

from app.base.cancel import CancelToken
from app.base.colour import ColourSpec, Matrix, Range
from app.base.errors import Cancelled, MediaError
from app.render.compare import compare
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from app.base.progress import Progress

    Plane = NDArray[np.float64]

BT709 = ColourSpec(matrix=Matrix.BT709, range=Range.LIMITED)
BT601 = ColourSpec(matrix=Matrix.SMPTE170M, range=Range.LIMITED)


def noisy(seed: int, amount: float = 0.1) -> Any:
    """A picture of noise around a ramp, another one for each frame and plane."""

    def draw(number: int, plane: int, width: int, height: int) -> Plane:
        random = np.random.default_rng([seed, number, plane])
        ramp = np.linspace(0.3, 0.6, width)[None, :] + np.zeros((height, 1))
        return np.asarray(ramp + random.uniform(-amount, amount, (height, width)), np.float64)

    return draw


def lossless(path: Path, seed: int = 0, **changes: Any) -> Path:
    """A 4:4:4 FFV1 clip, so that no chroma filter has a say."""
    kind = {"codec": "ffv1", "pix_fmt": "yuv444p", "size": (48, 40), "frames": 3}
    return make_clip(path, **({**kind, "draw": noisy(seed), "colour": BT709} | changes))


def reference_rgb(path: Path, kr: float, kb: float, bits: int = 8) -> list[Plane]:
    """`(3, H, W)` of each frame, straight from the definition in H.273."""
    step = 1 << (bits - 8)
    pictures = []
    with av.open(str(path)) as container:
        for frame in container.decode(video=0):
            planes = np.asarray(frame.to_ndarray(), np.float64)
            if planes.shape[0] != 3:
                planes = planes.transpose(2, 0, 1)
            y = (planes[0] - 16 * step) / (219 * step)
            cb, cr = ((planes[n] - 128 * step) / (224 * step) for n in (1, 2))
            red, blue = y + 2 * (1 - kr) * cr, y + 2 * (1 - kb) * cb
            green = (y - kr * red - kb * blue) / (1 - kr - kb)
            pictures.append(np.stack([red, green, blue]))
    return pictures


def reference_psnr(error: float) -> float:
    return 10 * math.log10(1 / error)


def reference_ssim(a: Plane, b: Plane) -> float:
    """Window by window, as the paper writes it."""
    axis = np.arange(11) - 5
    window = np.exp(-(axis[:, None] ** 2 + axis[None, :] ** 2) / (2 * 1.5**2))
    window /= window.sum()
    values = []
    for y in range(a.shape[0] - 10):
        for x in range(a.shape[1] - 10):
            p, q = a[y : y + 11, x : x + 11], b[y : y + 11, x : x + 11]
            mp, mq = (window * p).sum(), (window * q).sum()
            vp, vq = (window * (p - mp) ** 2).sum(), (window * (q - mq) ** 2).sum()
            cov = (window * (p - mp) * (q - mq)).sum()
            top = (2 * mp * mq + 0.01**2) * (2 * cov + 0.03**2)
            values.append(top / ((mp**2 + mq**2 + 0.01**2) * (vp + vq + 0.03**2)))
    return float(np.mean(values))


@pytest.mark.parametrize(
    ("colour", "kr", "kb"), [(BT709, 0.2126, 0.0722), (BT601, 0.299, 0.114)], ids=["709", "601"]
)
def test_figures_are_the_references(
    tmp_path: Path, colour: ColourSpec, kr: float, kb: float
) -> None:
    first, second = (lossless(tmp_path / f"{n}.mkv", seed=n, colour=colour) for n in (1, 2))
    result = compare(first, second)
    pairs = zip(reference_rgb(first, kr, kb), reference_rgb(second, kr, kb), strict=True)
    weights = np.array([kr, 1 - kr - kb, kb])
    errors = []
    for score, (a, b) in zip(result.frames, pairs, strict=True):
        luma_a, luma_b = (np.tensordot(weights, picture, 1) for picture in (a, b))
        errors.append((((a - b) ** 2).mean(), ((luma_a - luma_b) ** 2).mean()))
        assert score.scores.psnr == pytest.approx(reference_psnr(errors[-1][0]), abs=1e-4)
        assert score.scores.y_psnr == pytest.approx(reference_psnr(errors[-1][1]), abs=1e-4)
        assert score.scores.ssim == pytest.approx(reference_ssim(luma_a, luma_b), abs=1e-5)
    mean = np.mean(errors, axis=0)
    assert result.mean.psnr == pytest.approx(reference_psnr(mean[0]), abs=1e-4)
    assert result.mean.y_psnr == pytest.approx(reference_psnr(mean[1]), abs=1e-4)
    assert result.mean.ssim == pytest.approx(np.mean([f.scores.ssim for f in result.frames]))


def test_a_known_error_gives_a_known_psnr(tmp_path: Path) -> None:
    def flat(value: float) -> Any:
        def draw(number: int, plane: int, width: int, height: int) -> Plane:
            return np.full((height, width), value if plane == 0 else 0.5114)

        return draw

    a = lossless(tmp_path / "a.mkv", draw=flat(100 / 219), size=(12, 12), frames=1)
    b = lossless(tmp_path / "b.mkv", draw=flat(111 / 219), size=(12, 12), frames=1)
    scores = compare(a, b).mean
    assert scores.psnr == pytest.approx(20 * math.log10(219 / 11), abs=1e-3)
    assert scores.y_psnr == pytest.approx(scores.psnr, abs=1e-4)


def test_the_same_clip_is_identical(tmp_path: Path) -> None:
    path = lossless(tmp_path / "a.mkv")
    result = compare(path, path)
    assert result.identical
    assert result.mean.psnr == math.inf
    assert result.mean.ssim == 1
    assert [frame.number for frame in result.frames] == [0, 1, 2]
    assert result.frames[1].time == Fraction(1, 25)


def test_one_identical_frame_does_not_make_the_mean_infinite(tmp_path: Path) -> None:
    def changed_once(number: int, plane: int, width: int, height: int) -> Plane:
        return np.asarray(noisy(0 if number else 9)(number, plane, width, height))

    a = lossless(tmp_path / "a.mkv")
    b = lossless(tmp_path / "b.mkv", draw=changed_once)
    result = compare(a, b)
    assert [frame.identical for frame in result.frames] == [False, True, True]
    assert not result.identical
    error = 10 ** (-result.frames[0].scores.psnr / 10) / 3
    assert result.mean.psnr == pytest.approx(-10 * math.log10(error))


def test_depth_is_part_of_the_number_not_of_the_picture(tmp_path: Path) -> None:
    def level(number: int, plane: int, width: int, height: int) -> Plane:
        return np.full((height, width), 100 / 219)

    a = lossless(tmp_path / "a.mkv", draw=level, size=(16, 15), frames=1)
    b = lossless(tmp_path / "b.mkv", draw=level, size=(16, 15), frames=1, pix_fmt="yuv444p10le")
    assert compare(a, b).mean.psnr > 100


@pytest.mark.parametrize("size", [(16, 6), (5, 40), (2, 2)])
def test_tiny_pictures_have_an_ssim_too(tmp_path: Path, size: tuple[int, int]) -> None:
    first, second = (lossless(tmp_path / f"{n}.mkv", seed=n, size=size, frames=1) for n in (1, 2))
    assert -1 <= compare(first, second).mean.ssim < 1


def test_subsampled_clips_compare(tmp_path: Path) -> None:
    good = make_clip(tmp_path / "good.mp4", frames=2)
    poor = make_clip(tmp_path / "poor.mp4", frames=2, options={"crf": "45"})
    scores = compare(good, poor).mean
    assert 10 < scores.psnr < 45
    assert 0 < scores.ssim < 1


def test_another_size_is_an_error_that_says_both(tmp_path: Path) -> None:
    a = lossless(tmp_path / "a.mkv")
    b = lossless(tmp_path / "b.mkv", size=(32, 40))
    with pytest.raises(MediaError, match="48 × 40 and 32 × 40"):
        compare(a, b)


def test_another_length_is_an_error_that_says_both(tmp_path: Path) -> None:
    a = lossless(tmp_path / "a.mkv")
    b = lossless(tmp_path / "b.mkv", frames=5)
    with pytest.raises(MediaError, match="3 and 5 frames"):
        compare(a, b)


def test_progress_and_cancelling(tmp_path: Path) -> None:
    path = lossless(tmp_path / "a.mkv")
    seen: list[Progress] = []
    cancel = CancelToken()

    def report(progress: Progress) -> None:
        seen.append(progress)
        cancel.cancel()

    with pytest.raises(Cancelled):
        compare(path, path, report, cancel)
    assert [(progress.done, progress.total) for progress in seen] == [(1, 3)]


def test_memory_does_not_grow_with_length(tmp_path: Path) -> None:
    path = make_clip(tmp_path / "long.mkv", frames=80, codec="ffv1", size=(256, 192))
    process, sizes = psutil.Process(), []
    compare(path, path, lambda progress: sizes.append(process.memory_info().rss))
    # One more frame kept of each would be 47 MB in fp32 already.
    assert max(sizes[20:]) - sizes[20] < 25_000_000
