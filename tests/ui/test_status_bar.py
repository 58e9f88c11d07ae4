"""The line at the bottom: the keys that matter now, memory, cache, and whether a net is needed."""

from __future__ import annotations

import re
from itertools import product
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.inference.device_memory import MemoryUse
from app.project.edits import effects, tracks
from app.project.model import EffectSpec
from app.ui.annotate.toolbox import TOOLS
from app.ui.dialogs.command_palette import CommandPalette
from app.ui.key_hints import Moment, hints
from app.ui.machine import MachineLoad
from app.ui.status_facts import short_name
from app.ui.status_keys import MOST
from tests.helpers.clips import ClipKind, make_clip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.main_window import MainWindow
    from app.ui.studio import Studio

GB = 1 << 30
CTRL = Qt.KeyboardModifier.ControlModifier


def moments() -> list[Moment]:
    flags = list(product((False, True), repeat=6))
    tools = [Moment("annotate", tool=tool) for tool in TOOLS]
    spaces = ("enhance", "annotate", "deliver")
    return tools + [
        Moment(space, media, playing, chosen, ranged, "select", suggested, segments)
        for space in spaces
        for media, playing, chosen, ranged, suggested, segments in flags
    ]


def test_every_moment_has_three_keys_that_work_there(window: MainWindow) -> None:
    for moment in moments():
        with_keys = 0
        for hint in hints(moment):
            if hint.key:
                with_keys += 1
                continue
            command = window.actions_.command(hint.command)
            assert moment.workspace in command.workspaces, hint
            with_keys += bool(command.keys)
        assert with_keys >= MOST, moment


def words(window: MainWindow) -> list[str]:
    return [word for _, word in window.status.keys.keys]


