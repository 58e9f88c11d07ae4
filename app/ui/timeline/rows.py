"""Which rows there are below the ruler, from top to bottom."""

from __future__ import annotations

from bisect import bisect_right
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from app.base.parameter import Keyframes
from app.ui.timeline import measures

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.project.model import Clip, Project, Track

RowKind = Literal[
    "video", "audio", "curve", "segments", "tracks", "object", "coming_segments", "coming_track"
]
COMING: tuple[RowKind, ...] = ("coming_segments", "coming_track")
"""Rows of what running jobs have found so far: to be seen, not to be touched."""

ANNOTATED: tuple[RowKind, ...] = ("segments", "tracks", "object", *COMING)
"""Rows of the Annotate workspace: a lane of segments, the head of the tracks, a track."""


@dataclass(frozen=True, slots=True)
class Row:
    """One row.

    Attributes:
        kind: What it shows.
        top: Logical pixels from the top of all rows.
        height: In logical pixels, with the line below it.
        track: Id of its track; of a curve, that of its clip.
        clip: Id of the clip of a curve.
        effect: Place of the effect in the clip's chain.
        parameter: Name of the keyframed parameter.
        group: Of segments: which labels they have.
        item: Number of the lane of segments, or id of the track of annotations; of what is
            coming, its place.
    """

    kind: RowKind
    top: int
    height: int
    track: str = ""
    clip: str = ""
    effect: int = -1
    parameter: str = ""
    group: str = ""
    item: int = -1

    @property
    def bottom(self) -> int:
        """Where the next row begins."""
        return self.top + self.height


def rows_of(project: Project, selected: Clip | None, selected_track: str = "") -> tuple[Row, ...]:
    """Topmost track first, picture above sound, then the curves of the selected clip."""
    sounding = {item.id for item in project.media if item.facts is None or item.facts.sound}
    rows: list[Row] = []
    for track in reversed(project.tracks):
        rows.append(Row("video", _end(rows), measures.video(), track.id))
        if _sounds(track, sounding):
            rows.append(Row("audio", _end(rows), measures.audio(), track.id))
    for effect, parameter in curves_of(selected) if selected else ():
        assert selected is not None
        place = (selected_track, selected.id, effect, parameter)
        rows.append(Row("curve", _end(rows), measures.curve(), *place))
    return tuple(rows)


def curves_of(clip: Clip) -> list[tuple[int, str]]:
    """The keyframed parameters of a clip's chain, as (place of the effect, name)."""
    return [
        (place, name)
        for place, effect in enumerate(clip.effects)
        for name, setting in effect.settings
        if isinstance(setting, Keyframes)
    ]


def row_at(rows: Sequence[Row], y: float) -> Row | None:
    """The row at a height in pixels from the top of all rows."""
    place = bisect_right(rows, y, key=lambda row: row.top) - 1
    return rows[place] if place >= 0 and y < rows[place].bottom else None


def _end(rows: Sequence[Row]) -> int:
    return rows[-1].bottom if rows else 0


def _sounds(track: Track, sounding: set[str]) -> bool:
    return not track.clips or any(clip.media_id in sounding for clip in track.clips)
