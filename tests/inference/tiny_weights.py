"""Weights files with tiny random networks, one per loader."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from safetensors.torch import save_file

from app.inference.loaders.reel import ARCHITECTURES
from app.inference.nets.animesr import AnimeSR
from app.inference.nets.aod import AODNet
from app.inference.nets.basicvsr import BasicVSR
from app.inference.nets.compact import Compact
from app.inference.nets.dncnn import DnCNN
from app.inference.nets.iat import IAT
from app.inference.nets.image_lut import AdaInt
from app.inference.nets.rife import RIFE
from app.inference.nets.rlfn import RLFN
from app.inference.nets.rrdb import RRDB
from app.inference.nets.sci import SCI
from app.inference.nets.sinet import SINet

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from torch import nn


def seeded(build: Callable[[], nn.Module]) -> nn.Module:
    """A network with the same random weights each time."""
    torch.manual_seed(1)
    return build()


def compact_pth(folder: Path) -> Path:
    path = folder / "compact.pth"
    torch.save({"params": seeded(lambda: Compact(2, 8, 2)).state_dict()}, path)
    return path


def rlfn_pth(folder: Path) -> Path:
    path = folder / "rlfn.pth"
    torch.save(seeded(lambda: RLFN(2, 8, 4)).state_dict(), path)
    return path


def dncnn_pth(folder: Path) -> Path:
    path = folder / "dncnn.pth"
    torch.save(seeded(lambda: DnCNN(1, 8, 15)).state_dict(), path)
    return path


def basicvsr_pth(folder: Path) -> Path:
    path = folder / "basicvsr.pth"
    torch.save({"params": seeded(lambda: BasicVSR(8, 1, 4, 4)).state_dict()}, path)
    return path


def animesr_pth(folder: Path) -> Path:
    path = folder / "animesr.pth"
    torch.save(seeded(lambda: AnimeSR(8, (3, 2, 1), 4, 1)).state_dict(), path)
    return path


def sci_pt(folder: Path) -> Path:
    """As published: with tensors that only training needs."""
    path = folder / "sci.pt"
    extra = {"calibrate.in_conv.0.weight": torch.zeros(16, 3, 3, 3)}
    torch.save(seeded(SCI).state_dict() | extra, path)
    return path


def aod_pth(folder: Path) -> Path:
    path = folder / "aod.pth"
    torch.save(seeded(AODNet).state_dict(), path)
    return path


def iat_pth(folder: Path) -> Path:
    path = folder / "iat.pth"
    torch.save(seeded(IAT).state_dict(), path)
    return path


def adaint_pth(folder: Path) -> Path:
    path = folder / "adaint.pth"
    torch.save({"state_dict": seeded(lambda: AdaInt(5, 2)).state_dict()}, path)
    return path


def sinet_pth(folder: Path) -> Path:
    path = folder / "sinet.pth"
    torch.save(seeded(SINet).state_dict(), path)
    return path


def rife_pkl(folder: Path) -> Path:
    """As published: of several trainers' copies, with tensors that only training needs."""
    path = folder / "rife.pkl"
    state = seeded(lambda: RIFE((8, 8, 8, 8))).state_dict()
    state |= {"block_tea.lastconv.bias": torch.zeros(5)}
    torch.save({f"module.{name}": tensor for name, tensor in state.items()}, path)
    return path


def rrdb_safetensors(folder: Path, scale: int = 2) -> Path:
    path = folder / f"rrdb{scale}.safetensors"
    save_file(seeded(lambda: RRDB(scale, 8, 4, 1)).state_dict(), path)
    return path


def reel_safetensors(folder: Path, architecture: str, config: dict[str, Any]) -> Path:
    import importlib

    path = folder / f"{architecture}.safetensors"
    build = importlib.import_module(ARCHITECTURES[architecture].module).build
    state = seeded(lambda: build(config)).state_dict()
    save_file(state, path, {"architecture": architecture, "config": json.dumps(config)})
    return path


def ncnn_bin(folder: Path) -> Path:
    """The ncnn form of a small RRDB, weights as fp16 like the published files."""
    module = seeded(lambda: RRDB(4, 8, 4, 1))
    lines, data = [], bytearray()
    for name, layer in module.named_modules():
        if not isinstance(layer, torch.nn.Conv2d):
            continue
        count = layer.weight.numel()
        lines.append(f"Convolution {name} 1 1 a b 0={layer.out_channels} 1=3 4=1 5=1 6={count}")
        values = layer.weight.detach().numpy().astype(np.float16).tobytes()
        data += (0x01306B47).to_bytes(4, "little") + values + b"\0" * (-len(values) % 4)
        assert layer.bias is not None
        data += layer.bias.detach().numpy().tobytes()
    lines += ["Interp up1 1 1 a b 0=1", "Interp up2 1 1 a b 0=1"]
    path = folder / "tiny.bin"
    path.write_bytes(data)
    head = f"7767517\n{len(lines)} {len(lines)}\n"
    path.with_suffix(".param").write_text(head + "\n".join(lines) + "\n")
    return path


def spandrel_pth(folder: Path) -> Path:
    """SPAN, which only spandrel knows."""
    from spandrel.architectures.SPAN.__arch.span import SPAN

    path = folder / "span.pth"
    module = seeded(lambda: SPAN(num_in_ch=3, num_out_ch=3, feature_channels=8, upscale=2))
    torch.save(module.state_dict(), path)
    return path


def onnx_file(folder: Path) -> Path:
    """A ×2 nearest-neighbour network, written as the protobuf it is (ONNX IR 8, opset 13)."""
    scales = np.array([1, 1, 2, 2], np.float32).tobytes()
    tensor = _bytes(1, _varint(4)) + _field(2, 1) + _bytes(8, b"scales") + _bytes(9, scales)
    attribute = _bytes(1, b"mode") + _bytes(4, b"nearest") + _field(20, 3)
    node = b"".join(_bytes(1, name) for name in (b"x", b"", b"scales"))
    node += _bytes(2, b"y") + _bytes(4, b"Resize") + _bytes(5, attribute)
    graph = _bytes(1, node) + _bytes(2, b"g") + _bytes(5, tensor)
    graph += _bytes(11, _value(b"x")) + _bytes(12, _value(b"y"))
    opset = _bytes(1, b"") + _field(2, 13)
    path = folder / "double.onnx"
    path.write_bytes(_field(1, 8) + _bytes(7, graph) + _bytes(8, opset))
    return path


def _value(name: bytes) -> bytes:
    """A float tensor `(n, 3, h, w)` of free size."""
    sizes = (_bytes(2, b"n"), _field(1, 3), _bytes(2, b"h"), _bytes(2, b"w"))
    shape = b"".join(_bytes(1, size) for size in sizes)
    kind = _bytes(1, _field(1, 1) + _bytes(2, shape))
    return _bytes(1, name) + _bytes(2, kind)


def _varint(value: int) -> bytes:
    low, rest = value & 127, value >> 7
    return bytes([low | 128]) + _varint(rest) if rest else bytes([low])


def _field(number: int, value: int) -> bytes:
    return _varint(number << 3) + _varint(value)


def _bytes(number: int, content: bytes) -> bytes:
    return _varint(number << 3 | 2) + _varint(len(content)) + content
