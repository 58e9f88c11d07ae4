"""Cut out what annotations mark: the rest turns transparent, soft, one colour or a picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

from app.base.parameter import Parameter, value_at
from app.effects.backdrop import PARAMETERS, Backdrop
from app.effects.effect import EffectKind
from app.effects.foreground import surroundings
from app.effects.marked import Marked, tracks_parameter
from app.effects.streams import closing_upstream
from app.inference.nets.guided_filter import follow_colours

if TYPE_CHECKING:
    from torch import Tensor

    from app.base.parameter import Setting
    from app.effects.effect import EffectContext, Frames
    from app.media.video_format import VideoFormat

SMOOTH = 1e-4
"""Variance of a colour below which a place counts as flat: 1 % of white, squared."""


@dataclass(frozen=True, slots=True)
class CutOut:
    """Keeps what tracks cover, with an edge that follows the picture's.

    Masks have whole samples, drawn by a hand or a model. Within `edge` of theirs, colours say how
    much of each sample belongs to what is kept.

    Attributes:
        marked: What is kept.
        backdrop: What is put behind it.
        edge: How far from the drawn edge the picture's own is looked for, in percent of the height.
        invert: Whether what is marked goes and the rest stays.
    """

    marked: Marked
    backdrop: Backdrop
    edge: Setting
    invert: bool

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """With alpha, where the background is to be transparent."""
        return self.backdrop.output_format(source)

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Frames with another background; where nothing is marked, that alone.

        Raises:
            EffectError: the clip has no annotations, or none of what is asked for.
        """
        with closing_upstream(frames):
            marks = None
            backdrop = self.backdrop.prepared(source)
            for frame in frames:
                context.cancel.check()
                marks = marks or self.marked.prepared(context)
                height, width = frame.pixels.shape[-2:]
                bits = torch.from_numpy(marks(frame.time, width, height) ^ self.invert)
                time = frame.time - context.origin
                reach = round(float(value_at(self.edge, time)) / 100 * height)
                matte = edged(frame.pixels[:3], bits.to(frame.pixels)[None], reach)
                yield frame.with_pixels(backdrop.placed(frame.pixels, matte, time))


def edged(pixels: Tensor, mask: Tensor, reach: int) -> Tensor:
    """The mask with its edge where the colours change.

    Args:
        pixels: `(3, H, W)`.
        mask: `(1, H, W)` of 0 and 1.
        reach: How far from the mask's edge samples are in doubt; what lies beyond tells the
            colours of both sides.
    """
    if reach < 1 or not 0 < float(mask.mean()) < 1:
        return mask
    side = 2 * reach + 1
    doubtful = _grown(mask, reach) != 1 - _grown(1 - mask, reach)
    part = (slice(None), *surroundings(doubtful[0], side))
    known = (~doubtful[part]).to(mask)
    followed = follow_colours(pixels[part], mask[part], known, side, SMOOTH).clamp(0, 1)
    result = mask.clone()
    result[part] = torch.where(doubtful[part], followed, mask[part])
    return result


def _grown(mask: Tensor, reach: int) -> Tensor:
    """By a square, first down, then across."""
    side = 2 * reach + 1
    down = F.max_pool2d(mask, (side, 1), 1, (reach, 0))
    return F.max_pool2d(down, (1, side), 1, (0, reach))


def _make(settings: dict[str, Setting]) -> CutOut:
    marked = Marked.of(settings, CUT_OUT.title)
    return CutOut(marked, Backdrop.of(settings), settings["edge"], bool(settings["invert"]))


CUT_OUT = EffectKind(
    name="cut-out",
    title="Cut out",
    summary="Keeps what annotations mark; the rest turns transparent, soft, a colour or a picture.",
    parameters=(
        tracks_parameter("What to keep"),
        *PARAMETERS,
        Parameter(
            "edge", "Edge", "number", 0.8, 0, 10, "% of the height", animated=True,
            help="How far from the drawn edge the picture's own is looked for; 0: as drawn.",
        ),
        Parameter(
            "invert", "Keep the rest", "switch", False,
            help="What is marked goes, and the rest of the picture stays.",
        ),
    ),
    make=_make,
    uses_layer=True,
)  # fmt: skip
