"""ONNX files that nobody has to trust: read within bounds, run by onnxruntime on the CPU.

Weights in other files are never followed, and nothing in the file is executed but its graph.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.base.errors import ModelError
from app.base.text import format_bytes

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from numpy.typing import NDArray

EXTERNAL_DATA = b"\x0a\x08location\x12"
"""Protobuf bytes of a tensor that names another file to read."""

LARGEST = 1_000_000_000


class OnnxFile:
    """A network with any number of inputs and outputs, in the order of the file.

    Attributes:
        words: What its maker wrote down with it, by key; not to be trusted.
    """

    def __init__(self, path: Path, inputs: int = 1, *, threads: int = 0) -> None:
        """Open it.

        Args:
            path: The file.
            inputs: How many arrays it must take.
            threads: Of one run; 0 lets onnxruntime choose.

        Raises:
            ModelError: onnxruntime or the file is missing, or it is damaged or of another kind.
        """
        self._name = path.name
        self._session = open_session(path, threads)
        self._inputs = [each.name for each in self._session.get_inputs()]
        self.words: Mapping[str, str] = self._session.get_modelmeta().custom_metadata_map
        if len(self._inputs) != inputs:
            raise damaged(self._name, f"it takes {len(self._inputs)} arrays, not {inputs}")

    def __call__(self, *arrays: NDArray[Any]) -> list[NDArray[Any]]:
        """All outputs for the arrays it takes.

        Raises:
            ModelError: the network fails on them.
        """
        feed = dict(zip(self._inputs, arrays, strict=True))
        try:
            return list(self._session.run(None, feed))
        except Exception as error:  # onnxruntime raises its own types and plain ones
            raise damaged(self._name, error) from error


def open_session(path: Path, threads: int = 0) -> Any:
    """onnxruntime's session for a file, on the processor.

    Args:
        path: The file.
        threads: Of one run; 0 lets onnxruntime choose.

    Raises:
        ModelError: onnxruntime or the file is missing, or it is too large or damaged.
    """
    runtime, content = onnxruntime_for(path.name), read_onnx(path)
    options = runtime.SessionOptions()
    options.log_severity_level = 4
    options.intra_op_num_threads = threads
    options.enable_cpu_mem_arena = False  # sizes differ and gigabytes are wanted back
    # Threads that wait in a loop take the time of those that decode.
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    try:
        return runtime.InferenceSession(content, options, providers=["CPUExecutionProvider"])
    except Exception as error:  # as above
        raise damaged(path.name, error) from error


def damaged(name: str, reason: object) -> ModelError:
    """The refusal of a file that cannot be opened or run."""
    detail = (str(reason).strip().splitlines() or [""])[0][:160]
    return ModelError(f"{name} is damaged or no network we can run ({detail}); get it again.")


def read_onnx(path: Path) -> bytes:
    """The whole file, when it stands for itself.

    Raises:
        ModelError: it is missing, too large, or reads its weights from another file.
    """
    if not path.is_file():
        raise ModelError(f"There is no file {path}; check the name.")
    if path.stat().st_size > LARGEST:
        raise ModelError(f"{path.name} is larger than {format_bytes(LARGEST)}; choose another.")
    content = path.read_bytes()
    if EXTERNAL_DATA in content:
        raise ModelError(
            f"{path.name} reads its weights from another file, which is not followed; "
            "save it as one file."
        )
    return content


def onnxruntime_for(name: str) -> Any:
    """The library that runs a file of that name.

    Raises:
        ModelError: it is not installed.
    """
    try:
        import onnxruntime
    except ImportError as error:
        raise ModelError(
            f"{name} needs the package onnxruntime; type `pip install reelwright[onnx]`."
        ) from error
    return onnxruntime
