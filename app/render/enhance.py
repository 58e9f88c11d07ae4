"""Enhance one source into one result, whatever kinds of file they are."""

from __future__ import annotations

import contextlib
import sys
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.base.picture import PixelLayout
from app.base.progress import silent
from app.media.codecs import container_of
from app.media.encoding import choose_encoding, lossless_encoding
from app.media.opening import SEQUENCE_RATE
from app.media.picture_files import PICTURE_FORMATS
from app.media.video_reader import VideoReader
from app.media.y4m import Y4mReader, y4m_layout
from app.render.chain import needs_computing
from app.render.export_gif import GifTarget
from app.render.export_pictures import PictureTarget
from app.render.export_pipe import export_pipe
from app.render.export_video import VideoTarget
from app.render.plan import plan
from app.render.segmented_export import SegmentedExport, check_output

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction
    from pathlib import Path

    from app.base.cancel import CancelToken
    from app.base.progress import Report
    from app.inference.device import Precision
    from app.media.source import FrameSource
    from app.project.model import Clip
    from app.render.plan import RenderPlan
    from app.render.resources import RenderResources
    from app.render.segmented_export import ExportResult, Target, WhenCancelled


@dataclass(frozen=True, slots=True)
class EnhanceRequest:
    """Everything a user may ask of one export.

    Attributes:
        clip: Source, range and effects. A path `-` means y4m on standard input.
        output: A video file, GIF, picture, pattern of numbered pictures, or `-` for y4m on
            standard output.
        codec, quality, options: For the encoder; None and {} mean its defaults.
        device, precision: "auto" or a name.
        overwrite: Whether an existing result may be replaced.
        when_cancelled: What to leave behind.
        rate: Frames per second of a picture sequence; None means 25.
    """

    clip: Clip
    output: Path
    codec: str | None = None
    quality: int | None = None
    options: dict[str, str] = field(default_factory=dict)
    device: str = "auto"
    precision: Precision = "auto"
    overwrite: bool = False
    when_cancelled: WhenCancelled = "resume"
    rate: Fraction | None = None


def enhance(request: EnhanceRequest, cancel: CancelToken, report: Report = silent) -> ExportResult:
    """Do it.

    Raises:
        AppError: with a sentence for the user; what was finished is kept.
    """
    piped = str(request.output) == "-"
    path = request.clip.media.path
    if not piped:
        check_output(request.output, path, overwrite=request.overwrite)
    with contextlib.closing(_source(request)) as source:
        decided = plan(request.clip, source.info, source.index)
        if piped:
            layout = y4m_layout(decided.output.layout)
            with _resources(request, decided, layout, cancel) as resources:
                return export_pipe(decided, source, resources, cancel, report)
        target, decided = _target(request, decided)
        with _resources(request, decided, target.layout, cancel) as resources:
            export = SegmentedExport(
                decided,
                source,
                request.output,
                target,
                resources,
                cancel,
                report,
                request.when_cancelled,
            )
            return export.run()


def _source(request: EnhanceRequest) -> FrameSource:
    path = request.clip.media.path
    if str(path) == "-":
        return Y4mReader(sys.stdin.buffer)
    hardware = "cuda" if request.device.startswith("cuda") else None
    return VideoReader(path, rate=request.rate or SEQUENCE_RATE, hardware=hardware)


def _target(request: EnhanceRequest, decided: RenderPlan) -> tuple[Target, RenderPlan]:
    """What kind of result the output's name asks for, and the plan with its tags settled."""
    suffix = request.output.suffix.lower()
    output = decided.output
    if suffix in PICTURE_FORMATS:
        return PictureTarget.of(request.output, output.layout), decided
    if suffix == ".gif":
        rgb = PixelLayout("rgb", 8, (0, 0), output.layout.alpha)
        return GifTarget(decided, lossless_encoding(replace(output, layout=rgb))), decided
    encoding = choose_encoding(
        output,
        container_of(suffix),
        request.codec,
        request.quality,
        request.options,
        decided.source.hdr,
    )
    if needs_computing(decided, encoding.layout):
        decided = decided.computed()
    return VideoTarget(decided, encoding), decided


@contextlib.contextmanager
def _resources(
    request: EnhanceRequest, decided: RenderPlan, layout: PixelLayout, cancel: CancelToken
) -> Iterator[RenderResources | None]:
    """Device and networks, when there is anything to compute: an empty chain needs no torch."""
    if not needs_computing(decided, layout):
        yield None
        return
    from app.render.resources import open_resources

    with open_resources(request.device, request.precision, cancel) as resources:
        yield resources
