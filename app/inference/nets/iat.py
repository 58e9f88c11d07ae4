"""IAT: Cui et al., "You Only Need 90K Parameters to Adapt Light", BMVC 2022."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch
import torch.nn.functional as F
from torch import nn

from app.inference.nets.edges import with_edges
from app.inference.nets.guided import Guided

if TYPE_CHECKING:
    from torch import Tensor

WIDTH = 16
"""Features of the local branch."""

LONGEST = 600
"""Longer side of the copy that the global branch looks at: as large as what it was trained on."""

QUESTIONS = 10
"""What the global branch asks the picture: one gamma, and nine entries of a colour matrix."""

HEADS = 4
BLACK = 1e-8


class ChannelMix(nn.Module):
    """A learnt rotation of the features, and a scale and shift of each: stands for a norm."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.color = nn.Parameter(torch.eye(channels))
        self.alpha = nn.Parameter(torch.ones(1, 1, channels))
        self.beta = nn.Parameter(torch.zeros(1, 1, channels))

    def forward(self, features: Tensor) -> Tensor:
        """`(N, C, H, W)` to the same shape."""
        mixed = F.conv2d(features, self.color[..., None, None])
        return mixed * self.alpha.reshape(1, -1, 1, 1) + self.beta.reshape(1, -1, 1, 1)


class PixelMLP(nn.Module):
    """Two layers for each pixel by itself."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.fc1 = nn.Conv2d(channels, 4 * channels, 1)
        self.fc2 = nn.Conv2d(4 * channels, channels, 1)

    def forward(self, features: Tensor) -> Tensor:
        """`(N, C, H, W)` to the same shape."""
        result: Tensor = self.fc2(F.gelu(self.fc1(features)))
        return result


class LocalBlock(nn.Module):
    """A transformer block whose attention is a depthwise 5 x 5 convolution."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.pos_embed = nn.Conv2d(channels, channels, 3, padding=1, groups=channels)
        self.norm1, self.norm2 = ChannelMix(channels), ChannelMix(channels)
        self.conv1 = nn.Conv2d(channels, channels, 1)
        self.conv2 = nn.Conv2d(channels, channels, 1)
        self.attn = nn.Conv2d(channels, channels, 5, padding=2, groups=channels)
        self.mlp = PixelMLP(channels)
        self.gamma_1 = nn.Parameter(torch.ones(1, channels, 1, 1))
        self.gamma_2 = nn.Parameter(torch.ones(1, channels, 1, 1))

    def forward(self, features: Tensor) -> Tensor:
        """`(N, C, H, W)` to the same shape."""
        features = features + self.pos_embed(features)
        seen = self.conv2(self.attn(self.conv1(self.norm1(features))))
        features = features + self.gamma_1 * seen
        result: Tensor = features + self.gamma_2 * self.mlp(self.norm2(features))
        return result


class LocalBranch(nn.Module):
    """A factor and an offset for every sample."""

    def __init__(self) -> None:
        super().__init__()
        self.conv1 = nn.Conv2d(3, WIDTH, 3, padding=1)
        self.mul_blocks = nn.Sequential(*(LocalBlock(WIDTH) for _ in range(3)))
        self.add_blocks = nn.Sequential(*(LocalBlock(WIDTH) for _ in range(3)))
        self.mul_end = nn.Sequential(nn.Conv2d(WIDTH, 3, 3, padding=1), nn.ReLU())
        self.add_end = nn.Sequential(nn.Conv2d(WIDTH, 3, 3, padding=1), nn.Tanh())

    def forward(self, pictures: Tensor) -> Tensor:
        """The picture `(N, 3, H, W)` with both applied."""
        features = F.leaky_relu(self.conv1(pictures), 0.2)
        factor = self.mul_end(self.mul_blocks(features) + features)
        offset = self.add_end(self.add_blocks(features) + features)
        result: Tensor = pictures * factor + offset
        return result


