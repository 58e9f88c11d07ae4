"""The document: a tree of frozen values. An edit is a plain function `Project -> Project`.

The project knows effects by name and values only, so it can be loaded, edited and saved where
the code (or the model) behind an effect is missing. Ids are unique within one project and never
change; names are for people.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer
    from app.base.parameter import Setting
    from app.base.time import Position, Span, Time


Extras = tuple[tuple[str, str], ...]
"""Fields of a project file that this version does not know: names and JSON texts, kept as found."""


@dataclass(frozen=True, slots=True)
class EffectSpec:
    """One step of a chain.

    Attributes:
        name: Of an effect kind; one that is not known here is kept as it is.
        settings: Values by parameter name, as (name, value) pairs; absent means default.
        enabled: Whether the chain runs it.
        extras: What a newer version wrote about it; those called `settings.…` are settings.
    """

    name: str
    settings: tuple[tuple[str, Setting], ...] = ()
    enabled: bool = True
    extras: Extras = ()


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """What the program shows of a source without opening it; found when it is imported.

    Attributes:
        duration: Seconds from the first frame to the end of the last.
        frames: How many.
        rate: Frames per second, on average where `vfr`.
        vfr: Whether frames stand at uneven times.
        width, height: Of the picture as it is shown: upright, with square pixels.
        sound: Whether there is an audio stream.
    """

    duration: Time
    frames: int
    rate: Fraction
    vfr: bool
    width: int
    height: int
    sound: bool


@dataclass(frozen=True, slots=True)
class MediaItem:
    """A source; `path` may be a pattern of numbered pictures.

    Attributes:
        path: Absolute in a document; a project file writes it relative to itself where it can.
        id: Unique in the project.
        fingerprint: Of the content, to find a file again that was moved; "" while unknown.
        rate: Frames per second of numbered pictures; None for everything else.
        facts: None until the source has been looked at.
        cuts: Where shots change, as seconds from the first frame, rising.
        note: What the user wrote about it.
    """

    path: Path
    id: str = ""
    fingerprint: str = ""
    rate: Fraction | None = None
    facts: MediaFacts | None = None
    cuts: tuple[Time, ...] = ()
    note: str = ""
    extras: Extras = ()


@dataclass(frozen=True, slots=True)
class Excerpt:
    """A part of a source with an effect chain: what one render computes.

    `start` and `end` count from the source's first frame; None means its beginning, its end.
    `layer` is what is said about the source, there only where the chain looks at it.
    """

    media: MediaItem
    start: Position | None = None
    end: Position | None = None
    effects: tuple[EffectSpec, ...] = ()
    layer: AnnotationLayer | None = field(default=None, compare=False, repr=False)


@dataclass(frozen=True, slots=True)
class Clip:
    """A part of a source placed on a track.

    Attributes:
        id: Unique in the project.
        media_id: Of the source.
        source: Which part, as seconds from the source's first frame; always bounded.
        at: Where it starts on the timeline, in seconds from 0.
        effects: Its chain, first effect first.
        alternative: A second chain to compare with (A/B); never exported.
        name: Shown on it; "" means the name of the file.
    """

    id: str
    media_id: str
    source: Span
    at: Time = Fraction(0)
    effects: tuple[EffectSpec, ...] = ()
    alternative: tuple[EffectSpec, ...] = ()
    name: str = ""
    extras: Extras = ()

    @property
    def length(self) -> Time:
        """Seconds on the timeline."""
        if self.source.end is None:
            raise ValueError("a clip's part of its source is bounded")
        return self.source.end - self.source.start

    @property
    def end(self) -> Time:
        """Where it stops on the timeline; the next clip may start exactly there."""
        return self.at + self.length


@dataclass(frozen=True, slots=True)
class Track:
    """Clips one after the other, with picture and sound; they never overlap, and rise in time.

    Attributes:
        hidden: Its picture is left out.
        muted: Its sound is left out.
        locked: Edits leave it alone.
    """

    id: str
    name: str
    clips: tuple[Clip, ...] = ()
    hidden: bool = False
    muted: bool = False
    locked: bool = False
    extras: Extras = ()


@dataclass(frozen=True, slots=True)
class Marker:
    """A remark at a moment of the timeline; `colour` is a place in the label palette."""

    id: str
    time: Time
    text: str = ""
    colour: int = 0
    extras: Extras = ()


@dataclass(frozen=True, slots=True)
class Project:
    """Everything the user made.

    Attributes:
        media: The bin, in the order in which it was filled.
        tracks: Bottom first: a clip hides what lies at its time on tracks before its own.
        markers: Rising in time.
        selected_range: In and out points on the timeline; None means everything.
        name: For people; the file's name is another matter.
        layers: What is said about sources: (media id, layer), at most one for each.
    """

    media: tuple[MediaItem, ...] = ()
    tracks: tuple[Track, ...] = ()
    markers: tuple[Marker, ...] = ()
    selected_range: Span | None = None
    name: str = ""
    layers: tuple[tuple[str, AnnotationLayer], ...] = ()
    extras: Extras = ()


Edit = Callable[[Project], Project]
"""A change. It returns the very same object when there is nothing to change."""
