"""Painting photographs anew: perceptual loss on pictures that move (Johnson et al. 2016).

A style is the Gram matrices of a painting's features; a network shall give every photograph those
matrices and keep what its deeper features say is there. A second frame, moved by a known and
usually broken number of pixels and with noise of its own, shall come out as the first one moved
(Ruder et al. 2016, Gupta et al. 2017): else the strokes of a video would boil.
"""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from PIL import Image, ImageFilter
from torch import Tensor

from models.training.crops import uniform
from models.training.degrade import add_noise
from models.training.motion import coordinates, pan, sample
from models.training.perceptual import CONTENT, STYLE, Vgg, gram, weights_path
from models.training.quality import decibels
from models.training.tasks import Benchmarks, Case, chosen, picture

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np

    from models.training.crops import Tiles

VARIABLE = "REELWRIGHT_PAINTINGS"


@dataclass(frozen=True, slots=True)
class Painting:
    """A picture to learn from.

    Attributes:
        file: In the folder of paintings.
        side: Its shorter side when shown to the network that judges, in pixels: how large its
            strokes become.
        weight: Of the style beside the content.
        soft: Standard deviation of a blur in pixels of that size, against grain of the file.
    """

    file: str
    side: int
    weight: float
    soft: float = 0.0


PAINTINGS = (
    Painting("starry_night.jpg", 640, 8.0, soft=0.7),
    Painting("wave.jpg", 460, 12.0),
    Painting("composition_vii.jpg", 460, 8.0),
    Painting("the_scream.jpg", 460, 8.0),
    Painting("udnie.jpg", 460, 8.0),
    Painting("woman_with_a_hat.jpg", 460, 8.0),
)
"""In the order of the network's styles."""

SMOOTH, STEADY = 1.0, 250.0
"""Weights of the total variation and of the warping error."""

REACH = 6.0
MARGIN = 8
NOISE = 6.0


class Styling:
    """Paint photographs in the style of each painting.

    Args:
        device: Where to train.
        steady: Weight of the warping error; 0 leaves it out, to see what it is good for.
        paintings: What to learn, in the order of the network's styles.
    """

    def __init__(
        self,
        device: torch.device,
        steady: float = STEADY,
        paintings: Sequence[Painting] = PAINTINGS,
    ) -> None:
        self.device, self.steady, self.paintings = device, steady, paintings
        self.vgg = Vgg(weights_path(), device)
        folder = Path(os.environ.get(VARIABLE, ""))
        found = [self._targets(folder, each) for each in paintings]
        self.targets = {name: torch.cat([each[name] for each in found]) for name in STYLE}
        self.weights = torch.tensor([each.weight for each in paintings], device=device)

    def _targets(self, folder: Path, painting: Painting) -> dict[str, Tensor]:
        features = self.vgg(opened(folder, painting).to(self.device))
        return {name: gram(features[name]) for name in STYLE}

    def pair(self, tiles: Tiles, batch: int, crop: int) -> tuple[Tensor, Tensor]:
        """Frames and moved frames, `(2N, 4, S, S)`; what they show, how they moved, `(N, 6, S, S)`.

        The planes after the colours are the move across and down, in pixels, and the style.
        """
        still = tiles.crops(batch, crop + 2 * MARGIN)
        across, down = (uniform(batch, -REACH, REACH, self.device) for _ in range(2))
        first = still[..., MARGIN:-MARGIN, MARGIN:-MARGIN]
        frames = torch.cat((first, moved(still, across, down, crop)))
        style = torch.randint(len(self.paintings), (1,), device=self.device).float().expand(batch)
        noisy = add_noise(frames, uniform(2 * batch, 0, NOISE, self.device)).clamp(0, 1)
        given = torch.cat((noisy, planes(style.repeat(2) / 255, crop)), 1)
        told = [planes(each, crop) for each in (across, down, style)]
        return given, torch.cat((first, *told), 1)

    def loss(self, result: Tensor, truth: Tensor) -> Tensor:
        """Content, style, total variation and warping error, weighted, of `pair`'s results."""
        first, second = result.chunk(2)
        across, down, style = truth[:, 3:, 0, 0].unbind(1)
        seen = self.vgg(first)
        error = self.content(seen[CONTENT], truth[:, :3]) + self.style(seen, style[:1].long())
        rough = (first.diff(dim=2).abs().mean() + first.diff(dim=3).abs().mean()) * SMOOTH
        if not self.steady:
            return error + rough
        return error + rough + self.steady * warping_error(first, second, across, down)

    def content(self, seen: Tensor, clean: Tensor) -> Tensor:
        """Error of the features over their own power."""
        with torch.no_grad():
            wanted = self.vgg(clean, CONTENT)[CONTENT].float()
        error: Tensor = F.mse_loss(seen.float(), wanted) / wanted.square().mean()
        return error

    def style(self, seen: dict[str, Tensor], style: Tensor) -> Tensor:
        """Error of the batch's mean Gram matrices and of each feature's strength, weighted.

        Of the batch together: a plain wall need not be as busy as a meadow, and a network that
        sees no further than some strokes could not tell how busy the rest is.
        The strengths pull features up that a photograph hardly has; in the Gram matrices, whose
        slope vanishes with the feature, they would be slow to come.
        """
        error = torch.zeros((), device=self.device)
        for name in STYLE:
            found, wanted = gram(seen[name]).mean(0, keepdim=True), self.targets[name][style]
            apart = distance(found, wanted) + distance(strengths(found), strengths(wanted))
            error = error + (apart * self.weights[style]).mean() / len(STYLE)
        return error

    def benchmarks(self, pictures: dict[str, Tensor]) -> Benchmarks:
        """CBSD68_12 panned, in every style: two neighbouring frames."""
        clean = [picture(each, self.device, 4) for each in chosen(pictures, "CBSD68_12")]
        frames = [pan(each, 1.5, 0.75)[0, 2:4] for each in clean]
        return {
            f"CBSD68_12 panned {each.file}": [case(pair, number) for pair in frames]
            for number, each in enumerate(self.paintings)
        }

    def score(self, result: Tensor, truth: Tensor) -> float:
        """PSNR of the second frame against the first one moved: how steady a pan looks."""
        move = (truth.new_full((1,), each) for each in (1.5, 0.75))
        return decibels(warping_error(*result.clamp(0, 1).chunk(2), *move).sqrt() * 255)


