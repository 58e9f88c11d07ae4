"""What can be switched per track, with its words and icons."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from app.project.edits.tracks import set_flags
from app.ui.language import tr

if TYPE_CHECKING:
    from app.project.model import Edit, Track
    from app.ui.timeline.rows import Row


@dataclass(frozen=True, slots=True)
class Flag:
    """One switch as it stands.

    Attributes:
        icon: Shows how it stands.
        act: What a click does, in the user's language.
        on: Whether the track is locked, hidden or muted.
        edit: The click's edit.
    """

    icon: str
    act: str
    on: bool
    edit: Edit


def track_flag(row: Row, place: int, track: Track) -> Flag:
    """The switch at a place of a row, counted from the right."""
    if place == 0:
        return lock_flag(track)
    return hide_flag(track) if row.kind == "video" else mute_flag(track)


def lock_flag(track: Track) -> Flag:
    """Edits leave a locked track alone."""
    act = tr("Unlock track") if track.locked else tr("Lock track")
    icon = "lock-simple" if track.locked else "lock-simple-open"
    return Flag(icon, act, track.locked, set_flags(track.id, locked=not track.locked))


def hide_flag(track: Track) -> Flag:
    """The picture of a hidden track is left out."""
    act = tr("Show track") if track.hidden else tr("Hide track")
    icon = "eye-slash" if track.hidden else "eye"
    return Flag(icon, act, track.hidden, set_flags(track.id, hidden=not track.hidden))


def mute_flag(track: Track) -> Flag:
    """The sound of a muted track is left out."""
    act = tr("Unmute track") if track.muted else tr("Mute track")
    return Flag("speaker-slash", act, track.muted, set_flags(track.id, muted=not track.muted))
