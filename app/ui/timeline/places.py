"""Where the clips of a track lie, as plain numbers that are quick to search and to draw."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.project.model import Project, Track


@dataclass(frozen=True, slots=True, eq=False)
class Places:
    """Edges of all clips of a track, for painting only: edits use the exact times.

    Attributes:
        track: Whose clips.
        starts, ends: `(n,)` float64 seconds, rising.
    """

    track: Track
    starts: NDArray[np.float64]
    ends: NDArray[np.float64]

    def between(self, start: float, end: float) -> range:
        """Numbers of the clips that touch a stretch of time."""
        first = int(np.searchsorted(self.ends, start, side="right"))
        last = int(np.searchsorted(self.starts, end, side="left"))
        return range(first, max(first, last))


def places_of(project: Project, before: dict[str, Places]) -> dict[str, Places]:
    """The places of all tracks by id; those of tracks that have not changed are kept."""
    found = {}
    for track in project.tracks:
        known = before.get(track.id)
        found[track.id] = known if known and known.track is track else _measure(track)
    return found


def _measure(track: Track) -> Places:
    count = len(track.clips)
    starts = np.fromiter((float(clip.at) for clip in track.clips), np.float64, count)
    ends = np.fromiter((float(clip.end) for clip in track.clips), np.float64, count)
    return Places(track, starts, ends)
