"""A small segmentation network made to follow the edges of large pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

from app.inference.nets.guided import Guided
from app.inference.nets.place import Place

if TYPE_CHECKING:
    from torch import Tensor, nn

LONGEST = 448
"""Longer side of the copy on which matte and picture are compared."""

REACH = 6
"""Radius there, in pixels, within which the matte may move to an edge of the picture."""

SMOOTH = 4e-4
"""Variance of brightness below which a place counts as flat: 2 % of white, squared."""

LUMA = (0.2126, 0.7152, 0.0722)


class PortraitMatte(Guided):
    """White where a person is, black elsewhere, as a gray picture.

    The network's small matte is refined by the fast guided filter (He and Sun, 2015): on
    small squares the matte is a line over brightness, and these lines are used at full size.

    Args:
        net: Takes `(N, 3, *size)` in [0, 1] and gives `(N, 1, *size)`.
        size: Height and width.

    Attributes:
        receptive_field: A line needs only its pixel.
        place: Where a tile lies, set by the runner.
    """

    receptive_field = 0

    def __init__(self, net: nn.Module, size: tuple[int, int]) -> None:
        super().__init__()
        self.net = net
        self.size = size
        self.place = Place()

    def survey(self, pictures: Tensor) -> tuple[Tensor, ...]:
        """Slope and offset of the matte over brightness, `(N, 2, h, w)`."""
        matte = self.net(F.interpolate(pictures, self.size, mode="bilinear", antialias=True))
        small = F.interpolate(_brightness(pictures), _small_size(pictures), mode="area")
        matte = F.interpolate(matte, small.shape[-2:], mode="bilinear", align_corners=False)
        return (_lines(small, matte),)

    def guided(self, pictures: Tensor, *guide: Tensor) -> Tensor:
        """`(N, 3, H, W)` in [0, 1] to the matte, three times the same."""
        (lines,) = guide
        top, left = self.place.origin or (0, 0)
        size = self.place.size if self.place.origin is not None else pictures.shape[-2:]
        lines = F.interpolate(lines, size, mode="bilinear", align_corners=False)
        height, width = pictures.shape[-2:]
        lines = lines[..., top : top + height, left : left + width]
        matte = lines[:, :1] * _brightness(pictures) + lines[:, 1:]
        return matte.clamp(0, 1).expand(-1, 3, -1, -1)


def _brightness(pictures: Tensor) -> Tensor:
    weights = pictures.new_tensor(LUMA)[:, None, None]
    return (pictures * weights).sum(1, keepdim=True)


def _small_size(pictures: Tensor) -> tuple[int, int]:
    height, width = pictures.shape[-2:]
    shrink = min(1.0, LONGEST / max(height, width))
    return max(1, round(height * shrink)), max(1, round(width * shrink))


def _lines(brightness: Tensor, matte: Tensor) -> Tensor:
    """The best line on the square around each pixel, then the mean of the lines around it."""
    light, white = _mean(brightness), _mean(matte)
    together = _mean(brightness * matte) - light * white
    variance = _mean(brightness * brightness) - light * light
    slope = together / (variance.clamp(min=0) + SMOOTH)
    return _mean(torch.cat((slope, white - slope * light), 1))


def _mean(values: Tensor) -> Tensor:
    """Of a square around each pixel; beyond the edges nothing counts."""
    side = 2 * REACH + 1
    return F.avg_pool2d(values, side, stride=1, padding=REACH, count_include_pad=False)
