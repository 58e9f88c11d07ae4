"""Judging networks on the benchmark pictures."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import nn

    from models.training.tasks import Benchmarks, Case, Task


@torch.no_grad()
def mean_score(net: nn.Module, task: Task, cases: list[Case]) -> float:
    """The mean over examples of one network's scores, in dB; runs in full precision."""
    # each picture has its own size: searching the fastest algorithm for it costs more than it saves
    searched, torch.backends.cudnn.benchmark = torch.backends.cudnn.benchmark, False
    try:
        return sum(task.score(net(case.given), case.truth) for case in cases) / len(cases)
    finally:
        torch.backends.cudnn.benchmark = searched


def untouched_score(task: Task, cases: list[Case]) -> float:
    """The same for doing nothing (or for bicubic enlargement)."""
    return sum(task.score(case.untouched, case.truth) for case in cases) / len(cases)


def figures(net: nn.Module, task: Task, benchmarks: Benchmarks) -> dict[str, dict[str, float]]:
    """Scores on every benchmark that has pictures: `{name: {"before": dB, "after": dB}}`."""
    return {
        name: {
            "before": round(untouched_score(task, cases), 3),
            "after": round(mean_score(net, task, cases), 3),
        }
        for name, cases in benchmarks.items()
        if cases
    }
