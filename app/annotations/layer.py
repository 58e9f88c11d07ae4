"""An annotation layer: everything said about one clip, tied to its frames and their exact times.

An edit builds a new layer that shares all it did not change.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

from app.annotations.model import MAX_FRAME, Extra, Label, Segment, Tag, Track, nothing
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from collections.abc import Hashable, Sequence

    from app.annotations.queries import LayerIndex
    from app.base.time import Time


@dataclass(frozen=True, slots=True)
class MediaFacts:
    """The clip a layer speaks about, enough to tie frames to exact times without the clip.

    Attributes:
        file_name: Last part of the clip's path; never followed.
        width, height: Of the upright picture, in pixels.
        frame_count: Frames in the clip.
        time_base: Seconds per tick.
        pts: Each frame's time in ticks, rising; empty when not known.
    """

    file_name: str
    width: int
    height: int
    frame_count: int
    time_base: Fraction = Fraction(1)
    pts: tuple[int, ...] = ()

    def __post_init__(self) -> None:
        if self.width < 1 or self.height < 1:
            raise AnnotationError("The clip's picture has no size.")
        if not 0 <= self.frame_count <= MAX_FRAME:
            raise AnnotationError(f"A clip of {self.frame_count} frames is not possible.")
        if self.pts and len(self.pts) != self.frame_count:
            raise AnnotationError("There must be one time for each frame of the clip.")
        if self.time_base <= 0 or any(a >= b for a, b in pairwise(self.pts)):
            raise AnnotationError("The times of the clip's frames must rise.")

    def time_of(self, frame: int) -> Time | None:
        """When a frame is shown, on the media's own clock; None when not known."""
        return self.pts[frame] * self.time_base if 0 <= frame < len(self.pts) else None


@dataclass(frozen=True)
class AnnotationLayer:
    """Everything said about one clip.

    Attributes:
        media: The clip.
        labels: The kinds of things there are.
        tracks: Things over time; later ones lie on top of earlier ones of the same z-order.
        segments: Labels over spans of frames.
        tags: Labels of the whole clip.
        cuts: Frames at which a new shot begins, rising; frame 0 is none.
        extra: What an imported file said and we have no word for, by format.
    """

    media: MediaFacts
    labels: tuple[Label, ...] = ()
    tracks: tuple[Track, ...] = ()
    segments: tuple[Segment, ...] = ()
    tags: tuple[Tag, ...] = ()
    extra: Extra = field(default_factory=nothing)
    cuts: tuple[int, ...] = ()
    index: LayerIndex | None = field(default=None, init=False, repr=False, compare=False)
    """Made by `queries.index_of` on first use; belongs to this very layer."""

    def __post_init__(self) -> None:
        if any(not 0 < a < MAX_FRAME for a in self.cuts):
            raise AnnotationError("A cut stands at an impossible frame.")
        if any(a >= b for a, b in pairwise(self.cuts)):
            raise AnnotationError("The frames of cuts must rise.")
        names = {label.name for label in self.labels}
        _refuse_repeats("label", [label.name for label in self.labels])
        _refuse_repeats("track", [track.id for track in self.tracks])
        _refuse_repeats("segment", [segment.id for segment in self.segments])
        used = [track.label for track in self.tracks] + [part.label for part in self.segments]
        for label in (*used, *(tag.label for tag in self.tags)):
            if label not in names:
                raise AnnotationError(f"The layer has no label “{label}”.")


def _refuse_repeats(kind: str, names: Sequence[Hashable]) -> None:
    if len(set(names)) == len(names):
        return
    seen: set[Hashable] = set()
    for name in names:
        if name in seen:
            raise AnnotationError(f"The layer has two {kind}s “{name}”; each must be unique.")
        seen.add(name)
