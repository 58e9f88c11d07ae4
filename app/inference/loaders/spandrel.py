"""Other people's networks through spandrel, which tells an architecture by its tensor names."""

from __future__ import annotations

import math
import warnings
from typing import TYPE_CHECKING, Any

from torch import nn

from app.base.errors import ModelError
from app.inference.loaders.loaded import LoadedModule
from app.inference.network import NetworkTraits

if TYPE_CHECKING:
    from torch import Tensor

    from app.inference.loaders.weights_file import WeightsFile


TILE_GRID = 16
"""Strides and windows are hidden in there; most are powers of two up to this."""


class DescribedNetwork(nn.Module):
    """A spandrel descriptor as a module: it pads and crops by itself."""

    def __init__(self, descriptor: Any) -> None:
        super().__init__()
        self.net = descriptor.model
        self.descriptor = descriptor

    def forward(self, pictures: Tensor) -> Tensor:
        """`(N, channels, H, W)` in [0, 1] to `(N, channels, scale*H, scale*W)`."""
        result: Tensor = self.descriptor(pictures)
        return result


def load(file: WeightsFile) -> LoadedModule | None:
    """Any image network spandrel knows; None when the file holds no tensors.

    Raises:
        ModelError: spandrel is missing, does not know the network, or the network is not a picture
            in, picture out one.
    """
    state = file.state
    if state is None:
        return None
    spandrel = _spandrel(file.path.name)
    try:
        descriptor = spandrel.ModelLoader(device="cpu").load_from_state_dict(dict(state))
    except Exception as error:  # detection code of 40 networks on hostile shapes
        raise ModelError(
            f"{file.path.name} holds no network we know how to run; "
            "check that it is an upscaling or restoration model."
        ) from error
    return _loaded(descriptor, file.path.name, spandrel)


def _spandrel(name: str) -> Any:
    """The package, imported when first needed: it draws in torchvision.

    A torchvision made for another torch fails with RuntimeError or OSError instead of ImportError.
    """
    try:
        import spandrel
    except (ImportError, RuntimeError, OSError, AttributeError) as error:
        missing = getattr(error, "name", None) or "torchvision"
        missing = missing.partition(".")[0]
        raise ModelError(
            f"{name} needs the package {missing}, which is missing or does not fit the installed "
            f"torch; type `pip install {missing}` with the index your torch came from."
        ) from error
    # Some architectures call it the old way; once is enough to unsettle a user, who cannot help it.
    warnings.filterwarnings("ignore", "torch.meshgrid", UserWarning)
    return spandrel


def _loaded(descriptor: Any, name: str, spandrel: Any) -> LoadedModule:
    channels = (descriptor.input_channels, descriptor.output_channels)
    if not isinstance(descriptor, spandrel.ImageModelDescriptor) or channels not in (
        (1, 1),
        (3, 3),
    ):
        raise ModelError(
            f"{name} ({descriptor.architecture.name}) does not turn a picture into a picture; "
            "it cannot be used here."
        )
    traits = NetworkTraits(
        scale=descriptor.scale,
        half=descriptor.supports_half,
        bfloat16=descriptor.supports_bfloat16,
    )
    module = DescribedNetwork(descriptor).eval().requires_grad_(requires_grad=False).float()
    return LoadedModule(
        module,
        descriptor.architecture.name,
        traits,
        channels=channels[0],
        minimum=max(1, descriptor.size_requirements.minimum),
        multiple=max(1, descriptor.size_requirements.multiple_of),
        grid=math.lcm(TILE_GRID, max(1, descriptor.size_requirements.multiple_of)),
    )
