"""A video: the source on the left, enlarged by the usual filter, and the result on the right."""

from __future__ import annotations

from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING

import numpy as np
import torch

from app.base.progress import Progress
from app.effects.resampling import resample
from app.inference.transfer import download, upload
from app.media.encoding import choose_encoding
from app.media.joining import Companions, Segment, join
from app.media.side.streams import plan_side_streams
from app.media.video_writer import VideoWriter

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from torch import Tensor

    from app.base.cancel import CancelToken
    from app.base.frame import Frame
    from app.base.picture import Picture
    from app.base.progress import Report
    from app.base.time import Span
    from app.media.encoding import Encoding
    from app.media.video_format import VideoFormat
    from app.media.video_reader import VideoReader

HALF = 1920
"""Widest half: two of them are as much as players show."""

DIVIDER, GREY = 4, 0.5
"""Samples between the halves (even, for chroma), and how bright."""

QUICK = {"preset": "veryfast"}
"""A demo that shows pictures, not what an encoder can save."""

CPU = torch.device("cpu")


def write_side_by_side(
    source: VideoReader,
    span: Span | None,
    enhanced: VideoReader,
    output: Path,
    report: Report,
    cancel: CancelToken,
) -> None:
    """Write the video with the result's times and sound, replacing what is there.

    Args:
        source: The clip.
        span: The part of it that was enhanced.
        enhanced: The result, frame for frame.
        output: An .mp4 file.
        report: Told after each frame.
        cancel: Checked once per frame.

    Raises:
        MediaError: reading or writing fails.
        Cancelled: the token was set.
    """
    format_ = _format(enhanced.format)
    encoding = choose_encoding(format_, "mp4", options=QUICK)
    segment = output.with_name(f".{output.stem}.segment")
    try:
        with VideoWriter(segment, format_, encoding) as writer:
            for frame in _pairs(source, span, enhanced, format_, encoding):
                cancel.check()
                writer.write(frame)
                report(Progress(writer.frames, len(enhanced.index), stage="Side by side"))
        side = plan_side_streams(enhanced.path, "mp4", trimmed=False)
        companions = Companions(enhanced.path, side, None, Fraction(0))
        start = enhanced.index.time_of(0)
        join([Segment(segment, start)], output, format_, encoding, companions, cancel)
    finally:
        segment.unlink(missing_ok=True)


def _format(enhanced: VideoFormat) -> VideoFormat:
    """Twice the width and the divider; even sides, whatever the result has."""
    width = min(HALF, enhanced.width) // 2 * 2
    height = round(enhanced.height * width / enhanced.width) // 2 * 2
    return enhanced.resized(2 * width + DIVIDER, max(2, height))


def _pairs(
    source: VideoReader,
    span: Span | None,
    enhanced: VideoReader,
    format_: VideoFormat,
    encoding: Encoding,
) -> Iterator[Frame[Picture]]:
    width, height = enhanced.format.size
    direct = _same_samples(source.format, enhanced.format, encoding)
    direct = direct and format_.size == (2 * width + DIVIDER, height)
    for before, after in zip(source.frames(span), enhanced.frames(), strict=True):
        if direct:
            yield after.with_pixels(_beside(before.pixels, after.pixels))
        else:
            both = _beside_in_rgb(before.pixels, after.pixels, format_)
            yield after.with_pixels(download(both, encoding.layout, format_.colour))


def _same_samples(a: VideoFormat, b: VideoFormat, encoding: Encoding) -> bool:
    """Whether codes mean the same in both clips, so that planes can be set side by side."""
    first, second = (c.colour.resolved(c.width, c.height) for c in (a, b))
    same = (first.matrix, first.range) == (second.matrix, second.range)
    return same and a.layout == b.layout == encoding.layout and a.layout.family == "yuv"


def _beside(before: Picture, after: Picture) -> Picture:
    """Plane by plane: a tenth of the work, and the right half is the result to the last bit."""
    peak = (1 << after.layout.bits) - 1
    planes = []
    for number, (small, large) in enumerate(zip(before.planes, after.planes, strict=True)):
        height, width = large.shape
        fed = torch.from_numpy(small.astype(np.float32))[None]
        left = resample(fed, width, height, "bicubic")[0].round().clamp(0, peak).numpy()
        across = after.layout.plane_size(number, DIVIDER, 1)[0]
        bar = np.full((height, across), round(GREY * (peak + 1)), large.dtype)
        planes.append(np.concatenate([left.astype(large.dtype), bar, large], 1))
    return replace(after, planes=tuple(planes))


def _beside_in_rgb(before: Picture, after: Picture, format_: VideoFormat) -> Tensor:
    """The same for clips of any kinds, and for results too wide to be shown twice."""
    width, height = (format_.width - DIVIDER) // 2, format_.height
    left = enlarged(before, after.width, after.height)
    halves = [resample(each, width, height) for each in (left, upload(after, CPU)[:3])]
    return torch.cat([halves[0], torch.full((3, height, DIVIDER), GREY), halves[1]], 2)


def enlarged(picture: Picture, width: int, height: int) -> Tensor:
    """`(3, height, width)` in [0, 1] on the CPU: what a player does without us (Keys' cubic)."""
    return resample(upload(picture, CPU)[:3], width, height, "bicubic").clamp(0, 1)
