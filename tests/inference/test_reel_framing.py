"""What the built-in networks do around their trunk, beside the same in torch's own words."""

from __future__ import annotations

import pytest
import torch
import torch.nn.functional as F
from torch import Tensor

from app.inference.nets.reel_framing import shuffled_onto

FORMATS = [torch.float32, torch.float16, torch.bfloat16]
LAYOUTS = [torch.channels_last, torch.contiguous_format]


def plainly(x: Tensor, correction: Tensor, scale: int) -> Tensor:
    repeated = x.repeat_interleave(scale, -1).repeat_interleave(scale, -2)
    return F.pixel_shuffle(correction, scale) + repeated


@pytest.mark.parametrize("scale", [1, 2, 3, 4])
@pytest.mark.parametrize("dtype", FORMATS)
@pytest.mark.parametrize("layout", LAYOUTS)
def test_corrections_come_to_their_places(
    scale: int, dtype: torch.dtype, layout: torch.memory_format
) -> None:
    x = torch.rand(2, 3, 7, 5).contiguous(memory_format=layout)
    correction = torch.randn(2, 3 * scale**2, 7, 5).to(dtype).contiguous(memory_format=layout)
    kept = x.clone(), correction.clone()
    found = shuffled_onto(x, correction, scale)

    assert torch.equal(found, plainly(x, correction, scale))
    assert found.is_contiguous()
    assert found.dtype == torch.float32
    assert torch.equal(x, kept[0])
    assert torch.equal(correction, kept[1])


@pytest.mark.parametrize("scale", [2, 3])
def test_corrections_are_learnt(scale: int) -> None:
    x, correction = torch.rand(1, 3, 4, 4), torch.randn(1, 3 * scale**2, 4, 4, requires_grad=True)
    wanted = torch.rand(1, 3, 4 * scale, 4 * scale)
    (found,) = torch.autograd.grad((shuffled_onto(x, correction, scale) * wanted).sum(), correction)
    (plain,) = torch.autograd.grad((plainly(x, correction, scale) * wanted).sum(), correction)

    assert torch.equal(found, plain)
