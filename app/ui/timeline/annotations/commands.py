"""The commands of segments, with their words and keys."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.ui.command import ANNOTATE, Command
from app.ui.language import tr
from app.ui.timeline.annotations.actions import DIGITS

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.timeline.annotations.actions import SegmentActions
    from app.ui.timeline.annotations.held_key import HeldKey


def segment_commands(actions: SegmentActions, held: HeldKey) -> tuple[Command, ...]:
    """All of them, in the order of menus."""

    def some() -> bool:
        return bool(actions.chosen()) and not actions.tracks_selected

    def under() -> bool:
        return actions.ready and actions.here() is not None

    def startable() -> bool:
        return any_() or (actions.ready and bool(actions.label_to_paint()))

    def any_() -> bool:
        return actions.ready and actions.has_segments()

    return (
        _here("segment_start", tr("Start segment here"), actions.start_here, ("[",), startable),
        _here("segment_end", tr("End segment here"), actions.end_here, ("]",), any_),
        _here("split_segment", tr("Split segment"), actions.split, ("Alt+B",), under, "scissors"),
        _here("delete_segments", tr("Delete segments"), actions.delete, ("Ctrl+Del",), some,
              "trash"),
        _here("next_segment", tr("Next segment"), lambda: actions.go(1), ("Alt+N",), any_),
        _here("previous_segment", tr("Previous segment"), lambda: actions.go(-1), ("Alt+P",),
              any_),
        _here("loop_segment", tr("Loop segment"), actions.loop, ("Alt+L",), any_, "repeat"),
        *(_painting(number, actions, held) for number in DIGITS),
    )  # fmt: skip


def _here(
    id: str,
    text: str,
    run: Callable[[], object],
    keys: tuple[str, ...],
    enabled: Callable[[], bool],
    icon: str = "",
) -> Command:
    return Command(f"annotate.{id}", text, run, keys, icon, (ANNOTATE,), enabled)


def _painting(number: int, actions: SegmentActions, held: HeldKey) -> Command:
    """Held while the playhead moves, it paints; a short press relabels, or paints a second."""
    return _here(
        f"segment_label.{number}",
        tr("Segment label {number}", number=number),
        partial(held.press, number),
        (f"Alt+{number}",),
        lambda: actions.ready and actions.label_of_key(number) is not None,
    )
