"""What the viewer is told about the frame it shows."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

StateKind = Literal["source", "rendering", "cached", "half", "stale", "error"]
"""`source`: nothing is computed; `rendering`: the result is on its way; `cached`: the result is
there in full quality; `half`: in reduced quality; `stale`: settings changed since; `error`."""


@dataclass(frozen=True, slots=True)
class ViewerState:
    """How far the result of this frame is.

    Attributes:
        kind: Of `StateKind`.
        frame: 0-based number of the frame; None while it is not known.
        message: For `error`: one sentence, what happened and what is safe.
        action: For `error`: what its button says, or "" for none.
    """

    kind: StateKind = "source"
    frame: int | None = None
    message: str = ""
    action: str = ""
