"""A short piece of a render, to tell how quick it is and how large it becomes."""

from __future__ import annotations

import contextlib
import tempfile
import time as clock
from dataclasses import dataclass, replace
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from app.media.video_writer import KEYFRAME_SECONDS, packet_sizes
from app.render.encoded_target import EncodedTarget
from app.render.export_gif import GifTarget
from app.render.export_pictures import PictureTarget
from app.render.render_project import opened
from app.render.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.base.cancel import CancelToken
    from app.base.frame import Frame
    from app.base.picture import Picture
    from app.base.time import Span
    from app.render.footage import Footage
    from app.render.render_request import RenderRequest
    from app.render.segmented_export import SegmentWriter, Target

PLACES = 3
"""Pieces, spread evenly: one alone may be the titles."""

FRAMES = 13
"""Of a piece, at most; the first one warms up and does not count for speed."""

PATIENCE = 4.0
"""Seconds after which a piece ends, once it has two frames."""


_USUAL_RATE = Fraction(30)
"""Of clips whose frames stand at uneven times."""


@dataclass(frozen=True, slots=True)
class Trial:
    """What a trial found.

    Attributes:
        fps: Frames per second of the whole pipeline; None when too few frames were made.
        frame_bytes: Bytes an average frame takes; None where it cannot be told (GIF).
        limiting: The stage the others wait for.
    """

    fps: float | None
    frame_bytes: float | None
    limiting: str = ""


@dataclass(slots=True)
class _Tally:
    frames: int = 0
    seconds: float = 0.0
    keys: int = 0
    key_bytes: int = 0
    others: int = 0
    other_bytes: int = 0


def try_render(request: RenderRequest, cancel: CancelToken) -> Trial:
    """Render a few frames of `request` into a temporary folder; takes seconds.

    Raises:
        AppError: as the render would.
    """
    with (
        opened(request, cancel) as (footage, target),
        tempfile.TemporaryDirectory(prefix="reelwright-") as folder,
    ):
        stages, tally = Stages(), _Tally()
        for number, span in enumerate(_places(footage)):
            where = Path(folder) / str(number)
            where.mkdir()
            _piece(footage, target, span, where, cancel, stages, tally)
        return Trial(_fps(tally), _frame_bytes(tally, footage, target), stages.limiting)


def _places(footage: Footage) -> list[Span]:
    """Segments from whose beginning a piece is made."""
    segments = footage.segments
    count = min(PLACES, len(segments))
    return [segments[(2 * n + 1) * len(segments) // (2 * count)] for n in range(count)]


def _piece(
    footage: Footage,
    target: Target,
    span: Span,
    folder: Path,
    cancel: CancelToken,
    stages: Stages,
    tally: _Tally,
) -> None:
    segment = folder / "segment"
    frames = footage.frames(span, target.layout, cancel, stages)
    with contextlib.closing(frames), _aside(target, folder).open_segment(segment, 0) as writer:
        _write(frames, writer, stages, tally)
    if isinstance(target, PictureTarget):
        sizes = [(True, path.stat().st_size) for path in folder.glob("t*")]
    else:
        sizes = packet_sizes(segment) if writer.frames else []
    for key, size in sizes:
        if key:
            tally.keys, tally.key_bytes = tally.keys + 1, tally.key_bytes + size
        else:
            tally.others, tally.other_bytes = tally.others + 1, tally.other_bytes + size


def _aside(target: Target, folder: Path) -> Target:
    """The same target, leaving alone what the export would write."""
    if not isinstance(target, PictureTarget):
        return target
    return replace(target, pattern=folder / f"t%05d{target.pattern.suffix}")


def _write(
    frames: Iterator[Frame[Picture]], writer: SegmentWriter, stages: Stages, tally: _Tally
) -> None:
    began: float | None = None
    for frame in frames:
        with stages.stage("encode"):
            writer.write(frame)
        now = clock.perf_counter()
        if began is None:
            began = now
        else:
            tally.frames += 1
        if writer.frames >= FRAMES or (writer.frames > 2 and now - began > PATIENCE):
            break
    if began is not None:
        tally.seconds += clock.perf_counter() - began


def _fps(tally: _Tally) -> float | None:
    return tally.frames / max(tally.seconds, 1e-9) if tally.frames else None


def _frame_bytes(tally: _Tally, footage: Footage, target: Target) -> float | None:
    """A keyframe stands every two seconds; the other frames are smaller."""
    if isinstance(target, GifTarget) or not tally.keys:
        return None
    key = tally.key_bytes / tally.keys
    if not tally.others or not isinstance(target, EncodedTarget):
        return key
    other = tally.other_bytes / tally.others
    rate = footage.output.rate or _USUAL_RATE
    share = 1 / max(1.0, float(KEYFRAME_SECONDS * rate))
    return key * share + other * (1 - share)
