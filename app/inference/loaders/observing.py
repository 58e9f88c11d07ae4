"""State dicts of networks that look at pictures and give none: written by us from their papers."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar, cast

import torch

from app.base.errors import ModelError
from app.inference.device import choose_device
from app.inference.loaders.assembling import assembled
from app.inference.loaders.weights_file import WeightsFile
from app.inference.nets.efficientnet_lite import EfficientNetLite0
from app.inference.nets.mobilenet_v2 import MobileNetV2
from app.inference.nets.transnet import TransNetV2

if TYPE_CHECKING:
    from pathlib import Path

    from torch import nn

    Network = TypeVar("Network", bound=nn.Module)

KNOWN: dict[type[nn.Module], str] = {
    EfficientNetLite0: "_blocks.15._depthwise_conv.weight",
    MobileNetV2: "features.17.conv.6.weight",
    TransNetV2: "SDDCNN.0.DDCNN.0.Conv3D_1.layers.0.weight",
}
"""A tensor that files of each network have and others have not. A new one goes here."""


def load_observer(path: Path, kind: type[Network], device: torch.device | None = None) -> Network:
    """A network of that kind in fp32.

    Args:
        path: The weights.
        kind: One of `KNOWN`.
        device: Where it runs; None for a GPU where CUDA has one, else the processor.

    Raises:
        ModelError: the file is missing, damaged, or of another network; nothing in it was run.
    """
    file = WeightsFile(path)
    file.check_size()
    if file.state is None or KNOWN[kind] not in file.state:
        raise ModelError(
            f"{path.name} is not the weights of a {kind.__name__} network; get it again from its "
            "source."
        )
    module = assembled(kind, file.state, path.name)
    return cast("Network", module.to(device or _quickest()))


def _quickest() -> torch.device:
    """Apple's GPU lacks some of the operations."""
    device = choose_device()
    return device if device.type == "cuda" else torch.device("cpu")
