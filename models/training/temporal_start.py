"""A temporal denoiser begins as the spatial one it grows out of."""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

if TYPE_CHECKING:
    from torch import Tensor

    from app.inference.nets.reel_denoise_temporal import ReelDenoiseTemporal

MIDDLE = slice(12, 24)
"""Channels of the middle frame among those of three frames and the level, after unshuffling."""
LEVEL = slice(36, 40)


@torch.no_grad()
def begin_as_spatial(net: ReelDenoiseTemporal, spatial: dict[str, Tensor]) -> int:
    """Take over a `ReelDenoise` of the same sizes; gives how many tensors.

    The second stage does exactly what the spatial network did, as it ignores the first stage's
    features until training makes use of them. The first stage sees the middle frame as the
    spatial network saw it; how it looks at the neighbours stays as chance made it.
    """
    known = {name.removeprefix("unet."): each.float() for name, each in spatial.items()}
    head = known.pop("head.weight")
    for unet, skipped in ((net.merge, ()), (net.triplet, ("tail.weight", "tail.bias"))):
        own = unet.state_dict()
        unet.load_state_dict(own | {n: each for n, each in known.items() if n not in skipped})
    net.merge.head.weight.zero_()
    net.merge.head.weight[:, -head.shape[1] :] = head
    net.triplet.head.weight[:, MIDDLE] = head[:, :12]
    net.triplet.head.weight[:, LEVEL] = head[:, 12:]
    return 2 * len(known)
