"""Before and after, close up, on the sample clip that comes with the program."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np
import torch

from app.base.cancel import CancelToken
from app.inference.catalogue import Catalogue
from app.inference.network_pool import NetworkPool
from app.inference.quality.deblocking import STRENGTH, compressed
from app.inference.quality.pictures import imresize, psnr, to_picture, to_tensor
from app.inference.weights_store import WeightsStore
from app.media.opening import open_input
from app.render.demo.lettering import lettered
from app.render.quality.coded_film import CODERS, LEAD, coded
from models.comparison import enlarged, smoothed, stylised

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from app.inference.catalogue import ModelCard

    Image = NDArray[np.uint8]

SAMPLE = Path(__file__).parents[1] / "resources" / "sample" / "sample.mp4"
FRAME = 40
PLACE = (92, 468, 96, 128)
"""Top, left, height and width of what is shown, in pixels of the sample: lighthouse and houses."""

ENLARGED = 3
SIGMA = 25.0
SEED = 2024
JPEG = 20
GROUND = 24


@dataclass(frozen=True, slots=True)
class Crop:
    """One picture of the strip, with what stands under it."""

    title: str
    image: Image


def sample_frame(number: int = FRAME) -> Image:
    """R'G'B' bytes `(H, W, 3)` of a frame of the sample."""
    with open_input(SAMPLE) as container:
        for index, frame in enumerate(container.decode(video=0)):
            if index == number:
                return np.asarray(frame.to_ndarray(format="rgb24"))
    raise AssertionError("the sample is longer than that")


def strip(catalogue: Catalogue, task: str, scale: int) -> Image:
    """Degraded, classical, each built-in, the original: side by side, enlarged without filter.

    Styles are shown on the whole frame, made smaller, in two rows.
    """
    truth = sample_frame()
    if task == "style":
        shown = [Crop(each.title, _halved(each.image)) for each in painted(truth)]
        half = len(shown) // 2
        return np.vstack([montage(shown[:half]), montage(shown[half:])])
    if task == "upscale":
        crops = _upscaled(catalogue, truth, scale)
    else:
        crops = {"denoise": _denoised, "deblock": _deblocked}[task](catalogue, truth)
    return montage([Crop(crop.title, _cut(crop.image)) for crop in crops])


