"""Weights in the format of ncnn: a text file `.param` with the layers, a `.bin` with the numbers.

Only what the super-resolution networks of our catalogue use: convolutions and PReLU, in the order
of the file, stored as fp32 or fp16 (https://github.com/Tencent/ncnn/wiki, "param and model file
structure"). The graph is not executed: its convolutions are mapped onto our own networks.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
import torch

from app.base.errors import ModelError
from app.inference.loaders import plain
from app.inference.loaders.weights_file import damaged

if TYPE_CHECKING:
    from pathlib import Path

    from app.inference.loaders.loaded import LoadedModule
    from app.inference.loaders.weights_file import State, WeightsFile

MAGIC = "7767517"
FP16_FLAG = 0x01306B47
LARGEST_PARAM = 4_000_000

_FIELD = re.compile(r"(-?\d+)=(\S+)")


@dataclass(frozen=True, slots=True)
class Layer:
    """One line of the `.param` file: its type and numbered settings, as text."""

    kind: str
    settings: dict[int, str]

    def number(self, key: int, default: int = 0) -> int:
        """A whole setting; ValueError when it is not one."""
        return int(self.settings.get(key, default))


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
    except (ValueError, OverflowError, MemoryError) as error:
        raise damaged(file.path, error) from error
    state = _named(layers, tensors)
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
        if layer.kind == "Convolution":
            outputs, size = layer.number(0), layer.number(1)
            count = layer.number(6)
            weight, place = _weights(data, place, count)
            tensors.append(weight.reshape(outputs, -1, size, size))
            if layer.number(5):
                bias, place = _floats(data, place, outputs)
                tensors.append(bias)
        elif layer.kind == "PReLU":
            slopes, place = _floats(data, place, layer.number(0))
            tensors.append(slopes)
    if place != data.size:
        raise ValueError(f"{data.size - place} bytes are left over")
    return tensors


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


def _named(layers: list[Layer], tensors: list[torch.Tensor]) -> State | None:
    """The tensors under the names of our RRDB or Compact; None when the layers fit neither."""
    kinds = [layer.kind for layer in layers]
    convolutions = kinds.count("Convolution")
    if len(tensors) == 2 * convolutions + kinds.count("PReLU") and "PReLU" in kinds:
        return dict(zip(_compact_names(convolutions), tensors, strict=False))
    blocks, rest = divmod(convolutions - 6, 15)
    if rest or blocks < 1 or kinds.count("Interp") != 2 or len(tensors) != 2 * convolutions:
        return None
    if not _activations_fit(layers):
        return None
    names = [f"{name}.{part}" for name in _rrdb_names(blocks) for part in ("weight", "bias")]
    return dict(zip(names, tensors, strict=True))


def _activations_fit(layers: list[Layer]) -> bool:
    """Whether each activation fused into a convolution is the leaky ReLU of slope 0.2."""
    fused = [layer.settings for layer in layers if layer.settings.get(9, "0") != "0"]
    slopes = [settings.get(-23310, "").rpartition(",")[2] for settings in fused]
    return all(s[9] == "2" for s in fused) and all(slope[:4] in ("2.00", "0.2") for slope in slopes)


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
