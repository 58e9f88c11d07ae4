"""What a chain makes of the picture, step by step: sizes and faults, told before any frame.

Run it on a worker: effects bring torch along, and a source is read to its end once.
"""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import cache
from typing import TYPE_CHECKING

from app.base.errors import AppError
from app.base.parameter import complete

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.inference.weights_store import WeightsStore
    from app.media.probe import MediaInfo
    from app.media.video_format import VideoFormat
    from app.project.model import EffectSpec, MediaFacts


@dataclass(frozen=True, slots=True)
class FrameShape:
    """A picture at one point of the chain; `rate` None where frames stand at uneven times."""

    width: int
    height: int
    rate: Fraction | None

    @property
    def words(self) -> str:
        """`640 × 360`."""
        return f"{self.width} × {self.height}"


@dataclass(frozen=True, slots=True)
class StepFacts:
    """One effect: the picture after it, and a sentence when it cannot do what it is asked."""

    after: FrameShape
    error: str = ""


@dataclass(frozen=True, slots=True)
class ChainFacts:
    """A whole chain; `steps` are as many as its effects, those switched off included."""

    source: FrameShape
    steps: tuple[StepFacts, ...]

    def before(self, number: int) -> FrameShape:
        """The picture that goes into a step."""
        return self.steps[number - 1].after if number else self.source


def chain_facts(chain: Sequence[EffectSpec], source: VideoFormat) -> ChainFacts:
    """Follow a format through a chain; a step that fails, or is not known, changes nothing."""
    from app.effects.registry import EFFECTS

    kinds = {kind.name: kind for kind in EFFECTS}
    steps, current = [], source
    for spec in chain:
        error = ""
        kind = kinds.get(spec.name) if spec.enabled else None
        if kind is not None:
            try:
                settings = complete(kind.parameters, dict(spec.settings), kind.title)
                current = kind.make(settings).output_format(current)
            except AppError as fault:
                error = str(fault)
        steps.append(StepFacts(_shape(current), error))
    return ChainFacts(_shape(source), tuple(steps))


def _shape(source: VideoFormat) -> FrameShape:
    return FrameShape(source.width, source.height, source.rate)


def format_of(facts: MediaFacts) -> VideoFormat:
    """A stand-in from what was noted at import, for as long as the file itself is being read."""
    from app.media.video_format import VideoFormat

    rate = None if facts.vfr else facts.rate
    tick = 1 / facts.rate if facts.rate > 0 else Fraction(1, 25)
    return VideoFormat(facts.width, facts.height, rate, tick)


def read_media(path: Path) -> MediaInfo:
    """Everything about a file; reads it once from end to end.

    Raises:
        MediaError: it cannot be read.
    """
    from app.media.probe import probe

    return probe(path)


def weights_states(models: Sequence[str]) -> dict[str, str]:
    """By model: "intact", "damaged" or "absent"; reads whole files the first time."""
    from app.inference.catalogue import Catalogue

    cards = {card.id: card for card in Catalogue.load().all()}
    return {model: _store().state(cards[model]) for model in models if model in cards}


@cache
def _store() -> WeightsStore:
    """One for the process: it remembers digests."""
    from app.inference.weights_store import WeightsStore

    return WeightsStore()
