"""The task of enlarging real footage."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from models.training.crops import FilmedTiles, window
from models.training.degrade import RealDegradation
from models.training.quality import luma_psnr
from models.training.resampling import imresize
from models.training.tasks import Case, Upscaling, chosen, picture

if TYPE_CHECKING:
    from torch import Tensor

    from models.training.crops import Tiles
    from models.training.tasks import Benchmarks, Pair


class RealUpscaling:
    """Undo what cameras, encoders and a downscale did at once, and leave clean pictures alone."""

    def __init__(self, scale: int, device: torch.device) -> None:
        self.scale = scale
        self.device = device
        self.degrade = RealDegradation(scale, device)
        self.clean = Upscaling(scale, device)

    def pair(self, tiles: Tiles, batch: int, crop: int) -> Pair:
        """Three fifths filmed and coded, where there are films; a fifth damaged, a fifth clean."""
        fifth = batch // 5
        parts = [self.clean.pair(tiles, fifth, crop)]
        if isinstance(tiles, FilmedTiles):
            parts.append(tiles.filmed(batch - 2 * fifth, crop))
        parts.append(self.damaged(tiles, batch - sum(len(given) for given, _ in parts), crop))
        given, truth = zip(*parts, strict=True)
        return torch.cat(given), torch.cat(truth)

    def damaged(self, tiles: Tiles, batch: int, crop: int) -> Pair:
        """Damage with a margin, then cut at any phase, so that no block grid is learnt by place."""
        side = (crop + 8 + 15) // 16 * 16
        fine = tiles.crops(batch, side * self.scale)
        top, left = (torch.randint(side - crop + 1, (batch,), device=self.device) for _ in range(2))
        return (
            window(self.degrade(fine), top, left, crop),
            window(fine, top * self.scale, left * self.scale, crop * self.scale),
        )

    def benchmarks(self, pictures: dict[str, Tensor]) -> Benchmarks:
        """Set5 and Set14, damaged with a fixed seed."""
        torch.manual_seed(0)
        return {
            f"{name} damaged": [self._case(pixels) for pixels in chosen(pictures, name)]
            for name in ("Set5", "Set14")
        }

    def score(self, result: Tensor, truth: Tensor) -> float:
        """Luma PSNR, `scale` pixels shaved."""
        return luma_psnr(result, truth, self.scale)

    def _case(self, pixels: Tensor) -> Case:
        truth = picture(pixels, self.device, 16 * self.scale)
        given = self.degrade(truth)
        return Case(given, truth, imresize(given, self.scale))
