"""The training loop of one recipe."""

from __future__ import annotations

import json
import time
from collections import deque
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from models.training import checkpoint
from models.training.coded import with_coded
from models.training.crops import FilmedTiles, Tiles
from models.training.evaluate import figures, mean_score
from models.training.export import export, load, warm_start
from models.training.pack import read_pack, read_tiles
from models.training.recipes import TASKS
from models.training.schedule import Budget, average_weight, rate_at, squared_share
from models.training.step import Stepper

if TYPE_CHECKING:
    from pathlib import Path

    from models.training.recipes import Recipe
    from models.training.tasks import Benchmarks, Task

LOG_SECONDS = 20.0
SAVE_SECONDS = 60.0
AHEAD = 8  # steps that the processor may queue before the GPU has done them


@dataclass(frozen=True, slots=True)
class Options:
    """Where and how long to train.

    Attributes:
        data: Folder of `photos.pack`, `bench.pack` and, for some recipes, `coded.pack` or
            `footage.pack`.
        out: Folder of what comes out.
        minutes, steps: Budget of this run; steps win where given.
        resume: Go on from the checkpoint in `out`, if there is one.
        eager: Never capture the step.
    """

    data: Path
    out: Path
    device: torch.device
    minutes: float = 10.0
    steps: int | None = None
    seed: int = 1
    resume: bool = False
    eager: bool = False


