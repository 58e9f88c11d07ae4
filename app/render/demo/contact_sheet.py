"""A picture that shows what was gained: moments of a clip before and after, whole and close up."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch.nn.functional as F

from app.base.colour import ColourSpec, Matrix, Primaries, Range, Transfer
from app.base.frame import Frame
from app.base.picture import Picture, PixelLayout
from app.base.time import Time, format_time
from app.effects.resampling import resample
from app.media.picture_files import PictureWriter, picture_format
from app.render.demo.lettering import lettered

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray
    from torch import Tensor

WIDTH, MARGIN = 1920, 56
HEADER, CAPTIONS, ROW_GAP, FOOTER = 116, 76, 56, 92
CELL_HEIGHT, WIDEST = 279, 496
PAIR_GAP, GROUP_GAP = 6, 48
GROUND, EMPTY, TEXT, QUIET = 0.085, 0.055, 0.88, 0.52
ACCENT = (1.0, 0.66, 0.2)
CLOSE_SHARE = 5
"""A close-up shows about this part of the picture's width."""

_STEP = 4


@dataclass(frozen=True, slots=True)
class Cells:
    """Where pictures go, for clips of one shape.

    Attributes:
        whole, close: Widths of the cells for whole pictures and for close-ups.
    """

    whole: int
    close: int

    @classmethod
    def of(cls, aspect: float) -> Cells:
        """Whole pictures as wide as they need; the close-ups share what is left."""
        whole = max(CELL_HEIGHT // 3, min(WIDEST, round(CELL_HEIGHT * aspect)))
        left = WIDTH - 2 * MARGIN - 2 * whole - 2 * PAIR_GAP - GROUP_GAP
        return cls(whole, left // 2)

    @property
    def columns(self) -> tuple[int, int, int, int]:
        """Left edges of: whole before, whole after, close-up before, close-up after."""
        close = WIDTH - MARGIN - self.close
        second = MARGIN + self.whole + PAIR_GAP
        return MARGIN, second, close - PAIR_GAP - self.close, close


@dataclass(frozen=True, slots=True)
class Moment:
    """One frame, twice, in the size of the result.

    Attributes:
        time: Since the beginning of the result.
        before, after: `(3, H, W)`, R'G'B' in [0, 1], on the CPU.
    """

    time: Time
    before: Tensor
    after: Tensor


def write_contact_sheet(
    path: Path, moments: Sequence[Moment], aspect: float, facts: str, finding: str
) -> None:
    """Draw the sheet and write it as a PNG, replacing what is there.

    Args:
        path: Of the PNG.
        moments: From top to bottom.
        aspect: Width over height of the picture as it is shown.
        facts: In the head.
        finding: In the foot.

    Raises:
        MediaError: it cannot be written.
    """
    row, top = CELL_HEIGHT + ROW_GAP, HEADER + CAPTIONS
    height = top + len(moments) * row - ROW_GAP + FOOTER
    canvas = np.full((height, WIDTH, 3), GROUND)
    cells = Cells.of(aspect)
    _write(canvas, "Reelwright", MARGIN, 50, 24, TEXT)
    _write(canvas, facts, WIDTH - MARGIN, 60, 12, QUIET, flush_right=True)
    names = ("Source, bicubic", "Enhanced", "Source, close up", "Enhanced, close up")
    for column, name in zip(cells.columns, names, strict=True):
        _write(canvas, name, column, HEADER + 8, 11, TEXT)
    shown: list[tuple[int, int]] = []
    for number, moment in enumerate(moments):
        shown.append(_draw_moment(canvas, top + number * row, moment, cells, aspect, shown))
    _write(canvas, finding, MARGIN, height - 50, 11, TEXT)
    _save(path, canvas)


def _draw_moment(
    canvas: NDArray[np.float64],
    top: int,
    moment: Moment,
    cells: Cells,
    aspect: float,
    shown: Sequence[tuple[int, int]],
) -> tuple[int, int]:
    """One row; returns where in the picture its close-up was taken."""
    _write(canvas, format_time(moment.time)[3:], MARGIN, top - 25, 10, QUIET)
    height, width = moment.after.shape[-2:]
    zoom = max(2, round(cells.close * CLOSE_SHARE / width))
    across, down = min(width, -(-cells.close // zoom)), min(height, -(-CELL_HEIGHT // zoom))
    x, y = busiest(moment.after, across, down, shown)
    pictures = (moment.before, moment.after)
    for column, pixels in zip(cells.columns, pictures, strict=False):
        place = _place(canvas, column, top, cells.whole, _fitted(pixels, cells.whole, aspect))
        _outline(canvas, place, (x / width, y / height, across / width, down / height))
    for column, pixels in zip(cells.columns[2:], pictures, strict=True):
        part = pixels[:, y : y + down, x : x + across]
        close = resample(part, part.shape[2] * zoom, part.shape[1] * zoom, "nearest")
        _place(canvas, column, top, cells.close, close[:, :CELL_HEIGHT, : cells.close])
    return x, y


def busiest(
    pixels: Tensor, across: int, down: int, shown: Sequence[tuple[int, int]] = ()
) -> tuple[int, int]:
    """Left and top of the window with most edges.

    Away from the picture's border, and from windows shown already where there is room.
    """
    luma = F.pad(pixels.mean(0)[None], (0, 1, 0, 1), mode="replicate")[0]
    slopes = (luma[1:, 1:] - luma[:-1, 1:]).abs() + (luma[1:, 1:] - luma[1:, :-1]).abs()
    energy = F.avg_pool2d(slopes[None, None], (down, across), stride=_STEP)[0, 0]
    for x, y in shown:
        rows = slice(max(0, (y - down) // _STEP), (y + down) // _STEP)
        energy[rows, max(0, (x - across) // _STEP) : (x + across) // _STEP] = 0
    border = [side // 10 for side in energy.shape]
    inner = energy[border[0] : energy.shape[0] - border[0], border[1] : energy.shape[1] - border[1]]
    y, x = divmod(int(inner.argmax()), inner.shape[1])
    return _STEP * (x + border[1]), _STEP * (y + border[0])


def _fitted(pixels: Tensor, width: int, aspect: float) -> Tensor:
    """The whole picture as large as its cell takes, in the shape in which it is shown."""
    wide = min(width, round(CELL_HEIGHT * aspect))
    return resample(pixels, max(1, wide), max(1, min(CELL_HEIGHT, round(wide / aspect))), "lanczos")


def _place(
    canvas: NDArray[np.float64], left: int, top: int, cell: int, pixels: Tensor
) -> tuple[int, int, int, int]:
    """Put a picture in the middle of a cell; returns its left, top, width and height."""
    canvas[top : top + CELL_HEIGHT, left : left + cell] = EMPTY
    height, width = pixels.shape[-2:]
    x, y = left + (cell - width) // 2, top + (CELL_HEIGHT - height) // 2
    canvas[y : y + height, x : x + width] = pixels.clamp(0, 1).permute(1, 2, 0).numpy()
    return x, y, width, height


def _outline(
    canvas: NDArray[np.float64],
    place: tuple[int, int, int, int],
    part: tuple[float, float, float, float],
) -> None:
    """Mark `part` (left, top, width, height, as shares) of a placed picture."""
    x, y, width, height = place
    left, top = x + round(part[0] * width), y + round(part[1] * height)
    right, bottom = left + round(part[2] * width), top + round(part[3] * height)
    for rows, columns in (
        (slice(top, top + 2), slice(left, right)),
        (slice(bottom - 2, bottom), slice(left, right)),
        (slice(top, bottom), slice(left, left + 2)),
        (slice(top, bottom), slice(right - 2, right)),
    ):
        canvas[rows, columns] = ACCENT


def _write(
    canvas: NDArray[np.float64],
    text: str,
    x: int,
    y: int,
    height: int,
    brightness: float,
    *,
    flush_right: bool = False,
) -> None:
    """Letters with their top left (or right) corner at `(x, y)`, cut off at the canvas's end."""
    inked = lettered(text, height)
    margin = round(height / 3)
    left = max(0, x - inked.shape[1] + margin if flush_right else x - margin)
    part = canvas[y - margin : y - margin + inked.shape[0], left : left + inked.shape[1]]
    coverage = inked[: part.shape[0], : part.shape[1], None]
    part[:] = part * (1 - coverage) + brightness * coverage


def _save(path: Path, canvas: NDArray[np.float64]) -> None:
    samples = np.round(canvas * 255).astype(np.uint8)
    planes = tuple(np.ascontiguousarray(samples[..., channel]) for channel in (1, 2, 0))
    colour = ColourSpec(Matrix.RGB, Range.FULL, Primaries.BT709, Transfer.SRGB)
    layout = PixelLayout("rgb", 8, (0, 0))
    format_, pix_fmt, _ = picture_format(path.suffix, layout)
    # The picture is its own mark that it is complete.
    with PictureWriter(path, 0, format_, pix_fmt, path) as writer:
        writer.write(Frame(Picture(planes, layout, colour), Time(0), Time(1)))
