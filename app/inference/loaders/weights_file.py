"""Reading tensors from untrusted files: nothing in them runs, nothing grows beyond its file.

Pickles are read by torch's restricted unpickler only (`weights_only=True`), which knows tensors
and plain containers and refuses every other global.
"""

from __future__ import annotations

import zipfile
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING

import torch
from safetensors import SafetensorError, safe_open

from app.base.errors import ModelError
from app.base.text import format_bytes

if TYPE_CHECKING:
    from pathlib import Path

    from torch import Tensor

LARGEST_FILE = 2_000_000_000
"""Bytes; every network we can run is far smaller."""

MOST_COMPRESSED = 2
"""Weights claim at most so many times the bytes of their file."""

PICKLED = (".pth", ".pt", ".pkl", ".ckpt")
WRAPPERS = ("params_ema", "params", "state_dict", "model_state_dict", "model", "net", "generator")
"""Where trainers put the state dict inside the saved object, best first."""

State = dict[str, "Tensor"]


@dataclass(frozen=True)
class WeightsFile:
    """One file on the disk, read when first asked and once only."""

    path: Path

    @property
    def suffix(self) -> str:
        """The ending, lower case, with its dot."""
        return self.path.suffix.lower()

    @cached_property
    def metadata(self) -> dict[str, str]:
        """The text pairs in the header of a safetensors file; else empty.

        Raises:
            ModelError: the file is damaged.
        """
        if self.suffix != ".safetensors":
            return {}
        try:
            with safe_open(self.path, framework="pt") as file:
                return dict(file.metadata() or {})
        except (SafetensorError, OSError, ValueError) as error:
            raise damaged(self.path, error) from error

    @cached_property
    def state(self) -> State | None:
        """Names and tensors on the CPU, or None for a kind of file that holds none.

        Raises:
            ModelError: the file is damaged, too large, or holds anything but tensors.
        """
        if self.suffix == ".safetensors":
            return _read_safetensors(self.path)
        if self.suffix in PICKLED:
            return _read_pickle(self.path)
        return None

    def check_size(self) -> None:
        """Refuse a missing, empty or huge file before anything reads it.

        Raises:
            ModelError: it is one of these.
        """
        if not self.path.is_file():
            raise ModelError(f"There is no file {self.path}; check the name.")
        size = self.path.stat().st_size
        if size > LARGEST_FILE:
            raise ModelError(
                f"{self.path.name} is {format_bytes(size)}, more than the "
                f"{format_bytes(LARGEST_FILE)} a model may have; choose a smaller one."
            )


def damaged(path: Path, error: object) -> ModelError:
    """The refusal of a file whose content is not what its name says."""
    detail = (str(error).strip().splitlines() or [""])[0][:160]
    return ModelError(
        f"{path.name} is damaged or not a weights file ({detail}); get it again from its source."
    )


def _read_safetensors(path: Path) -> State:
    try:
        with safe_open(path, framework="pt") as file:
            return {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
    except (SafetensorError, OSError, ValueError, RuntimeError) as error:
        raise damaged(path, error) from error


def _read_pickle(path: Path) -> State:
    _check_archive(path)
    try:
        saved = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # a hostile pickle can make its reader raise anything
        if "Unsupported global" in str(error):
            raise ModelError(
                f"{path.name} holds program code instead of plain weights and was not run; "
                "ask its author for a .safetensors file."
            ) from error
        raise damaged(path, error) from error
    state = _unwrapped(saved, path)
    _check_tensors(state, path)
    return state


def _check_archive(path: Path) -> None:
    """Refuse an archive that grows when unpacked: weights are noise and do not compress."""
    if not zipfile.is_zipfile(path):
        return
    try:
        with zipfile.ZipFile(path) as archive:
            members = archive.infolist()
    except (zipfile.BadZipFile, OSError, ValueError, NotImplementedError) as error:
        raise damaged(path, error) from error
    unpacked = sum(member.file_size for member in members)
    if unpacked > min(LARGEST_FILE, MOST_COMPRESSED * path.stat().st_size):
        raise damaged(path, "its archive unpacks to far more than a network needs")


def _unwrapped(saved: object, path: Path) -> State:
    for key in WRAPPERS:
        if isinstance(saved, dict) and isinstance(saved.get(key), dict):
            saved = saved[key]
            break
    if not isinstance(saved, dict) or not saved:
        raise damaged(path, "it holds no named tensors")
    if not all(isinstance(k, str) and isinstance(v, torch.Tensor) for k, v in saved.items()):
        raise damaged(path, "it holds other things than named tensors")
    return {name.removeprefix("module."): tensor.detach() for name, tensor in saved.items()}


def _check_tensors(state: State, path: Path) -> None:
    """Refuse tensors that claim more elements than the file holds (a stride of 0 repeats)."""
    claimed = sum(tensor.numel() * tensor.element_size() for tensor in state.values())
    if claimed > MOST_COMPRESSED * path.stat().st_size:
        raise damaged(path, "its tensors claim more data than the file holds")
