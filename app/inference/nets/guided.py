"""Networks that first look at the whole picture and then work on any part of it."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from torch import nn

if TYPE_CHECKING:
    from collections.abc import Iterator

    from torch import Tensor


class Guided(nn.Module):
    """What the whole picture says is found on a small copy of it or on samples, so that tiles
    equal the whole.

    Attributes:
        guide: What `survey` found in the picture whose tiles are being worked on; None when the
            input is the whole picture.
    """

    guide: tuple[Tensor, ...] | None = None

    def survey(self, pictures: Tensor) -> tuple[Tensor, ...]:
        """What is to be known of the whole pictures `(N, 3, H, W)`, one row for each."""
        raise NotImplementedError

    def guided(self, pictures: Tensor, *guide: Tensor) -> Tensor:
        """The result for pictures, or tiles of them, once the whole was surveyed."""
        raise NotImplementedError

    def forward(self, pictures: Tensor) -> Tensor:
        """`(N, 3, H, W)` in [0, 1] to the same shape."""
        guide = self.survey(pictures) if self.guide is None else self.guide
        return self.guided(pictures, *guide)


@contextlib.contextmanager
def surveyed(module: nn.Module, pictures: Tensor) -> Iterator[None]:
    """Within it, `module` works on tiles of `pictures`; nothing happens to other networks."""
    if not isinstance(module, Guided):
        yield
        return
    module.guide = module.survey(pictures)
    try:
        yield
    finally:
        module.guide = None
