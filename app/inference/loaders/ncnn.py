"""Weights in the format of ncnn: a text file `.param` with the layers, a `.bin` with the numbers.

Only what the super-resolution networks of our catalogue use: convolutions, both ways, products
with a matrix, and PReLU, in the order of the file, stored as fp32 or fp16
(https://github.com/Tencent/ncnn/wiki, "param and model file structure"). The graph is not executed:
its layers are mapped onto our own networks.
"""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, NamedTuple

import numpy as np
import torch

from app.base.errors import ModelError
from app.inference.loaders import plain
from app.inference.loaders.ncnn_layers import Layer, named
from app.inference.loaders.weights_file import damaged

if TYPE_CHECKING:
    from pathlib import Path

    from app.inference.loaders.loaded import LoadedModule
    from app.inference.loaders.weights_file import WeightsFile

MAGIC = "7767517"
FP16_FLAG = 0x01306B47
LARGEST_PARAM = 4_000_000


class Keys(NamedTuple):
    """Which of a layer's settings say how many weights it has and whether there is a bias."""

    weights: int
    bias: int


WEIGHTED = {"Convolution": Keys(6, 5), "Deconvolution": Keys(6, 5), "InnerProduct": Keys(2, 1)}

_FIELD = re.compile(r"(-?\d+)=(\S+)")


def load(file: WeightsFile) -> LoadedModule | None:
    """The RRDB or Compact network in a `.bin` with its `.param` beside it; None for other files.

    Raises:
        ModelError: damaged, or a network we cannot map.
    """
    param = file.path.with_suffix(".param")
    if file.suffix != ".bin" or not param.is_file():
        return None
    layers = read_param(param)
    try:
        tensors = _read_tensors(layers, np.fromfile(file.path, np.uint8))
        state = named(layers, tensors)
    except (ValueError, OverflowError, MemoryError) as error:
        raise damaged(file.path, error) from error
    loaded = plain.from_state(state, file.path.name) if state else None
    if loaded is None:
        raise ModelError(
            f"{file.path.name} is an ncnn network of a kind we cannot run; "
            "look for it as .safetensors or .onnx."
        )
    return loaded


def read_param(path: Path) -> list[Layer]:
    """The layers of a `.param` file, in order.

    Raises:
        ModelError: it is not one.
    """
    if path.stat().st_size > LARGEST_PARAM:
        raise damaged(path, "far too long for a list of layers")
    lines = path.read_text("utf-8", errors="replace").splitlines()
    if len(lines) < 3 or lines[0].strip() != MAGIC:
        raise damaged(path, "it does not begin as an ncnn network does")
    words = [line.split(maxsplit=1) for line in lines[2:] if line.strip()]
    return [
        Layer(word[0], {int(k): v for k, v in _FIELD.findall(word[-1]) if len(k) < 8})
        for word in words
    ]


def _read_tensors(layers: list[Layer], data: np.ndarray) -> list[torch.Tensor]:
    """The numbers of all layers, in order: weight, bias, slopes. The whole file must be used."""
    tensors: list[torch.Tensor] = []
    place = 0
    for layer in layers:
        if layer.kind in WEIGHTED:
            weight, place = _weights(data, place, layer.number(WEIGHTED[layer.kind].weights))
            tensors.append(_shaped(weight, layer))
            if layer.number(WEIGHTED[layer.kind].bias):
                bias, place = _floats(data, place, layer.number(0))
                tensors.append(bias)
        elif layer.kind == "PReLU":
            slopes, place = _floats(data, place, layer.number(0))
            tensors.append(slopes)
    if place != data.size:
        raise ValueError(f"{data.size - place} bytes are left over")
    return tensors


def _shaped(weight: torch.Tensor, layer: Layer) -> torch.Tensor:
    """As torch has them: of transposed convolutions, the channels that come in are first."""
    if layer.kind == "InnerProduct":
        return weight.reshape(layer.number(0), -1)
    size = layer.number(1)
    shaped = weight.reshape(layer.number(0), -1, size, size)
    return shaped.transpose(0, 1) if layer.kind == "Deconvolution" else shaped


def _weights(data: np.ndarray, place: int, count: int) -> tuple[torch.Tensor, int]:
    """Numbers behind a flag that says how they are stored."""
    flag = int(_slice(data, place, 4).view(np.uint32)[0])
    if flag == 0:
        return _floats(data, place + 4, count)
    if flag != FP16_FLAG:
        raise ValueError(f"its weights are stored in an unknown way, 0x{flag:08x}")
    values = _slice(data, place + 4, 2 * count).view(np.float16).astype(np.float32)
    return torch.from_numpy(values), place + 4 + (2 * count + 3) // 4 * 4


def _floats(data: np.ndarray, place: int, count: int) -> tuple[torch.Tensor, int]:
    values = _slice(data, place, 4 * count).view(np.float32)
    return torch.from_numpy(values.copy()), place + 4 * count


def _slice(data: np.ndarray, place: int, length: int) -> np.ndarray:
    if length < 1 or place + length > data.size:
        raise ValueError("it ends in the middle of a layer")
    return data[place : place + length].copy()
