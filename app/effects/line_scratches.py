"""Scratches that run down the film: thin upright lines at the same place in many frames.

A line is found where strips of the picture, one below the other, are brighter or darker in a few
columns than on both sides (as in A. Kokaram, Detection and removal of line scratches in degraded
motion picture sequences, 1996, and V. Bruni and D. Vitulano, A generalized model for scratch
detection, 2004). It is believed where neighbouring frames have it too and it does not go along
with the scene, as posts and edges do (A. Newson et al., Robust automatic line scratch detection
in films, 2014). What it adds to each row is taken off, so that grain and detail under it stay.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

if TYPE_CHECKING:
    from collections.abc import Sequence

    import numpy as np
    from numpy.typing import NDArray
    from torch import Tensor

    from app.effects.optical_flow import Flow

FAINTEST = 0.012
"""Mean difference to both sides, white being 1, below which nothing is kept as a line."""

_STRIPS = 48
_SHARE, _WHOLE = 0.7, 0.9
"""Share of the strips a line runs through: where the scene moves under it, and where it does not
and might have an upright line of its own."""

_WIDEST = 0.006
"""Of the picture's width."""

_WANDERS = 0.01
"""Of the width: how far a line may stand from where it stood one frame before."""

_MOVES, _FOLLOWS = 1.0, 0.7
"""Samples from which on a scene moves sideways, and by which a line may miss to go with it."""

_ROWS = 31
"""Rows over which what a line adds is taken to be alike."""

_SMALLEST = 32
"""Samples per side below which no lines are looked for."""


@dataclass(frozen=True, slots=True)
class Line:
    """A thin upright line.

    Attributes:
        column: Its middle, in samples.
        half: Columns on each side of it that belong to it.
        brighter: Than its sides, or darker.
        strength: Mean difference to both sides, white being 1.
        share: Of the height that it runs through.
    """

    column: int
    half: int
    brighter: bool
    strength: float
    share: float


