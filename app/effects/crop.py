"""Cut borders off the picture."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.base.errors import EffectError
from app.base.parameter import Parameter
from app.effects.effect import EffectKind
from app.effects.streams import each_frame

if TYPE_CHECKING:
    from app.base.parameter import Setting
    from app.effects.effect import EffectContext, Frames
    from app.media.video_format import VideoFormat


@dataclass(frozen=True, slots=True)
class Crop:
    """Removes this many samples at each side."""

    left: int
    top: int
    right: int
    bottom: int

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """What is left; raises EffectError if that is nothing."""
        width = source.width - self.left - self.right
        height = source.height - self.top - self.bottom
        if width < 1 or height < 1:
            raise EffectError(
                f"The crop leaves nothing of a picture of {source.width}x{source.height}; "
                "take smaller borders."
            )
        return source.resized(width, height)

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Copies of the rectangle, so that the whole frame can be freed."""
        width, height = self.output_format(source).size
        across = slice(self.left, self.left + width)
        down = slice(self.top, self.top + height)
        return each_frame(frames, context, lambda pixels, _: pixels[:, down, across].contiguous())


def _make(settings: dict[str, Setting]) -> Crop:
    return Crop(**settings)  # type: ignore[arg-type]


def _border(side: str) -> Parameter:
    return Parameter(
        side, side.capitalize(), "whole", 0, 0, 65535, "px", help=f"Samples removed at the {side}."
    )


CROP = EffectKind(
    name="crop",
    title="Crop",
    summary="Cuts borders off the picture.",
    parameters=tuple(_border(side) for side in ("left", "top", "right", "bottom")),
    make=_make,
    moves=True,
)
