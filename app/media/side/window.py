"""The part of the source that is exported, and where it goes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from app.base.time import Span, Time


@dataclass(frozen=True, slots=True)
class Window:
    """A span of the source's time and the way it is moved by.

    Attributes:
        span: In the source's time; None for all of it.
        shift: Seconds added to the source's times.
    """

    span: Span | None
    shift: Time

    @property
    def start(self) -> Time | None:
        """Source time of the beginning, None when open."""
        return self.span.start if self.span else None

    @property
    def end(self) -> Time | None:
        """Source time of the end, None when open."""
        return self.span.end if self.span else None

    def is_past(self, time: Time) -> bool:
        """Whether a source time lies at or behind the end."""
        return self.end is not None and time >= self.end

    def clip(self, start: Time, end: Time) -> tuple[Time, Time] | None:
        """What is seen of `[start, end)`, in output time; None when nothing is."""
        if self.start is not None:
            start = max(start, self.start)
        if self.end is not None:
            end = min(end, self.end)
        return (start + self.shift, end + self.shift) if start < end else None
