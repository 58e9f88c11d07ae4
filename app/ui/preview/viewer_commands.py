"""What can be done in the viewer, for menus, keys and the palette of commands."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.command import ANNOTATE, DELIVER, ENHANCE, Command
from app.ui.language import tr
from app.ui.view_state import COMPARE_MODES

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.ui.preview.viewer import ViewerPanel
    from app.ui.view_state import CompareMode

_NOT_ANNOTATE = (ENHANCE, DELIVER)


def viewer_commands(panel: ViewerPanel) -> tuple[Command, ...]:
    """All of them."""
    return (*_compare(panel), *_modes(panel), *_zoom(panel), *_show(panel), *_move(panel))


def _compare(panel: ViewerPanel) -> tuple[Command, ...]:
    return (
        Command(
            "viewer.next_mode",
            tr("Next compare mode"),
            lambda: panel.cycle_mode(1),
            ("W",),
            workspaces=(ENHANCE,),
        ),
        Command(
            "viewer.previous_mode",
            tr("Previous compare mode"),
            lambda: panel.cycle_mode(-1),
            ("Shift+W",),
            workspaces=(ENHANCE,),
        ),
        Command(
            "viewer.hold_source",
            tr("Show source while held"),
            panel.canvas.hold_source_until_release,
            ("\\",),
        ),
    )


def _modes(panel: ViewerPanel) -> tuple[Command, ...]:
    def mode(id: CompareMode) -> Command:
        shown = panel.canvas.mode_of(id)
        return Command(
            f"viewer.mode.{id}",
            tr("Compare: {mode}", mode=shown.title()),
            lambda: panel.view.set_compare(id),
            icon=shown.icon,
            checked=lambda: panel.view.compare == id,
        )

    return tuple(mode(id) for id in COMPARE_MODES)


def _zoom(panel: ViewerPanel) -> tuple[Command, ...]:
    canvas = panel.canvas
    return (
        Command("viewer.fit", tr("Fit picture to viewer"), canvas.fit),
        Command(
            "viewer.actual_size", tr("Show 1:1"), lambda: canvas.set_scale(1.0), ("Ctrl+Alt+0",)
        ),
        Command(
            "viewer.zoom_in",
            tr("Zoom picture in"),
            lambda: canvas.step_zoom(1),
            ("Ctrl+Alt+=",),
            "magnifying-glass-plus",
            repeats=True,
        ),
        Command(
            "viewer.zoom_out",
            tr("Zoom picture out"),
            lambda: canvas.step_zoom(-1),
            ("Ctrl+Alt+-",),
            "magnifying-glass-minus",
            repeats=True,
        ),
    )


def _show(panel: ViewerPanel) -> tuple[Command, ...]:
    def flag(name: str) -> Callable[[], bool]:
        return lambda: panel.canvas.shows(name)

    def toggle(name: str) -> Callable[[], None]:
        return lambda: panel.set_shows(name, not panel.canvas.shows(name))

    return (
        Command(
            "viewer.pixel_values", tr("Show pixel values"), toggle("peep"), checked=flag("peep")
        ),
        Command("viewer.safe_areas", tr("Show safe areas"), toggle("safe"), checked=flag("safe")),
        Command(
            "viewer.hud",
            tr("Show labels on the picture"),
            toggle("hud"),
            ("H",),
            workspaces=_NOT_ANNOTATE,
            checked=flag("hud"),
        ),
        Command(
            "viewer.hud_annotate",
            tr("Show labels on the picture"),
            toggle("hud"),
            ("Shift+H",),
            workspaces=(ANNOTATE,),
            checked=flag("hud"),
        ),
    )


def _move(panel: ViewerPanel) -> tuple[Command, ...]:
    transport = panel.transport

    def step(id: str, text: str, by: int, key: str) -> Command:
        return Command(
            f"transport.{id}", text, lambda: transport.stepped.emit(by), (key,), repeats=True
        )

    def cut(id: str, text: str, by: int, *keys: str) -> Command:
        return Command(
            f"transport.{id}",
            text,
            lambda: transport.cut_wanted.emit(by),
            keys,
            workspaces=_NOT_ANNOTATE,
        )

    return (
        Command(
            "transport.play", tr("Play or pause"), transport.play_toggled.emit, ("Space",), "play"
        ),
        step("next_frame", tr("Next frame"), 1, "Right"),
        step("previous_frame", tr("Previous frame"), -1, "Left"),
        step("forward_10", tr("10 frames forward"), 10, "Shift+Right"),
        step("back_10", tr("10 frames back"), -10, "Shift+Left"),
        Command(
            "transport.first", tr("First frame"), lambda: transport.end_wanted.emit(-1), ("Home",)
        ),
        Command("transport.last", tr("Last frame"), lambda: transport.end_wanted.emit(1), ("End",)),
        cut("next_cut", tr("Next cut"), 1, "N", "Down"),
        cut("previous_cut", tr("Previous cut"), -1, "P", "Up"),
        Command("transport.go_to", tr("Go to time…"), transport.time.edit, ("Ctrl+G",)),
    )
