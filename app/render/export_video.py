"""Video files as a target: encoded segments, joined by copying packets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.media.joining import Companions, join
from app.media.side.sound_wish import AS_IT_IS
from app.media.side.streams import plan_side_streams
from app.render.encoded_target import EncodedTarget

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.cancel import CancelToken
    from app.base.time import Span
    from app.media.joining import Segment
    from app.media.side.sound_wish import SoundWish
    from app.render.plan import RenderPlan


@dataclass(frozen=True, slots=True)
class VideoTarget(EncodedTarget):
    """A video file in `encoding`, with everything else the plan's source holds.

    Sound is settled when segments are joined, so another wish needs no frame to be made again.
    """

    plan: RenderPlan
    sound: SoundWish = AS_IT_IS

    def finish(
        self, segments: list[Segment], output: Path, span: Span, cancel: CancelToken
    ) -> tuple[str, ...]:
        """Join, and take audio, subtitles and all else along."""
        companions = self._companions(span)
        language = self.plan.source.language
        join(segments, output, self.output, self.encoding, companions, cancel, language)
        return (*self.encoding.notes, *(companions.plan.notes if companions else ()))

    def _companions(self, span: Span) -> Companions | None:
        source = self.plan.excerpt.media.path
        if not source.is_file():
            return None
        cut = self.plan.trimmed or span != self.plan.span
        container = self.encoding.container
        side = plan_side_streams(source, container, trimmed=cut, sound=self.sound)
        return Companions(source, side, span if cut else None, self.plan.shift)
