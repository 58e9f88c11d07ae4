"""Detectors as ONNX files, which nobody has to trust: opened, asked what they are, run.

onnxruntime runs them where it is installed (the extra `onnx`), OpenCV otherwise. Weights in other
files are never followed.
"""

from __future__ import annotations

import ast
from typing import TYPE_CHECKING, Any

import numpy as np

from app.base.errors import ModelError
from app.inference.onnx_file import read_onnx

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

LONGEST_NAMES = 200_000
"""Characters of the list of class names some exporters put into the file."""

USUAL_SIDE = 640
"""What a network of free size is fed with, in pixels."""


class DetectorFile:
    """A network with one picture `(1, 3, H, W)` in; only its first output is looked at."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            ModelError: it is missing, damaged, too large, or does not take one picture.
        """
        self._name = path.name
        content = read_onnx(path)
        try:
            self._run, shape, self.names = _opened(content)
        except ModelError:
            raise
        except Exception as error:  # both libraries raise types of their own
            raise _damaged(path.name, error) from error
        if len(shape) != 4 or shape[1] not in (3, "3"):
            raise ModelError(f"{path.name} does not take one colour picture; it is no detector.")
        sides = [side if isinstance(side, int) and side > 0 else USUAL_SIDE for side in shape[2:]]
        self.height, self.width = sides

    def __call__(self, blob: NDArray[np.float32]) -> NDArray[np.float32]:
        """The first output for a `(1, 3, height, width)` picture.

        Raises:
            ModelError: the network fails on it.
        """
        try:
            return np.asarray(self._run(blob), np.float32)
        except Exception as error:
            raise _damaged(self._name, error) from error


def is_detector(path: Path) -> bool:
    """Whether an ONNX file answers a picture with a list of boxes, as the YOLO family does.

    Raises:
        ModelError: see `DetectorFile`.
    """
    if path.suffix.lower() != ".onnx":
        return False
    try:
        file = DetectorFile(path)
        answer = file(np.zeros((1, 3, file.height, file.width), np.float32))
    except ModelError:
        return False  # another loader may know it, and tells why if not
    return answer.ndim == 3 and answer.shape[0] == 1 and max(answer.shape[1:]) >= 5


def _opened(content: bytes) -> tuple[Any, tuple[Any, ...], tuple[str, ...]]:
    """What runs it, the shape it takes, and the names of its classes if it says them."""
    try:
        import onnxruntime
    except ImportError:
        return _opened_by_opencv(content)
    options = onnxruntime.SessionOptions()
    options.log_severity_level = 4
    session = onnxruntime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    taken, given = session.get_inputs(), session.get_outputs()
    if len(taken) != 1 or taken[0].type != "tensor(float)":
        raise ModelError("The file does not take one picture of floats; it is no detector.")
    names = _names(session.get_modelmeta().custom_metadata_map.get("names", ""))

    def run(blob: NDArray[np.float32]) -> Any:
        return session.run([given[0].name], {taken[0].name: blob})[0]

    return run, tuple(taken[0].shape), names


def _opened_by_opencv(content: bytes) -> tuple[Any, tuple[Any, ...], tuple[str, ...]]:
    import cv2

    network = cv2.dnn.readNetFromONNX(np.frombuffer(content, np.uint8))

    def run(blob: NDArray[np.float32]) -> Any:
        network.setInput(blob)
        return network.forward()

    return run, _input_shape(content), ()


def _input_shape(content: bytes) -> tuple[Any, ...]:
    """OpenCV does not tell what size a network takes: the sizes detectors have are tried."""
    import cv2

    for side in (USUAL_SIDE, 352, 320, 416, 512, 224):
        network = cv2.dnn.readNetFromONNX(np.frombuffer(content, np.uint8))
        try:
            network.setInput(np.zeros((1, 3, side, side), np.float32))
            network.forward()
        except cv2.error:
            continue
        return 1, 3, side, side
    raise ModelError("OpenCV cannot run the file; type `pip install reelwright[onnx]`.")


def _names(text: str) -> tuple[str, ...]:
    """Class names as exporters write them: `{0: 'person', 1: 'car'}`; nothing where it is not."""
    if not text or len(text) > LONGEST_NAMES:
        return ()
    try:
        read = ast.literal_eval(text)
        pairs = sorted(read.items()) if isinstance(read, dict) else list(enumerate(read))
    except (ValueError, SyntaxError, TypeError, MemoryError, RecursionError):
        return ()
    if [place for place, _ in pairs] != list(range(len(pairs))):
        return ()
    return tuple(str(name)[:80] or f"class {place}" for place, name in pairs)


def _damaged(name: str, error: object) -> ModelError:
    detail = (str(error).strip().splitlines() or [""])[0][:160]
    return ModelError(f"{name} is damaged or no detector ({detail}); get it again.")
