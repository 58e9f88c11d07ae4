"""Make whole frames of interlaced ones."""

from __future__ import annotations

from collections import deque
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from app.base.colour import ColourSpec, Range
from app.base.parameter import Parameter
from app.base.picture import PixelLayout
from app.effects.effect import EffectKind
from app.effects.streams import closing_upstream
from app.inference.transfer import download, upload
from app.media.filter_graph import FilterGraph

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator

    from torch import Tensor

    from app.base.frame import Frame
    from app.base.parameter import Setting
    from app.base.picture import Picture
    from app.effects.effect import EffectContext, Frames
    from app.media.video_format import VideoFormat

SMALLEST = 4
"""Samples per side: with fewer there is nothing to interpolate from, and bwdif refuses."""

_CARRIER = ColourSpec(range=Range.LIMITED)
"""Limited range keeps values a little outside [0, 1], which 16 bits can spare."""


@dataclass(frozen=True, slots=True)
class Deinterlace:
    """FFmpeg's bwdif (BBC's weave and three-line motion-adaptive filter with yadif's checks).

    Attributes:
        per_field: Whether each field becomes a frame (double rate, smooth motion).
        order: Which field is the earlier one: "top", "bottom", or "auto" for what the source says.
    """

    per_field: bool
    order: str

    def output_format(self, source: VideoFormat) -> VideoFormat:
        """Double rate and half the tick when every field becomes a frame."""
        whole = replace(source, scan="progressive")
        if not self.per_field:
            return whole
        rate = None if source.rate is None else 2 * source.rate
        return replace(whole, rate=rate, time_base=source.time_base / 2)

    def apply(self, frames: Frames, source: VideoFormat, context: EffectContext) -> Frames:
        """Whole frames; the second field's begins halfway through its source frame."""
        waiting: deque[Frame[Tensor]] = deque()
        with closing_upstream(frames):
            graph: FilterGraph | None = None
            for frame in frames:
                context.cancel.check()
                if min(frame.pixels.shape[1:]) < SMALLEST:
                    yield from self._moments(frame)
                    continue
                layout = PixelLayout("rgb", 16, (0, 0), alpha=len(frame.pixels) == 4)
                graph = graph or self._graph(frame.pixels, layout, source)
                waiting.extend(self._moments(frame))
                ready = graph.push(download(frame.pixels, layout, _CARRIER))
                yield from _joined(ready, waiting, context)
            if graph is not None:
                yield from _joined(graph.flush(), waiting, context)

    def _graph(self, pixels: Tensor, layout: PixelLayout, source: VideoFormat) -> FilterGraph:
        mode = "send_field" if self.per_field else "send_frame"
        said = "bottom" if source.scan == "bottom field first" else "top"
        parity = "bff" if (said if self.order == "auto" else self.order) == "bottom" else "tff"
        options = f"mode={mode}:parity={parity}:deint=all"
        size = (pixels.shape[-1], pixels.shape[-2])
        return FilterGraph("bwdif", options, size, layout, _CARRIER)

    def _moments(self, frame: Frame[Tensor]) -> list[Frame[Tensor]]:
        """The frames that one interlaced frame becomes, still with its pixels."""
        if not self.per_field:
            return [frame]
        half = frame.duration / 2
        first = replace(frame, duration=half)
        return [first, replace(first, time=frame.time + half)]


def _joined(
    pictures: Iterable[Picture], waiting: deque[Frame[Tensor]], context: EffectContext
) -> Iterator[Frame[Tensor]]:
    for picture in pictures:
        frame = waiting.popleft()
        yield frame.with_pixels(upload(picture, context.device, frame.pixels.dtype))


def _make(settings: dict[str, Setting]) -> Deinterlace:
    return Deinterlace(settings["mode"] == "field", str(settings["order"]))


DEINTERLACE = EffectKind(
    name="deinterlace",
    title="Deinterlace",
    summary="Makes whole frames of interlaced ones by motion-adaptive bwdif.",
    parameters=(
        Parameter(
            "mode", "Frames", "choice", "frame", choices=("frame", "field"),
            help="One frame for each frame, or one for each field: twice the rate, as smooth as "
            "the camera saw it.",
        ),
        Parameter(
            "order", "Earlier field", "choice", "auto", choices=("auto", "top", "bottom"),
            help="Which field was taken first: auto asks the file and takes top where it does not "
            "say; broadcasts and discs are top, DV tapes bottom.",
        ),
    ),
    make=_make,
    window=(1, 1),
)  # fmt: skip
