"""DnCNN: Zhang et al., "Beyond a Gaussian Denoiser", IEEE TIP 2017 (batch norms folded in)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import nn

if TYPE_CHECKING:
    from torch import Tensor


class DnCNN(nn.Module):
    """Plain 3×3 convolutions with ReLU that predict the noise, which is subtracted.

    Attributes:
        receptive_field: One pixel per convolution: exact.
    """

    def __init__(self, pixels: int = 1, channels: int = 64, convolutions: int = 17) -> None:
        super().__init__()
        layers: list[nn.Module] = [nn.Conv2d(pixels, channels, 3, padding=1), nn.ReLU()]
        for _ in range(convolutions - 2):
            layers += [nn.Conv2d(channels, channels, 3, padding=1), nn.ReLU()]
        layers.append(nn.Conv2d(channels, pixels, 3, padding=1))
        self.model = nn.Sequential(*layers)
        self.receptive_field = convolutions

    def forward(self, pictures: Tensor) -> Tensor:
        """`(N, pixels, H, W)` in [0, 1] to the same shape."""
        noise: Tensor = self.model(pictures)
        return pictures - noise
