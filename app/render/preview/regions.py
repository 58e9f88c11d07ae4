"""The part of a picture that is looked at, computed without the rest of it.

A chain whose effects are local is run on a piece of the source: what is looked at, with so much
around it that its samples come out as they do in the whole. Built of the effects themselves and
crops between them, so there is no second way to compute a frame.
"""

from __future__ import annotations

import math
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from app.base.parameter import Keyframes
from app.effects.crop import CROP, Crop
from app.effects.deinterlace import Deinterlace
from app.effects.denoise import Denoise
from app.effects.frame_rate import FrameRate
from app.effects.models import card_of
from app.effects.resize import Resize
from app.effects.rotate import FLIPS, Rotate
from app.effects.sharpen import Sharpen
from app.effects.style import PAINTED, RADII, Style
from app.effects.upscale import Upscale
from app.render.plan import Step

if TYPE_CHECKING:
    from app.base.parameter import Setting
    from app.effects.effect import Effect
    from app.media.video_format import VideoFormat
    from app.render.plan import RenderPlan

NETWORK_MARGIN = 64
"""Samples around a piece that a network looks at, beyond what built-in ones need (see tests)."""

NETWORK_GRID = 16
"""Pieces begin at multiples of it, so that networks that fold samples together fold the same."""

CHROMA_MARGIN = 4
"""Samples beside the region that its chroma is mixed from."""

_LONGEST_PERIOD = 128
"""Samples after which two sizes must fall on the same grid again, for a piece to be resampled."""


