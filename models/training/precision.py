"""Where half precision pays."""

from __future__ import annotations

import torch


def quick_bfloat16(device: torch.device) -> bool:
    """Whether the device multiplies bfloat16 by itself: then a step is over twice as quick."""
    if device.type == "cuda":
        return True
    return bool(torch.cpu._is_avx512_bf16_supported() or torch.cpu._is_amx_tile_supported())
