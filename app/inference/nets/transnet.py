"""TransNet V2: Souček and Lokoč, "TransNet V2: An Effective Deep Network Architecture for Fast Shot
Transition Detection", 2020 (arXiv:2008.04838).

Small pictures go through three stacks of convolutions that see ever more frames around each; two
branches beside them compare each frame with those around it: by what the stacks made of it, and by
its colours.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

if TYPE_CHECKING:
    from torch import Tensor

HEIGHT, WIDTH = 27, 48
"""Of the pictures it sees."""

DILATIONS = (1, 2, 4, 8)
"""How far apart the three frames are that each branch of a block looks at."""

FILTERS = (16, 32, 64)
"""Of each branch, by stack."""

LOOKUP = 101
"""Frames each frame is compared with, itself in the middle."""

COMPARED = 128
"""Features of each comparison."""

HIDDEN = 1024


class SeparableConvolution(nn.Module):
    """Over the picture first, then over three frames."""

    def __init__(self, inputs: int, filters: int, dilation: int) -> None:
        super().__init__()
        across = nn.Conv3d(inputs, 2 * filters, (1, 3, 3), padding=(0, 1, 1), bias=False)
        along = nn.Conv3d(
            2 * filters, filters, (3, 1, 1), padding=(dilation, 0, 0), dilation=(dilation, 1, 1),
            bias=False,
        )  # fmt: skip
        self.layers = nn.Sequential(across, along)

    def forward(self, features: Tensor) -> Tensor:
        """`(N, inputs, T, H, W)` to `(N, filters, T, H, W)`."""
        result: Tensor = self.layers(features)
        return result


class DilatedBlock(nn.Module):
    """Branches that look at different stretches of time, side by side."""

    def __init__(self, inputs: int, filters: int) -> None:
        super().__init__()
        for dilation in DILATIONS:
            branch = SeparableConvolution(inputs, filters, dilation)
            self.add_module(f"Conv3D_{dilation}", branch)
        self.bn = nn.BatchNorm3d(len(DILATIONS) * filters, eps=1e-3)

    def forward(self, features: Tensor) -> Tensor:
        """`(N, inputs, T, H, W)` to `(N, 4 * filters, T, H, W)`."""
        seen = [self.get_submodule(f"Conv3D_{dilation}")(features) for dilation in DILATIONS]
        result: Tensor = self.bn(torch.cat(seen, 1)).relu()
        return result


class Stack(nn.Module):
    """Two blocks, the first one's features added to the second's, at half of the size."""

    def __init__(self, inputs: int, filters: int) -> None:
        super().__init__()
        wide = len(DILATIONS) * filters
        self.DDCNN = nn.ModuleList([DilatedBlock(inputs, filters), DilatedBlock(wide, filters)])

    def forward(self, features: Tensor) -> Tensor:
        """`(N, inputs, T, H, W)` to `(N, 4 * filters, T, H // 2, W // 2)`."""
        first, second = self.DDCNN
        early = first(features)
        return F.avg_pool3d(second(early) + early, (1, 2, 2))


class FrameSimilarity(nn.Module):
    """How alike the features of neighbouring frames are."""

    def __init__(self) -> None:
        super().__init__()
        self.projection = nn.Linear(len(DILATIONS) * sum(FILTERS), COMPARED)
        self.fc = nn.Linear(LOOKUP, COMPARED)

    def forward(self, stacked: list[Tensor]) -> Tensor:
        """What each stack gives, `(N, C, T, H, W)`, to `(N, T, COMPARED)`."""
        means = torch.cat([features.mean((3, 4)) for features in stacked], 1)
        result: Tensor = self.fc(neighbourly(self.projection(means.mT))).relu()
        return result


class ColourSimilarity(nn.Module):
    """How alike the colours of neighbouring frames are."""

    def __init__(self) -> None:
        super().__init__()
        self.fc = nn.Linear(LOOKUP, COMPARED)

    def forward(self, pictures: Tensor) -> Tensor:
        """`(N, T, H, W, 3)` bytes to `(N, T, COMPARED)`."""
        result: Tensor = self.fc(neighbourly(histograms(pictures))).relu()
        return result


class TransNetV2(nn.Module):
    """Where shots change."""

    def __init__(self) -> None:
        super().__init__()
        widths = [3, *(len(DILATIONS) * filters for filters in FILTERS)]
        self.SDDCNN = nn.ModuleList(map(Stack, widths, FILTERS))
        self.frame_sim_layer, self.color_hist_layer = FrameSimilarity(), ColourSimilarity()
        places = (HEIGHT >> len(FILTERS)) * (WIDTH >> len(FILTERS))
        self.fc1 = nn.Linear(2 * COMPARED + widths[-1] * places, HIDDEN)
        self.cls_layer1, self.cls_layer2 = nn.Linear(HIDDEN, 1), nn.Linear(HIDDEN, 1)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """How surely shots change at each frame.

        Args:
            pictures: `(N, T, HEIGHT, WIDTH, 3)`, R'G'B' bytes.

        Returns:
            `(N, T)` in [0, 1]: that the frame is the last before a change (the middle one of a
            slow change), and that it is part of one.
        """
        features = pictures.permute(0, 4, 1, 2, 3).float() / 255
        stacked = []
        for stack in self.SDDCNN:
            features = stack(features)
            stacked.append(features)
        seen = (
            self.color_hist_layer(pictures),
            self.frame_sim_layer(stacked),
            features.permute(0, 2, 3, 4, 1).flatten(2),
        )
        hidden = self.fc1(torch.cat(seen, 2)).relu()
        one, many = (layer(hidden)[..., 0] for layer in (self.cls_layer1, self.cls_layer2))
        return one.sigmoid(), many.sigmoid()


def neighbourly(rows: Tensor) -> Tensor:
    """Cosines of each of `(N, T, C)` with the `LOOKUP` around it, 0 beyond the ends."""
    rows = F.normalize(rows, dim=2)
    padded = F.pad(rows @ rows.mT, (LOOKUP // 2, LOOKUP // 2))
    return padded.unfold(2, LOOKUP, 1).diagonal(dim1=1, dim2=2).mT


def histograms(pictures: Tensor) -> Tensor:
    """How often each of 8 x 8 x 8 colours is in `(N, T, H, W, 3)` bytes: `(N, T, 512)`."""
    red, green, blue = (pictures.long() >> 5).flatten(2, 3).unbind(3)
    places = red << 6 | green << 3 | blue
    counts = torch.zeros(*places.shape[:2], 512, device=places.device)
    return counts.scatter_add_(2, places, torch.ones_like(places, dtype=counts.dtype))