def lines_in(pixels: Tensor) -> list[Line]:
    """The lines of a picture `(3|4, H, W)`, whatever they are: scratches, posts, edges of doors."""
    height, width = pixels.shape[-2:]
    if min(height, width) < _SMALLEST:
        return []
    gray = pixels[:3].float().mean(dim=0)[None, None]
    strips = F.adaptive_avg_pool2d(gray, (min(_STRIPS, height // 4), width))[0, 0].cpu()
    found: list[Line] = []
    for half in range(max(1, round(_WIDEST * width / 2)) + 1):
        middle, sides = _middle_and_sides(strips, half)
        for brighter in (True, False):
            sign = 1 if brighter else -1
            rises = sign * (middle - _nearer(sides, brighter))
            found += _ridges(rises, sides[0] - sides[1], half, brighter)
    return _strongest(found)


def _middle_and_sides(strips: Tensor, half: int) -> tuple[Tensor, Tensor]:
    """Means of `2 half + 1` columns `(strips, W)`, and of two columns left and right of them."""
    side = 2 * half + 1
    middle = F.avg_pool2d(strips[None], (1, side), 1, (0, half), count_include_pad=False)[0]
    pairs = F.avg_pool2d(F.pad(strips[None], (half + 3, half + 3), mode="replicate"), (1, 2), 1)[0]
    width = strips.shape[1]
    return middle, torch.stack([pairs[:, :width], pairs[:, -width:]])


def _nearer(sides: Tensor, brighter: bool) -> Tensor:
    """Of both sides the one that is more like the line."""
    return sides.amax(dim=0) if brighter else sides.amin(dim=0)


def _ridges(rises: Tensor, slopes: Tensor, half: int, brighter: bool) -> list[Line]:
    """Columns that stand out from both sides over most strips, which are rather alike.

    Args:
        rises: `(strips, W)`: above the nearer side.
        slopes: Same shape: from one side to the other.
        half, brighter: Of the line.
    """
    strength = rises.median(dim=0).values
    share = (rises > FAINTEST / 2).float().mean(dim=0)
    top = F.max_pool1d(strength[None], 5, 1, 2)[0]
    ridge = (strength >= top) & (strength > FAINTEST) & (share > _SHARE)
    ridge &= slopes.abs().median(dim=0).values < strength
    edge = 2 * half + 3
    return [
        Line(column, half, brighter, float(strength[column]), float(share[column]))
        for column in ridge.nonzero().flatten().tolist()
        if edge <= column < rises.shape[1] - edge
    ]


def _strongest(found: list[Line]) -> list[Line]:
    """Of those that overlap the one that stands out most."""
    kept: list[Line] = []
    for line in sorted(found, key=lambda each: (-each.strength, each.half, each.column)):
        if all(abs(line.column - each.column) > line.half + each.half + 2 for each in kept):
            kept.append(line)
    return kept


def scratches_of(
    lines: Sequence[Line], sides: Sequence[tuple[Sequence[Line], NDArray[np.float32] | None]],
    width: int,
) -> list[Line]:  # fmt: skip
    """Those that are no part of the scene.

    Args:
        lines: Of a frame.
        sides: Of each neighbour its lines, and how far the scene moves sideways to it, by column.
        width: Of the picture.
    """
    return [line for line in lines if _is_scratch(line, sides, width)]


def _is_scratch(
    line: Line, sides: Sequence[tuple[Sequence[Line], NDArray[np.float32] | None]], width: int
) -> bool:
    seen = resting = False
    for others, motion in sides:
        steps = [each.column - line.column for each in others if each.brighter == line.brighter]
        scene = 0.0 if motion is None else float(motion[line.column])
        stays = any(abs(step) <= max(2, _WANDERS * width) for step in steps)
        goes_along = any(abs(step - scene) <= _FOLLOWS + 0.1 * abs(scene) for step in steps)
        moving = abs(scene) > _MOVES
        if moving and goes_along:
            return False
        seen |= stays
        resting |= not moving
    return seen and (line.share > _WHOLE or not resting)


def sideways(flow: Flow, *, back: bool, width: int) -> NDArray[np.float32]:
    """`(W,)`: by how many samples the scene around each column moves, the column left out.

    A line holds on to the motion that is measured on it; what is left and right of it tells.
    """
    across = (flow.back if back else flow.there)[0]
    columns = across.median(dim=0).values[None, None]
    far = max(2, round(0.03 * columns.shape[-1]))
    framed = F.pad(columns, (far, far), mode="replicate")[0, 0]
    apart = (framed[: -2 * far] + framed[2 * far :]) / 2
    places = ((torch.arange(width) + 0.5) / flow.factor).long().clamp(max=len(apart) - 1)
    moved: NDArray[np.float32] = (apart[places] * flow.factor).numpy()
    return moved


def without_lines(rgb: Tensor, lines: Sequence[Line]) -> Tensor:
    """`(3, H, W)` without what the lines add to each row."""
    changed = rgb.clone()
    for line in lines:
        first, last = line.column - line.half - 1, line.column + line.half + 1
        left, right = (rgb[..., at : at + 2].float().mean(-1) for at in (first - 2, last + 1))
        share = (torch.arange(first, last + 1, device=rgb.device) - first + 1.5) / (
            last - first + 3
        )
        between = left[..., None] * (1 - share) + right[..., None] * share
        part = rgb[..., first : last + 1]
        changed[..., first : last + 1] = part - _steady(part.float() - between).to(rgb.dtype)
    return changed


def _steady(added: Tensor) -> Tensor:
    """The running median down `(3, H, w)`: what rows share; detail that differs is left out."""
    rows = min(_ROWS, added.shape[1] // 2 * 2 - 1)
    framed = F.pad(added, (0, 0, rows // 2, rows // 2), mode="reflect")
    return framed.unfold(1, rows, 1).median(dim=-1).values
