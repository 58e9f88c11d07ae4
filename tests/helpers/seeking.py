"""What a click far from a keyframe costs, in terms of decoding alone."""

from __future__ import annotations

import math
import time as clock
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import av

from app.base.time import Span
from app.media.probe import frame_index_of
from app.project.model import Clip, MediaItem, Project, Track

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.media.frame_index import FrameIndex

    Show = Callable[[Project, Fraction], tuple[float, float]]

DEAREST = 1.2
"""How much more than decoding alone the exact frame may cost, with everything around it."""

QUICK = 0.1
"""Seconds until a near frame is there."""

_ROUNDS, _MOST_ROUNDS = 3, 15


def project_of(path: Path) -> Project:
    """One clip: the whole file."""
    index = frame_index_of(path)
    clip = Clip("c", "m", Span(Fraction(0), index.end - index.start))
    return Project((MediaItem(path, "m"),), (Track("t", "t", (clip,)),))


def far_frames(index: FrameIndex) -> list[int]:
    """Frames half through and near the end of the longest stretch between two keyframes."""
    edges = [*index.keyframes.tolist(), len(index)]
    start, stop = max(pairwise(edges), key=lambda pair: pair[1] - pair[0])
    return [start + (stop - start) * part // 10 for part in (5, 9)]


def measured(path: Path, number: int, show: Show) -> tuple[float, float]:
    """Cost of showing a frame by that of decoding it alone, and seconds until a near one is there.

    The best of some rounds of each, in turn; of more where other programs are in the way.

    Args:
        path: A clip.
        number: The frame.
        show: Shows the frame of a time that was never seen, and gives processor time until the
            exact one is there, and wall time until the first one is.
    """
    index, project = frame_index_of(path), project_of(path)
    alone = shown = near = math.inf
    for done in range(1, _MOST_ROUNDS + 1):
        alone = min(alone, _decoding_alone(path, index, number))
        cost, first = show(project, index.time_of(number) - index.start)
        shown, near = min(shown, cost), min(near, first)
        if done >= _ROUNDS and shown < DEAREST * alone:
            break
    print(f"{path.name} frame {number}: x{shown / alone:.2f}, near after {1000 * near:.0f} ms")
    return shown / alone, near


def _decoding_alone(path: Path, index: FrameIndex, number: int) -> float:
    """Seconds of processor time that FFmpeg takes from the keyframe on, in an open file."""
    with av.open(str(path)) as container:
        stream = container.streams.video[0]
        stream.thread_type = "AUTO"
        next(container.decode(stream))
        start = clock.process_time()
        key = int(index.pts[index.keyframe_before(number)])
        container.seek(key, stream=stream)
        for frame in container.decode(stream):
            if frame.pts is not None and frame.pts >= index.pts[number]:
                break
        return clock.process_time() - start