class Training:
    """One recipe being trained."""

    def __init__(self, recipe: Recipe, options: Options) -> None:
        self.budget = Budget(options.minutes * 60, options.steps)
        self.recipe, self.options = recipe, options
        self.path = options.out / f"{recipe.name}.checkpoint"
        self.weights = options.out / f"{recipe.name}.safetensors"
        self.step = 0
        self.caution = 1.0  # halved after a collapse
        self.task: Task = TASKS[recipe.task](options.device)
        self.benchmarks = self._benchmarks()
        torch.manual_seed(options.seed)
        self.stepper = Stepper(recipe, self.task, self._tiles())
        self._begin()

    def _tiles(self) -> Tiles:
        data, device = self.options.data, self.options.device
        tiles = read_tiles(data / "photos.pack", device)
        if self.recipe.coded:
            tiles = with_coded(tiles, read_tiles(data / "coded.pack", device))
        if self.recipe.films:
            return FilmedTiles(tiles, read_tiles(data / "footage.pack", device))
        return Tiles(tiles)

    def _benchmarks(self) -> Benchmarks:
        path = self.options.data / "bench.pack"
        pictures = read_pack(path) if path.exists() else {}
        found = self.task.benchmarks(pictures)
        return {name: cases for name, cases in found.items() if cases}

    def _begin(self) -> None:
        """Go on where a checkpoint stopped, or start from a relative's weights, or afresh."""
        if self.options.resume and self.path.exists():
            self.step, self.budget.before = checkpoint.load(self.path, self.stepper)
            torch.manual_seed(self.options.seed + self.step)
            self.say(f"resumed at step {self.step}")
            return
        for part, relative in self.recipe.begins_with().items():
            source = self.options.out / f"{relative}.safetensors"
            if source.exists():
                count = warm_start(self.stepper.net, source, part)
                self.stepper.average.load_state_dict(self.stepper.net.state_dict())
                self.say(f"{count} tensors taken over from {relative}")

    def say(self, text: str) -> None:
        """One line of the log."""
        print(f"{time.strftime('%H:%M:%S')} {self.recipe.name} {text}", flush=True)

    def capture(self) -> None:
        """Capture the step where that is possible; plain steps do the same, slower."""
        if self.options.eager or self.options.device.type != "cuda":
            return
        try:
            self.stepper.capture()
            self.say("step captured")
        except RuntimeError as problem:
            self.stepper.release()
            self.say(f"step not captured, going on without: {problem}")

    def run(self) -> None:
        """Train until the budget is used up; logs and saves on the way."""
        self.budget.begin()
        self.advance()  # a plain step first: it makes what a capture must find ready
        self.capture()
        self.budget.begin()
        logged, saved = time.monotonic(), time.monotonic()
        since = self.step
        queue: deque[torch.cuda.Event] = deque()
        while self.budget.progress(self.step) < 1:
            self.advance()
            self._pace(queue)
            now = time.monotonic()
            if now - logged >= LOG_SECONDS:
                self._log(self.step - since, now - logged)
                logged, since = time.monotonic(), self.step
            if now - saved >= SAVE_SECONDS:
                self._save()
                saved = time.monotonic()
        self._log(max(self.step - since, 1), time.monotonic() - logged)
        self._save()

    def advance(self) -> None:
        """One step at the rate that belongs here."""
        progress = self.budget.progress(self.step)
        self.stepper.step(
            rate_at(progress, self.recipe.rate * self.caution),
            average_weight(self.step),
            squared_share(progress, self.recipe.squared_from),
        )
        self.step += 1

    def _pace(self, queue: deque[torch.cuda.Event]) -> None:
        """Keep the processor from queueing minutes of work, which would outrun the budget."""
        if self.options.device.type != "cuda":
            return
        event = torch.cuda.Event(blocking=True)  # type: ignore[no-untyped-call]
        event.record()
        queue.append(event)
        if len(queue) > AHEAD:
            queue.popleft().synchronize()

    def _log(self, steps: int, seconds: float) -> None:
        losses, skipped = self.stepper.drain()
        rate = rate_at(self.budget.progress(self.step), self.recipe.rate * self.caution)
        self.say(
            f"step {self.step} loss {losses / max(steps - skipped, 1):.5f} "
            f"{steps / seconds:.1f} it/s rate {rate:.2e} skipped {skipped:.0f} "
            f"elapsed {self.budget.elapsed():.0f} s"
        )
        if skipped > 0.5 * steps and self.path.exists():
            self._retreat()

    def _retreat(self) -> None:
        """After a collapse: back to the last good state, at half the rate."""
        self.caution /= 2
        checkpoint.load(self.path, self.stepper)
        self.capture()
        self.say("collapsed; went back to the last checkpoint at half the rate")

    def _healthy(self) -> bool:
        return all(bool(each.isfinite().all()) for each in self.stepper.average.parameters())

    def _save(self) -> None:
        """Checkpoint, export and validate the averaged weights, unless they are broken."""
        if not self._healthy():
            self.say("weights are not finite; not saved")
            return
        checkpoint.save(self.path, self.stepper, self.step, self.budget.elapsed())
        export(self.stepper.average, self.recipe, self.weights, self.step)
        for name, cases in list(self.benchmarks.items())[:1]:
            score = mean_score(self.stepper.average, self.task, cases)
            self.say(f"step {self.step} validation {name} {score:.3f} dB")

    def report(self) -> dict[str, object]:
        """The finished weights' figures and how they came about; judges the exported file."""
        net = load(self.weights, self.options.device)
        return {
            "recipe": self.recipe.name,
            "figures": figures(net, self.task, self.benchmarks),
            "parameters": sum(each.numel() for each in net.parameters()),
            "bytes": self.weights.stat().st_size,
            "steps": self.step,
            "batch": self.recipe.batch,
            "crop": self.recipe.crop,
            "seconds": round(self.budget.elapsed(), 1),
            "seed": self.options.seed,
            "device": device_name(self.options.device),
            "torch": str(torch.__version__),
        }


def device_name(device: torch.device) -> str:
    """The machine's part that trained, in words."""
    return torch.cuda.get_device_name(device) if device.type == "cuda" else "processor"


def train(recipe: Recipe, options: Options) -> dict[str, object]:
    """Train one recipe; leaves `<name>.safetensors`, `.checkpoint` and `.json` in `options.out`."""
    options.out.mkdir(parents=True, exist_ok=True)
    torch.backends.cudnn.benchmark = True
    torch.backends.cudnn.allow_tf32 = False
    training = Training(recipe, options)
    training.run()
    report = training.report()
    (options.out / f"{recipe.name}.json").write_text(json.dumps(report, indent=1))
    training.say(f"done {json.dumps(report['figures'])}")
    return report
