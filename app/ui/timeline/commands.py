"""The timeline's commands with their words and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.command import DELIVER, ENHANCE, Command
from app.ui.language import tr
from app.ui.timeline.clipboard import can_paste

if TYPE_CHECKING:
    from app.ui.timeline.actions import Actions
    from app.ui.timeline.state import TimelineState

_EDITING = (ENHANCE, DELIVER)


def commands(state: TimelineState, actions: Actions) -> tuple[Command, ...]:
    """All of them, in the order of menus."""
    return (
        *_clip_commands(actions),
        *_moving_commands(actions),
        *_range_commands(state, actions),
        *_going_commands(actions),
        *_view_commands(state),
        *_tool_commands(state),
    )


def _clip_commands(actions: Actions) -> tuple[Command, ...]:
    def some() -> bool:
        return bool(actions.chosen())

    return (
        Command("timeline.split", tr("Split at playhead"), actions.split, ("B",), "scissors",
                _EDITING, actions.has_clips),
        Command("timeline.cut", tr("Cut"), actions.cut, ("Ctrl+X",), "scissors", _EDITING, some),
        Command("timeline.copy", tr("Copy"), actions.copy, ("Ctrl+C",), "copy", _EDITING, some),
        Command("timeline.paste", tr("Paste"), actions.paste, ("Ctrl+V",), "clipboard",
                _EDITING, can_paste),
        Command("timeline.duplicate", tr("Duplicate"), actions.duplicate, ("Ctrl+D",), "copy",
                _EDITING, some),
        Command("timeline.delete", tr("Delete"), actions.delete, ("Del", "Backspace"), "trash",
                _EDITING, actions.can_delete),
        Command("timeline.ripple_delete", tr("Delete and close gap"), actions.ripple_delete,
                ("Shift+Del",), "arrows-in-line-horizontal", _EDITING, some),
        Command("timeline.select_all", tr("Select all clips"), actions.select_all, ("Ctrl+A",),
                "", _EDITING, actions.has_clips),
        Command("timeline.select_none", tr("Select nothing"), actions.select_none,
                ("Ctrl+Shift+A",), "", _EDITING, some),
    )  # fmt: skip


def _moving_commands(actions: Actions) -> tuple[Command, ...]:
    def some() -> bool:
        return bool(actions.chosen())

    def earlier() -> None:
        actions.nudge(-1)

    def later() -> None:
        actions.nudge(1)

    return (
        Command("timeline.nudge_left", tr("Move clip one frame back"), earlier, ("Alt+Left",),
                "", _EDITING, some, repeats=True),
        Command("timeline.nudge_right", tr("Move clip one frame on"), later, ("Alt+Right",),
                "", _EDITING, some, repeats=True),
        Command("timeline.trim_start", tr("Trim start to playhead"), actions.trim_start_here,
                ("Alt+[",), "", _EDITING, actions.has_clips),
        Command("timeline.trim_end", tr("Trim end to playhead"), actions.trim_end_here,
                ("Alt+]",), "", _EDITING, actions.has_clips),
        Command("timeline.add_track", tr("Add track"), actions.add_track, (), "plus"),
    )  # fmt: skip


def _range_commands(state: TimelineState, actions: Actions) -> tuple[Command, ...]:
    def ranged() -> bool:
        return state.project.selected_range is not None

    return (
        Command("timeline.set_in", tr("Set In"), actions.set_in, ("I",), "", _EDITING),
        Command("timeline.set_out", tr("Set Out"), actions.set_out, ("O",), "", _EDITING),
        Command("timeline.clear_range", tr("Clear In and Out"), actions.clear_range, ("Alt+X",),
                "", _EDITING, ranged),
        Command("timeline.add_marker", tr("Add marker"), actions.add_marker, ("M",), "flag",
                _EDITING),
    )  # fmt: skip


def _going_commands(actions: Actions) -> tuple[Command, ...]:
    def next_key() -> None:
        actions.next_key(1)

    def previous_key() -> None:
        actions.next_key(-1)

    return (
        Command("timeline.next_key", tr("Go to next keyframe"), next_key, ("Shift+N",),
                "", _EDITING, repeats=True),
        Command("timeline.previous_key", tr("Go to previous keyframe"), previous_key,
                ("Shift+P",), "", _EDITING, repeats=True),
    )  # fmt: skip


def _view_commands(state: TimelineState) -> tuple[Command, ...]:
    def closer() -> None:
        state.zoom(1.5)

    def wider() -> None:
        state.zoom(1 / 1.5)

    def count() -> None:
        state.set_labels("frames" if state.labels == "time" else "time")

    return (
        Command("timeline.zoom_in", tr("Zoom in on timeline"), closer, ("+", "="),
                "magnifying-glass-plus", repeats=True),
        Command("timeline.zoom_out", tr("Zoom out of timeline"), wider, ("-",),
                "magnifying-glass-minus", repeats=True),
        Command("timeline.fit", tr("Fit timeline"), state.fit),
        Command("timeline.zoom_frame", tr("Zoom timeline to the frame"), state.show_frame,
                ("Alt+Z",)),
        Command("timeline.count_frames", tr("Count frames in ruler"), count,
                checked=lambda: state.labels == "frames"),
    )  # fmt: skip


def _tool_commands(state: TimelineState) -> tuple[Command, ...]:
    return (
        Command("timeline.tool_select", tr("Select tool"), lambda: state.set_tool("select"),
                ("V",), "cursor", _EDITING, checked=lambda: state.tool == "select"),
        Command("timeline.tool_split", tr("Split tool"), lambda: state.set_tool("split"),
                (), "scissors", _EDITING, checked=lambda: state.tool == "split"),
        Command("timeline.tool_marker", tr("Marker tool"), lambda: state.set_tool("marker"),
                (), "flag", _EDITING, checked=lambda: state.tool == "marker"),
        Command("timeline.snap", tr("Snap"), lambda: state.set_snapping(not state.snapping),
                ("S",), "magnet-straight", _EDITING, checked=lambda: state.snapping),
        Command("timeline.link", tr("Move what follows too"),
                lambda: state.set_linked(not state.linked), ("Shift+L",), "link", _EDITING,
                checked=lambda: state.linked),
    )  # fmt: skip