def test_keys_follow_what_is_done(
    window: MainWindow,
    studio: Studio,
    add_clip: Callable[[Path], str],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    assert words(window) == ["import", "open project", "all commands"]

    clip = add_clip(make_clip(tmp_path / "clip.mp4", ClipKind(frames=12)))
    studio.view.select([])
    qtbot.waitUntil(lambda: words(window) == ["play", "compare", "set In"])
    studio.view.select([clip])
    qtbot.waitUntil(lambda: words(window) == ["split", "remove", "compare"])

    studio.view.show_workspace("annotate")
    qtbot.waitUntil(lambda: words(window)[0] == "draw")
    window.annotate.tools.toolbox.choose("brush")
    qtbot.waitUntil(lambda: window.status.keys.keys[:2] == (("[", "smaller"), ("]", "larger")))

    studio.view.show_workspace("deliver")
    qtbot.waitUntil(lambda: window.status.keys.keys[0] == ("Ctrl+E", "export dialog"))


def test_a_key_that_would_do_nothing_is_not_named(
    window: MainWindow,
    studio: Studio,
    add_clip: Callable[[Path], str],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    add_clip(make_clip(tmp_path / "clip.mp4", ClipKind(frames=12)))
    studio.view.show_workspace("annotate")
    qtbot.waitUntil(lambda: studio.session.layer is not None and studio.session.frame == 0)

    qtbot.waitUntil(lambda: words(window) == ["draw", "next frame", "all keys"])


def test_the_search_field_names_the_key_that_opens_it(
    window: MainWindow, studio: Studio, qtbot: QtBot
) -> None:
    search = window.top_bar.search
    assert search.key == "Ctrl+K"
    studio.view.show_workspace("annotate")  # where Ctrl+K pauses, beside Ctrl+J and Ctrl+L
    assert search.key == "Ctrl+Shift+P"

    QTest.keyClick(window, Qt.Key.Key_P, CTRL | Qt.KeyboardModifier.ShiftModifier)

    qtbot.waitUntil(lambda: bool(window.findChildren(CommandPalette)))


def test_edited_keys_are_told(window: MainWindow, studio: Studio, qtbot: QtBot) -> None:
    studio.settings.set("shortcuts", {"file.import": ["Ctrl+J"], "file.open": []})

    qtbot.waitUntil(lambda: window.status.keys.keys[0] == ("Ctrl+J", "import"))
    assert "open project" not in words(window)


def test_a_message_takes_their_place_for_a_while(window: MainWindow) -> None:
    window.messages.note("Saved.")
    assert not window.status.keys.isVisible()
    window.status._clear.timeout.emit()
    assert window.status.keys.isVisible()


def test_an_error_stays_longer_the_more_there_is_to_read_and_then_goes(window: MainWindow) -> None:
    clock, status = window.status._clear, window.status
    stays = []
    for words in ("Saved.", "The disk is full.", "The disk is full; " + "make room. " * 20):
        window.messages.error(words) if "disk" in words else window.messages.note(words)
        assert clock.isActive()
        stays.append(clock.remainingTime())
    assert stays[0] < stays[1] < stays[2] < 60_000
    clock.timeout.emit()
    assert status.keys.isVisible()
    assert window.messages.all[-1].level == "error"


def test_keys_without_room_go(window: MainWindow, qtbot: QtBot) -> None:
    keys = window.status.keys
    keys.resize(keys._places[0].sizeHint().width() + 20, keys.height())

    assert [place.isVisible() for place in keys._places] == [True, False, False]
    assert len(keys.keys) == MOST


def test_device_and_memory_are_told(window: MainWindow, studio: Studio, qtbot: QtBot) -> None:
    qtbot.waitUntil(lambda: bool(studio.machine.words), timeout=60_000)
    with qtbot.waitSignal(studio.machine.loaded):
        window.facts.look()

    device, cache, offline = window.status.facts
    assert device.startswith(f"{studio.machine.words}, ")
    assert "GB" in device
    assert (cache, offline) == ("Cache 0.0 of 5 GB", "Works offline")

    studio.machine.loaded.emit(MachineLoad(MemoryUse(GB, 16 * GB), MemoryUse(3 * GB, 8 * GB)))
    assert window.status.facts[0].endswith(", 3.0 of 8 GB")
    assert "1.0 of 16 GB" in window.status._device.toolTip()


def test_the_limit_of_the_cache_follows_the_settings(window: MainWindow, studio: Studio) -> None:
    studio.settings.set("cache_disk_gb", 19)
    window.facts.look()

    assert window.status.facts[1] == "Cache 0.0 of 20 GB"


def test_a_model_that_is_not_here_is_told(
    window: MainWindow,
    studio: Studio,
    add_clip: Callable[[Path], str],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    clip = add_clip(make_clip(tmp_path / "clip.mp4", ClipKind(frames=6)))

    def told(model: str, text: str) -> None:
        chain = (EffectSpec("denoise", (("model", model),)),)
        studio.document.apply("Denoise", effects.set_chain([clip], chain))
        window.facts.look()
        qtbot.waitUntil(lambda: window.status.facts[2] == text, timeout=20_000)

    told("realesrgan-x4plus", "1 model is not on this computer")
    assert "realesrgan-x4plus" in window.status._offline.toolTip()
    told("reel-denoise", "Works offline: all models on disk")


def test_the_time_of_the_last_save_is_told(
    window: MainWindow, studio: Studio, qtbot: QtBot, tmp_path: Path
) -> None:
    def state() -> str:
        return window.status._saved.text()

    studio.document.apply("Add track", tracks.add_track("One"))
    assert state() == "New project, unsaved changes"
    with qtbot.waitSignal(studio.files.saved):
        studio.files.save(tmp_path / "film.reel")
    assert re.fullmatch(r"Saved \d\d:\d\d, film\.reel", state())
    saved = state()
    studio.document.apply("Add track", tracks.add_track("Two"))
    assert state() == "film.reel, unsaved changes"
    studio.document.undo_stack.undo()
    assert state() == saved

    with qtbot.waitSignal(studio.files.opened):
        studio.files.open(tmp_path / "film.reel")
    assert state() == "Saved film.reel"


@pytest.mark.parametrize(
    ("device", "short"),
    [
        ("NVIDIA H200 (150.0 GB)", "H200"),
        ("NVIDIA GeForce RTX 4060 (8.6 GB)", "RTX 4060"),
        ("processor, 2 threads", "processor, 2 threads"),
        ("Apple GPU", "Apple GPU"),
    ],
)
def test_devices_are_told_shortly(device: str, short: str) -> None:
    assert short_name(device) == short
