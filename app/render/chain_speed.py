"""How quick a chain is on this machine: measured on frames of the very clip, never guessed."""

from __future__ import annotations

import contextlib
import time as clock
from dataclasses import dataclass
from typing import TYPE_CHECKING

import psutil
import torch

from app.base.errors import EffectError
from app.base.time import Span
from app.inference.device import describe
from app.inference.transfer import upload
from app.media.opening import SEQUENCE_RATE
from app.media.video_reader import VideoReader
from app.render.plan import plan
from app.render.resources import open_resources
from app.render.stages import Stages

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from app.base.cancel import CancelToken
    from app.base.frame import Frame
    from app.base.picture import Picture
    from app.base.time import Time
    from app.inference.device import Precision
    from app.project.model import Excerpt
    from app.render.plan import RenderPlan
    from app.render.resources import RenderResources

FRAMES = 6
"""Measured after one that warms up; a slow chain is told after fewer, see `PATIENCE`."""

PATIENCE = 8.0
"""Seconds after which what was measured so far must do."""


@dataclass(frozen=True, slots=True)
class ChainSpeed:
    """What was measured.

    Attributes:
        fps: Frames that come out per second; reading counts, encoding does not.
        step_ms: Milliseconds per frame of each effect; None for one that is switched off.
        memory, memory_total: Bytes of the GPU the chain took at most, and has; of the computer
            (this whole program) where it computes on the processor.
        device: For people.
        gpu: Whether `memory` is that of a GPU.
    """

    fps: float
    step_ms: tuple[float | None, ...]
    memory: int
    memory_total: int
    device: str
    gpu: bool


def measure_chain(
    excerpt: Excerpt, at: Time, device: str, precision: Precision, cancel: CancelToken
) -> ChainSpeed:
    """Run a chain on some frames; takes seconds.

    Args:
        excerpt: Source and effects.
        at: From which frame on, in seconds from the source's first frame.
        device, precision: As in a render.
        cancel: Checked once per frame.

    Raises:
        AppError: as a render would.
    """
    path, rate = excerpt.media.path, excerpt.media.rate or SEQUENCE_RATE
    with (
        contextlib.closing(VideoReader(path, rate=rate)) as source,
        open_resources(device, precision, cancel) as resources,
    ):
        decided = plan(excerpt, source.info, source.index)
        index, together = source.index, max((s.together for s in decided.steps), default=1)
        last = len(index) - _measured(together)
        first = max(0, min(index.number_at(index.start + at), last))
        stages = Stages()
        frames = source.frames(Span(index.time_of(first)))
        with contextlib.closing(_computed(decided, frames, resources, stages, cancel)) as made:
            fps, count = _timed(made, stages, together)
        return _speed(decided, stages, fps, count, resources.device)


def _computed(
    decided: RenderPlan,
    decoded: Iterator[Frame[Picture]],
    resources: RenderResources,
    stages: Stages,
    cancel: CancelToken,
) -> Generator[Frame[torch.Tensor], None, None]:
    context = resources.context(decided.span.start, cancel, decided.excerpt.layer)
    uploaded = (f.with_pixels(upload(f.pixels, resources.device)) for f in decoded)
    frames = stages.measured("decode", uploaded)
    for number, step in enumerate(decided.steps):
        applied = step.effect.apply(frames, step.before, context)
        frames = stages.measured(str(number), _settled(applied, resources.device))
    return frames


def _settled(
    frames: Iterator[Frame[torch.Tensor]], device: torch.device
) -> Iterator[Frame[torch.Tensor]]:
    """The same frames, each once it is really there: a GPU works behind our back."""
    with torch.inference_mode():
        for frame in frames:
            if device.type == "cuda":
                torch.cuda.synchronize(device)
            yield frame


def _timed(
    frames: Iterator[Frame[torch.Tensor]], stages: Stages, together: int
) -> tuple[float, int]:
    """Frames per second and how many were timed; the first one, which loads models, is not.

    Where `together` frames are made at once, so many in a row have the cost of so many; a clip
    with fewer has it in the first.
    """
    began = clock.perf_counter()
    if next(frames, None) is None:
        raise EffectError("The chain gives no frame here; move the playhead and measure again.")
    stages.busy.clear()
    start, count = clock.perf_counter(), 0
    while count < _measured(together) and next(frames, None) is not None:
        count += 1
        if count % together == 0 and clock.perf_counter() - start > PATIENCE:
            break
    if not count:
        raise EffectError("The clip has too few frames to measure the chain's speed.")
    if count < together:
        start, count = began, count + 1
    return count / max(clock.perf_counter() - start, 1e-9), count


def _measured(together: int) -> int:
    """How many frames to time: whole blocks."""
    return -(-FRAMES // together) * together


def _speed(
    decided: RenderPlan, stages: Stages, fps: float, count: int, device: torch.device
) -> ChainSpeed:
    measured = iter(range(len(decided.steps)))
    step_ms = tuple(
        stages.busy.get(str(next(measured)), 0.0) / count * 1000 if spec.enabled else None
        for spec in decided.excerpt.effects
    )
    gpu = device.type == "cuda"
    memory, total = _gpu_memory(device) if gpu else _own_memory()
    return ChainSpeed(fps, step_ms, memory, total, describe(device), gpu)


def _gpu_memory(device: torch.device) -> tuple[int, int]:
    total: int = torch.cuda.get_device_properties(device).total_memory
    return torch.cuda.max_memory_reserved(device), total


def _own_memory() -> tuple[int, int]:
    return psutil.Process().memory_info().rss, psutil.virtual_memory().total
