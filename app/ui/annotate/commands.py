"""The commands of the Annotate workspace, with their words and keys."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.annotate.propagate_dialog import PropagateDialog
from app.ui.annotate.tool_names import TOOL_ICONS, TOOL_KEYS, tool_name
from app.ui.annotate.toolbox import TOOLS
from app.ui.command import ANNOTATE, Command
from app.ui.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.annotate.acts import Acts
    from app.ui.annotate.reviewing import Reviewing
    from app.ui.annotate.stage import Stage

_STEP = 10
"""Frames that C and V go, as in CVAT."""


def annotate_commands(
    stage: Stage, acts: Acts, step: Callable[[int], object]
) -> tuple[Command, ...]:
    """All of them.

    Args:
        stage: Where things are drawn.
        acts: What is done to them.
        step: Moves the playhead by frames: the player's.
    """
    return (
        *_tools(stage),
        *_moving(acts, step),
        *_states(acts),
        *_labels(stage, acts),
        *_reviewing(stage, acts, acts.reviewing),
        *_whole(stage, acts),
    )


def _here(
    id: str,
    text: str,
    run: Callable[[], object],
    *keys: str,
    icon: str = "",
    enabled: Callable[[], bool] | None = None,
    checked: Callable[[], bool] | None = None,
    repeats: bool = False,
) -> Command:
    return Command(f"annotate.{id}", text, run, keys, icon, (ANNOTATE,), enabled, checked, repeats)


def _tools(stage: Stage) -> tuple[Command, ...]:
    toolbox = stage.toolbox

    def tool(id: str) -> Command:
        key = TOOL_KEYS[id]
        return _here(
            f"tool.{id}",
            tr("Tool: {tool}", tool=tool_name(id)),
            lambda: toolbox.choose(id),
            *((key,) if key else ()),
            icon=TOOL_ICONS[id],
            checked=lambda: toolbox.current == id,
        )

    return (
        *(tool(id) for id in TOOLS),
        _here("draw_again", tr("Draw again"), toolbox.draw_again, "N", enabled=lambda: stage.ready),
    )


def _moving(acts: Acts, step: Callable[[int], object]) -> tuple[Command, ...]:
    def by(id: str, text: str, frames: int, key: str) -> Command:
        return _here(id, text, lambda: step(frames), key, repeats=True)

    return (
        by("previous_frame", tr("Back one frame"), -1, "D"),
        by("next_frame", tr("Forward one frame"), 1, "F"),
        by("back", tr("Back a step"), -_STEP, "C"),
        by("forward", tr("Forward a step"), _STEP, "V"),
        _here("previous_key", tr("Previous keyframe"), lambda: acts.go_to_keyframe(-1), "E",
              icon="caret-double-left", repeats=True),
        _here("next_key", tr("Next keyframe"), lambda: acts.go_to_keyframe(1), "R",
              icon="caret-double-right", repeats=True),
    )  # fmt: skip


def _states(acts: Acts) -> tuple[Command, ...]:
    def some() -> bool:
        return acts.has_selection

    return (
        _here("keyframe", tr("Keyframe on or off"), acts.toggle_keyframe, "K", icon="diamond",
              enabled=some),
        _here("outside", tr("Outside on or off"), acts.toggle_outside, "O", enabled=some),
        _here("occluded", tr("Occluded on or off"), acts.toggle_occluded, "Q", enabled=some),
        _here("lock", tr("Lock or unlock"), lambda: acts.toggle_flag("locked"), "L",
              icon="lock", enabled=some),
        _here("hide", tr("Hide or show"), lambda: acts.toggle_flag("hidden"), "H",
              icon="eye-slash", enabled=some),
        _here("pin", tr("Pin or unpin"), lambda: acts.toggle_flag("pinned"), "P",
              icon="push-pin", enabled=some),
    )  # fmt: skip


def _labels(stage: Stage, acts: Acts) -> tuple[Command, ...]:
    def label(number: int) -> Command:
        return _here(
            f"label.{number}",
            tr("Label {number}", number=number),
            lambda: acts.choose_label(number),
            str(number),
            enabled=lambda: stage.ready and acts.label_of_key(number) is not None,
        )

    return tuple(label(number) for number in range(1, 10))


def _reviewing(stage: Stage, acts: Acts, reviewing: Reviewing) -> tuple[Command, ...]:
    suggested = reviewing.can_answer
    return (
        # Tab is no shortcut of the window, where it moves the focus: the canvas takes it itself.
        _here("next_object", tr("Next object or suggestion"), acts.select_next,
              enabled=lambda: stage.ready),
        _here("accept", tr("Accept suggestion"), reviewing.accept, "Y", icon="check",
              enabled=suggested),
        _here("reject", tr("Reject suggestion"), reviewing.reject, "X", icon="x",
              enabled=suggested),
        _here("next_uncertain", tr("Next uncertain suggestion"), reviewing.next_uncertain, "U",
              enabled=reviewing.anything),
        _here("accept_above", tr("Accept all above threshold"), reviewing.accept_above, "Shift+Y",
              enabled=lambda: stage.ready),
    )  # fmt: skip


def _whole(stage: Stage, acts: Acts) -> tuple[Command, ...]:
    def some() -> bool:
        return acts.has_selection

    return (
        _here("end_here", tr("End track here"), acts.end_here, "Del", enabled=some),
        _here("delete_whole", tr("Delete whole track"), acts.delete_whole, "Shift+Del",
              icon="trash", enabled=some),
        _here("copy", tr("Copy shapes"), acts.copy, "Ctrl+C", icon="copy", enabled=some),
        _here("paste", tr("Paste shapes in place"), acts.paste, "Ctrl+V", icon="clipboard",
              enabled=lambda: stage.ready and not acts.clipboard.empty),
        _here("propagate", tr("Propagate…"), lambda: ask_propagate(stage, acts), "Ctrl+B",
              enabled=some),
        _here("join", tr("Join tracks"), acts.join, "M", enabled=acts.can_join),
        _here("split", tr("Split track here"), acts.split, "Ctrl+Shift+X", icon="scissors",
              enabled=some),
        _here("renumber", tr("Renumber tracks"), acts.renumber, enabled=lambda: stage.ready),
        _here("align_outlines", tr("Align outlines of keyframes"), acts.align_outlines,
              enabled=lambda: acts.has_outlines),
        _here("fill_holes", tr("Fill holes of mask"), acts.fill_holes,
              enabled=lambda: acts.has_mask),
    )  # fmt: skip


def ask_propagate(stage: Stage, acts: Acts) -> PropagateDialog | None:
    """Ask for the number of frames, without stopping anything."""
    session = stage.session
    if session.layer is None or not acts.has_selection:
        return None
    last = session.layer.media.frame_count
    if session.frame >= last - 1:
        stage.told.emit(tr("This is the last frame."))
        return None
    dialog = PropagateDialog(session.frame, last, stage.canvas.window())
    dialog.chosen.connect(acts.hold)
    dialog.finished.connect(dialog.deleteLater)
    dialog.open()
    return dialog
