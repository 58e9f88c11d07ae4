"""A sequence as a video file: encoded segments, joined, with mixed sound."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.media.joining import join
from app.media.side.mixed_sound import Mix
from app.render.encoded_target import EncodedTarget

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.base.cancel import CancelToken
    from app.base.time import Span
    from app.media.joining import Segment
    from app.media.side.mix_plan import MixPlan


@dataclass(frozen=True, slots=True)
class SequenceTarget(EncodedTarget):
    """A video file in `encoding`; `mix` tells what is heard in a span of the timeline."""

    mix: Callable[[Span], MixPlan | None]

    def finish(
        self, segments: list[Segment], output: Path, span: Span, cancel: CancelToken
    ) -> tuple[str, ...]:
        """Mix the sound while joining."""
        assert span.end is not None
        plan = self.mix(span)
        sound = Mix(plan, span.end - span.start) if plan else None
        join(segments, output, self.output, self.encoding, sound, cancel)
        return (*self.encoding.notes, *(sound.notes if sound else ()))
