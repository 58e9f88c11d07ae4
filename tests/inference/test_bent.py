"""Bending while convolving gives what bending afterwards gives, and training can go through it."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import nn

from app.inference.nets import bent as module
from app.inference.nets.bent import bent

FORMATS = [torch.float32, torch.bfloat16, torch.float16, torch.float64]


@pytest.mark.parametrize("dtype", FORMATS)
@pytest.mark.parametrize("stride", [1, 2])
def test_it_is_the_convolution_then_the_leaky_relu(dtype: torch.dtype, stride: int) -> None:
    torch.manual_seed(1)
    layer = nn.Conv2d(3, 16, 3, stride, 1).to(dtype)
    x = torch.randn(2, 3, 17, 22).to(dtype).contiguous(memory_format=torch.channels_last)
    with torch.no_grad():
        found, plain = bent(layer, x, 0.1), F.leaky_relu(layer(x), 0.1)

    assert (found < 0).any()
    close = 1e-6 if dtype in (torch.float32, torch.float64) else 0.02
    torch.testing.assert_close(found, plain, rtol=close, atol=close)


def test_without_the_operator_the_plain_layers_run(monkeypatch: pytest.MonkeyPatch) -> None:
    layer, x = nn.Conv2d(3, 4, 3), torch.randn(1, 3, 8, 8)
    with torch.no_grad():
        before = bent(layer, x, 0.2)
        monkeypatch.setattr(module, "_fused_formats", lambda: ())
        after = bent(layer, x, 0.2)

    torch.testing.assert_close(before, after)


def test_gradients_go_through_it() -> None:
    layer, x = nn.Conv2d(2, 3, 3), torch.randn(1, 2, 6, 6, requires_grad=True)
    (found,) = torch.autograd.grad(bent(layer, x, 0.1).sum(), x)
    (plain,) = torch.autograd.grad(F.leaky_relu(layer(x), 0.1).sum(), x)

    torch.testing.assert_close(found, plain)
