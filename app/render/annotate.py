"""A clip and an analysis -> an annotation layer."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

import numpy as np
import torch

from app.analyses.analysis import AnalysisContext
from app.analyses.registry import find_analysis, make_analysis
from app.base.cancel import CancelToken
from app.base.collecting import collecting_later
from app.base.errors import AppError
from app.base.progress import RateMeter, silent
from app.inference.transfer import upload
from app.media.side.heard import heard
from app.media.video_reader import VideoReader
from app.render.findings import Findings
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
    unfinished: Callable[[Findings], None] | None = None,
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
        unfinished: Given what was found before it was stopped or failed, where it was.

    Raises:
        UsageError: no such analysis or setting.
        MediaError: the clip cannot be read, or has no sound to listen to.
        EffectError: the analysis cannot run here.
        Cancelled: the token was set.
    """
    make_analysis(analysis, settings)  # what is wrong there is told before the clip is opened
    with VideoReader(path) as reader:
        run = AnalysisRun(reader, analysis, settings, span)
        try:
            run.go(report, cancel or CancelToken(), preview)
        except AppError:
            if unfinished is not None:
                unfinished(run.found())
            raise
        return run.found().layer


class AnalysisRun:
    """One run over one clip, whose findings can be asked for whether it came to its end or not."""

    def __init__(
        self, reader: VideoReader, analysis: str, settings: Settings, span: Span | None = None
    ) -> None:
        """Raises `UsageError` as `annotate`."""
        self._kind, self._running = find_analysis(analysis), make_analysis(analysis, settings)
        self._reader, self._span = reader, span
        self._media = media_facts(reader)
        self._found: list[FrameFindings] = []

    def go(
        self,
        report: Report,
        cancel: CancelToken,
        preview: Callable[[FrameFindings], None] | None = None,
    ) -> None:
        """Look at the frames; arguments and errors as of `annotate`."""
        reader, kind = self._reader, self._kind
        context = AnalysisContext(reader.index.number_at, cancel)
        taken = _sounds if kind.sense == "hearing" else _pictures
        meter, total = RateMeter(), _length(reader, self._span)
        with taken(reader, self._span) as frames:
            for findings in self._running.run(frames, reader.format, context):
                self._found.append(findings)
                if preview is not None:
                    preview(findings)
                meter.mark(len(self._found))
                report(meter.progress(len(self._found), total, stage=kind.title))
                cancel.check()  # of several frames that were answered at once, too

    def found(self) -> Findings:
        """What was found so far; takes the longer the more that is."""
        reached = self._found[-1].frame if self._found else -1
        with collecting_later():
            layer = self._running.assemble(self._found, self._media)
        return Findings(layer, reached, len(self._found))


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
