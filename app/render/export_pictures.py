"""Numbered pictures, or one, as a target."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.media.picture_files import PictureFormat, PictureWriter, picture_format

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.cancel import CancelToken
    from app.base.picture import PixelLayout
    from app.base.time import Span
    from app.media.joining import Segment
    from app.render.segmented_export import SegmentWriter


@dataclass(frozen=True, slots=True)
class PictureTarget:
    """Files named by `pattern`, numbered from 0."""

    pattern: Path
    format: PictureFormat
    pix_fmt: str
    layout: PixelLayout
    source_has_alpha: bool

    @classmethod
    def of(cls, pattern: Path, source: PixelLayout) -> PictureTarget:
        """For pictures that come out of a chain in `source`'s depth."""
        format_, pix_fmt, layout = picture_format(pattern.suffix, source)
        return cls(pattern, format_, pix_fmt, layout, source.alpha)

    @property
    def facts(self) -> object:
        """Pixel format and options."""
        return self.pattern.suffix, self.pix_fmt, sorted(self.format.options.items())

    @property
    def in_order(self) -> bool:
        """Yes: its files are numbered on."""
        return True

    def open_segment(self, path: Path, frames_before: int) -> SegmentWriter:
        """Pictures appear in place at once; the segment file only marks that they are there."""
        return PictureWriter(self.pattern, frames_before, self.format, self.pix_fmt, path)

    def finish(
        self, segments: list[Segment], output: Path, span: Span, cancel: CancelToken
    ) -> tuple[str, ...]:
        """Nothing is left to do."""
        lost = self.source_has_alpha and not self.layout.alpha
        return (f"Transparency is lost: {self.pattern.suffix} files have none.",) if lost else ()
