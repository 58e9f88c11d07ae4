"""What a dragged edge is drawn to."""

from __future__ import annotations

from bisect import bisect_left
from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

from app.project.queries import clips
from app.ui.timeline.shots import cuts_of

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence

    from app.base.time import Time
    from app.project.model import Project

REACH = 8
"""Logical pixels from which an edge is drawn in."""


@dataclass(frozen=True, slots=True)
class Snap:
    """An edge met a target.

    Attributes:
        at: The target's time; a line is drawn there.
        by: What to add to the dragged times to meet it.
    """

    at: Time
    by: Time


def snap_targets(
    project: Project, playhead: Time, without: Collection[str] = (), *, own: bool = True
) -> list[Time]:
    """Times worth meeting, rising: 0, playhead, clip edges, cuts, markers, In and Out.

    Args:
        project: Where they come from.
        playhead: Its time.
        without: Clips or markers being dragged, which must not meet themselves.
        own: Whether the playhead counts (not while it is dragged itself).
    """
    found = {Fraction(0), *([playhead] if own else [])}
    found.update(m.time for m in project.markers if m.id not in without)
    if project.selected_range is not None:
        found.add(project.selected_range.start)
        found.update([project.selected_range.end] if project.selected_range.end else [])
    media = {item.id: item for item in project.media}
    for _, clip in clips(project):
        if clip.id not in without:
            found.update((clip.at, clip.end))
            found.update(cuts_of(clip, media.get(clip.media_id)))
    return sorted(found, key=float)


def find_snap(edges: Sequence[Time], targets: Sequence[Time], within: Time) -> Snap | None:
    """The smallest shift that brings one of `edges` onto a target, at most `within` seconds."""
    best: Snap | None = None
    for edge in edges:
        place = bisect_left(targets, edge)
        for target in targets[max(0, place - 1) : place + 1]:
            shift = target - edge
            if abs(shift) <= within and (best is None or abs(shift) < abs(best.by)):
                best = Snap(target, shift)
    return best
