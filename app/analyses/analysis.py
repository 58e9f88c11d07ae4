"""What an analysis is: a kind that menus and files know, and a resource for one run."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal, Protocol

import numpy as np
from numpy.typing import NDArray

from app.annotations.model import nothing
from app.base.frame import Frame

if TYPE_CHECKING:
    from app.annotations.layer import AnnotationLayer, MediaFacts
    from app.annotations.model import Attributes
    from app.annotations.shapes import Shape
    from app.base.cancel import CancelToken
    from app.base.parameter import Parameter, Setting
    from app.base.time import Span, Time
    from app.media.video_format import VideoFormat

Frames = Iterator[Frame[NDArray[np.uint8]]]
"""Pictures `(H, W, 3)`, R'G'B' in 0 to 255, in order of time."""

Sounds = Iterator[Frame[NDArray[np.float32]]]
"""What is heard while each picture is shown, `(n,)`; see `media.side.heard`."""

Sense = Literal["sight", "hearing"]


@dataclass(frozen=True, slots=True)
class AnalysisContext:
    """What a run lends to its analysis.

    Attributes:
        number_of: The frame number of a frame's time.
        cancel: Checked once per frame.
    """

    number_of: Callable[[Time], int]
    cancel: CancelToken


@dataclass(frozen=True, slots=True)
class Finding:
    """Something seen on one frame.

    Attributes:
        key: Which thing; the same on every frame of this run, but not yet a track's id.
        label: What it is.
        shape: Where, in pixels of the full picture.
        score: Confidence in [0, 1], None when there is none.
        attributes: What else is known of it, by name.
    """

    key: int
    label: str
    shape: Shape
    score: float | None = None
    attributes: Attributes = field(default_factory=nothing)


@dataclass(frozen=True, slots=True)
class Mark:
    """Something that is no shape: a change of shot, a blurred stretch, a line that was crossed.

    It is told as soon as it is certain, so it may lie before the frame that it is told with.

    Attributes:
        label: What it is.
        start, stop: Frames it covers, half-open.
        score: Confidence in [0, 1], None when there is none.
        key: Which thing it is about, None for the picture as a whole.
        times: When exactly, on the clip's own clock, where that is finer than frames.
    """

    label: str
    start: int
    stop: int
    score: float | None = None
    key: int | None = None
    times: Span | None = None


@dataclass(frozen=True, slots=True)
class FrameFindings:
    """What was seen on one frame: provisional, some of it may not make a track.

    Attributes:
        frame: Its number.
        findings: Shapes on this frame.
        marks: What became certain with this frame.
    """

    frame: int
    findings: tuple[Finding, ...]
    marks: tuple[Mark, ...] = ()


class Analysis(Protocol):
    """One analysis set up for one run. Making one is cheap."""

    def run(
        self, frames: Iterator[Frame[NDArray[Any]]], source: VideoFormat, context: AnalysisContext
    ) -> Iterator[FrameFindings]:
        """Yield what is on each frame, in order, one for each frame, soon after it was read.

        Memory stays bounded whatever the length of the clip.

        Args:
            frames: `Frames` or, if its kind hears, `Sounds`.
            source: The clip's pictures.
            context: What the run lends.

        Raises:
            EffectError: a library that is needed is missing, or the pictures do not fit.
            Cancelled: the token was set.
        """
        ...

    def assemble(self, findings: Sequence[FrameFindings], media: MediaFacts) -> AnnotationLayer:
        """The layer of what was found: all of the clip or, after a cancellation, its beginning."""
        ...


@dataclass(frozen=True, slots=True)
class AnalysisKind:
    """What menus, forms, the command line and project files know of an analysis.

    Attributes:
        name: Identifier in commands and files.
        title: Name in menus.
        summary: One sentence.
        parameters: Described once, for all who ask.
        make: Builds an `Analysis` from complete, validated settings.
        task: Of the models it can use (its parameter `model` names one, or what may stand in place
            of one); "" when there are none.
        sense: Whether it is given pictures or sound; the other is not even decoded.
    """

    name: str
    title: str
    summary: str
    parameters: tuple[Parameter, ...]
    make: Callable[[dict[str, Setting]], Analysis]
    task: str = ""
    sense: Sense = "sight"
