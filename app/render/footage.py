"""What an export is made of: spans of time with frames in them, wherever those come from."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from app.media.file_state import state_of
from app.render.chain import rendered

if TYPE_CHECKING:
    from collections.abc import Generator

    from app.base.cancel import CancelToken
    from app.base.frame import Frame
    from app.base.picture import Picture, PixelLayout
    from app.base.time import Span, Time
    from app.media.source import FrameSource
    from app.media.video_format import VideoFormat
    from app.project.model import Excerpt
    from app.render.plan import RenderPlan
    from app.render.resources import RenderResources
    from app.render.stages import Stages


class Footage(Protocol):
    """Frames that can be made from any of its segments on, the same ones each time."""

    @property
    def output(self) -> VideoFormat:
        """Format of the frames."""
        ...

    @property
    def span(self) -> Span:
        """All of it, on a clock of its own."""
        ...

    @property
    def segments(self) -> tuple[Span, ...]:
        """`span`, cut where the export may stop and go on."""
        ...

    @property
    def shift(self) -> Time:
        """Seconds from the footage's clock to the output's."""
        ...

    @property
    def total(self) -> int:
        """Frames in all, 0 if unknown."""
        ...

    @property
    def facts(self) -> list[object]:
        """Whatever decides over the frames; its `repr` goes into the fingerprint."""
        ...

    @property
    def where(self) -> str:
        """The device that computes frames, "" where nothing is computed."""
        ...

    @property
    def damaged(self) -> int:
        """Source frames so far that could not be decoded or were patched up."""
        ...

    @property
    def notes(self) -> tuple[str, ...]:
        """Sentences for people, complete when the frames are through."""
        ...

    def frames(
        self, span: Span, layout: PixelLayout, cancel: CancelToken, stages: Stages
    ) -> Generator[Frame[Picture], None, None]:
        """The frames of a run of segments, for an encoder that takes `layout`."""
        ...


@dataclass(frozen=True, slots=True)
class ExcerptFootage:
    """One source through one chain.

    Attributes:
        plan: What to do.
        source: Open on the plan's source.
        resources: Device and networks; None is enough for an empty chain.
    """

    plan: RenderPlan
    source: FrameSource
    resources: RenderResources | None

    @property
    def output(self) -> VideoFormat:
        """The plan's."""
        return self.plan.output

    @property
    def span(self) -> Span:
        """In the source's time."""
        return self.plan.span

    @property
    def segments(self) -> tuple[Span, ...]:
        """The plan's."""
        return self.plan.segments

    @property
    def shift(self) -> Time:
        """The plan's."""
        return self.plan.shift

    @property
    def total(self) -> int:
        """The plan's."""
        return self.plan.total

    @property
    def facts(self) -> list[object]:
        """The file, the range, the chain; device, precision and weights where it computes."""
        return [*facts_of(self.plan), self.resources.facts(self.plan) if self.resources else None]

    @property
    def where(self) -> str:
        """That of the resources."""
        return str(self.resources.device) if self.resources else ""

    @property
    def damaged(self) -> int:
        """Of the source."""
        return self.source.damaged

    @property
    def notes(self) -> tuple[str, ...]:
        """Of the plan and the source."""
        return *self.plan.notes, *self.source.notes

    def frames(
        self, span: Span, layout: PixelLayout, cancel: CancelToken, stages: Stages
    ) -> Generator[Frame[Picture], None, None]:
        """See `rendered`."""
        return rendered(
            self.plan, self.source, span, layout, self.resources, cancel, stages, batches=True
        )


def facts_of(plan: RenderPlan) -> list[object]:
    """What decides over the frames of a plan, device and weights apart."""
    path = plan.excerpt.media.path
    effects = [(spec.name, spec.settings) for spec in plan.excerpt.effects if spec.enabled]
    facts = [str(path.absolute()), state_of(path), plan.span, plan.segments, effects, plan.output]
    return [*facts, *named_files(plan.excerpt)]


def named_files(excerpt: Excerpt) -> list[object]:
    """State of the files that a chain names: a LUT or a background that is edited is another."""
    texts = [v for spec in excerpt.effects for _, v in spec.settings if isinstance(v, str)]
    return [(text, state_of(Path(text))) for text in texts if "." in text or "/" in text]
