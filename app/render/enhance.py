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
from app.media.picture_files import JPEG, PICTURE_FORMATS
from app.media.side.sound_wish import AS_IT_IS, SoundWish
from app.media.video_reader import VideoReader
from app.media.y4m import Y4mReader, y4m_layout
from app.render.chain import needs_computing
from app.render.export_gif import GifTarget
from app.render.export_pictures import PictureTarget
from app.render.export_pipe import export_pipe
from app.render.export_video import VideoTarget
from app.render.footage import ExcerptFootage
from app.render.plan import coloured_for, plan
from app.render.segmented_export import SegmentedExport, check_output
from app.render.spreading import on_other_devices

if TYPE_CHECKING:
    from collections.abc import Iterator
    from fractions import Fraction
    from pathlib import Path

    from app.base.cancel import CancelToken
    from app.base.progress import Report
    from app.inference.device import Precision
    from app.media.source import FrameSource
    from app.project.model import Excerpt
    from app.render.glances import Look
    from app.render.plan import RenderPlan
    from app.render.resources import RenderResources
    from app.render.segmented_export import ExportResult, Leaving, Target


@dataclass(frozen=True, slots=True)
class EnhanceRequest:
    """Everything a user may ask of one export.

    Attributes:
        excerpt: Source, range and effects. A path `-` means y4m on standard input.
        output: A video file, GIF, picture, pattern of numbered pictures, or `-` for y4m on
            standard output.
        codec, quality, options: For the encoder; None and {} mean its defaults.
        device: "auto" (all GPUs there are), a name, or names with commas.
        precision: "auto" or a name.
        overwrite: Whether an existing result may be replaced.
        when_cancelled: What to leave behind.
        rate: Frames per second of a picture sequence; None means 25.
        sound: What is to become of it.
    """

    excerpt: Excerpt
    output: Path
    codec: str | None = None
    quality: int | None = None
    options: dict[str, str] = field(default_factory=dict)
    device: str = "auto"
    precision: Precision = "auto"
    overwrite: bool = False
    when_cancelled: Leaving = "resume"
    rate: Fraction | None = None
    sound: SoundWish = AS_IT_IS


def enhance(
    request: EnhanceRequest,
    cancel: CancelToken,
    report: Report = silent,
    look: Look | None = None,
) -> ExportResult:
    """Do it; `look` is given a small picture of what is being made now and then.

    Raises:
        AppError: with a sentence for the user; what was finished is kept.
    """
    if str(request.output) == "-":
        return _piped(request, cancel, report)
    check_output(request.output, request.excerpt.media.path, overwrite=request.overwrite)
    with contextlib.ExitStack() as stack:
        footage, target = stack.enter_context(opened(request, cancel))

        def open_on(device: str) -> ExcerptFootage:
            return stack.enter_context(opened(replace(request, device=device), cancel))[0]

        others = on_other_devices(footage, target, request.device, open_on)
        output, leaving = request.output, request.when_cancelled
        export = SegmentedExport(footage, output, target, cancel, report, leaving, look, others)
        return export.run()


@contextlib.contextmanager
def opened(request: EnhanceRequest, cancel: CancelToken) -> Iterator[tuple[ExcerptFootage, Target]]:
    """The frames of an export and what is made of them, decided and ready to run.

    Raises:
        AppError: source, chain and output do not go together.
    """
    with contextlib.closing(_source(request)) as source:
        decided = plan(request.excerpt, source.info, source.index)
        target, decided = choose_target(request, decided)
        with _resources(request, decided, target.layout, cancel) as resources:
            yield ExcerptFootage(decided, source, resources), target


def _piped(request: EnhanceRequest, cancel: CancelToken, report: Report) -> ExportResult:
    with contextlib.closing(_source(request)) as source:
        decided = plan(request.excerpt, source.info, source.index)
        layout = y4m_layout(decided.output.layout)
        with _resources(request, decided, layout, cancel) as resources:
            return export_pipe(decided, source, resources, cancel, report)


def _source(request: EnhanceRequest) -> FrameSource:
    path = request.excerpt.media.path
    if str(path) == "-":
        return Y4mReader(sys.stdin.buffer)
    hardware = "cuda" if request.device.startswith("cuda") else None
    return VideoReader(path, rate=request.rate or SEQUENCE_RATE, hardware=hardware)


def choose_target(request: EnhanceRequest, decided: RenderPlan) -> tuple[Target, RenderPlan]:
    """What kind of result the output's name asks for, and the plan with its tags settled."""
    suffix = request.output.suffix.lower()
    output = decided.output
    if suffix in PICTURE_FORMATS:
        pictures = PictureTarget.of(request.output, output.layout)
        return pictures, _coloured(decided, pictures.layout, jpeg=suffix in JPEG)
    if suffix == ".gif":
        rgb = PixelLayout("rgb", 8, (0, 0), output.layout.alpha)
        decided = _coloured(decided, rgb)
        return GifTarget(decided.output, lossless_encoding(replace(output, layout=rgb))), decided
    container = container_of(suffix)
    request.sound.check(container)
    encoding = choose_encoding(
        output,
        container,
        request.codec,
        request.quality,
        request.options,
        decided.source.hdr,
    )
    if needs_computing(decided, encoding.layout):
        decided = _coloured(decided.computed(), encoding.layout)
    return VideoTarget(decided.output, encoding, decided, request.sound), decided


def _coloured(decided: RenderPlan, layout: PixelLayout, *, jpeg: bool = False) -> RenderPlan:
    """The plan with the tags of what it computes; samples that pass untouched keep theirs."""
    if not needs_computing(decided, layout):
        return decided
    return replace(decided, output=coloured_for(decided.output, layout, jpeg=jpeg))


@contextlib.contextmanager
def lent_resources(
    device: str, precision: Precision, cancel: CancelToken, *, computes: bool
) -> Iterator[RenderResources | None]:
    """Device and networks, when there is anything to compute: an empty chain needs no torch."""
    if not computes:
        yield None
        return
    from app.render.resources import open_resources

    with open_resources(device, precision, cancel) as resources:
        yield resources


def _resources(
    request: EnhanceRequest, decided: RenderPlan, layout: PixelLayout, cancel: CancelToken
) -> contextlib.AbstractContextManager[RenderResources | None]:
    computes = needs_computing(decided, layout)
    return lent_resources(request.device, request.precision, cancel, computes=computes)
