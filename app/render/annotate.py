"""A clip and an analysis -> an annotation layer."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np
import torch

from app.analyses.analysis import AnalysisContext
from app.analyses.registry import find_analysis, make_analysis
from app.base.cancel import CancelToken
from app.base.progress import RateMeter, silent
from app.inference.transfer import upload
from app.media.side.heard import heard
from app.media.video_reader import VideoReader
from app.render.media_facts import media_facts
from app.render.prefetch import prefetch
from app.render.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Callable, Generator, Iterator
    from pathlib import Path

    from numpy.typing import NDArray

    from app.analyses.analysis import FrameFindings
    from app.annotations.layer import AnnotationLayer
    from app.base.frame import Frame
    from app.base.parameter import Settings
    from app.base.picture import Picture
    from app.base.progress import Report
    from app.base.time import Span, Time


def annotate(
    path: Path,
    analysis: str,
    settings: Settings,
    report: Report = silent,
    cancel: CancelToken | None = None,
    *,
    span: Span | None = None,
    preview: Callable[[FrameFindings], None] | None = None,
) -> AnnotationLayer:
    """Run an analysis over a clip.

    Args:
        path: The clip, or a pattern of numbered pictures.
        analysis: Name of the analysis.
        settings: Its parameters; those left out have their defaults.
        report: Told after each frame.
        cancel: Checked once per frame.
        span: What part of the clip, on its own clock; all of it when None.
        preview: Given what was found on each frame, provisionally, as soon as it is known.

    Raises:
        UsageError: no such analysis or setting.
        MediaError: the clip cannot be read, or has no sound to listen to.
        EffectError: the analysis cannot run here.
        Cancelled: the token was set.
    """
    running, kind = make_analysis(analysis, settings), find_analysis(analysis)
    taken = _sounds if kind.sense == "hearing" else _pictures
    with VideoReader(path) as reader, taken(reader, span) as frames:
        context = AnalysisContext(reader.index.number_at, cancel or CancelToken())
        found: list[FrameFindings] = []
        meter, total = RateMeter(), _length(reader, span)
        for findings in running.run(frames, reader.format, context):
            found.append(findings)
            if preview is not None:
                preview(findings)
            meter.mark(len(found))
            report(meter.progress(len(found), total, stage=kind.title))
        return running.assemble(found, media_facts(reader))


def _length(reader: VideoReader, span: Span | None) -> int:
    """How many frames will be looked at."""
    return len(reader.index) if span is None else sum(1 for _ in _shown(reader, span))


def _shown(reader: VideoReader, span: Span | None) -> Iterator[tuple[Time, Time]]:
    """Time and duration of the frames that are meant."""
    index = reader.index
    for number in range(len(index)):
        if span is None or index.time_of(number) in span:
            yield index.time_of(number), index.duration_of(number)


def _pictures(
    reader: VideoReader, span: Span | None
) -> contextlib.closing[Generator[Frame[NDArray[np.uint8]], None, None]]:
    """The frames as the analysis wants them, decoded and converted on a thread of their own."""
    frames = (frame.with_pixels(rgb_of(frame.pixels)) for frame in reader.frames(span))
    return contextlib.closing(prefetch(frames, Stages(), name="decode"))


def _sounds(
    reader: VideoReader, span: Span | None
) -> contextlib.closing[Generator[Frame[NDArray[np.float32]], None, None]]:
    """The same for one that listens: no picture is decoded."""
    frames = heard(reader.path, _shown(reader, span))
    return contextlib.closing(prefetch(frames, Stages(), name="decode"))


def rgb_of(picture: Picture) -> NDArray[np.uint8]:
    """The picture as `(H, W, 3)` R'G'B' in 0 to 255, contiguous; alpha is left out."""
    rgb = upload(picture, torch.device("cpu"))[:3]
    codes = rgb.mul_(255).round_().clamp_(0, 255).to(torch.uint8)
    return np.asarray(codes.permute(1, 2, 0).contiguous().numpy(), np.uint8)
