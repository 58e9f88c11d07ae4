"""Looking colours up in a table."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor

    from app.effects.lut_cube import Lut


def look_up(rgb: Tensor, lut: Lut) -> Tensor:
    """`(3, H, W)` through the table; colours outside its domain count as its nearest ones.

    Between entries: linear in 1D; tetrahedral in 3D, which keeps a gray axis gray (Kasson, Nin,
    Plouffe and Hafner, “Performing color space conversions with three-dimensional linear
    interpolation”, 1995).
    """
    low = torch.tensor(lut.low, dtype=torch.float32, device=rgb.device)[:, None, None]
    high = torch.tensor(lut.high, dtype=torch.float32, device=rgb.device)[:, None, None]
    places = ((rgb.float() - low) / (high - low)).clamp(0, 1) * (len(lut.table) - 1)
    cell = places.floor().clamp(max=len(lut.table) - 2)
    table = lut.table.to(rgb.device)
    between = _between_1d if table.ndim == 2 else _between_3d
    return between(table, cell.long(), places - cell).to(rgb.dtype)


def _between_1d(table: Tensor, cell: Tensor, part: Tensor) -> Tensor:
    channels = []
    for curve, index, share in zip(table.T, cell, part, strict=True):
        channels.append(torch.lerp(curve[index], curve[index + 1], share))
    return torch.stack(channels)


def _between_3d(table: Tensor, cell: Tensor, part: Tensor) -> Tensor:
    """From the cell's darkest corner to its brightest along the edges of one tetrahedron.

    The channel that is furthest into the cell is stepped first; the weight of each corner is the
    difference of the neighbouring parts.
    """
    size = len(table)
    entries = table.reshape(-1, 3).T
    steps = torch.tensor([1, size, size * size], device=cell.device)
    sorted_part, order = part.sort(dim=0, descending=True)
    corner = (cell * steps[:, None, None]).sum(0)
    result = entries[:, corner] * (1 - sorted_part[0])
    for rank in range(3):
        corner = corner + steps[order[rank]]
        after = sorted_part[rank + 1] if rank < 2 else 0
        result += entries[:, corner] * (sorted_part[rank] - after)
    return result
