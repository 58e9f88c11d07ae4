"""GIF as a target: lossless segments, then one palette for the whole clip."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.media.gif import write_gif
from app.media.video_writer import VideoWriter

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.cancel import CancelToken
    from app.base.picture import PixelLayout
    from app.base.time import Span
    from app.media.encoding import Encoding
    from app.media.joining import Segment
    from app.render.plan import RenderPlan
    from app.render.segmented_export import SegmentWriter


@dataclass(frozen=True, slots=True)
class GifTarget:
    """An animated GIF; `encoding` is the lossless one of the segments in between."""

    plan: RenderPlan
    encoding: Encoding

    @property
    def layout(self) -> PixelLayout:
        """8-bit R'G'B', with alpha if the source has it."""
        return self.encoding.layout

    @property
    def facts(self) -> object:
        """Nothing to choose."""
        return "gif", self.encoding.pix_fmt

    def open_segment(self, path: Path, frames_before: int) -> SegmentWriter:
        """A lossless encoder for each segment."""
        return VideoWriter(path, self.plan.output, self.encoding)

    def finish(
        self, segments: list[Segment], output: Path, span: Span, cancel: CancelToken
    ) -> tuple[str, ...]:
        """Choose 256 colours over all frames, then write them."""
        write_gif(segments, output, cancel)
        return ("A GIF holds 256 colours, no sound, and times in hundredths of a second.",)
