"""What the preview makes and the viewer shows: one picture with what is true about it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from app.base.time import Time

PreviewKind = Literal["source", "result", "alternative"]
Region = tuple[int, int, int, int]


@dataclass(frozen=True, slots=True)
class PreviewImage:
    """One frame of the source, of the result or of the alternative chain.

    Attributes:
        request_id: Of the request it answers; the receiver drops answers to older ones. 0 for a
            frame of playback, which nobody asked for and which always is the newest.
        time: Seconds on the timeline of the frame that is shown.
        kind: Which chain made it; "source" is not processed.
        image: Upright. Its pixels may be fewer than `width` x `height` (a reduced preview) or of
            another shape (pixels that are not square): it is stretched over that size.
        exact: Whether it is the frame that was asked for, in full quality; a near frame that
            stands in for it is not.
        region: For a part of the frame: (x, y, width, height) in pixels of `width` x `height`
            that `image` covers; None means all of it.
        width, height: Size of the whole frame as it is displayed, with square pixels.
        note: What the user should know of it, already in their language; "" for nothing.
    """

    request_id: int
    time: Time
    kind: PreviewKind
    image: QImage
    exact: bool
    region: Region | None
    width: int
    height: int
    note: str = ""
