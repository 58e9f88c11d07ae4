"""Commands of the window as a whole: files, undo, workspaces, help."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

from app.ui.command import Command
from app.ui.language import tr

if TYPE_CHECKING:
    from app.ui.main_window import MainWindow

PANELS = ("media", "inspector", "jobs", "timeline", "labels", "objects")

PALETTE_KEYS = ("Ctrl+Shift+P",)


def window_commands(window: MainWindow) -> tuple[Command, ...]:
    """All of them, in the order of the menus."""
    return (*_file(window), *_edit(window), *_view(window), *_help(window))


def _file(window: MainWindow) -> tuple[Command, ...]:
    desk = window.desk
    has_media = window.has_media
    return (
        Command("file.new", tr("New project"), desk.new, ("Ctrl+N",), "file"),
        Command("file.open", tr("Open project…"), desk.ask_open, ("Ctrl+O",), "folder-open"),
        Command("file.import", tr("Import media…"), desk.ask_import, ("Ctrl+I",), "plus"),
        Command("file.import_folder", tr("Import folder…"), desk.ask_import_folder),
        Command("file.save", tr("Save"), desk.save, ("Ctrl+S",), "floppy-disk"),
        Command("file.save_as", tr("Save as…"), desk.ask_save_as, ("Ctrl+Shift+S",)),
        Command("file.otio_import", tr("Import timeline (OTIO)…"), desk.ask_otio_import),
        Command("file.otio_export", tr("Export timeline (OTIO)…"), desk.ask_otio_export,
                enabled=has_media),
        Command("file.export", tr("Export…"), window.open_export, ("Ctrl+E",), "export",
                enabled=has_media),
        Command("file.quit", tr("Quit"), window.close, ("Ctrl+Q",)),
    )  # fmt: skip


def _edit(window: MainWindow) -> tuple[Command, ...]:
    stack = window.studio.document.undo_stack
    return (
        Command("edit.undo", tr("Undo"), stack.undo, ("Ctrl+Z",), "arrow-counter-clockwise",
                enabled=stack.canUndo, repeats=True),
        Command("edit.redo", tr("Redo"), stack.redo, ("Ctrl+Shift+Z", "Ctrl+Y"),
                "arrow-clockwise", enabled=stack.canRedo, repeats=True),
        Command("app.settings", tr("Settings…"), window.open_settings, ("Ctrl+,",), "gear-six"),
    )  # fmt: skip


def _view(window: MainWindow) -> tuple[Command, ...]:
    view = window.studio.view
    spaces = (
        ("enhance", tr("Enhance"), "Ctrl+1"),
        ("annotate", tr("Annotate"), "Ctrl+2"),
        ("deliver", tr("Deliver"), "Ctrl+3"),
    )
    return (
        *(
            Command(
                f"workspace.{name}",
                title,
                lambda name=name: view.show_workspace(name),  # type: ignore[misc]
                (key,),
                checked=lambda name=name: view.workspace == name,  # type: ignore[misc]
            )
            for name, title, key in spaces
        ),
        Command("view.fit", tr("Fit picture and timeline"), window.fit, ("Shift+Z",)),
        Command("view.full_screen", tr("Full screen"), window.toggle_full_screen, ("F11",),
                "corners-out", checked=window.isFullScreen),
        *(
            Command(
                f"panel.{name}",
                tr("Panel: {name}", name=window.docks.dock(name).windowTitle()),
                partial(window.giving_way.toggle_panel, name),
                checked=partial(window.giving_way.panel_shown, name),
            )
            for name in PANELS
        ),
        Command("view.next_panel", tr("Next panel"), window.focus_next_panel, ("F6",)),
        Command("view.reset_layout", tr("Reset layout"), window.reset_layout),
    )  # fmt: skip


def _help(window: MainWindow) -> tuple[Command, ...]:
    return (
        Command("help.commands", tr("Search commands…"), window.open_palette, PALETTE_KEYS,
                "magnifying-glass"),
        Command("help.commands_short", tr("Search commands…"), window.open_palette, ("Ctrl+K",),
                workspaces=("enhance", "deliver")),
        Command("help.shortcuts", tr("Edit shortcuts…"), window.open_shortcuts),
        Command("help.keys", tr("Keys of this workspace"), window.open_keys, ("F1",), "keyboard"),
        Command("help.tour", tr("Show the tour"), window.start_tour),
        Command("help.demo", tr("Run the demo"), window.start_demo, icon="lightning"),
        Command("help.report", tr("Copy diagnostic report"), window.copy_report),
        Command("help.licences", tr("Licences"), window.open_licences),
        Command("help.about", tr("About Reelwright"), window.open_about),
        Command("models.browse", tr("Models…"), window.open_models, ("Ctrl+Shift+M",), "cube"),
    )  # fmt: skip