class Questions(nn.Module):
    """Attention whose queries are learnt: each asks one thing of all places of the picture."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.q = nn.Parameter(torch.ones(1, QUESTIONS, channels))
        self.k = nn.Linear(channels, channels, bias=False)
        self.v = nn.Linear(channels, channels, bias=False)
        self.proj = nn.Linear(channels, channels)

    def forward(self, places: Tensor) -> Tensor:
        """`(N, H·W, C)` to `(N, QUESTIONS, C)`."""
        asked = self.q.expand(len(places), -1, -1)
        answers = F.scaled_dot_product_attention(
            _headed(asked), _headed(self.k(places)), _headed(self.v(places))
        )
        result: Tensor = self.proj(answers.transpose(1, 2).flatten(2))
        return result


def _headed(rows: Tensor) -> Tensor:
    return rows.reshape(*rows.shape[:2], HEADS, -1).transpose(1, 2)


class RowMLP(nn.Module):
    """Two layers for each row by itself."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.fc1 = nn.Linear(channels, 4 * channels)
        self.fc2 = nn.Linear(4 * channels, channels)

    def forward(self, rows: Tensor) -> Tensor:
        """`(N, rows, C)` to the same shape."""
        result: Tensor = self.fc2(F.gelu(self.fc1(rows)))
        return result


class Embedding(nn.Module):
    """A quarter of the size, more features."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        half = channels // 2
        self.proj = nn.Sequential(
            nn.Conv2d(3, half, 3, stride=2, padding=1), nn.BatchNorm2d(half), nn.GELU(),
            nn.Conv2d(half, channels, 3, stride=2, padding=1), nn.BatchNorm2d(channels),
        )  # fmt: skip

    def forward(self, pictures: Tensor) -> Tensor:
        """`(N, 3, H, W)` to `(N, channels, H/4, W/4)`."""
        result: Tensor = self.proj(pictures)
        return result


class Generator(nn.Module):
    """Features of places to one row for each question."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.pos_embed = nn.Conv2d(channels, channels, 3, padding=1, groups=channels)
        self.norm1, self.norm2 = nn.LayerNorm(channels), nn.LayerNorm(channels)
        self.attn = Questions(channels)
        self.mlp = RowMLP(channels)

    def forward(self, features: Tensor) -> Tensor:
        """`(N, C, H, W)` to `(N, QUESTIONS, C)`."""
        places = (features + self.pos_embed(features)).flatten(2).transpose(1, 2)
        rows = self.attn(self.norm1(places))
        result: Tensor = rows + self.mlp(self.norm2(rows))
        return result


class GlobalBranch(nn.Module):
    """The gamma and the colour matrix that suit the whole picture."""

    def __init__(self, channels: int = 64) -> None:
        super().__init__()
        self.gamma_base = nn.Parameter(torch.ones(1))
        self.color_base = nn.Parameter(torch.eye(3))
        self.conv_large = Embedding(channels)
        self.generator = Generator(channels)
        self.gamma_linear = nn.Linear(channels, 1)
        self.color_linear = nn.Linear(channels, 1)

    def forward(self, pictures: Tensor) -> tuple[Tensor, Tensor]:
        """`(N, 3, H, W)` to a gamma `(N, 1)` and a matrix `(N, 3, 3)`."""
        rows = self.generator(self.conv_large(pictures))
        gamma = self.gamma_linear(rows[:, 0]) + self.gamma_base
        colour = self.color_linear(rows[:, 1:]).reshape(-1, 3, 3) + self.color_base
        return gamma, colour


class IAT(Guided):
    """A factor and offset for each sample, then a matrix and a gamma for the whole picture.

    Attributes:
        receptive_field: Of the local branch: exact; the global one has its own small copy.
    """

    receptive_field = 1 + 3 * (1 + 2) + 1

    def __init__(self) -> None:
        super().__init__()
        self.local_net = LocalBranch()
        self.global_net = GlobalBranch()

    def survey(self, pictures: Tensor) -> tuple[Tensor, ...]:
        """Gammas `(N, 1)` and colour matrices `(N, 3, 3)`."""
        height, width = pictures.shape[-2:]
        shrink = LONGEST / max(height, width)
        if shrink < 1:
            size = max(1, round(height * shrink)), max(1, round(width * shrink))
            pictures = F.interpolate(pictures, size, mode="area")
        gamma, colour = self.global_net(2 * pictures - 1)
        return gamma, colour

    def guided(self, pictures: Tensor, *guide: Tensor) -> Tensor:
        """`(N, 3, H, W)` in [0, 1] to the same shape."""
        gamma, colour = guide
        lit = with_edges(self.local_net, 2 * pictures - 1, self.receptive_field)
        mixed = torch.einsum("nij,njhw->nihw", colour, lit).clamp(BLACK, 1)
        result: Tensor = mixed ** gamma[..., None, None]
        return result
