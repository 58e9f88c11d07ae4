"""What running jobs have found so far, as rows: to be seen, not to be touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.timeline.annotations.bars import Bar, Lane, bar_of, lanes_of

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Segment, Track


class ComingRows:
    """Lanes of segments, and tracks, both by place. Tracks are laid out when they are painted.

    Args:
        layers: One for each job.
    """

    def __init__(self, layers: Sequence[AnnotationLayer] = ()) -> None:
        self.lanes: tuple[Lane, ...] = tuple(lane for part in layers for lane in lanes_in(part))
        self.tracks: tuple[Track, ...] = tuple(t for part in layers for t in part.tracks)
        self.cuts: frozenset[int] = frozenset(cut for part in layers for cut in part.cuts)
        self._counts = [part.media.frame_count for part in layers for _ in part.tracks]
        self._bars: dict[int, Bar] = {}

    def bar(self, place: int) -> Bar:
        """A track laid out."""
        if place not in self._bars:
            self._bars[place] = bar_of(self.tracks[place], self._counts[place])
        return self._bars[place]


def lanes_in(layer: AnnotationLayer, groups: Iterable[str] = ()) -> tuple[Lane, ...]:
    """The rows of segments, in the order of the labels; `groups` have one also when empty."""
    found: dict[str, list[Segment]] = {group: [] for group in groups}
    group_of = {label.name: label.group for label in layer.labels}
    for part in sorted(layer.segments, key=lambda part: (part.start, part.stop)):
        found.setdefault(group_of[part.label], []).append(part)
    return tuple(lane for group, parts in found.items() for lane in lanes_of(group, parts))