@dataclass(frozen=True, slots=True)
class Rect:
    """Samples `[left, right) x [top, bottom)`."""

    left: int
    top: int
    right: int
    bottom: int

    @property
    def width(self) -> int:
        """Columns."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Rows."""
        return self.bottom - self.top

    def grown(self, margin: int, grid: int, format_: VideoFormat) -> Rect:
        """Larger by a margin and out to a grid, inside the picture."""
        return Rect(
            max(0, (self.left - margin) // grid * grid),
            max(0, (self.top - margin) // grid * grid),
            min(format_.width, -(-(self.right + margin) // grid) * grid),
            min(format_.height, -(-(self.bottom + margin) // grid) * grid),
        )

    def moved(self, x: int, y: int) -> Rect:
        """Elsewhere."""
        return Rect(self.left + x, self.top + y, self.right + x, self.bottom + y)


@dataclass(frozen=True, slots=True)
class RegionPlan:
    """A plan for a piece of the result.

    Attributes:
        plan: What to render; its pictures are `rect` of the whole ones.
        rect: Region with chroma margin, in samples of the whole result.
    """

    plan: RenderPlan
    rect: Rect


@dataclass(frozen=True, slots=True)
class _Piece:
    """One effect on a piece: which part of its input, the effect made to measure, what it gives."""

    needed: Rect
    effect: Effect | None
    given: Rect


def region_plan(plan: RenderPlan, region: Rect) -> RegionPlan | None:
    """The plan of a region (in samples of the result), or None where effects are not local."""
    rect = region.grown(CHROMA_MARGIN, 4, plan.output)
    wanted, pieces = rect, []
    for step in reversed(plan.steps):
        piece = _piece(step, wanted)
        if piece is None:
            return None
        pieces.append((step, piece))
        wanted = piece.needed
    here = Rect(0, 0, *plan.source.format.size)
    format_, steps = plan.source.format, list[Step]()
    for step, piece in reversed(pieces):
        format_ = _cropped(steps, format_, here, piece.needed)
        if piece.effect is not None:
            after = replace(step.after, width=piece.given.width, height=piece.given.height)
            steps.append(Step(step.kind, piece.effect, format_, after))
            format_ = after
        here = piece.given
    _cropped(steps, format_, here, rect)
    output = replace(plan.output, width=rect.width, height=rect.height)
    return RegionPlan(replace(plan, steps=tuple(steps), output=output), rect)


def _cropped(steps: list[Step], format_: VideoFormat, here: Rect, part: Rect) -> VideoFormat:
    """Add a crop from one rectangle to another inside it, if there is anything to cut."""
    if here == part:
        return format_
    borders = (
        part.left - here.left,
        part.top - here.top,
        here.right - part.right,
        here.bottom - part.bottom,
    )
    after = format_.resized(part.width, part.height)
    steps.append(Step(CROP, Crop(*borders), format_, after))
    return after


def _piece(step: Step, wanted: Rect) -> _Piece | None:
    """What `wanted` of a step's output takes."""
    effect, before, after = step.effect, step.before, step.after
    if isinstance(effect, Crop):
        return _Piece(wanted.moved(effect.left, effect.top), None, wanted)
    if isinstance(effect, Rotate):
        return _Piece(_turned_back(wanted, effect, after), effect, wanted)
    if isinstance(effect, Upscale) and not _single(effect.model):
        return None
    if isinstance(effect, Upscale | Resize):
        return _resampled(effect, before, after, wanted)
    if step.kind.name == "colour" or isinstance(effect, FrameRate):
        return _Piece(wanted, effect, wanted)
    margin, grid = _reach(effect)
    if margin is None:
        return None
    needed = wanted.grown(margin, grid, before)
    return _Piece(needed, effect, needed)


def _reach(effect: Effect) -> tuple[int | None, int]:
    """Margin and grid of effects that keep the size; None where all of the picture counts."""
    if isinstance(effect, Sharpen):
        return math.ceil(3 * max(_values(effect.radius))) + 1, 1
    if isinstance(effect, Deinterlace):
        return 8, 4
    if isinstance(effect, Style) and effect.style in PAINTED:
        return NETWORK_MARGIN, NETWORK_GRID
    if isinstance(effect, Style):
        return math.ceil(3 * RADII[effect.style](effect.size)) + 1, effect.size
    if isinstance(effect, Denoise) and min(_values(effect.sigma)) > 0 and _single(effect.model):
        return NETWORK_MARGIN, NETWORK_GRID
    return None, 1


def _values(setting: Setting) -> list[float]:
    """All that a number is set to over time."""
    keys = setting.keys if isinstance(setting, Keyframes) else ()
    return [key.value for key in keys] if keys else [float(str(setting))]


def _single(model: str) -> bool:
    """Whether a model looks at one frame: cuts are told from whole pictures."""
    needs = card_of(model).input
    return needs.past == needs.future == 0


def _resampled(
    effect: Upscale | Resize, before: VideoFormat, after: VideoFormat, wanted: Rect
) -> _Piece | None:
    """A piece whose sides are in the very ratio of the whole."""
    across, down = Fraction(after.width, before.width), Fraction(after.height, before.height)
    if max(across.denominator, down.denominator) > _LONGEST_PERIOD:
        return None
    margin = NETWORK_MARGIN if isinstance(effect, Upscale) else 4
    margin = math.ceil(margin * max(Fraction(1), 1 / across, 1 / down))
    grid = math.lcm(across.denominator, down.denominator, NETWORK_GRID)
    source = Rect(
        math.floor(wanted.left / across),
        math.floor(wanted.top / down),
        math.ceil(wanted.right / across),
        math.ceil(wanted.bottom / down),
    )
    needed = source.grown(margin, grid, before)
    given = Rect(
        int(needed.left * across),
        int(needed.top * down),
        after.width if needed.right == before.width else int(needed.right * across),
        after.height if needed.bottom == before.height else int(needed.bottom * down),
    )
    if isinstance(effect, Resize):
        return _Piece(needed, Resize(given.width, given.height, effect.filter_name), given)
    exact = replace(effect, scale=0.0, size=f"{given.width}x{given.height}")
    return _Piece(needed, exact, given)


def _turned_back(rect: Rect, effect: Rotate, after: VideoFormat) -> Rect:
    """Where a rectangle of the turned picture comes from."""
    width, height = after.size
    if 2 in FLIPS[effect.flip]:
        rect = Rect(width - rect.right, rect.top, width - rect.left, rect.bottom)
    if 1 in FLIPS[effect.flip]:
        rect = Rect(rect.left, height - rect.bottom, rect.right, height - rect.top)
    for _ in range(effect.quarters):
        # Back by a quarter counter-clockwise: (x, y) of `width` x `height` was at (y, width - x).
        rect = Rect(rect.top, width - rect.right, rect.bottom, width - rect.left)
        width, height = height, width
    return rect
