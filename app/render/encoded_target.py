"""What targets have in common whose segments are encoded files."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.media.video_writer import VideoWriter

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.picture import PixelLayout
    from app.media.encoding import Encoding
    from app.media.video_format import VideoFormat
    from app.render.segmented_export import SegmentWriter


@dataclass(frozen=True, slots=True)
class EncodedTarget:
    """Segments in `encoding`, each by an encoder of its own; subclasses finish them.

    Attributes:
        output: Format of the frames.
        encoding: What becomes of them.
    """

    output: VideoFormat
    encoding: Encoding

    @property
    def layout(self) -> PixelLayout:
        """The encoder's."""
        return self.encoding.layout

    @property
    def facts(self) -> object:
        """Codec, pixel format and options."""
        encoding = self.encoding
        return encoding.codec.name, encoding.pix_fmt, sorted(encoding.options.items())

    @property
    def in_order(self) -> bool:
        """No: each has an encoder of its own."""
        return False

    def open_segment(self, path: Path, frames_before: int) -> SegmentWriter:
        """A new encoder."""
        return VideoWriter(path, self.output, self.encoding)
