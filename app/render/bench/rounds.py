"""One case of the benchmark, measured: stages and pipelines in turns, so that both see the same
machine, however busy others keep it."""

from __future__ import annotations

import contextlib
import math
import os
from typing import TYPE_CHECKING, Any

from app.inference import batching, compiling, cuda_graphs, overlap
from app.inference.runner import TorchNetwork
from app.render.bench.by_hand import time_by_hand
from app.render.bench.clip import make_bench_clip
from app.render.bench.figures import by_hand_figures, pipeline_figures, stage_figures
from app.render.bench.parity import NO_CUDA, copies_parity, parity_figures
from app.render.bench.pipeline import export_once
from app.render.bench.stages import StagesAlone, Timing
from app.render.resources import open_resources

if TYPE_CHECKING:
    from collections.abc import Iterator
    from contextlib import AbstractContextManager
    from pathlib import Path

    import torch

    from app.base.cancel import CancelToken
    from app.inference.device import Precision
    from app.render.bench.cases import FoundCase
    from app.render.resources import RenderResources

PASS_SECONDS = 6.0
"""About how long all stages of a case take one after the other."""

FEWEST, MOST = 12, 240
"""Frames of a clip whose length is found out."""

_PROBE = 4

WAYS = {
    "graphs": cuda_graphs.SWITCH,
    "batches": batching.SWITCH,
    "overlapped_copies": overlap.SWITCH,
}
"""Ways to be quick, and what turns them off."""

ALONE_ENOUGH = "not run: one such picture keeps the device busy"


@contextlib.contextmanager
def turned_off(switch: str) -> Iterator[None]:
    """Within it, what an environment variable turns off is off."""
    before = os.environ.get(switch)
    os.environ[switch] = "0"
    try:
        yield
    finally:
        os.environ.pop(switch)
        if before is not None:
            os.environ[switch] = before


