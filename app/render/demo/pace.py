"""How much of a clip there is time for on this machine."""

from __future__ import annotations

import time as clock
from itertools import islice
from typing import TYPE_CHECKING

from app.base.time import Span
from app.render.chain import rendered
from app.render.plan import plan
from app.render.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.cancel import CancelToken
    from app.media.video_reader import VideoReader
    from app.project.model import Excerpt
    from app.render.resources import RenderResources

FEWEST = 8
"""Frames that are shown even where it takes long: fewer would be no video."""

_WARM_UP, _TIMED = 1, 4
_PATIENCE = 4.0
"""Seconds of trial after which one frame more would tell nothing new."""


def affordable_frames(
    clip: Excerpt,
    source: VideoReader,
    resources: RenderResources,
    cancel: CancelToken,
    budget: float,
) -> int:
    """Frames that the chain gets through in `budget` seconds, by a trial on the first few."""
    decided = plan(clip, source.info, source.index)
    total = len(source.index)
    layout = decided.output.layout
    span = Span(decided.span.start)
    frames = rendered(decided, source, span, layout, resources, cancel, Stages())
    try:
        warm = sum(1 for _ in islice(frames, _WARM_UP))
        seconds, timed = _timed(frames)
    finally:
        frames.close()
    if warm < _WARM_UP or not timed:
        return total
    return min(total, max(FEWEST, int(budget * timed / max(seconds, 1e-6))))


def _timed(frames: Iterator[object]) -> tuple[float, int]:
    """Seconds and number of the next few frames."""
    start, timed = clock.perf_counter(), 0
    for _ in islice(frames, _TIMED):
        timed += 1
        if clock.perf_counter() - start > _PATIENCE:
            break
    return clock.perf_counter() - start, timed
