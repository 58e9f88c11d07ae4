"""The menu bar: which command stands in which menu."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.language import tr

if TYPE_CHECKING:
    from collections.abc import Callable

    from PySide6.QtWidgets import QMenu

    from app.ui.actions import Actions

SEPARATOR = "-"

RECENT = "recent"
"""Stands for the list of recent projects."""

FIND = "find"
"""Stands for a menu of its own with `RUNS`."""

RUNS = tuple(
    f"annotate.run.{name}"
    for name in (
        "moving-objects", "detect", "faces", "people", "classify", "text", "shots", "camera",
        "flags", "speech", "events",
    )
)  # fmt: skip

_ANNOTATE = (
    "annotate.new_label", SEPARATOR, "annotate.keyframe", "annotate.outside", "annotate.occluded",
    "annotate.end_here", "annotate.delete_whole", SEPARATOR, "annotate.copy", "annotate.paste",
    "annotate.propagate", "annotate.align_outlines", "annotate.fill_holes", "annotate.split",
    "annotate.join", "annotate.renumber", SEPARATOR,
    "annotate.track.forward", "annotate.track.back", "annotate.track.settings", FIND, SEPARATOR,
    "annotate.anonymise", "annotate.anonymise_label", SEPARATOR,
    "annotate.accept", "annotate.reject", "annotate.next_uncertain", "annotate.accept_above",
    SEPARATOR,
    "annotate.next_empty", "annotate.statistics", SEPARATOR, "annotate.import", "annotate.export",
)  # fmt: skip


def menu_table() -> tuple[tuple[str, tuple[str, ...]], ...]:
    """Titles in the user's language, with ids of commands; unknown ids are left out."""
    return (
        (
            tr("File"),
            ("file.new", "file.open", RECENT, SEPARATOR, "file.import", "file.import_folder",
             SEPARATOR, "file.save", "file.save_as", SEPARATOR, "file.otio_import",
             "file.otio_export", SEPARATOR, "file.export", SEPARATOR, "file.quit"),
        ),
        (
            tr("Edit"),
            ("edit.undo", "edit.redo", SEPARATOR, "timeline.cut", "timeline.copy",
             "timeline.paste", "timeline.delete", "timeline.ripple_delete", SEPARATOR,
             "timeline.duplicate", "timeline.select_all", SEPARATOR, "help.commands",
             "help.shortcuts", "app.settings"),
        ),
        (
            tr("View"),
            ("workspace.enhance", "workspace.annotate", "workspace.deliver", SEPARATOR,
             "viewer.next_mode", "viewer.previous_mode", "viewer.hud", "viewer.safe_areas",
             "viewer.pixel_values", SEPARATOR, "viewer.fit", "viewer.actual_size", SEPARATOR,
             "timeline.zoom_in", "timeline.zoom_out", "timeline.fit", "timeline.count_frames",
             SEPARATOR, "panel.media", "panel.inspector", "panel.jobs", "panel.timeline",
             "panel.labels", "panel.objects",
             SEPARATOR, "view.full_screen", "view.reset_layout"),
        ),
        (
            tr("Clip"),
            ("timeline.split", "timeline.trim_start", "timeline.trim_end", SEPARATOR,
             "timeline.nudge_left", "timeline.nudge_right", SEPARATOR, "timeline.set_in",
             "timeline.set_out", "timeline.clear_range", SEPARATOR, "timeline.add_marker",
             "transport.previous_cut", "transport.next_cut", SEPARATOR, "timeline.add_track"),
        ),
        (
            tr("Effect"),
            ("effects.add", "effects.key", SEPARATOR, "effects.copy", "effects.paste",
             "effects.copy_to_others", "effects.alternative", SEPARATOR, "effects.save_preset",
             "effects.manage_presets", SEPARATOR, "effects.measure", "preview.render_range",
             "models.browse"),
        ),
        (
            tr("Annotate"),
            _ANNOTATE,
        ),
        (
            tr("Play"),
            ("transport.play", SEPARATOR, "transport.previous_frame", "transport.next_frame",
             "transport.back_10", "transport.forward_10", SEPARATOR, "player.shuttle_back",
             "player.pause", "player.shuttle_forward", SEPARATOR, "transport.first",
             "transport.last", "transport.go_to"),
        ),
        (
            tr("Help"),
            ("help.keys", "help.tour", "help.demo", SEPARATOR, "help.report", "help.licences",
             "help.about"),
        ),
    )  # fmt: skip


def build_menus(
    add_menu: Callable[[str], QMenu], actions: Actions, fill_recent: Callable[[QMenu], None]
) -> list[QMenu]:
    """Fill a menu bar, or the one ☰ menu of a small window, from the table."""
    known = {command.id for command in actions.commands}
    menus = []
    for title, ids in menu_table():
        menu = add_menu(title)
        menu.aboutToShow.connect(actions.refresh)
        for command_id in ids:
            _add_entry(menu, command_id, known, actions, fill_recent)
        menus.append(menu)
    return menus


def _add_entry(
    menu: QMenu,
    command_id: str,
    known: set[str],
    actions: Actions,
    fill_recent: Callable[[QMenu], None],
) -> None:
    if command_id == SEPARATOR:
        menu.addSeparator()
    elif command_id == RECENT:
        recent = menu.addMenu(tr("Open recent"))
        recent.aboutToShow.connect(lambda: fill_recent(recent))
    elif command_id == FIND:
        find = menu.addMenu(tr("Find"))
        for run in RUNS:
            _add_entry(find, run, known, actions, fill_recent)
    elif command_id in known:
        menu.addAction(actions.action(command_id))