class CaseRounds:
    """Measures one model at one size.

    Args:
        found: What to measure.
        device: Where.
        repeats: How often; medians are told.
        folder: For clips and results.
        cancel: Checked once per frame.
    """

    def __init__(
        self,
        found: FoundCase,
        device: torch.device,
        repeats: int,
        folder: Path,
        cancel: CancelToken,
    ) -> None:
        self._found = found
        self._device = device
        self._repeats = repeats
        self._folder = folder
        self._cancel = cancel
        # Once for each model: where more than one number format is measured.
        once = len(found.case.precisions) > 1
        self._compiler = compiling.compiler_for(device) if once else None
        self.notes: list[str] = []

    def rows(self) -> Iterator[dict[str, Any]]:
        """One row of figures for each number format.

        Raises:
            AppError: the model or a codec fails.
            Cancelled: the token was set.
        """
        case = self._found.case
        with turned_off(compiling.SWITCH):  # beside it nothing could be timed
            clip = self._clip(case.frames or self._good_length())
            slow = self._by_hand(clip)
            seen: set[str] = set()
            for precision in case.precisions:
                row = self._row(clip, precision, seen)
                if row is not None:
                    ours = row["pipelines"][0]["frames_per_second"]
                    yield row | {"by_hand": by_hand_figures(slow, ours) if slow else None}

    def _row(self, clip: Path, precision: Precision, seen: set[str]) -> dict[str, Any] | None:
        """Figures at one precision; None when it comes to a number format already measured."""
        with self._resources(precision) as resources:
            with resources.pool.borrow(self._found.card.id) as network:
                name = str(getattr(network, "dtype", "unknown")).removeprefix("torch.")
                if name in seen:
                    return None
                seen.add(name)
                stages = self._stages(clip, network)
                assert isinstance(network, TorchNetwork)
                parity = parity_figures(network, stages.samples, self._compiler)
                parity["copies_largest_255"] = copies_parity(stages.pictures, self._device)
                case = self._found.case
                alone_enough = network.at_once(case.height, case.width) == 1
            alone, whole, busy = self._measured(clip, stages, resources)
        figures = stage_figures(alone, stages.frames)
        return {
            **self._facts(stages, name),
            "parity": parity,
            "ways": self._ways(clip, precision, [*whole.values()][-1], alone_enough),
            "stages": figures,
            "pipelines": [
                pipeline_figures(encoder, timing, figures, stages.frames, self._device.type)
                | {"busy_seconds": busy[encoder]}
                for encoder, timing in whole.items()
            ],
        }

    def _facts(self, stages: StagesAlone, precision: str) -> dict[str, Any]:
        case, (width, height) = self._found.case, stages.size
        return {
            "model": case.model,
            "effect": self._found.effect.name,
            "width": case.width,
            "height": case.height,
            "output_width": width,
            "output_height": height,
            "frames": stages.frames,
            "device": self._device.type,
            "precision": precision,
            "repeats": self._repeats,
        }

    def _measured(
        self, clip: Path, stages: StagesAlone, resources: RenderResources
    ) -> tuple[dict[str, Timing], dict[str, Timing], dict[str, dict[str, float]]]:
        """Timings of stages and pipelines, and the busy seconds of each pipeline's last pass."""
        alone = {name: Timing() for name in stages.runs()}
        whole = {encoder: Timing() for encoder in self._found.case.encoders}
        busy: dict[str, dict[str, float]] = {}
        for _ in range(self._repeats):
            with resources.pool.borrow(self._found.card.id) as stages.network:
                for name, run in stages.runs().items():
                    alone[name].add(run, self._device)
            for encoder, timing in whole.items():
                busy[encoder] = self._exported(clip, encoder, timing, resources)
        return alone, whole, busy

    def _ways(
        self, clip: Path, precision: Precision, quick: Timing, alone_enough: bool
    ) -> dict[str, float | str]:
        """What each way to be quick is worth, by turning it off."""
        if self._device.type != "cuda":
            return dict.fromkeys(WAYS, NO_CUDA)
        encoder = self._found.case.encoders[-1]
        worth: dict[str, float | str] = {}
        for way, switch in WAYS.items():
            if way == "batches" and alone_enough:
                worth[way] = ALONE_ENOUGH
                continue
            with turned_off(switch), self._resources(precision) as resources:
                self._exported(clip, encoder, Timing(), resources)  # loads the network
                slow = Timing()
                for _ in range(self._repeats):
                    self._exported(clip, encoder, slow, resources)
            worth[way] = float(f"{slow.seconds / quick.seconds:.4g}")
        return worth

    def _exported(
        self, clip: Path, encoder: str, timing: Timing, resources: RenderResources
    ) -> dict[str, float]:
        output = self._folder / "whole.mp4"
        busy: dict[str, float] = {}

        def run() -> None:
            found = export_once(clip, self._found.effect, encoder, output, resources, self._cancel)
            busy.update({name: round(seconds, 6) for name, seconds in found.items()})

        timing.add(run, self._device)
        output.unlink(missing_ok=True)
        return busy

    def _good_length(self) -> int:
        """Frames that take about `PASS_SECONDS` in the first number format."""
        clip = self._clip(_PROBE)
        with (
            self._resources(self._found.case.precisions[0]) as resources,
            resources.pool.borrow(self._found.card.id) as network,
        ):
            stages = self._stages(clip, network)
            timings = {name: Timing() for name in stages.runs()}
            for name, run in stages.runs().items():
                timings[name].add(run, self._device)
        seconds = sum(timing.seconds for timing in timings.values()) / _PROBE
        return max(FEWEST, min(MOST, math.floor(PASS_SECONDS / seconds)))

    def _by_hand(self, clip: Path) -> tuple[list[float], int] | None:
        if not self._found.case.by_hand:
            return None
        output, weights = self._folder / "by_hand.mp4", self._found.weights
        answer = time_by_hand(clip, weights, output, self._device.type, self._repeats, self._cancel)
        if isinstance(answer, str):
            self.notes.append(answer)
            return None
        return answer

    def _clip(self, frames: int) -> Path:
        case = self._found.case
        return make_bench_clip(self._folder / "clip.mp4", case.width, case.height, frames)

    def _stages(self, clip: Path, network: Any) -> StagesAlone:
        scratch = self._folder / "encoded.segment"
        return StagesAlone(clip, scratch, network, self._device, self._cancel)

    def _resources(self, precision: Precision) -> AbstractContextManager[RenderResources]:
        return open_resources(str(self._device), precision, self._cancel)
