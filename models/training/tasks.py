"""The tasks: what a network gets, what it should have made of it, and how that is judged."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Protocol

import torch
from torch import Tensor

from models.training.compression import Compression
from models.training.crops import chance, uniform, window
from models.training.degrade import add_noise, shrink
from models.training.motion import clips, pan, with_cuts
from models.training.quality import colour_psnr, luma_psnr
from models.training.resampling import imresize, resize_matrix, separable, to_8_bits

if TYPE_CHECKING:
    from models.training.crops import Tiles

Pair = tuple[Tensor, Tensor]


@dataclass(frozen=True, slots=True)
class Case:
    """One judged example: what goes in, what should come out, and what doing nothing gives."""

    given: Tensor
    truth: Tensor
    untouched: Tensor


Benchmarks = dict[str, list[Case]]


class Task(Protocol):
    """What to train for. `pair` must run under CUDA graph capture."""

    def pair(self, tiles: Tiles, batch: int, crop: int) -> Pair:
        """A batch of inputs and targets; `crop` is the input's side."""
        ...

    def benchmarks(self, pictures: dict[str, Tensor]) -> Benchmarks:
        """Judged examples out of the benchmark pictures, by name; the first is the main one."""
        ...

    def score(self, result: Tensor, truth: Tensor) -> float:
        """Quality in dB."""
        ...


def picture(pixels: Tensor, device: torch.device, multiple: int) -> Tensor:
    """`(H, W, 3)` bytes -> `(1, 3, H, W)` in [0, 1], cropped to a size multiple."""
    height, width = (side - side % multiple for side in pixels.shape[:2])
    return pixels[:height, :width].to(device).permute(2, 0, 1)[None].float() / 255


def chosen(pictures: dict[str, Tensor], name: str) -> list[Tensor]:
    """The pictures of one set."""
    return [pixels for key, pixels in pictures.items() if key.startswith(f"{name}/")]


class Upscaling:
    """Undo a bicubic downscale."""

    margin = 4

    def __init__(self, scale: int, device: torch.device) -> None:
        self.scale = scale
        self.device = device
        self._matrix: dict[int, Tensor] = {}

    def pair(self, tiles: Tiles, batch: int, crop: int) -> Pair:
        """Downscale with a margin on every side, so that no crop sees a mirrored border."""
        side = crop + 2 * self.margin
        fine = tiles.crops(batch, side * self.scale)
        coarse = to_8_bits(separable(fine, self._shrink(side), self._shrink(side)))
        edge, fine_edge = self.margin, self.margin * self.scale
        return (
            coarse[..., edge : edge + crop, edge : edge + crop],
            fine[..., fine_edge:-fine_edge, fine_edge:-fine_edge],
        )

    def benchmarks(self, pictures: dict[str, Tensor]) -> Benchmarks:
        """Set5 and Set14, bicubically downscaled."""
        return {
            name: [self._case(pixels) for pixels in chosen(pictures, name)]
            for name in ("Set5", "Set14")
        }

    def score(self, result: Tensor, truth: Tensor) -> float:
        """Luma PSNR, `scale` pixels shaved."""
        return luma_psnr(result, truth, self.scale)

    def _case(self, pixels: Tensor) -> Case:
        truth = picture(pixels, self.device, self.scale)
        given = shrink(truth, self.scale)
        return Case(given, truth, imresize(given, self.scale))

    def _shrink(self, side: int) -> Tensor:
        if side not in self._matrix:
            self._matrix[side] = resize_matrix(side * self.scale, 1 / self.scale).to(self.device)
        return self._matrix[side]


def level_map(x: Tensor, level: Tensor) -> Tensor:
    """`level` `(N,)` as one more channel of `(N, C, H, W)`."""
    plane = level[:, None, None, None].expand(-1, 1, *x.shape[-2:])
    return torch.cat((x, plane), 1)


def fully(x: Tensor) -> Tensor:
    """With a map that asks for all there is to remove."""
    return level_map(x, torch.ones(x.shape[0], device=x.device))


def noise_levels(count: int, device: torch.device) -> Tensor:
    """`(count,)` standard deviations over 255: 0 to 55, a tenth of them below 2."""
    sigma = uniform(count, 0, 55, device)
    return torch.where(torch.rand(count, device=device) < 0.1, sigma * (2 / 55), sigma)


def claimed(sigma: Tensor) -> Tensor:
    """The noise map's value over 255: in a third off by up to 15 %, as an estimate would be."""
    off = uniform(len(sigma), 0.85, 1.15, sigma.device)
    wrong = torch.rand(len(sigma), device=sigma.device) < 0.33
    return torch.where(wrong, sigma * off, sigma) / 255


def sometimes_8_bits(x: Tensor) -> Tensor:
    """Clip and round half of the pictures, since files do; benchmarks do not."""
    return torch.where(chance(x.shape[0], 0.5, x.device), to_8_bits(x), x)


def fixed_noise(x: Tensor, sigma: float) -> Tensor:
    """Add the same noise on every machine: drawn on the processor, seeded."""
    torch_random = torch.Generator().manual_seed(0)
    noise = torch.randn(x.shape, generator=torch_random).to(x.device)
    return x + noise * sigma / 255


