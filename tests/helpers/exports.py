"""Exporting in tests, and comparing what came out with what went in."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

from app.base.cancel import CancelToken
from app.project.model import Excerpt, MediaItem
from app.render.enhance import EnhanceRequest, enhance

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from app.base.time import Position
    from app.project.model import EffectSpec
    from app.render.segmented_export import ExportResult

from app.media.video_reader import VideoReader


def export(
    source: Path,
    output: Path,
    *effects: EffectSpec,
    start: Position | None = None,
    end: Position | None = None,
    cancel: CancelToken | None = None,
    **request: Any,
) -> ExportResult:
    """Enhance `source` into `output`, as the command line does."""
    clip = Excerpt(MediaItem(source), start, end, effects)
    return enhance(EnhanceRequest(clip, output, **request), cancel or CancelToken())


def times(path: Path) -> list[Fraction]:
    """Exact times of all decoded frames."""
    with VideoReader(path) as reader:
        return [frame.time for frame in reader.frames()]


def pictures_differ(a: Path, b: Path) -> int:
    """How many frames of two clips differ in any sample; their numbers must agree."""
    with VideoReader(a) as one, VideoReader(b) as two:
        return sum(
            not all(
                np.array_equal(p, q)
                for p, q in zip(left.pixels.planes, right.pixels.planes, strict=True)
            )
            for left, right in zip(one.frames(), two.frames(), strict=True)
        )
