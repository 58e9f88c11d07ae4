"""Wider training forms of 3x3 convolutions, folded into plain ones afterwards.

The branches are added up as kernels, not as pictures: the same function as running every branch
and adding the results, at the price of one convolution.
"""

from __future__ import annotations

import torch
import torch.nn.functional as F
from torch import Tensor, nn


class WideConv(nn.Module):
    """A 3x3 convolution as the sum of a 3x3, a 1x3, a 3x1, a 1x1 and a 3x3 -> 1x1 through more.

    After ECBSR (Zhang et al. 2021) and ACNet (Ding et al. 2019); the collapsed expansion is
    SESR's (Bhardwaj et al. 2022).
    """

    def __init__(self, plain: nn.Conv2d, expansion: int = 64) -> None:
        super().__init__()
        outputs, inputs = plain.weight.shape[:2]
        self.plain = plain
        self.row = nn.Parameter(torch.zeros(outputs, inputs, 1, 3))
        self.column = nn.Parameter(torch.zeros(outputs, inputs, 3, 1))
        self.point = nn.Parameter(torch.zeros(outputs, inputs, 1, 1))
        self.expand = nn.Parameter(torch.randn(expansion, inputs, 3, 3) / (9 * inputs) ** 0.5)
        self.squeeze = nn.Parameter(torch.randn(outputs, expansion) * 0.5 / expansion**0.5)

    def kernel(self) -> Tensor:
        """The folded kernel `(outputs, inputs, 3, 3)`."""
        through = (self.squeeze @ self.expand.flatten(1)).view_as(self.plain.weight)
        row, column = F.pad(self.row, (0, 0, 1, 1)), F.pad(self.column, (1, 1, 0, 0))
        return self.plain.weight + row + column + F.pad(self.point, (1, 1, 1, 1)) + through

    def forward(self, x: Tensor) -> Tensor:
        """Convolve with the folded kernel, which is added up in full precision."""
        with torch.autocast(x.device.type, enabled=False):
            kernel = self.kernel()
        return F.conv2d(x, kernel, self.plain.bias, padding=1)


def widen(net: nn.Module) -> None:
    """Replace, in place, every plain 3x3 convolution below `net` by its training form."""
    for name, child in list(net.named_children()):
        if isinstance(child, nn.Conv2d) and child.kernel_size == (3, 3):
            setattr(net, name, WideConv(child))
        elif not isinstance(child, WideConv):
            widen(child)


def fold(net: nn.Module) -> None:
    """Undo `widen` in place: the same function with plain convolutions only."""
    for name, child in list(net.named_children()):
        if isinstance(child, WideConv):
            with torch.no_grad():
                child.plain.weight.copy_(child.kernel())
            setattr(net, name, child.plain)
        else:
            fold(child)


@torch.no_grad()
def begin_as(net: nn.Module, plain: nn.Module) -> None:
    """Make `net`, of which `plain` is a folded copy, the function that `plain` has become."""
    modules = dict(plain.named_modules())
    for name, wide in net.named_modules():
        if isinstance(wide, WideConv):
            wanted = modules[name].state_dict()
            wide.plain.weight += wanted["weight"] - wide.kernel()
            if wide.plain.bias is not None:
                wide.plain.bias.copy_(wanted["bias"])
    net.load_state_dict(plain.state_dict(), strict=False)