class Denoising:
    """Remove white Gaussian noise of a known level."""

    def __init__(self, device: torch.device) -> None:
        self.device = device

    def pair(self, tiles: Tiles, batch: int, crop: int) -> Pair:
        """Noise of every level, with a map that is sometimes wrong."""
        clean = tiles.crops(batch, crop)
        sigma = noise_levels(batch, self.device)
        noisy = sometimes_8_bits(add_noise(clean, sigma))
        return level_map(noisy, claimed(sigma)), clean

    def benchmarks(self, pictures: dict[str, Tensor]) -> Benchmarks:
        """CBSD68_12 at several levels, and the middle frames that the temporal network gets."""
        clean = [picture(each, self.device, 1) for each in chosen(pictures, "CBSD68_12")]
        result = {
            f"CBSD68_12 sigma {sigma}": [self._case(each, sigma) for each in clean]
            for sigma in (25, 50, 15, 5, 0)
        }
        panned = [pan(each, *PAN) for each in clean]
        result["CBSD68_12 panned sigma 25"] = [still_case(each, 25) for each in panned]
        return result

    def score(self, result: Tensor, truth: Tensor) -> float:
        """Colour PSNR."""
        return colour_psnr(result, truth)

    def _case(self, clean: Tensor, sigma: float) -> Case:
        noisy = fixed_noise(clean, sigma)
        level = torch.full((1,), sigma / 255, device=self.device)
        return Case(level_map(noisy, level), clean, noisy)


PAN = (1.5, 0.75)


def still_case(frames: Tensor, sigma: float) -> Case:
    """The middle one of noisy frames `(1, 5, 3, H, W)`, for a spatial network."""
    noisy, clean = fixed_noise(frames, sigma)[:, 2], frames[:, 2]
    level = torch.full((1,), sigma / 255, device=frames.device)
    return Case(level_map(noisy, level), clean, noisy)


class TemporalDenoising:
    """Remove noise with the help of two neighbours on each side."""

    def __init__(self, device: torch.device) -> None:
        self.device = device

    def pair(self, tiles: Tiles, batch: int, crop: int) -> Pair:
        """Moving photographs, some with a cut nearby; noise anew in every frame."""
        still = tiles.crops(batch, crop + 28)
        sigma = noise_levels(batch, self.device)
        frames = clips(still, crop)
        clean = frames[:, 2]
        noisy = with_cuts(sometimes_8_bits(add_noise(frames.flatten(1, 2), sigma)).view_as(frames))
        return level_map(noisy.flatten(1, 2), claimed(sigma)), clean

    def benchmarks(self, pictures: dict[str, Tensor]) -> Benchmarks:
        """CBSD68_12 panned at several levels, standing still, and beyond the trained speed."""
        clean = [picture(each, self.device, 1) for each in chosen(pictures, "CBSD68_12")]
        result = {}
        for name, speed, sigma in (
            ("panned", PAN, 25),
            ("panned", PAN, 50),
            ("panned", PAN, 10),
            ("panned", PAN, 0),
            ("still", (0.0, 0.0), 25),
            ("fast", (5.3, 2.1), 25),
        ):
            moving = [pan(each, *speed) for each in clean]
            result[f"CBSD68_12 {name} sigma {sigma}"] = [clip_case(x, sigma) for x in moving]
        return result

    def score(self, result: Tensor, truth: Tensor) -> float:
        """Colour PSNR."""
        return colour_psnr(result, truth)


def clip_case(frames: Tensor, sigma: float) -> Case:
    """All of the noisy frames `(1, 5, 3, H, W)`, for a temporal network."""
    noisy = fixed_noise(frames, sigma)
    level = torch.full((1,), sigma / 255, device=frames.device)
    return Case(level_map(noisy.flatten(1, 2), level), frames[:, 2], noisy[:, 2])


class Deblocking:
    """Remove what compression left, whichever and however strong it was."""

    def __init__(self, device: torch.device) -> None:
        self.device = device
        self.compress = Compression(device)

    def pair(self, tiles: Tiles, batch: int, crop: int) -> Pair:
        """JPEG or out of an encoder, at any phase of the block grid; a tenth undamaged."""
        side = (crop + 8 + 15) // 16 * 16
        both = tiles.crops(batch, side)
        clean, coded = both[:, :3], both[:, 3:]
        jpeg = self.compress(clean, uniform(batch, 8, 80, self.device))
        damaged = torch.where(chance(batch, 0.5, self.device), jpeg, coded)
        damaged = torch.where(chance(batch, 0.1, self.device), clean, damaged)
        top, left = (torch.randint(side - crop + 1, (batch,), device=self.device) for _ in range(2))
        return fully(window(damaged, top, left, crop)), window(clean, top, left, crop)

    def benchmarks(self, pictures: dict[str, Tensor]) -> Benchmarks:
        """CBSD68_12 at three qualities, and undamaged."""
        clean = [picture(each, self.device, 16) for each in chosen(pictures, "CBSD68_12")]
        damaged = {
            f"CBSD68_12 quality {quality}": [self._case(each, quality) for each in clean]
            for quality in (20, 10, 40)
        }
        return {**damaged, "CBSD68_12 undamaged": [Case(fully(x), x, x) for x in clean]}

    def score(self, result: Tensor, truth: Tensor) -> float:
        """Colour PSNR."""
        return colour_psnr(result, truth)

    def _case(self, clean: Tensor, quality: float) -> Case:
        damaged = self.compress(clean, torch.full((1,), quality, device=self.device))
        return Case(fully(damaged), clean, damaged)
