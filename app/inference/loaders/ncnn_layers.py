"""Which of our networks the layers of an ncnn file are, and what their tensors are called there."""

from __future__ import annotations

import math
from dataclasses import dataclass
from typing import TYPE_CHECKING

import torch

from app.inference.nets.cunet import MARGINS, CUNet

if TYPE_CHECKING:
    from app.inference.loaders.weights_file import State

SPATIAL = ("Convolution", "Deconvolution")
RELU, SIGMOID = "1", "4"
"""How ncnn writes that these follow a layer."""

EXCITATIONS = 4
"""In a CUNet, each of two inner products."""

PICTURE = 3
"""Channels of a picture."""


@dataclass(frozen=True, slots=True)
class Layer:
    """One line of the `.param` file: its type and numbered settings, as text."""

    kind: str
    settings: dict[int, str]

    def number(self, key: int, default: int = 0) -> int:
        """A whole setting; ValueError when it is not one."""
        return int(self.settings.get(key, default))


def named(layers: list[Layer], tensors: list[torch.Tensor]) -> State | None:
    """The tensors under the names of our RRDB, Compact or CUNet; None when the layers fit none."""
    kinds = [layer.kind for layer in layers]
    if kinds.count("InnerProduct") == 2 * EXCITATIONS:
        return _named_cunet(layers, tensors)
    convolutions = kinds.count("Convolution")
    if len(tensors) == 2 * convolutions + kinds.count("PReLU") and "PReLU" in kinds:
        return dict(zip(_compact_names(convolutions), tensors, strict=False))
    blocks, rest = divmod(convolutions - 6, 15)
    if rest or blocks < 1 or kinds.count("Interp") != 2 or len(tensors) != 2 * convolutions:
        return None
    if not _activations_fit(layers, 0.2):
        return None
    names = [f"{name}.{part}" for name in _rrdb_names(blocks) for part in ("weight", "bias")]
    return dict(zip(names, tensors, strict=True))


def _named_cunet(layers: list[Layer], tensors: list[torch.Tensor]) -> State | None:
    """Layers stand in the file in the order in which they work, which is that of our network."""
    with torch.device("meta"):
        expected = CUNet(_cunet_scale(layers)).state_dict()
    products = [layer.settings.get(9) for layer in layers if layer.kind == "InnerProduct"]
    if products != [RELU, SIGMOID] * EXCITATIONS or not _activations_fit(layers, 0.1):
        return None
    shapes = [tensor.shape for tensor in expected.values()]
    if [tensor.shape for tensor in tensors] != shapes:
        return None
    return dict(zip(expected, tensors, strict=True))


def _cunet_scale(layers: list[Layer]) -> int:
    if layers[-1].kind == "PixelShuffle":
        return 4
    enlarging = [
        layer.number(3)
        for layer in layers
        if layer.kind == "Deconvolution" and layer.number(0) == PICTURE
    ]
    return enlarging[0] if enlarging and enlarging[0] in MARGINS else 1


def _activations_fit(layers: list[Layer], slope: float) -> bool:
    """Whether each activation fused into a convolution is the leaky ReLU of that slope."""
    fused = [layer.settings for layer in layers if layer.kind in SPATIAL and layer.number(9)]
    found = [settings.get(-23310, "").rpartition(",")[2] for settings in fused]
    return all(s[9] == "2" for s in fused) and all(
        math.isclose(float(f or 0), slope) for f in found
    )


def _rrdb_names(blocks: int) -> list[str]:
    dense = [
        f"body.{block}.rdb{part}.conv{number}"
        for block in range(blocks)
        for part in (1, 2, 3)
        for number in range(1, 6)
    ]
    return ["conv_first", *dense, "conv_body", "conv_up1", "conv_up2", "conv_hr", "conv_last"]


def _compact_names(convolutions: int) -> list[str]:
    names: list[str] = []
    for number in range(convolutions):
        names += [f"body.{2 * number}.weight", f"body.{2 * number}.bias"]
        names.append(f"body.{2 * number + 1}.weight")
    return names
