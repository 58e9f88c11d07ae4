"""Going from clip to clip with the arrows."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import Qt

from app.project.queries import find_clip
from app.ui.timeline.selecting import across, first_at, neighbour

if TYPE_CHECKING:
    from app.project.model import Clip
    from app.ui.timeline.state import TimelineState


def walk(state: TimelineState, key: Qt.Key, *, extend: bool) -> None:
    """Select the clip on that side of the one reached last, and bring it into view.

    Args:
        state: Of the timeline.
        key: An arrow; up is the track above.
        extend: Keep what was selected.
    """
    clip = next_clip(state, key)
    if clip is None:
        return
    state.anchor = clip.id
    state.view.select({*state.view.selection, clip.id} if extend else {clip.id})
    left, right = state.scale.x_of(clip.at), state.scale.x_of(clip.end)
    if right < 0 or left > state.width:
        state.reveal(clip.at)


def next_clip(state: TimelineState, key: Qt.Key) -> Clip | None:
    """Where an arrow leads; without a clip to start from, the one at the playhead."""
    project = state.project
    here = state.anchor if state.anchor in state.view.selection else ""
    if not here:
        here = next((i for i in sorted(state.view.selection) if find_clip(project, i)), "")
    if not here:
        return first_at(project, state.view.playhead)
    if key in (Qt.Key.Key_Left, Qt.Key.Key_Right):
        return neighbour(project, here, 1 if key == Qt.Key.Key_Right else -1)
    return across(project, here, 1 if key == Qt.Key.Key_Up else -1)
