"""Packs: many picture files as one, so that a training set travels and loads as a piece."""

from __future__ import annotations

import io
from concurrent.futures import ThreadPoolExecutor
from typing import TYPE_CHECKING

import numpy as np
import torch
from PIL import Image
from safetensors.torch import load_file, save_file

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

PICTURES = {".jpg", ".jpeg", ".png", ".bmp"}


def encoded(path: Path) -> bytes:
    """A picture file's bytes; an uncompressed one's as PNG."""
    if path.suffix.lower() != ".bmp":
        return path.read_bytes()
    stream = io.BytesIO()
    Image.open(path).convert("RGB").save(stream, "PNG", optimize=True)
    return stream.getvalue()


def write_pack(target: Path, root: Path, folders: list[str]) -> int:
    """Pack every picture in `folders` of `root`, named by its path under `root`; gives their count.

    The pack is a safetensors file of byte rows: no format of our own, and nothing to unpickle.
    """
    files = sorted(
        path
        for folder in folders
        for path in (root / folder).iterdir()
        if path.suffix.lower() in PICTURES
    )
    rows = {
        path.relative_to(root).as_posix(): torch.frombuffer(
            bytearray(encoded(path)), dtype=torch.uint8
        )
        for path in files
    }
    target.parent.mkdir(parents=True, exist_ok=True)
    save_file(rows, target)
    return len(rows)


def decode(row: Tensor) -> Tensor:
    """One packed picture: `(H, W, 3)` bytes, R'G'B'."""
    with Image.open(io.BytesIO(row.numpy().tobytes())) as picture:
        return torch.from_numpy(np.array(picture.convert("RGB")))


def read_pack(path: Path, workers: int = 4) -> dict[str, Tensor]:
    """Every picture of a pack by name, `(H, W, 3)` bytes in main memory, in the names' order."""
    rows = dict(sorted(load_file(path).items()))
    with ThreadPoolExecutor(workers) as pool:
        return dict(zip(rows, pool.map(decode, rows.values()), strict=True))


def read_tiles(path: Path, device: torch.device) -> Tensor:
    """A pack of pictures of one size as one tensor `(N, H, W, 3)` of bytes on `device`."""
    return torch.stack(list(read_pack(path).values())).to(device)
