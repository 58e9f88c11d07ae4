"""GIF as a target: lossless segments, then one palette for the whole clip."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.media.gif import write_gif
from app.render.encoded_target import EncodedTarget

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.cancel import CancelToken
    from app.base.time import Span
    from app.media.joining import Segment


class GifTarget(EncodedTarget):
    """An animated GIF; `encoding` is the lossless one of the segments in between."""

    __slots__ = ()

    def finish(
        self, segments: list[Segment], output: Path, span: Span, cancel: CancelToken
    ) -> tuple[str, ...]:
        """Choose 256 colours over all frames, then write them."""
        write_gif(segments, output, cancel)
        return ("A GIF holds 256 colours, no sound, and times in hundredths of a second.",)
