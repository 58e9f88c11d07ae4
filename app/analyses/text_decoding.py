"""Letters from a network that says what it reads, step by step along a line.

Greedy decoding of connectionist temporal classification: A. Graves et al., "Connectionist Temporal
Classification", ICML 2006. Own code.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.base.errors import ModelError

if TYPE_CHECKING:
    from numpy.typing import NDArray

LONGEST = 200_000
"""Characters of the list of letters in a file."""

BLANK = 0
"""The class of a step at which nothing new is read."""


def letters_in(text: str, name: str) -> tuple[str, ...]:
    """The letter of each class: blank, those of a file (one in each line), and the space.

    Raises:
        ModelError: there are none; `name` is the file's.
    """
    if not text or len(text) > LONGEST:
        raise ModelError(f"{name} does not say which letters it knows; get it again.")
    # Not by `splitlines`: some letters are line ends to it.
    return ("", *text.removesuffix("\n").split("\n"), " ")


def decoded(steps: NDArray[np.float32], letters: tuple[str, ...]) -> tuple[str, float]:
    """What was read, and the mean probability of its letters; 0 where nothing was.

    Args:
        steps: `(n, classes)` probabilities.
        letters: One for each class.
    """
    best = steps.argmax(axis=1)
    new = np.concatenate([[True], best[1:] != best[:-1]]) & (best != BLANK)
    if not new.any():
        return "", 0.0
    text = "".join(letters[kind] for kind in best[new])
    return text.strip(), float(steps.max(axis=1)[new].mean())