def distance(found: Tensor, wanted: Tensor) -> Tensor:
    """Length of the difference over that of `wanted`, per sample.

    Not squared: one busy crop would otherwise outweigh a thousand others.
    """
    off = (found - wanted).flatten(1).square().sum(1) / wanted.flatten(1).square().sum(1)
    return (off + 1e-4).sqrt()


def strengths(matrices: Tensor) -> Tensor:
    """Root mean square of each feature, `(N, C)`, from Gram matrices `(N, C, C)`."""
    return (matrices.diagonal(dim1=1, dim2=2) + 1e-4).sqrt()


def case(frames: Tensor, style: int) -> Case:
    """Two frames `(2, 3, H, W)` to be painted in a style."""
    plane = frames.new_full((2, 1, *frames.shape[-2:]), style / 255)
    return Case(torch.cat((frames, plane), 1), frames, frames)


def planes(values: Tensor, side: int) -> Tensor:
    """`(N,)` numbers as constant `(N, 1, side, side)`."""
    return values[:, None, None, None].expand(-1, 1, side, side)


def moved(x: Tensor, across: Tensor, down: Tensor, side: int) -> Tensor:
    """The middle `side` pixels of `(N, C, S, S)`, looked at from so many pixels further."""
    columns, rows = coordinates(side, x.device)
    return sample(x, columns + across[:, None, None], rows + down[:, None, None])


def warping_error(first: Tensor, second: Tensor, across: Tensor, down: Tensor) -> Tensor:
    """Mean squared difference of a frame and the one before it moved along, borders left out."""
    columns, rows = places(first.shape[-2:], first.device)
    expected = sample(first, columns + across[:, None, None], rows + down[:, None, None])
    border = min(MARGIN, min(first.shape[-2:]) // 4)
    inner = (..., slice(border, -border), slice(border, -border))
    return F.mse_loss(second[inner], expected[inner])


def places(size: tuple[int, ...], device: torch.device) -> tuple[Tensor, Tensor]:
    """Pixel offsets from the middle, x and y, each `(H, W)`."""
    rows, columns = (torch.arange(n, device=device).float() - (n - 1) / 2 for n in size)
    return columns.expand(len(rows), -1), rows[:, None].expand(-1, len(columns))


def opened(folder: Path, painting: Painting) -> Tensor:
    """A painting as `(1, 3, H, W)` in [0, 1], in the size in which it is learnt."""
    with Image.open(folder / painting.file) as file:
        scale = painting.side / min(file.size)
        size = (round(file.width * scale), round(file.height * scale))
        image = file.convert("RGB").resize(size, Image.Resampling.LANCZOS)
    pixels = as_array(image.filter(ImageFilter.GaussianBlur(painting.soft)))
    return torch.from_numpy(pixels).permute(2, 0, 1)[None].float() / 255


def as_array(image: Image.Image) -> np.ndarray[tuple[int, ...], np.dtype[np.uint8]]:
    """The samples `(H, W, 3)`, in memory of their own."""
    import numpy as np

    return np.array(image, np.uint8)
