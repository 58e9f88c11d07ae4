"""Silero VAD: how likely somebody speaks, window by window (https://github.com/snakers4/silero-vad).

A small recurrent network at 16 kHz. Each window of 32 ms comes with the end of the one before, and
the network's memory of all before that.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.base.errors import ModelError
from app.base.rate import HEARD
from app.inference.onnx_file import OnnxFile

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

WINDOW, CONTEXT = 512, 64
"""Samples of a window, and of the one before that come with it."""

MEMORY = (2, 1, 128)


class Silero:
    """The network of one weights file, listening to one sound from its beginning. One thread."""

    def __init__(self, path: Path) -> None:
        """Open it.

        Raises:
            ModelError: the file is missing, damaged or of another kind.
        """
        self._file, self._name = OnnxFile(path, 3, threads=1), path.name
        self._memory = np.zeros(MEMORY, np.float32)
        self._heard = np.zeros((1, CONTEXT + WINDOW), np.float32)

    def __call__(self, window: NDArray[np.float32]) -> float:
        """How likely somebody speaks in the next `(WINDOW,)` samples, in [0, 1]."""
        self._heard[0, :CONTEXT] = self._heard[0, -CONTEXT:]
        self._heard[0, CONTEXT:] = window
        answers = self._file(self._heard, self._memory, np.array(HEARD, np.int64))
        if [each.shape for each in answers] != [(1, 1), MEMORY]:
            raise ModelError(f"{self._name} does not tell speech window by window; get it again.")
        self._memory = answers[1]
        return float(answers[0][0, 0])
