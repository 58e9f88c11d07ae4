"""Where networks run, and in which number format."""

from __future__ import annotations

from typing import TYPE_CHECKING, Literal, get_args

import torch

from app.base.errors import DeviceError, UsageError
from app.base.text import did_you_mean, format_bytes

if TYPE_CHECKING:
    from app.inference.network import NetworkTraits

Precision = Literal["auto", "fp32", "fp16", "bf16"]

DTYPES = {"fp32": torch.float32, "fp16": torch.float16, "bf16": torch.bfloat16}


def choose_devices(name: str = "auto") -> list[torch.device]:
    """All devices of a name: `auto` is every GPU there is, `cuda:0,cuda:1` those named.

    Raises:
        UsageError: not such names, or devices of several kinds.
        DeviceError: this machine does not have one of them.
    """
    if name == "auto" and torch.cuda.is_available():
        return [torch.device("cuda", number) for number in range(torch.cuda.device_count())]
    found = [_of_name(each) for each in name.split(",")]
    if len({device.type for device in found}) > 1:
        raise UsageError("Devices of several kinds give different pictures; name GPUs only.")
    return found


def choose_device(name: str = "auto") -> torch.device:
    """The first device of a name, for what runs on one. Raises as `choose_devices`."""
    return choose_devices(name)[0] if "," in name else _of_name(name)


def is_device_failure(error: RuntimeError) -> bool:
    """Whether this is a device that fails, and not what it was asked to do."""
    if isinstance(error, torch.AcceleratorError | torch.OutOfMemoryError):
        return True
    return any(word in str(error) for word in ("CUDA", "cuDNN", "CUDNN", "CUBLAS"))


def _of_name(name: str) -> torch.device:
    """The device of a name: `auto` (the best there is), `cuda`, `cuda:1`, `mps` or `cpu`.

    Raises:
        UsageError: not such a name.
        DeviceError: this machine does not have it.
    """
    if name == "auto":
        return torch.device(_best())
    kind, _, index = name.partition(":")
    if kind not in ("cuda", "mps", "cpu") or (index and not index.isdecimal()):
        hint = did_you_mean(name, ("auto", "cuda", "cuda:1", "mps", "cpu"))
        raise UsageError(f"“{name}” is not a device.{hint}")
    if kind == "cuda":
        _check_cuda(int(index or 0))
    if kind == "mps" and not torch.backends.mps.is_available():
        raise DeviceError("This machine has no Apple GPU that torch can use; use --device cpu.")
    return torch.device(kind, int(index or 0)) if kind == "cuda" else torch.device(kind)


def _best() -> str:
    if torch.cuda.is_available():
        return "cuda:0"
    return "mps" if torch.backends.mps.is_available() else "cpu"


def _check_cuda(index: int) -> None:
    if not torch.cuda.is_available():
        raise DeviceError(
            "No NVIDIA GPU can be used here (none, no driver, or a torch without CUDA); "
            "use --device cpu."
        )
    count = torch.cuda.device_count()
    if index >= count:
        raise DeviceError(f"There is no GPU number {index}; the last one is cuda:{count - 1}.")


def list_devices() -> list[tuple[str, str]]:
    """Devices of this machine, best first: names for `choose_device`, and words for people."""
    names = [f"cuda:{number}" for number in range(torch.cuda.device_count())]
    if torch.backends.mps.is_available():
        names.append("mps")
    return [(name, describe(torch.device(name))) for name in [*names, "cpu"]]


def describe(device: torch.device) -> str:
    """The device for people: `NVIDIA H200 (150.0 GB)`, `processor, 16 threads`."""
    if device.type == "cuda":
        properties = torch.cuda.get_device_properties(device)
        return f"{properties.name} ({format_bytes(properties.total_memory)})"
    if device.type == "mps":
        return "Apple GPU"
    return f"processor, {torch.get_num_threads()} threads"


def choose_dtype(precision: Precision, device: torch.device, traits: NetworkTraits) -> torch.dtype:
    """The number format to work in.

    `auto` is the quickest that the network is known to keep >= 45 dB in: fp16 on CUDA, bf16 on
    a processor that multiplies it natively, else fp32.

    Raises:
        UsageError: not a precision.
    """
    if precision not in get_args(Precision):
        hint = did_you_mean(precision, get_args(Precision))
        raise UsageError(f"“{precision}” is not a precision.{hint}")
    if precision != "auto":
        return DTYPES[precision]
    if device.type == "cuda" and traits.half:
        return torch.float16
    if traits.bfloat16 and _quick_bfloat16(device):
        return torch.bfloat16
    return torch.float32


def _quick_bfloat16(device: torch.device) -> bool:
    """Whether the device computes in bf16 natively (emulation is slower than fp32)."""
    if device.type == "cuda":
        return torch.cuda.get_device_capability(device) >= (8, 0)
    if device.type != "cpu":
        return False
    probes = ("_is_avx512_bf16_supported", "_is_amx_tile_supported")
    return any(getattr(torch.cpu, probe, bool)() for probe in probes)
