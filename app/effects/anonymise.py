"""Hide what annotations mark: faces, number plates.

Whatever is hidden is hidden wholly: if the annotations are missing, or nothing in them is called
as asked, the effect refuses instead of letting the picture pass.
"""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, cast

import numpy as np
import torch
from torch.nn import functional

from app.annotations.filling import mask_of
from app.annotations.interpolation import shape_at
from app.annotations.queries import index_of
from app.annotations.shapes import Box, Ellipse, Polygon, box_around
from app.base.errors import EffectError
from app.base.parameter import Parameter
from app.effects.effect import EffectKind
from app.effects.streams import beside_alpha, closing_upstream

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Track
    from app.annotations.shapes import Shape
    from app.base.parameter import Setting
    from app.effects.effect import EffectContext, Frames
    from app.media.video_format import VideoFormat

Window = tuple[int, int, int, int]
"""Left, top, right, bottom in pixels."""


@dataclass(frozen=True, slots=True)
class Anonymise:
    """Hides shapes.

    Attributes:
        targets: Labels, or numbers of tracks as `#3`; every track when empty.
        style: "blur", "pixelate" or "box".
        blocks: Cells across the smaller side that remain of what is hidden.
        margin: How much the shapes grow on each side, as a share of their size.
        hold: Frames before, between and after sightings that stay hidden.
    """

    targets: frozenset[str]
    style: str
    blocks: int
    margin: float
    hold: int

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """The same."""
        return source

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Frames with what is marked at their times hidden.

        Raises:
            EffectError: there are no annotations, or nothing of the kind in them.
        """
        with closing_upstream(frames):
            hiding: _Hiding | None = None
            for frame in frames:
                context.cancel.check()
                if hiding is None:
                    hiding = _Hiding(self, context.layer)
                shapes = list(hiding.shapes(context.layer_frame(frame.time)))
                hidden = frame.pixels
                for shape in shapes:
                    hidden = hiding.hide(hidden, shape)
                yield frame.with_pixels(hidden)


class _Hiding:
    """The tracks of one render."""

    def __init__(self, effect: Anonymise, layer: AnnotationLayer | None) -> None:
        if layer is None:
            raise EffectError(
                "Anonymise hides what annotations mark, and this clip has none; find its faces "
                "first."
            )
        self._effect, self._layer = effect, layer
        tracks = [track for track in layer.tracks if self._is_target(track)]
        if effect.targets and not tracks:
            names = ", ".join(sorted(effect.targets))
            raise EffectError(f"The clip's annotations have no {names}, so nothing can be hidden.")
        self._tracks = {track.id: track for track in tracks}

    def shapes(self, frame: int) -> Iterator[Shape]:
        """What is to be hidden on a frame: what is seen, and what was or will be soon."""
        seen = set()
        for shown in index_of(self._layer).shapes_at(frame):
            if shown.track.id in self._tracks:
                seen.add(shown.track.id)
                yield shown.shape
        for track in self._tracks.values():
            if track.id not in seen:
                yield from self._held(track, frame)

    def hide(self, pixels: Tensor, shape: Shape) -> Tensor:
        """A copy of the picture without what lies under a shape."""
        height, width = pixels.shape[-2:]
        media = self._layer.media
        scale = width / media.width, height / media.height
        window = self._window(shape, scale, width, height)
        if window is None:
            return pixels
        x0, y0, x1, y1 = window
        cover = self._cover(shape, scale, window).to(pixels)
        changed = pixels.clone()

        def covered(colours: Tensor) -> Tensor:
            return colours + (self._replacement(colours) - colours) * cover

        changed[:, y0:y1, x0:x1] = beside_alpha(pixels[:, y0:y1, x0:x1], covered)
        return changed

    def _is_target(self, track: Track) -> bool:
        targets = self._effect.targets
        return not targets or track.label in targets or f"#{track.id}" in targets

    def _held(self, track: Track, frame: int) -> Iterator[Shape]:
        """The nearest sightings before and after, if they are near enough."""
        last = self._layer.media.frame_count - 1
        for way in (-1, 1):
            for steps in range(1, self._effect.hold + 1):
                place = frame + way * steps
                if not 0 <= place <= last:
                    break
                found = shape_at(track, place)
                if found is not None:
                    yield found.shape
                    break

    def _window(
        self, shape: Shape, scale: tuple[float, float], width: int, height: int
    ) -> Window | None:
        """The part of the picture that is looked at; None when it is empty."""
        box, (sx, sy) = box_around(shape), scale
        across = self._effect.margin * (box.x1 - box.x0)
        down = self._effect.margin * (box.y1 - box.y0)
        x0, x1 = math.floor((box.x0 - across) * sx), math.ceil((box.x1 + across) * sx)
        y0, y1 = math.floor((box.y0 - down) * sy), math.ceil((box.y1 + down) * sy)
        x0, y0, x1, y1 = max(0, x0), max(0, y0), min(width, x1), min(height, y1)
        return (x0, y0, x1, y1) if x0 < x1 and y0 < y1 else None

    def _cover(self, shape: Shape, scale: tuple[float, float], window: Window) -> Tensor:
        """`(h, w)` of the window: 1 where it is hidden. Boxes are hidden to their last corner."""
        x0, y0, x1, y1 = window
        whole = torch.ones(y1 - y0, x1 - x0)
        if isinstance(shape, Box) and not shape.rotation:
            return whole
        if not isinstance(shape, Box | Ellipse | Polygon) and not hasattr(shape, "runs"):
            return whole
        media = self._layer.media
        bits = torch.from_numpy(np.array(mask_of(shape, media.width, media.height).to_array()))
        box = box_around(shape)
        size = max(box.x1 - box.x0, box.y1 - box.y0)
        grow = math.ceil(self._effect.margin * size)
        soft = bits.float()[None, None]
        if grow:
            # A square's greatest value is that of its rows' greatest: far fewer are compared.
            for sides in ((2 * grow + 1, 1), (1, 2 * grow + 1)):
                around = sides[0] // 2, sides[1] // 2
                soft = functional.max_pool2d(soft, sides, stride=1, padding=around)
        sx, sy = scale
        rows = ((torch.arange(y0, y1) + 0.5) / sy).long().clamp(0, media.height - 1)
        columns = ((torch.arange(x0, x1) + 0.5) / sx).long().clamp(0, media.width - 1)
        return soft[0, 0][rows][:, columns]

    def _replacement(self, colours: Tensor) -> Tensor:
        """What is shown instead of `(3, h, w)`."""
        if self._effect.style == "box":
            return torch.zeros_like(colours)
        height, width = colours.shape[-2:]
        cell = max(1.0, min(height, width) / self._effect.blocks)
        cells = max(1, round(height / cell)), max(1, round(width / cell))
        few = functional.interpolate(colours[None], cells, mode="area")
        if self._effect.style == "pixelate":
            return functional.interpolate(few, (height, width), mode="nearest")[0]
        smooth = functional.interpolate(few, (height, width), mode="bilinear", align_corners=False)
        return smooth[0]


def _make(settings: dict[str, Setting]) -> Anonymise:
    values = cast("dict[str, float]", settings)
    names = (name.strip() for name in str(settings["track"]).split(","))
    return Anonymise(
        frozenset(name for name in names if name),
        str(settings["style"]),
        int(values["blocks"]),
        values["margin"] / 100,
        int(values["hold"]),
    )


ANONYMISE = EffectKind(
    name="anonymise",
    title="Anonymise",
    summary="Hides what annotations mark, such as faces, on every frame they are on.",
    parameters=(
        Parameter(
            "track",
            "What to hide",
            "text",
            "face",
            zero="all",
            help="Labels, or numbers of tracks such as #3, with commas; all when empty.",
        ),
        Parameter(
            "style",
            "Hidden by",
            "choice",
            "blur",
            choices=("blur", "pixelate", "box"),
            help="What is shown instead.",
        ),
        Parameter(
            "blocks",
            "Remaining detail",
            "whole",
            6,
            1,
            64,
            where=("style", ("blur", "pixelate")),
            help="Cells across that remain; fewer hide more.",
        ),
        Parameter(
            "margin", "Margin", "number", 15.0, 0, 200, "%", help="How much further it reaches."
        ),
        Parameter(
            "hold",
            "Hold",
            "whole",
            10,
            0,
            300,
            "frames",
            main=False,
            help="Frames around each sighting that stay hidden, for what was missed.",
        ),
    ),
    make=_make,
    uses_layer=True,
)