def _upscaled(catalogue: Catalogue, truth: Image, scale: int) -> Iterator[Crop]:
    truth = truth[: truth.shape[0] // scale * scale, : truth.shape[1] // scale * scale]
    small = imresize(truth, truth.shape[0] // scale, truth.shape[1] // scale)
    yield _judged("bicubic", enlarged(small, scale), truth)
    for card, made in _made(catalogue, "upscale", scale, small):
        yield _judged(card.id, made, truth)
    yield Crop("original", truth)


def _denoised(catalogue: Catalogue, truth: Image) -> Iterator[Crop]:
    noise = np.random.default_rng(SEED).normal(0.0, SIGMA, truth.shape)
    noisy = np.clip(truth + noise, 0, 255).round().astype(np.uint8)
    yield _judged(f"noise {SIGMA:g}", noisy, truth)
    yield _judged("non-local means", smoothed(noisy, 20), truth)
    for card, made in _made(catalogue, "denoise", 1, noisy):
        yield _judged(card.id, made, truth)
    yield Crop("original", truth)


def _deblocked(catalogue: Catalogue, truth: Image) -> Iterator[Crop]:
    given = compressed(truth, JPEG)
    yield _judged(f"JPEG {JPEG}", given, truth)
    for card, made in _made(catalogue, "deblock", 1, given, STRENGTH):
        yield _judged(card.id, made, truth)
    yield Crop("original", truth)


def coded_strip(catalogue: Catalogue) -> Image:
    """The sample made half as large and coded as the first of `CODERS` does, enlarged by each."""
    clip = [sample_frame(FRAME + step) for step in range(-LEAD, 1)]
    truth = clip[-1]
    small = [imresize(each, truth.shape[0] // 2, truth.shape[1] // 2) for each in clip]
    given = coded(CODERS[0], small)[-1]
    (_, cleaned), *_ = _made(catalogue, "deblock", 1, given, STRENGTH)
    crops = [_judged("bicubic", enlarged(given, 2), truth)]
    for card, made in _made(catalogue, "upscale", 2, given):
        crops.append(_judged(card.id, made, truth))
    for card, made in _made(catalogue, "upscale", 2, cleaned):
        if card.id == "reel-upscale-x2":
            crops.append(_judged("deblock, then x2", made, truth))
    crops.append(Crop("original", truth))
    return montage([Crop(crop.title, _cut(crop.image)) for crop in crops])


def painted(picture: Image) -> list[Crop]:
    """The picture, what OpenCV makes of it, and every style of the program's effect."""
    from app.effects.registry import find_effect

    style = next(p for p in find_effect("style").parameters if p.name == "style")
    crops = [Crop("original", picture), Crop("OpenCV stylization", stylised(picture))]
    return crops + [Crop(str(name), redrawn(picture, str(name))) for name in style.choices]


def redrawn(picture: Image, style: str) -> Image:
    """The picture in a style, as the effect gives it in full precision."""
    from fractions import Fraction

    from app.base.frame import Frame
    from app.base.parameter import complete
    from app.effects.effect import EffectContext
    from app.effects.registry import find_effect
    from app.media.video_format import VideoFormat

    kind, device = find_effect("style"), torch.device("cpu")
    made = kind.make(complete(kind.parameters, {"style": style}, kind.title))
    height, width = picture.shape[:2]
    source = VideoFormat(width, height, Fraction(25), Fraction(1, 25))
    given = torch.from_numpy(picture.transpose(2, 0, 1) / np.float32(255))
    with NetworkPool(Catalogue.load(), WeightsStore(), device, "fp32", CancelToken()) as pool:
        context = EffectContext(device, torch.float32, pool, CancelToken(), Fraction(0))
        frames = iter([Frame(given, Fraction(0), Fraction(1, 25))])
        (frame,) = made.apply(frames, source, context)
    return to_picture(frame.pixels[None])


def _halved(image: Image) -> Image:
    """The mean of four samples each."""
    height, width = (side // 2 for side in image.shape[:2])
    four = image[: 2 * height, : 2 * width].reshape(height, 2, width, 2, 3)
    return np.asarray(four.mean((1, 3)).round(), np.uint8)


def _made(
    catalogue: Catalogue, task: str, scale: int, picture: Image, sigma: float = SIGMA
) -> Iterator[tuple[ModelCard, Image]]:
    """What every built-in for single frames makes of a picture."""
    device = torch.device("cpu")
    with NetworkPool(catalogue, WeightsStore(), device, "fp32", CancelToken()) as pool:
        for card in catalogue.all():
            single = not card.input.past and not card.input.future
            if (card.task, card.scale) == (task, scale) and card.id.startswith("reel-") and single:
                with pool.borrow(card.id) as network:
                    made = network(to_tensor(picture / 255.0, network), sigma)
                yield card, to_picture(made)


def _judged(title: str, image: Image, truth: Image) -> Crop:
    value = psnr(image.astype(np.float64), truth.astype(np.float64))
    return Crop(f"{title}  {value:.2f} dB", image)


def _cut(image: Image) -> Image:
    top, left, height, width = PLACE
    part = image[top : top + height, left : left + width]
    return np.repeat(np.repeat(part, ENLARGED, 0), ENLARGED, 1)


def montage(crops: list[Crop], gap: int = 8, caption: int = 28) -> Image:
    """Pictures of one size in a row, captions under them."""
    height, width = crops[0].image.shape[:2]
    whole = np.full((height + caption, len(crops) * (width + gap) - gap, 3), GROUND, np.uint8)
    for place, crop in enumerate(crops):
        left = place * (width + gap)
        whole[:height, left : left + width] = crop.image
        text = (lettered(crop.title, 10) * 200 + GROUND).clip(0, 255).astype(np.uint8)
        text = text[:caption, :width]
        line = whole[height + 4 :, left:]
        line[: text.shape[0], : text.shape[1]] = text[: line.shape[0], :, None]
    return whole
