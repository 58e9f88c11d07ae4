"""How well dust and scratches are taken off, and how well what is clean is left alone.

    python resources/docs/benchmarks/film_repair.py CLIP:FIRST ...

Of each clip eight frames from number FIRST on, at most 480 lines high, are cleaned three times: as
they are, with twelve specks and hairs drawn on each by a fixed seed, and with three scratches
drawn down all of them. Prints one row of a table for each clip; PSNR over R'G'B', in dB.
"""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

import cv2
import numpy as np
import torch
import torch.nn.functional as F

from app.base.cancel import CancelToken
from app.base.frame import Frame
from app.base.parameter import complete
from app.effects.effect import EffectContext
from app.effects.scratches import SCRATCHES
from app.inference.transfer import upload
from app.media.video_format import VideoFormat
from app.media.video_reader import VideoReader

if TYPE_CHECKING:
    from numpy.typing import NDArray
    from torch import Tensor

COUNT, HEIGHT, SPECKS, SCRATCHED = 8, 480, 12, 3
FINE = 3
"""Bits of a sample that OpenCV draws to."""


def pictures(clip: str, first: int) -> list[Tensor]:
    """`(3, H, W)` of each frame, in [0, 1]."""
    found = []
    with VideoReader(Path(clip)) as reader:
        for number in range(first, first + COUNT):
            pixels = upload(reader.frame(number).pixels, torch.device("cpu"))[:3].clamp(0, 1)
            height, width = pixels.shape[1:]
            if height > HEIGHT:
                size = HEIGHT, round(width * HEIGHT / height / 2) * 2
                pixels = F.interpolate(pixels[None], size, mode="area")[0]
            found.append(pixels)
    return found


def speck(chance: np.random.Generator, height: int, width: int) -> NDArray[np.float32]:
    """How much of each sample one speck (two of three) or hair hides."""
    drawn = np.zeros((height, width), np.float32)
    x, y = chance.integers(0, width), chance.integers(0, height)
    if chance.random() < 0.7:
        far = chance.uniform(0.003, 0.012) * height * chance.uniform(0.5, 1.3, 8)
        turns = np.linspace(0, 2 * np.pi, 8, endpoint=False)
        around = np.stack([x + far * np.cos(turns), y + far * np.sin(turns)], 1)
        cv2.fillPoly(drawn, [fixed(around)], 1.0, cv2.LINE_AA, FINE)
    else:
        turn, long = chance.uniform(0, 2 * np.pi), chance.uniform(0.01, 0.03) * height
        on = np.linspace(0, 1, 8)
        bent = np.stack([x + long * on * np.cos(turn + on), y + long * on * np.sin(turn + on)], 1)
        thick = max(1, round(height / 360))
        cv2.polylines(drawn, [fixed(bent)], False, 1.0, thick, cv2.LINE_AA, FINE)
    return np.asarray(cv2.GaussianBlur(drawn, (3, 3), 0.6) * chance.uniform(0.7, 1), np.float32)


def fixed(points: NDArray[np.floating[Any]]) -> NDArray[np.int32]:
    """Points as OpenCV draws them to a part of a sample."""
    return np.asarray(np.round(points * 2**FINE), np.int32)


def dusty(clean: list[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
    """With specks and hairs, black and white, and where they are."""
    chance = np.random.default_rng(1)
    made, places = [], []
    for picture in clean:
        hidden = torch.zeros(picture.shape[1:])
        shown = picture.clone()
        for _ in range(SPECKS):
            one = torch.from_numpy(speck(chance, *picture.shape[1:]))
            shown = torch.lerp(shown, torch.tensor(float(chance.choice([0.03, 0.95]))), one)
            hidden = hidden + one - hidden * one
        made.append(shown)
        places.append(hidden > 0.1)
    return made, places


def scratched(clean: list[Tensor]) -> tuple[list[Tensor], list[Tensor]]:
    """With upright scratches that wander by up to a sample, and where they are."""
    chance = np.random.default_rng(2)
    width = clean[0].shape[2]
    columns = chance.integers(width // 10, width - width // 10, SCRATCHED)
    depths = chance.choice([-0.15, 0.2], SCRATCHED)
    made, places = [], []
    for picture in clean:
        shown, place = picture.clone(), torch.zeros(picture.shape[1:], dtype=torch.bool)
        for column, depth in zip(columns, depths, strict=True):
            at = int(column + chance.integers(-1, 2))
            shown[:, :, at : at + 2] = (shown[:, :, at : at + 2] + float(depth)).clamp(0, 1)
            place[:, at : at + 2] = True
        made.append(shown)
        places.append(place)
    return made, places


def cleaned(given: list[Tensor]) -> list[Tensor]:
    """By the effect, at its defaults."""
    height, width = given[0].shape[1:]
    context = EffectContext(
        torch.device("cpu"), torch.float32, cast("Any", None), CancelToken(), Fraction(0)
    )
    rate = Fraction(25)
    source = VideoFormat(width, height, rate, 1 / rate, Fraction(1))
    made = SCRATCHES.make(complete(SCRATCHES.parameters, {}, SCRATCHES.title))
    frames = (Frame(each, n / rate, 1 / rate) for n, each in enumerate(given))
    with torch.inference_mode():
        return [frame.pixels for frame in made.apply(frames, source, context)]


def psnr(ours: list[Tensor], truth: list[Tensor], places: list[Tensor] | None = None) -> float:
    """Over all frames, or over some of their samples."""
    misses = [(a - b).square() for a, b in zip(ours, truth, strict=True)]
    if places is not None:
        misses = [each[:, place] for each, place in zip(misses, places, strict=True)]
    mean = torch.cat([each.flatten() for each in misses]).mean()
    return float(-10 * torch.log10(mean.clamp(min=1e-10)))


def row(clip: str, first: int) -> str:
    """What was measured of one clip."""
    truth = pictures(clip, first)
    still = cleaned(truth)
    moved = [((a - b).abs().amax(0) > 2 / 255).float() for a, b in zip(still, truth, strict=True)]
    touched = 100 * float(torch.stack(moved).mean())
    cells = [f"{psnr(still, truth):.1f}", f"{touched:.3f} %"]
    for damaged, places in (dusty(truth), scratched(truth)):
        better = cleaned(damaged)
        cells += [f"{psnr(damaged, truth, places):.1f}", f"{psnr(better, truth, places):.1f}"]
    return " | ".join((Path(clip).stem, *cells))


if __name__ == "__main__":
    torch.set_num_threads(1)
    for argument in sys.argv[1:]:
        name, _, start = argument.rpartition(":")
        print(row(name, int(start)), flush=True)  # noqa: T201
