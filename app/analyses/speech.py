"""Where somebody speaks, as segments."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING, cast

import numpy as np

from app.analyses.analysis import AnalysisKind, Mark
from app.analyses.detectors import card_and_weights
from app.analyses.marking import marked
from app.analyses.silero import WINDOW, Silero
from app.analyses.speech_stretches import SpeechRules, SpeechStretches
from app.annotations.layer import AnnotationLayer
from app.annotations.model import Label, Provenance, Segment
from app.base.parameter import Parameter
from app.base.rate import HEARD
from app.base.time import Span

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from app.analyses.analysis import AnalysisContext, FrameFindings, Sounds
    from app.analyses.speech_stretches import Stretch
    from app.annotations.layer import MediaFacts
    from app.base.frame import Frame
    from app.base.parameter import Setting
    from app.base.time import Time
    from app.media.video_format import VideoFormat

TASK = "voice"
LABEL = Label("speech", "#4ac28a", group="Sound")


@dataclass
class Speech:
    """A network that hears voices, and rules of what counts as speech.

    Attributes:
        model: Id of the model; with its digest the provenance of what is found.
        rules: What counts.
        version: First digits of the weights' digest, known once they are open.
    """

    model: str
    rules: SpeechRules
    version: str = ""

    def run(
        self, frames: Sounds, source: VideoFormat, context: AnalysisContext
    ) -> Iterator[FrameFindings]:
        """Yield each frame once the next is heard, with the stretches that are over by then."""
        listener: _Listener | None = None
        start = Fraction(0)

        def hear(_: int, frame: Frame[NDArray[np.float32]]) -> Iterator[Mark]:
            nonlocal listener, start
            if listener is None:
                listener, start = _Listener(self._open(), self.rules), frame.time
            return (_mark(each, start, context) for each in listener.hear(frame.pixels))

        def finish() -> Iterator[Mark]:
            assert listener is not None  # there was a frame
            return (_mark(each, start, context) for each in listener.finish())

        yield from marked(frames, context, hear, finish)

    def assemble(self, findings: Sequence[FrameFindings], media: MediaFacts) -> AnnotationLayer:
        """A segment for each stretch, over every frame it is heard on."""
        marks = [mark for found in findings for mark in found.marks]
        segments = tuple(self._segment(number, mark) for number, mark in enumerate(marks, 1))
        return AnnotationLayer(media, (LABEL,) if segments else (), segments=segments)

    def _segment(self, number: int, mark: Mark) -> Segment:
        score = None if mark.score is None else round(mark.score, 4)
        by_us = Provenance("model", self.model, self.version, score, accepted=False)
        return Segment(number, mark.label, mark.start, mark.stop, provenance=by_us)

    def _open(self) -> Path:
        card, path = card_and_weights(self.model, TASK)
        self.version = card.sha256[:12]
        return path


class _Listener:
    """Cuts sound into windows and hears them one by one."""

    def __init__(self, path: Path, rules: SpeechRules) -> None:
        self._network, self._stretches = Silero(path), SpeechStretches(rules, WINDOW)
        self._rest = np.zeros(0, np.float32)
        self._length = 0

    def hear(self, samples: NDArray[np.float32]) -> Iterator[Stretch]:
        """Stretches that are over by the end of these samples."""
        self._length += len(samples)
        joined = np.concatenate([self._rest, samples])
        whole = len(joined) // WINDOW * WINDOW
        self._rest = joined[whole:]
        for window in joined[:whole].reshape(-1, WINDOW):
            stretch = self._stretches.feed(self._network(window))
            if stretch is not None:
                yield stretch

    def finish(self) -> Iterator[Stretch]:
        """Those that go on to the end; the last window is filled up with silence."""
        length = self._length
        if len(self._rest):
            yield from self.hear(np.zeros(WINDOW - len(self._rest), np.float32))
        last = self._stretches.finish(length)
        if last is not None:
            yield last


def _mark(stretch: Stretch, start: Time, context: AnalysisContext) -> Mark:
    first, end = (start + Fraction(n, HEARD) for n in (stretch.start, stretch.stop))
    last = context.number_of(end - Fraction(1, HEARD))
    times = Span(first, end)
    return Mark(LABEL.name, context.number_of(first), last + 1, stretch.score, times=times)


def _samples(milliseconds: float) -> int:
    return round(milliseconds * HEARD / 1000)


def _make(settings: dict[str, Setting]) -> Speech:
    values = cast("dict[str, float]", settings)
    lengths = (_samples(values[name]) for name in ("shortest", "pause", "padding"))
    return Speech(str(settings["model"]), SpeechRules(values["score"], *lengths))


SPEECH = AnalysisKind(
    "speech",
    "Speech",
    "Listens where somebody speaks.",
    (
        Parameter(
            "model",
            "Model",
            "text",
            "silero-vad",
            help="Which listener; see `reelwright models list`.",
        ),
        Parameter(
            "score",
            "Score",
            "number",
            0.5,
            0.05,
            1,
            help="How sure the model must be that somebody speaks.",
        ),
        Parameter(
            "shortest",
            "Shortest speech",
            "whole",
            250,
            0,
            60_000,
            "ms",
            help="Shorter sounds are dropped.",
        ),
        Parameter(
            "pause",
            "Shortest pause",
            "whole",
            100,
            0,
            60_000,
            "ms",
            help="Shorter pauses do not divide speech.",
        ),
        Parameter(
            "padding",
            "Padding",
            "whole",
            30,
            0,
            1000,
            "ms",
            main=False,
            help="Added before and after, as far as the pauses allow.",
        ),
    ),
    _make,
    TASK,
    "hearing",
)
