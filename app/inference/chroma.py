"""Chroma planes made larger and smaller, each sample kept where it belongs.

Both ways are separable and work along the last axis of their operands; rows are reached through
transposed views, which cost nothing. A chroma plane's first sample lies `offset` luma samples from
the first luma sample, and its neighbours `factor` samples apart.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from app.base.colour import ChromaLocation

if TYPE_CHECKING:
    from torch import Tensor

_SIDES: dict[int, tuple[float, float]] = {
    ChromaLocation.LEFT: (0, 0.5),
    ChromaLocation.CENTER: (0.5, 0.5),
    ChromaLocation.TOPLEFT: (0, 0),
    ChromaLocation.TOP: (0.5, 0),
    ChromaLocation.BOTTOMLEFT: (0, 1),
    ChromaLocation.BOTTOM: (0.5, 1),
}
"""Where a sample lies in the block of luma samples it stands for: 0 the first, 1 the last."""


@dataclass(frozen=True, slots=True)
class Subsampling:
    """How chroma planes relate to the luma plane.

    Attributes:
        shift: log2 of the horizontal and vertical factor.
        location: `ChromaLocation`; unknown numbers count as left.
        fields: Whether each field of the picture has chroma rows of its own.
    """

    shift: tuple[int, int]
    location: int = ChromaLocation.LEFT
    fields: bool = False

    @property
    def factors(self) -> tuple[int, int]:
        """Luma samples per chroma sample, across and down."""
        return 1 << self.shift[0], 1 << self.shift[1]

    @property
    def offsets(self) -> tuple[float, float]:
        """Place of the first chroma sample in luma samples, across and down (H.273 figure 1)."""
        across, down = _SIDES.get(self.location, _SIDES[ChromaLocation.LEFT])
        return across * (self.factors[0] - 1), down * (self.factors[1] - 1)

    def rows(self, height: int) -> list[tuple[slice, float]]:
        """The rows filtered together, and the offset of their chroma in their own luma rows.

        The chroma rows of interlaced 4:2:0 alternate between the fields, and stay evenly spaced
        in the frame (H.262 figure 6-2): so each field's chroma lies a quarter row off.
        """
        offset, factor = self.offsets[1], self.factors[1]
        if not self.fields or factor == 1 or height < 2 * factor:
            return [(slice(None), offset)]
        return [(slice(0, None, 2), offset / 2), (slice(1, None, 2), (factor + offset - 1) / 2)]


def upsample_into(target: Tensor, chroma: Tensor, subsampling: Subsampling) -> None:
    """Fill `target` `(C, H, W)` from `chroma` `(C, h, w)` by linear interpolation, edges held."""
    height = target.shape[-2]
    tall = chroma
    if subsampling.factors[1] > 1:
        across = target if subsampling.factors[0] == 1 else None
        tall = chroma.new_empty(*chroma.shape[:-2], height, chroma.shape[-1])
        tall = tall if across is None else across
        for rows, offset in subsampling.rows(height):
            down = subsampling.factors[1]
            _stretch(tall[..., rows, :].mT, chroma[..., rows, :].mT, down, offset)
    if tall is not target:
        _stretch(target, tall, subsampling.factors[0], subsampling.offsets[0])


def downsample(planes: Tensor, subsampling: Subsampling) -> Tensor:
    """Planes `(C, H, W)` at chroma resolution `(C, h, w)`.

    Each sample is the mean over a box as wide as the chroma spacing and centred on its place:
    two samples where it lies between them, [1, 2, 1]/4 where it lies on one. Edges are held.
    """
    (across, down), offset = subsampling.factors, subsampling.offsets[0]
    short = planes
    if down > 1:
        size = *planes.shape[:-2], -(-planes.shape[-2] // down), planes.shape[-1]
        short = planes.new_zeros(size)
        for rows, place in subsampling.rows(planes.shape[-2]):
            _shrink(short[..., rows, :].mT, planes[..., rows, :].mT, down, place)
    if across == 1:
        return short
    small = short.new_zeros(*short.shape[:-1], -(-short.shape[-1] // across))
    _shrink(small, short, across, offset)
    return small


def _stretch(target: Tensor, source: Tensor, factor: int, offset: float) -> None:
    """Linear interpolation along the last axis, one phase of the output after the other."""
    for phase in range(factor):
        place = target[..., phase::factor]
        at = (phase - offset) / factor
        first = math.floor(at)
        _interpolate(place, source, first, at - first)


def _interpolate(place: Tensor, source: Tensor, first: int, weight: float) -> None:
    """place[k] = the mix of source[k + first] and source[k + first + 1]; `first` is -1 or 0."""
    count, length = place.shape[-1], source.shape[-1]
    start = -first
    inside = max(0, min(count - start, length - 1))
    place[..., :start] = source[..., :1]
    middle = place[..., start : start + inside]
    if weight == 0:
        middle.copy_(source[..., :inside])
    else:
        torch.lerp(source[..., :inside], source[..., 1 : inside + 1], weight, out=middle)
    place[..., start + inside :] = source[..., -1:]


def _shrink(target: Tensor, source: Tensor, factor: int, offset: float) -> None:
    """Add the box means of `source` to `target` along the last axis."""
    count, length = target.shape[-1], source.shape[-1]
    for tap, weight in _box(factor, offset):
        # Samples [start, end) of the target read inside the source; the others hold its edges.
        start = min(count, max(0, -(tap // factor)))
        end = max(start, min(count, (length - 1 - tap) // factor + 1))
        inside = source[..., factor * start + tap : max(0, factor * (end - 1) + tap + 1) : factor]
        if end > start:
            target[..., start:end].add_(inside, alpha=weight)
        target[..., :start].add_(source[..., :1], alpha=weight)
        target[..., end:].add_(source[..., -1:], alpha=weight)


def _box(factor: int, offset: float) -> list[tuple[int, float]]:
    """(place, weight) of the samples under a box of width `factor` centred on `offset`."""
    low, high = offset - factor / 2, offset + factor / 2
    taps = range(math.ceil(low - 0.5), math.floor(high + 0.5) + 1)
    weights = [(tap, min(tap + 0.5, high) - max(tap - 0.5, low)) for tap in taps]
    return [(tap, weight / factor) for tap, weight in weights if weight > 0]
