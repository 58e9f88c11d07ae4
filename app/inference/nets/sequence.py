"""Networks that carry what they have seen from frame to frame of a sequence."""

from __future__ import annotations

from typing import TYPE_CHECKING

from torch import nn

if TYPE_CHECKING:
    from collections.abc import Callable

    from torch import Tensor


def unhindered() -> None:
    """Nobody stops the work."""


class SequenceNet(nn.Module):
    """Takes any number of frames and answers for some of them.

    Args:
        past, future: Frames on each side of those it answers for, where nobody says which.
    """

    def __init__(self, past: int, future: int) -> None:
        super().__init__()
        self.past, self.future = past, future

    def forward(
        self, x: Tensor, answers: range | None = None, check: Callable[[], None] = unhindered
    ) -> Tensor:
        """A sequence in, some of its frames out.

        Args:
            x: `(N, 3 * frames, H, W)`, R'G'B' in [0, 1], frames in time order.
            answers: Numbers of the frames to answer for; all but `past` and `future` if None.
            check: Called before each step; may raise to stop.

        Returns:
            `(N, 3 * len(answers), scale * H, scale * W)`.
        """
        frames = x.chunk(x.shape[1] // 3, 1)
        return self.carried(frames, answers or range(self.past, len(frames) - self.future), check)

    def carried(
        self, frames: tuple[Tensor, ...], wanted: range, check: Callable[[], None]
    ) -> Tensor:
        """See `forward`."""
        raise NotImplementedError
