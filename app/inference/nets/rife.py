"""RIFE: Huang et al., "Real-Time Intermediate Flow Estimation for Video Frame Interpolation",
ECCV 2022; the later form that is told the moment (Practical-RIFE 4)."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

from app.inference.nets.guided import Guided
from app.inference.nets.place import Place

if TYPE_CHECKING:
    from torch import Tensor

COARSENESS = (8, 4, 2, 1)
"""How many times smaller than the picture each block looks for motion, at its own size."""

MOST_PIXELS = 2_100_000
"""Of what motion is looked for in: pictures up to 540p also doubled, where finer motion is found,
up to 1080p at their own size, and larger ones at half of it or less."""


def _larger(x: Tensor, factor: float) -> Tensor:
    """Enlarged, or, below 1, read at the fewer places: as it was trained, without averaging."""
    if factor == 1:
        return x
    return F.interpolate(x, scale_factor=factor, mode="bilinear", align_corners=False)


def _activated(inputs: int, outputs: int, stride: int = 1) -> nn.Sequential:
    return nn.Sequential(nn.Conv2d(inputs, outputs, 3, stride, padding=1), nn.PReLU(outputs))


class MotionBlock(nn.Module):
    """Corrects motion and mask at one size of the picture."""

    def __init__(self, inputs: int, channels: int) -> None:
        super().__init__()
        self.conv0 = nn.Sequential(
            _activated(inputs, channels // 2, 2), _activated(channels // 2, channels, 2)
        )
        self.convblock = nn.Sequential(*(_activated(channels, channels) for _ in range(8)))
        self.lastconv = nn.ConvTranspose2d(channels, 5, 4, 2, padding=1)

    def forward(self, seen: Tensor, motion: Tensor | None, coarseness: float) -> Tensor:
        """What to add to both motions, in samples, and to the mask: `(N, 5, H, W)` in fp32.

        Args:
            seen: What the block looks at, `(N, C, H, W)`.
            motion: What was found so far, `(N, 4, H, W)`; None for the first block.
            coarseness: How many times smaller than the picture what it looks at is; H and W divide
                by four times that.
        """
        small = _larger(seen, 1 / coarseness)
        if motion is not None:
            small = torch.cat((small, _larger(motion, 1 / coarseness) / coarseness), 1)
        features = self.conv0(small.to(self.lastconv.weight.dtype))
        found = self.lastconv(self.convblock(features) + features).float()
        unit = found.new_tensor([2 * coarseness] * 4 + [1])[:, None, None]
        correction: Tensor = _larger(found, 2 * coarseness) * unit
        return correction


class RIFE(Guided):
    """The picture at a moment between two: `(N, 7, H, W)` -> `(N, 3, H, W)`.

    The channels are two frames, R'G'B' in [0, 1], then the share of the time from the first to
    the second, in [0, 1] and over 255. Four blocks, from coarse to fine, find where each sample of
    the wanted picture is in either frame and which of the two to believe. Motion is found in the
    whole picture, so that tiles equal it whatever moves across their edges.

    Attributes:
        place: Where a tile lies.
        receptive_field: Around a tile: nothing, as it reads the whole frames.
        mixed: Takes pictures in a finer number format than its weights have.
        channels: Of the input.
        widths: Channels of the blocks as published.
    """

    mixed = True
    receptive_field = 0
    channels = 7
    widths = (192, 128, 96, 64)

    def __init__(self, widths: tuple[int, ...] = widths) -> None:
        super().__init__()
        self.place = Place()
        for number, width in enumerate(widths):
            self.add_module(f"block{number}", MotionBlock(12 if number else self.channels, width))

    def survey(self, pictures: Tensor) -> tuple[Tensor, ...]:
        """The frames, the nearer one first, and what was found of them.

        That is `(N, 5, H, W)`: motion to either (across, down) in samples, and the mask.
        """
        pictures = nearer_first(pictures)
        height, width = pictures.shape[-2:]
        sizes = enlargements(height * width)
        grid = int(4 * COARSENESS[0] / min(sizes))
        whole = F.pad(pictures.float(), (0, -width % grid, 0, -height % grid), mode="replicate")
        found = agreeing(whole, [self._found(whole, each) for each in sizes])
        found = found[..., :height, :width]
        return pictures, torch.cat((found[:, :4], torch.sigmoid(found[:, 4:])), 1)

    def guided(self, pictures: Tensor, *guide: Tensor) -> Tensor:
        """The picture between, or a tile of it."""
        (frames, found), (top, left) = guide, self.place.origin or (0, 0)
        height, width = pictures.shape[-2:]
        here = found[..., top : top + height, left : left + width]
        first = read(frames[:, :3], here[:, :2], top, left)
        second = read(frames[:, 3:6], here[:, 2:4], top, left)
        return torch.lerp(second, first, here[:, 4:])

    def _found(self, pictures: Tensor, enlargement: float) -> Tensor:
        """Motion, and the mask before its sigmoid, where sides are whole for all blocks."""
        first, second, moment = pictures[:, :3], pictures[:, 3:6], 255 * pictures[:, 6:]
        coarseness = [each / enlargement for each in COARSENESS]
        found: Tensor = self.get_submodule("block0")(
            torch.cat((first, second, moment), 1), None, coarseness[0]
        )
        for number, each in enumerate(coarseness[1:], 1):
            moved = read(first, found[:, :2]), read(second, found[:, 2:4])
            seen = torch.cat((*moved, moment, found[:, 4:]), 1)
            found = found + self.get_submodule(f"block{number}")(seen, found[:, :4], each)
        return found


def enlargements(pixels: int) -> tuple[float, ...]:
    """How many times larger than a picture of so many pixels motion is looked for."""
    if 4 * pixels <= MOST_PIXELS:
        return 2.0, 1.0
    times = 1.0
    while pixels * times**2 > MOST_PIXELS:
        times /= 2
    return (times,)


def agreeing(pictures: Tensor, found: list[Tensor]) -> Tensor:
    """Of several motions `(N, 5, H, W)` those by which the two frames look most alike.

    One for each of the N as a whole: finer motion is lost altogether where it is too large.
    """
    if len(found) == 1:
        return found[0]
    errors = [
        (read(pictures[:, :3], each[:, :2]) - read(pictures[:, 3:6], each[:, 2:4])).abs()
        for each in found
    ]
    best = torch.stack([error.mean((1, 2, 3)) for error in errors]).argmin(0)
    return torch.stack([found[choice][row] for row, choice in enumerate(best.tolist())])


def nearer_first(pictures: Tensor) -> Tensor:
    """The frames `(N, 7, H, W)` in the order in which the moment is in the first half.

    Places up to halfway are found more exactly: those at 2/3 of a pan over a photograph come out
    at 31 dB as they are, and at 39 dB when turned.
    """
    moment = pictures[:, 6:].clamp(0, 1 / 255)
    turned = torch.cat((pictures[:, 3:6], pictures[:, :3], 1 / 255 - moment), 1)
    return torch.where(moment > 0.5 / 255, turned, torch.cat((pictures[:, :6], moment), 1))


def read(picture: Tensor, motion: Tensor, top: int = 0, left: int = 0) -> Tensor:
    """`picture` `(N, C, H, W)` where `motion` `(N, 2, h, w)`, across and down, leads: fp32.

    Args:
        picture: Read between its samples; beyond its edges they are repeated.
        motion: In samples, of the part that begins at `top` and `left`.
        top, left: Rows and columns of the picture before that part.
    """
    height, width = picture.shape[-2:]
    rows = torch.arange(top, top + motion.shape[2], device=motion.device)[:, None] + motion[:, 1]
    columns = torch.arange(left, left + motion.shape[3], device=motion.device) + motion[:, 0]
    grid = torch.stack(((2 * columns + 1) / width - 1, (2 * rows + 1) / height - 1), -1)
    return F.grid_sample(picture.float(), grid, padding_mode="border", align_corners=False)
