"""ONNX networks through onnxruntime (the extra `onnx`), on the CPU, in fp32."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np
import torch
from torch import nn

from app.base.errors import ModelError
from app.inference.loaders.loaded import LoadedModule
from app.inference.loaders.weights_file import damaged
from app.inference.network import NetworkTraits

if TYPE_CHECKING:
    from torch import Tensor

    from app.inference.loaders.weights_file import WeightsFile

EXTERNAL_DATA = b"\x0a\x08location\x12"
"""Protobuf bytes of a tensor that names another file to read: never followed."""

PROBE = 48
"""Side in pixels of the picture that finds out the scale."""


class OnnxNetwork(nn.Module):
    """An onnxruntime session as a module; tensors travel through host memory."""

    def __init__(self, session: Any, content: bytes) -> None:
        super().__init__()
        self.session = session
        self.content = content
        self.input_name = session.get_inputs()[0].name
        self.output_name = session.get_outputs()[0].name

    def __deepcopy__(self, memo: dict[int, Any]) -> OnnxNetwork:
        """A session has no state of its own between runs, so copies share it."""
        return OnnxNetwork(self.session, self.content)

    def forward(self, pictures: Tensor) -> Tensor:
        """`(N, channels, H, W)` to `(N, channels, scale*H, scale*W)`, same device and dtype."""
        values = pictures.detach().to("cpu", torch.float32).contiguous().numpy()
        result = self.session.run([self.output_name], {self.input_name: values})[0]
        return torch.from_numpy(np.asarray(result, np.float32)).to(pictures)


def load(file: WeightsFile) -> LoadedModule | None:
    """A network with one picture in and one picture out, of any size; None for other files.

    Raises:
        ModelError: onnxruntime is missing, or the file is damaged or of another kind.
    """
    if file.suffix != ".onnx":
        return None
    runtime = _onnxruntime(file.path.name)
    content = file.path.read_bytes()
    if EXTERNAL_DATA in content:
        raise ModelError(
            f"{file.path.name} reads its weights from another file, which is not followed; "
            "save it as one file."
        )
    options = runtime.SessionOptions()
    options.log_severity_level = 4
    try:
        session = runtime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
        return _loaded(OnnxNetwork(session, content), file)
    except ModelError:
        raise
    except Exception as error:  # onnxruntime raises its own types and plain ones
        raise damaged(file.path, error) from error


def _onnxruntime(name: str) -> Any:
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelError(
            f"{name} needs the package onnxruntime; type `pip install reelwright[onnx]`."
        ) from error
    return onnxruntime


def _loaded(network: OnnxNetwork, file: WeightsFile) -> LoadedModule:
    channels = _channels(network, file)
    probe = network(torch.zeros(1, channels, PROBE, PROBE))
    scale = probe.shape[-1] // PROBE
    if probe.shape != (1, channels, scale * PROBE, scale * PROBE) or scale < 1:
        raise ModelError(
            f"{file.path.name} does not turn a picture into a picture; it cannot be used here."
        )
    traits = NetworkTraits(scale=scale, half=False, bfloat16=False)
    return LoadedModule(network, "ONNX", traits, channels=channels, multiple=4)


def _channels(network: OnnxNetwork, file: WeightsFile) -> int:
    inputs = network.session.get_inputs()
    shape = inputs[0].shape
    if len(inputs) != 1 or inputs[0].type != "tensor(float)" or len(shape) != 4:
        raise ModelError(f"{file.path.name} does not take one picture; it cannot be used here.")
    if any(isinstance(side, int) and side > 0 for side in shape[2:]):
        raise ModelError(
            f"{file.path.name} only takes pictures of {shape[3]}×{shape[2]}; "
            "export it with free height and width."
        )
    if shape[1] not in (1, 3):
        raise ModelError(f"{file.path.name} takes {shape[1]} channels; it needs 1 or 3 here.")
    return int(shape[1])
