"""ONNX files with several inputs, which nobody has to trust: opened, asked, run, stopped.

onnxruntime (the extra `onnx`) runs them on the CPU. Weights in other files are never followed.
"""

from __future__ import annotations

import threading
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np

from app.base.errors import AppError, Cancelled
from app.inference.onnx_file import damaged, onnxruntime_for, open_session

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from app.base.cancel import CancelToken

_NUMBERS: dict[str, type[np.generic]] = {
    "tensor(float)": np.float32,
    "tensor(float16)": np.float16,
    "tensor(double)": np.float64,
    "tensor(int32)": np.int32,
    "tensor(int64)": np.int64,
    "tensor(uint8)": np.uint8,
}


@dataclass(frozen=True, slots=True)
class Port:
    """An input or output.

    Attributes:
        name: In the file.
        dtype: Of its numbers; None for kinds we have no numbers of.
        shape: None for each side that is free.
    """

    name: str
    dtype: type[np.generic] | None
    shape: tuple[int | None, ...]


class OnnxGraph:
    """One file's network. One thread runs it; any other may `stop` it.

    Attributes:
        name: Of the file.
        inputs, outputs: By name, in the file's order.
    """

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            ModelError: onnxruntime is missing, or the file is missing, too large or damaged.
        """
        self.name = path.name
        self._session = open_session(path)
        self.inputs = _ports(self._session.get_inputs())
        self.outputs = _ports(self._session.get_outputs())
        self._lock = threading.Lock()
        self._running: Any = None

    def run(
        self,
        feeds: Mapping[str, NDArray[Any]],
        outputs: Sequence[str],
        cancel: CancelToken | None = None,
    ) -> list[NDArray[np.generic]]:
        """The named outputs.

        Raises:
            Cancelled: `stop` was called meanwhile, or the token had been set before.
            ModelError: the network fails on what it was fed.
        """
        options = onnxruntime_for(self.name).RunOptions()
        options.log_severity_level = 4
        with self._lock:
            self._running = options
        try:
            if cancel is not None:  # only now: whoever sets it and then stops is heard
                cancel.check()
            found = self._session.run(list(outputs), dict(feeds), options)
            return [np.asarray(each) for each in found]
        except Cancelled:
            raise
        except Exception as error:  # onnxruntime raises its own types and plain ones
            raise self._refusal(error, stopped=bool(options.terminate)) from error
        finally:
            with self._lock:
                self._running = None

    def stop(self) -> None:
        """End what runs now, between two of its layers; nothing if nothing runs."""
        with self._lock:
            if self._running is not None:
                self._running.terminate = True

    def _refusal(self, error: Exception, *, stopped: bool) -> AppError:
        return Cancelled("Cancelled.") if stopped else damaged(self.name, error)


def _ports(told: Sequence[Any]) -> dict[str, Port]:
    return {
        each.name: Port(each.name, _NUMBERS.get(each.type), _sides(each.shape)) for each in told
    }


def _sides(shape: Sequence[object]) -> tuple[int | None, ...]:
    return tuple(side if isinstance(side, int) and side > 0 else None for side in shape)
