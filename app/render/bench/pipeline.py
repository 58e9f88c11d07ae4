"""The whole pipeline on a warm network, into a file or into nothing."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.media.encoding import choose_encoding
from app.media.video_reader import VideoReader
from app.project.model import Excerpt, MediaItem
from app.render.export_video import VideoTarget
from app.render.footage import ExcerptFootage
from app.render.plan import plan
from app.render.segmented_export import SegmentedExport

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from app.base.cancel import CancelToken
    from app.base.frame import Frame
    from app.base.picture import Picture, PixelLayout
    from app.base.time import Span
    from app.media.joining import Segment
    from app.project.model import EffectSpec
    from app.render.plan import RenderPlan
    from app.render.resources import RenderResources
    from app.render.segmented_export import Target

NULL = "null"
"""In place of a codec: finished frames are dropped."""


@dataclass(slots=True)
class NullWriter:
    """Counts frames; leaves the empty file that tells the journal so."""

    path: Path
    frames: int = 0

    def __enter__(self) -> NullWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is None:
            self.path.touch()

    def write(self, frame: Frame[Picture]) -> None:
        """Drop it."""
        self.frames += 1


@dataclass(frozen=True, slots=True)
class NullTarget:
    """Shows what a pipeline can do where the encoder would be the wall."""

    layout: PixelLayout

    @property
    def facts(self) -> object:
        """Nothing is encoded."""
        return NULL

    @property
    def in_order(self) -> bool:
        """No."""
        return False

    def open_segment(self, path: Path, frames_before: int) -> NullWriter:
        """A writer that drops."""
        return NullWriter(path)

    def finish(
        self, segments: list[Segment], output: Path, span: Span, cancel: CancelToken
    ) -> tuple[str, ...]:
        """Nothing to join."""
        return ()


def export_once(
    clip: Path,
    effect: EffectSpec,
    encoder: str,
    output: Path,
    resources: RenderResources,
    cancel: CancelToken,
) -> dict[str, float]:
    """What `enhance` does once device and networks are there: open, plan, render, join.

    Returns:
        Seconds by which the stages were busy while they shared the machine.
    """
    with VideoReader(clip) as source:
        decided = plan(Excerpt(MediaItem(clip), effects=(effect,)), source.info, source.index)
        target = _target(decided, encoder)
        footage = ExcerptFootage(decided, source, resources)
        return SegmentedExport(footage, output, target, cancel).run().stages


def _target(decided: RenderPlan, encoder: str) -> Target:
    if encoder == NULL:
        return NullTarget(decided.output.layout)
    encoding = choose_encoding(decided.output, "mp4", encoder)
    return VideoTarget(decided.output, encoding, decided)
