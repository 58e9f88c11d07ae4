"""The frames of a whole timeline, clip after clip."""

from __future__ import annotations

import contextlib
from typing import TYPE_CHECKING

from app.base.frame import Frame
from app.media.flat_pictures import black_picture
from app.render.chain import rendered
from app.render.footage import facts_of
from app.render.sequence.picked_source import PickedSource, is_pickable, slots_span
from app.render.sequence.slots import lateness, placed

if TYPE_CHECKING:
    from collections.abc import Generator, Iterator

    from app.base.cancel import CancelToken
    from app.base.picture import Picture, PixelLayout
    from app.base.time import Span, Time
    from app.media.video_format import VideoFormat
    from app.render.resources import RenderResources
    from app.render.sequence.sequence_plan import SequencePlan, Shot
    from app.render.sequence.slots import Slots
    from app.render.sequence.sources import Sources
    from app.render.stages import Stages


class SequenceFootage:
    """A plan with its sources open; see `Footage`. Used by one thread.

    At most one decoder is open at a time, whatever the number of clips and tracks.
    """

    def __init__(
        self, plan: SequencePlan, sources: Sources, resources: RenderResources | None
    ) -> None:
        self._plan = plan
        self._sources = sources
        self._resources = resources
        self._empty: dict[str, None] = {}
        self.damaged = 0

    @property
    def output(self) -> VideoFormat:
        """The plan's."""
        return self._plan.output

    @property
    def span(self) -> Span:
        """In timeline time."""
        return self._plan.span

    @property
    def segments(self) -> tuple[Span, ...]:
        """The plan's."""
        return self._plan.segments

    @property
    def shift(self) -> Time:
        """A part of a timeline starts at 0."""
        return -self._plan.span.start

    @property
    def total(self) -> int:
        """One frame per slot."""
        return self._plan.stop - self._plan.first

    @property
    def facts(self) -> list[object]:
        """Every clip with its place, its chain and what computes it."""
        shots = [self._facts_of(shot) for shot in self._plan.shots]
        return [self._plan.output, self._plan.first, self._plan.stop, shots]

    def _facts_of(self, shot: Shot) -> list[object]:
        computing = self._resources.facts(shot.plan) if self._resources else None
        return [facts_of(shot.plan), shot.slots, computing]

    @property
    def where(self) -> str:
        """That of the resources."""
        return str(self._resources.device) if self._resources else ""

    @property
    def notes(self) -> tuple[str, ...]:
        """Of all plans and sources."""
        return *self._plan.notes, *self._sources.notes, *self._empty

    def frames(
        self, span: Span, layout: PixelLayout, cancel: CancelToken, stages: Stages
    ) -> Generator[Frame[Picture], None, None]:
        """One frame per slot, black where there is no clip."""
        rate = self._plan.rate
        assert span.end is not None
        next_slot, stop = int(span.start * rate), int(span.end * rate)
        for shot in self._plan.shots:
            slots = shot.slots.between(next_slot, stop)
            if not slots:
                continue
            yield from self._black(range(next_slot, slots.first), layout, cancel)
            frames = self._shot(shot, slots, layout, cancel, stages)
            with contextlib.closing(frames):
                yield from frames
            next_slot = slots.stop
        yield from self._black(range(next_slot, stop), layout, cancel)

    def _black(
        self, slots: range, layout: PixelLayout, cancel: CancelToken
    ) -> Iterator[Frame[Picture]]:
        if not slots:
            return
        output = self._plan.output
        picture = black_picture(*output.size, layout, output.colour)
        for slot in slots:
            cancel.check()
            yield Frame(picture, slot / self._plan.rate, 1 / self._plan.rate)

    def _shot(
        self,
        shot: Shot,
        slots: Slots,
        layout: PixelLayout,
        cancel: CancelToken,
        stages: Stages,
    ) -> Generator[Frame[Picture], None, None]:
        """A clip's frames in some of its slots."""
        reader = self._sources.reader(shot.clip.media_id)
        late = lateness(shot.made)
        source = PickedSource(reader, slots, late) if is_pickable(shot) else reader
        span = slots_span(shot, slots, reader.index, late)
        frames = rendered(
            shot.plan, source, span, layout, self._resources, cancel, stages, batches=True
        )
        try:
            for number, frame in enumerate(placed(frames, slots, late), slots.first):
                if frame is not None:
                    yield frame
                    continue
                note = f"{reader.path.name}: no picture could be read; black was put in its place."
                self._empty[note] = None
                yield from self._black(range(number, number + 1), layout, cancel)
        finally:
            frames.close()
            self.damaged += reader.damaged
            reader.damaged = 0
