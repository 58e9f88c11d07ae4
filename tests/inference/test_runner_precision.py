"""Half precision inside a network does not coarsen the picture it is given."""

from __future__ import annotations

import torch

from app.inference.loaders.loaded import LoadedModule
from app.inference.nets import reel_denoise, reel_upscale
from app.inference.network import NetworkTraits
from app.inference.runner import TorchNetwork


def ramp() -> torch.Tensor:
    """1024 steps from black to white, as a 10-bit picture has them."""
    return torch.linspace(0, 1, 1024).expand(1, 3, 16, 1024).contiguous()


def test_a_ten_bit_ramp_keeps_its_steps_through_a_bfloat16_upscaler() -> None:
    """bfloat16 alone knows 128 values between a half and one."""
    torch.manual_seed(0)
    module = reel_upscale.build({"scale": 2, "channels": 8, "blocks": 1}).eval()
    torch.nn.init.normal_(module.up.weight, std=1e-4)
    module.up.bias = None
    loaded = LoadedModule(module, "reel_upscale", NetworkTraits(scale=2, receptive_field=6))
    result = TorchNetwork(loaded, torch.device("cpu"), "bf16")(ramp())
    bright = set((result[0, 0, 16, 1024:] * 1023).round().tolist())
    assert len(bright) > 500


def test_a_denoiser_leaves_a_clean_ten_bit_ramp_to_the_bit() -> None:
    module = reel_denoise.build({"width": 8, "deep": 8, "outer": 1, "inner": 1}).eval()
    traits = NetworkTraits(noise_map=True, receptive_field=module.receptive_field)
    loaded = LoadedModule(module, "reel_denoise", traits, minimum=8, grid=4)
    result = TorchNetwork(loaded, torch.device("cpu"), "bf16")(ramp(), 0.0)
    assert torch.equal(result, ramp())
