"""How commands, their workspaces and keys are written in lists."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtGui import QKeySequence

from app.ui.command import ANNOTATE, DELIVER, ENHANCE, EVERYWHERE
from app.ui.language import tr

if TYPE_CHECKING:
    from collections.abc import Iterable


def workspace_name(workspace: str) -> str:
    """The name on the tab."""
    names = {ENHANCE: tr("Enhance"), ANNOTATE: tr("Annotate"), DELIVER: tr("Deliver")}
    return names.get(workspace, workspace)


def workspaces_text(workspaces: Iterable[str]) -> str:
    """`Everywhere`, or the names with commas between."""
    listed = tuple(workspaces)
    if set(listed) >= set(EVERYWHERE):
        return tr("Everywhere")
    names = [workspace_name(workspace) for workspace in listed]
    if len(names) == 2:
        return tr("{first}, {second}", first=names[0], second=names[1])
    return names[0] if names else ""


def key_text(key: str) -> str:
    """A key as this system writes it."""
    return QKeySequence(key).toString(QKeySequence.SequenceFormat.NativeText)


def group_name(command_id: str) -> str:
    """The part of the window a command belongs to, from the first part of its id."""
    names = {
        "file": tr("File"),
        "edit": tr("Edit"),
        "timeline": tr("Timeline"),
        "clip": tr("Timeline"),
        "viewer": tr("Viewer"),
        "preview": tr("Viewer"),
        "player": tr("Playback"),
        "transport": tr("Playback"),
        "effects": tr("Effects"),
        "models": tr("Effects"),
        "annotate": tr("Annotate"),
        "jobs": tr("Jobs"),
        "media": tr("Media"),
    }
    return names.get(command_id.partition(".")[0], tr("Window"))
