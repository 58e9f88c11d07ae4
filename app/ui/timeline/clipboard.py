"""Clips on the clipboard of the desktop, as a small project in JSON."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from PySide6.QtCore import QMimeData
from PySide6.QtGui import QGuiApplication

from app.base.errors import AppError
from app.project import storage
from app.project.edits import clips as edits
from app.project.edits.media import add_media
from app.project.ids import new_id
from app.project.model import Project
from app.project.queries import clips, find_clip, find_media
from app.ui.language import tr_count

if TYPE_CHECKING:
    from collections.abc import Collection

    from app.base.time import Time
    from app.ui.timeline.state import TimelineState

CLIPS = "application/x-reelwright-clips"

LARGEST = 16 << 20
"""Bytes that are read: the clipboard is anybody's."""


def copy(project: Project, ids: Collection[str]) -> None:
    """Put clips on the clipboard."""
    tracks = (
        replace(track, clips=tuple(clip for clip in track.clips if clip.id in ids))
        for track in project.tracks
    )
    kept = tuple(track for track in tracks if track.clips)
    used = {clip.media_id for track in kept for clip in track.clips}
    part = Project(tuple(item for item in project.media if item.id in used), kept)
    data = QMimeData()
    data.setData(CLIPS, storage.encoded(part, None))
    QGuiApplication.clipboard().setMimeData(data)


def let_go() -> None:
    """Take clips of ours off the clipboard, at the end of the program.

    Qt would delete them after Python, which made them, and that ends the process with a fault.
    """
    clipboard = QGuiApplication.clipboard()
    if clipboard.ownsClipboard() and can_paste():
        clipboard.clear()


def can_paste() -> bool:
    """Whether there are clips on the clipboard."""
    data = QGuiApplication.clipboard().mimeData()
    return data is not None and data.hasFormat(CLIPS)


def copied() -> Project | None:
    """The clips on the clipboard with their sources; None if there is nothing of use."""
    data = QGuiApplication.clipboard().mimeData()
    if data is None or not data.hasFormat(CLIPS):
        return None
    payload = bytes(data.data(CLIPS).data())
    if len(payload) > LARGEST:
        return None
    try:
        return storage.decoded(payload, None).project
    except AppError:
        return None


def paste(state: TimelineState, at: Time, track: str | None) -> None:
    """Put the copied clips down and select them; sources that are missing come along."""
    part = copied()
    if part is None:
        return
    found = [clip for _, clip in clips(part)]
    names = [new_id() for _ in found]
    missing = [item for item in part.media if find_media(state.project, item.id) is None]

    def edit(project: Project) -> Project:
        with_media = add_media(missing)(project) if missing else project
        pasted = edits.paste(found, at, track, names)(with_media)
        return project if pasted is with_media else pasted

    state.document.apply(tr_count("Paste {n} clip", "Paste {n} clips", len(found)), edit)
    state.view.select(name for name in names if find_clip(state.project, name))
