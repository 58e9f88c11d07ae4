"""One training step, and its capture as a CUDA graph.

Small networks spend more time starting kernels than running them, and the more so when several
processes share a GPU. So the whole step – crops, damage, both passes, the optimiser, the averaged
weights – is captured once and replayed.
"""

from __future__ import annotations

import copy
from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F

from models.training.precision import quick_bfloat16
from models.training.recipes import build

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor, nn

    from models.training.crops import Tiles
    from models.training.recipes import Recipe
    from models.training.tasks import Task

CLIP = 1.0
SQUARED_WEIGHT = 20.0  # makes squared errors near 38 dB pull about as hard as absolute ones


def charbonnier(result: Tensor, truth: Tensor) -> Tensor:
    """Absolute error, rounded off at 0 (Lai et al. 2017)."""
    return ((result - truth).square() + 1e-6).sqrt().mean()


class Stepper:
    """A network with everything that one step changes.

    Attributes:
        net: The network in its training form.
        average: Exponential moving average of its weights; the one to judge and to keep.
        losses, skipped: Sums since `drain`, on the device.
    """

    def __init__(self, recipe: Recipe, task: Task, tiles: Tiles) -> None:
        self.recipe, self.task, self.tiles = recipe, task, tiles
        self.device = tiles.device
        self.net: nn.Module = build(recipe).to(self.device)
        self.average = copy.deepcopy(self.net).requires_grad_(False)
        self.parameters: list[Tensor] = list(self.net.parameters())
        self.averages: list[Tensor] = list(self.average.parameters())
        self.rate, self.weight, self.blend, self.losses, self.skipped = (
            torch.zeros((), device=self.device) for _ in range(5)
        )
        self.half = self.device.type == "cuda" or (recipe.half and quick_bfloat16(self.device))
        self.optimiser = self._optimiser()
        self._run: Callable[[], None] = self.eager

    def _optimiser(self) -> torch.optim.AdamW:
        """On a GPU the rate is a tensor there, so that a captured step sees it change."""
        if self.device.type != "cuda":
            return torch.optim.AdamW(self.parameters, lr=0.0, weight_decay=0.0)
        return torch.optim.AdamW(
            self.parameters, lr=self.rate, weight_decay=0.0, fused=True, capturable=True
        )

    def step(self, rate: float, weight: float, blend: float) -> None:
        """Learn from one batch.

        Args:
            rate: Learning rate.
            weight: Of the new weights in the average.
            blend: Of the squared error in the loss, 0 to 1.
        """
        self.rate.fill_(rate)
        self.weight.fill_(weight)
        self.blend.fill_(blend)
        if self.device.type != "cuda":
            self.optimiser.param_groups[0]["lr"] = rate
        self._run()

    def eager(self) -> None:
        """The step itself: no waiting for the device, nothing that depends on its results.

        Nothing here or in `Task.pair` may move a number from the processor to the GPU, or the
        capture fails; `torch.where` with a plain number does so.
        """
        given, truth = self.task.pair(self.tiles, self.recipe.batch, self.recipe.crop)
        given = given.contiguous(memory_format=torch.channels_last)
        with torch.autocast(self.device.type, torch.bfloat16, self.half, cache_enabled=False):
            result = self.net(given)
        loss = self.loss(result.float(), truth)
        self._learn(loss.detach(), torch.autograd.grad(loss, self.parameters))

    def loss(self, result: Tensor, truth: Tensor) -> Tensor:
        """The task's own loss, or absolute error going over to squared error as `blend` says."""
        own: Callable[[Tensor, Tensor], Tensor] | None = getattr(self.task, "loss", None)
        if own is not None:
            return own(result, truth)
        squared = F.mse_loss(result, truth) * SQUARED_WEIGHT
        return torch.lerp(charbonnier(result, truth), squared, self.blend)

    @torch.no_grad()
    def _learn(self, loss: Tensor, gradients: tuple[Tensor, ...]) -> None:
        """Clip, step and average. Gradients that are not finite count as zero."""
        norm = torch.stack(torch._foreach_norm(gradients)).norm()
        finite = torch.isfinite(norm) & torch.isfinite(loss)
        factor = (CLIP / (norm + 1e-6)).clamp(max=1)
        for parameter, gradient in zip(self.parameters, gradients, strict=True):
            parameter.grad = (gradient * factor).masked_fill(~finite, 0).contiguous()
        self.optimiser.step()
        self.losses += loss.masked_fill(~finite, 0)
        self.skipped += (~finite).float()
        difference = torch._foreach_sub(self.parameters, self.averages)
        torch._foreach_mul_(difference, self.weight)
        torch._foreach_add_(self.averages, difference)

    def drain(self) -> tuple[float, float]:
        """The losses' and skipped steps' sums since the last call. Waits for the device."""
        sums = float(self.losses), float(self.skipped)
        self.losses.zero_()
        self.skipped.zero_()
        return sums

    def capture(self) -> None:
        """Replay the step from now on; takes a few real steps to warm up. On a GPU only.

        Raises:
            RuntimeError: the step cannot be captured. `release` goes back to plain steps.
        """
        side = torch.cuda.Stream()  # type: ignore[no-untyped-call]
        side.wait_stream(torch.cuda.current_stream())
        with torch.cuda.stream(side):
            for _ in range(4):
                self.eager()
        torch.cuda.current_stream().wait_stream(side)
        torch.cuda.synchronize()
        graph = torch.cuda.CUDAGraph()
        with torch.cuda.graph(graph, capture_error_mode="thread_local"):
            self.eager()
        self._run = graph.replay

    def release(self) -> None:
        """Back to plain steps."""
        self._run = self.eager

    def state(self) -> dict[str, object]:
        """Everything needed to go on, of tensors and plain values."""
        return {
            "net": self.net.state_dict(),
            "average": self.average.state_dict(),
            "optimiser": self.optimiser.state_dict(),
        }

    def restore(self, state: dict[str, dict[str, object]]) -> None:
        """Go on from `state`; a captured step must be captured anew."""
        self.release()
        self.net.load_state_dict(state["net"])
        self.average.load_state_dict(state["average"])
        self.optimiser.load_state_dict(state["optimiser"])
        if self.device.type == "cuda":
            self.optimiser.param_groups[0]["lr"] = self.rate
