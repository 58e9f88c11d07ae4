"""Image-adaptive 3D LUTs: a small network chooses the table that suits a picture.

Zeng et al., "Learning Image-adaptive 3D Lookup Tables", TPAMI 2020, with the table's steps chosen
as well: Yang et al., "AdaInt: Learning Adaptive Intervals for 3D Lookup Tables", CVPR 2022.
"""

from __future__ import annotations

import itertools
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

from app.inference.nets.guided import Guided

if TYPE_CHECKING:
    from torch import Tensor

SIDE = 256
"""Of the square copy that the network looks at."""


CODES = 512
"""Numbers that describe a picture: 128 features in each quarter."""


def _block(inputs: int, outputs: int, *, norm: bool = True) -> nn.Sequential:
    convolution = nn.Conv2d(inputs, outputs, 3, stride=2, padding=1)
    layers: list[nn.Module] = [convolution, nn.LeakyReLU(0.2)]
    if norm:
        layers.append(nn.InstanceNorm2d(outputs, affine=True))
    return nn.Sequential(*layers)


class Tables(nn.Module):
    """A blend of learnt tables."""

    def __init__(self, entries: int, ranks: int) -> None:
        super().__init__()
        self.shape = (-1, 3, entries, entries, entries)
        self.weights_generator = nn.Linear(CODES, ranks)
        self.basis_luts_bank = nn.Linear(ranks, 3 * entries**3, bias=False)

    def forward(self, codes: Tensor) -> Tensor:
        """`(N, CODES)` to `(N, 3, blue, green, red)`."""
        tables: Tensor = self.basis_luts_bank(self.weights_generator(codes))
        return tables.reshape(self.shape)


class Intervals(nn.Module):
    """Where the entries of a table lie on each axis."""

    def __init__(self, entries: int) -> None:
        super().__init__()
        self.intervals_generator = nn.Linear(CODES, 3 * (entries - 1))

    def forward(self, codes: Tensor) -> Tensor:
        """`(N, CODES)` to places in [0, 1], rising, `(N, 3, entries)`."""
        steps = self.intervals_generator(codes).reshape(len(codes), 3, -1)
        return F.pad(steps.softmax(-1).cumsum(-1), (1, 0))


class AdaInt(Guided):
    """Tables blended by weights, with entries closer together where the picture needs it.

    Args:
        entries: Entries along each axis of a table.
        ranks: Tables that are blended.

    Attributes:
        receptive_field: A table knows no neighbours.
    """

    receptive_field = 0

    def __init__(self, entries: int = 33, ranks: int = 3) -> None:
        super().__init__()
        self.entries = entries
        widths = (3, 16, 32, 64, 128)
        blocks = [_block(*pair) for pair in itertools.pairwise(widths)]
        blocks.append(_block(128, 128, norm=False))
        self.backbone = nn.Sequential(*blocks)
        self.lut_generator = Tables(entries, ranks)
        self.adaint = Intervals(entries)

    def survey(self, pictures: Tensor) -> tuple[Tensor, ...]:
        """Tables `(N, 3, blue, green, red)` and where their entries lie, `(N, 3, entries)`."""
        size = (SIDE, SIDE)
        small = F.interpolate(pictures, size, mode="bilinear", antialias=True)
        codes = F.adaptive_avg_pool2d(self.backbone(small), 2).flatten(1)
        return self.lut_generator(codes), self.adaint(codes)

    def guided(self, pictures: Tensor, *guide: Tensor) -> Tensor:
        """`(N, 3, H, W)` in [0, 1] to the same shape; linear between entries."""
        tables, places = guide
        cells = _in_cells(pictures.flatten(2), places).reshape(pictures.shape)
        grid = (2 * cells / (self.entries - 1) - 1).permute(0, 2, 3, 1)[:, None]
        looked_up = F.grid_sample(
            tables, grid, mode="bilinear", padding_mode="border", align_corners=True
        )
        return looked_up[:, :, 0]


def _in_cells(values: Tensor, places: Tensor) -> Tensor:
    """Values `(N, 3, P)` in [0, 1] as numbers of entries, with the part in between."""
    values = values.contiguous()
    left = (torch.searchsorted(places, values, right=True) - 1).clamp(0, places.shape[-1] - 2)
    start, end = places.gather(2, left), places.gather(2, left + 1)
    part = (values - start) / (end - start).clamp(min=1e-6)
    return left + part.clamp(0, 1)
