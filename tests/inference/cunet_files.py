"""CUNet weights files as they are published: ncnn's two files, fp16."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
import torch
from torch import nn

from app.inference.nets.cunet import CUNet
from tests.inference.tiny_weights import seeded

if TYPE_CHECKING:
    from pathlib import Path

LEAKY = "9=2 -23310=1,1.000000e-01"


def cunet_pth(folder: Path, scale: int) -> Path:
    path = folder / f"cunet{scale}.pth"
    torch.save(seeded(lambda: CUNet(scale)).state_dict(), path)
    return path


def cunet_ncnn(folder: Path, scale: int, products: tuple[str, str] = ("9=1", "9=4")) -> Path:
    """Args: `products` are the activations that follow the two products of an excitation."""
    module = seeded(lambda: CUNet(scale))
    layers = [each for each in module.modules() if isinstance(each, LAYERS)]
    linear = [each for each in layers if isinstance(each, nn.Linear)]
    lines = ["Input in0 0 1 in0"]
    data = bytearray()
    for layer in layers:
        follows = products[linear.index(layer) % 2] if layer in linear else LEAKY
        lines.append(_line(layer, follows))
        data += _numbers(layer)
    lines.append("PixelShuffle out 1 1 a b 0=2" if scale == 4 else "BinaryOp out 2 1 a b c")
    path = folder / f"cunet{scale}.bin"
    path.write_bytes(data)
    head = f"7767517\n{len(lines)} {len(lines)}\n"
    path.with_suffix(".param").write_text(head + "\n".join(lines) + "\n")
    return path


LAYERS = (nn.Conv2d, nn.ConvTranspose2d, nn.Linear)


def _line(layer: nn.Module, follows: str) -> str:
    assert isinstance(layer, LAYERS)
    count = layer.weight.numel()
    if isinstance(layer, nn.Linear):
        return f"InnerProduct p 1 1 a b 0={layer.out_features} 1=1 2={count} {follows}"
    kind = "Deconvolution" if isinstance(layer, nn.ConvTranspose2d) else "Convolution"
    size, stride = layer.kernel_size[0], layer.stride[0]
    return f"{kind} c 1 1 a b 0={layer.out_channels} 1={size} 3={stride} 5=1 6={count} {follows}"


def _numbers(layer: nn.Module) -> bytes:
    assert isinstance(layer, LAYERS)
    assert layer.bias is not None
    weight = layer.weight.detach()
    if isinstance(layer, nn.ConvTranspose2d):
        weight = weight.transpose(0, 1).contiguous()
    values = weight.numpy().astype(np.float16).tobytes()
    filled = values + b"\0" * (-len(values) % 4)
    return (0x01306B47).to_bytes(4, "little") + filled + layer.bias.detach().numpy().tobytes()
