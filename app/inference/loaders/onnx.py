"""ONNX networks through onnxruntime (the extra `onnx`), on the CPU, in fp32."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from app.base.errors import ModelError
from app.inference.loaders.loaded import LoadedModule
from app.inference.loaders.weights_file import damaged
from app.inference.network import NetworkTraits
from app.inference.onnx_file import onnxruntime_for, read_onnx

if TYPE_CHECKING:
    from torch import Tensor

    from app.inference.loaders.weights_file import WeightsFile

PROBE = 64
"""Side in pixels of the pictures that find out the scale, and what sides must be multiples of."""

CHANNELS = (1, 3)
MULTIPLES = (1, 2, 4, 8, 16, 32, 64)

TILE_GRID = 16
"""Strides are hidden in there; most are powers of two up to this."""


class OnnxNetwork(nn.Module):
    """An onnxruntime session as a module; tensors travel through host memory.

    Args:
        session: Of onnxruntime.
        content: The file.
        channels_last: Whether the network has the channels as the last axis.

    Attributes:
        apart: Takes one picture a call: many a file has that written into it.
    """

    apart = True

    def __init__(self, session: Any, content: bytes, *, channels_last: bool) -> None:
        super().__init__()
        self.session = session
        self.content = content
        self.channels_last = channels_last
        self.input_name = session.get_inputs()[0].name
        self.output_name = session.get_outputs()[0].name

    def __deepcopy__(self, memo: dict[int, Any]) -> OnnxNetwork:
        """A session has no state of its own between runs, so copies share it."""
        return OnnxNetwork(self.session, self.content, channels_last=self.channels_last)

    def forward(self, pictures: Tensor) -> Tensor:
        """`(N, channels, H, W)` to `(N, channels, scale*H, scale*W)`, same device and dtype."""
        fed = pictures.detach().to("cpu", torch.float32)
        fed = fed.permute(0, 2, 3, 1) if self.channels_last else fed
        values = fed.contiguous().numpy()
        result = self.session.run([self.output_name], {self.input_name: values})[0]
        made = torch.from_numpy(np.asarray(result, np.float32)).to(pictures.device, pictures.dtype)
        return made.permute(0, 3, 1, 2) if self.channels_last and made.ndim == 4 else made


def load(file: WeightsFile) -> LoadedModule | None:
    """A network with one picture in and one picture out, of any size; None for other files.

    Raises:
        ModelError: onnxruntime is missing, or the file is damaged or of another kind.
    """
    if file.suffix != ".onnx":
        return None
    runtime, content = onnxruntime_for(file.path.name), read_onnx(file.path)
    options = runtime.SessionOptions()
    options.log_severity_level = 4
    try:
        session = runtime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        return _loaded(session, content, file)
    except ModelError:
        raise
    except Exception as error:  # onnxruntime raises its own types and plain ones
        raise damaged(file.path, error) from error


def _loaded(session: Any, content: bytes, file: WeightsFile) -> LoadedModule:
    shape = _shape(session, file)
    last = shape[1] not in CHANNELS
    network = OnnxNetwork(session, content, channels_last=last)
    channels = int(shape[3 if last else 1])
    tried = ((_scale(network, channels, PROBE + each), each) for each in MULTIPLES)
    scale, multiple = next(((scale, each) for scale, each in tried if scale), (0, 0))
    if not scale:
        raise ModelError(
            f"{file.path.name} does not turn a picture into a picture; it cannot be used here."
        )
    minimum = multiple if _scale(network, channels, multiple) == scale else PROBE
    traits = NetworkTraits(scale=scale, half=False, bfloat16=False)
    return LoadedModule(
        network, "ONNX", traits, channels, minimum=minimum, multiple=multiple,
        grid=math.lcm(TILE_GRID, multiple),
    )  # fmt: skip


def _scale(network: OnnxNetwork, channels: int, side: int) -> int:
    """How many times larger the result for a square picture is; 0 when it is no picture."""
    try:
        made = network(torch.zeros(1, channels, side, side))
    except Exception:  # noqa: BLE001 - onnxruntime's own types, for a size that does not fit
        return 0
    scale = made.shape[-1] // side
    return scale if made.shape == (1, channels, scale * side, scale * side) else 0


def _shape(session: Any, file: WeightsFile) -> list[Any]:
    inputs = session.get_inputs()
    shape = inputs[0].shape
    if len(inputs) != 1 or inputs[0].type != "tensor(float)" or len(shape) != 4:
        raise ModelError(f"{file.path.name} does not take one picture; it cannot be used here.")
    last = shape[1] not in CHANNELS and shape[3] in CHANNELS
    sides = shape[1:3] if last else shape[2:]
    if any(isinstance(side, int) and side > 0 for side in sides):
        raise ModelError(
            f"{file.path.name} only takes pictures of {sides[1]}×{sides[0]}; "
            "export it with free height and width."
        )
    if not last and shape[1] not in CHANNELS:
        raise ModelError(f"{file.path.name} takes {shape[1]} channels; it needs 1 or 3 here.")
    return list(shape)
