"""One picture of a stream together with its exact place in time."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Generic, TypeVar

if TYPE_CHECKING:
    from app.base.time import Time

Pixels = TypeVar("Pixels")
Other = TypeVar("Other")


@dataclass(frozen=True, slots=True)
class Frame(Generic[Pixels]):
    """A picture shown from `time` for `duration` seconds.

    In files `Pixels` is a `Picture` (planes of samples); in an effect chain it is a tensor
    `(3, H, W)` or, with alpha, `(4, H, W)`, R'G'B'[A] in [0, 1] on the render device.
    """

    pixels: Pixels
    time: Time
    duration: Time

    def with_pixels(self, pixels: Other) -> Frame[Other]:
        """The same moment with another picture."""
        return replace(self, pixels=pixels)  # type: ignore[arg-type,return-value]
