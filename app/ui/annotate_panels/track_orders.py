"""The orders that tracks can be listed in."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.annotations.model import Segment

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.annotations.model import Track
    from app.annotations.search import Thing

    Key = tuple[float | str, ...]


def begin_of(thing: Thing) -> int:
    """The first frame of a track or segment."""
    return thing.start if isinstance(thing, Segment) else thing.keyframes[0].frame


def _by_number(track: Track) -> Key:
    return (track.id,)


def _by_label(track: Track) -> Key:
    return track.label.lower(), track.id


def _by_start(track: Track) -> Key:
    return track.keyframes[0].frame, track.id


def _by_length(track: Track) -> Key:
    return track.keyframes[0].frame - track.keyframes[-1].frame, track.id


def _by_score(track: Track) -> Key:
    return -(track.provenance.score or 0.0), track.id


ORDERS: dict[str, Callable[[Track], Key]] = {
    "number": _by_number,
    "label": _by_label,
    "start": _by_start,
    "length": _by_length,
    "score": _by_score,
}
"""What to sort by, by the name of the order."""
