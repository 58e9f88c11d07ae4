from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QListWidget, QSlider, QWidget

from app.ui.dialogs.about import AboutDialog
from app.ui.dialogs.settings_dialog import SettingsDialog
from app.ui.dialogs.settings_pages import CachePage, DevicePage, GeneralPage
from app.ui.dialogs.shortcuts import ShortcutsPage
from app.ui.widgets.buttons import Button
from app.ui.widgets.combo import Combo
from app.ui.widgets.labels import ElidedLabel, Label
from app.ui.widgets.number_field import NumberField
from app.ui.widgets.segmented import Segmented
from app.ui.widgets.switch import Switch

if TYPE_CHECKING:
    from collections.abc import Callable
    from typing import TypeVar

    from pytestqt.qtbot import QtBot

    from app.ui.command import Command
    from app.ui.settings import Settings

    W = TypeVar("W", bound=QWidget)

Key = Qt.Key
LEFT = Qt.MouseButton.LeftButton


def named(page: QWidget, kind: type[W], name: str) -> W:
    return next(found for found in page.findChildren(kind) if found.accessibleName() == name)


def opened(qtbot: QtBot, page: W) -> W:
    qtbot.addWidget(page)
    with qtbot.waitExposed(page):
        page.show()
    page.activateWindow()
    return page


def test_theme_and_size_are_stored_at_once(settings: Settings, qtbot: QtBot) -> None:
    page = opened(qtbot, GeneralPage(settings))

    qtbot.mouseClick(named(page, Segmented, "Theme").segment("light"), LEFT)
    qtbot.mouseClick(named(page, Segmented, "Interface size").segment("115"), LEFT)

    assert settings.get("theme") == "light"
    assert settings.get("interface_size") == 115


def test_the_language_is_chosen_by_its_own_name(settings: Settings, qtbot: QtBot) -> None:
    page = opened(qtbot, GeneralPage(settings))
    combo = named(page, Combo, "Language")
    assert combo.value == ""

    combo.setFocus()
    qtbot.keyClick(combo, Key.Key_End)

    assert combo.currentText() == "简体中文"
    assert settings.get("language") == "zh_CN"


def test_nothing_is_sent_and_no_switch_says_otherwise(settings: Settings, qtbot: QtBot) -> None:
    page = opened(qtbot, GeneralPage(settings))

    words = " ".join(label.text() for label in page.findChildren(Label))
    assert "Nothing is ever sent anywhere" in words
    assert "only when you ask" in words
    assert not page.findChildren(Switch)


def test_devices_arrive_from_another_thread(settings: Settings, qtbot: QtBot) -> None:
    go = threading.Event()
    threads = []

    def find(deliver: Callable[[list[tuple[str, str]]], None]) -> None:
        def look() -> None:
            go.wait(5)
            deliver([("cpu", "Intel, 2 threads"), ("cuda:0", "NVIDIA H200 (150.0 GB)")])

        threads.append(threading.Thread(target=look))
        threads[0].start()

    page = opened(qtbot, DevicePage(settings, find))
    combo = named(page, Combo, "Device")
    assert page.hints["device"].text() == "Looking for devices…"

    go.set()
    qtbot.waitUntil(lambda: combo.findData("cuda:0") >= 0)
    threads[0].join()

    assert not page.hints["device"].isVisible()
    assert combo.value == "auto"
    combo.setFocus()
    qtbot.keyClick(combo, Key.Key_End)
    assert settings.get("device") == "cuda:0"


def test_a_chosen_device_that_is_gone_stays_chosen(settings: Settings, qtbot: QtBot) -> None:
    settings.set("device", "cuda:3")
    page = opened(qtbot, DevicePage(settings, lambda deliver: deliver([("cpu", "Intel")])))

    assert named(page, Combo, "Device").currentText() == "cuda:3, not found on this computer"
    assert "No GPU" in page.hints["device"].text()


def test_devices_that_arrive_too_late_are_dropped(settings: Settings, qtbot: QtBot) -> None:
    delivers: list[Callable[[list[tuple[str, str]]], None]] = []
    page = DevicePage(settings, delivers.append)
    with qtbot.waitSignal(page.destroyed):
        page.deleteLater()

    delivers[0]([("cpu", "Intel")])


def test_the_cache_is_sized_by_field_and_slider(settings: Settings, qtbot: QtBot) -> None:
    page = opened(qtbot, CachePage(settings, "usual", None))
    field = named(page, NumberField, "On disk")
    field.setFocus()
    field.selectAll()
    qtbot.keyClicks(field, "20")
    qtbot.keyClick(field, Key.Key_Return)
    assert settings.get("cache_disk_gb") == 20

    track = named(page, QSlider, "In memory")
    track.setFocus()
    qtbot.keyClick(track, Key.Key_Right)

    assert settings.get("cache_memory_mb") == 1024 + 128


def test_the_folder_of_the_cache_can_go_back(settings: Settings, qtbot: QtBot) -> None:
    page = opened(qtbot, CachePage(settings, "usual", None))
    page.use_folder("/somewhere")
    path = next(label for label in page.findChildren(ElidedLabel))
    assert path.text() == "/somewhere"

    usual = next(b for b in page.findChildren(Button) if b.text() == "Usual place")
    qtbot.mouseClick(usual, LEFT)

    assert settings.get("cache_folder") == ""
    assert path.text() == "usual"
    assert not usual.isEnabled()


def test_clearing_asks_whoever_owns_the_cache(settings: Settings, qtbot: QtBot) -> None:
    cleared: list[int] = []
    page = opened(qtbot, CachePage(settings, "usual", lambda: cleared.append(1)))
    page.set_size(2_400_000_000)

    clear = next(b for b in page.findChildren(Button) if b.text() == "Clear cache")
    qtbot.mouseClick(clear, LEFT)

    assert cleared == [1]
    assert "2.4 GB" in [label.text() for label in page.findChildren(Label)]


@pytest.mark.parametrize("page", ["general", "device", "cache", "shortcuts"])
def test_every_page_opens_by_the_keyboard(
    page: str, settings: Settings, commands: tuple[Command, ...], window: QWidget, qtbot: QtBot
) -> None:
    dialog = SettingsDialog(settings, commands, parent=window)
    with qtbot.waitExposed(dialog):
        dialog.show()
    pages = dialog.findChild(QListWidget)
    assert pages is not None
    qtbot.waitUntil(pages.hasFocus)  # and not the cross

    for _ in range(["general", "device", "cache", "shortcuts"].index(page)):
        qtbot.keyClick(pages, Key.Key_Down)

    kinds: dict[str, type[QWidget]]
    kinds = {"general": GeneralPage, "device": DevicePage, "cache": CachePage}
    kind = kinds.get(page, ShortcutsPage)
    assert any(found.isVisible() for found in dialog.findChildren(kind))


def test_every_control_has_a_name(
    settings: Settings, commands: tuple[Command, ...], qtbot: QtBot
) -> None:
    dialog = opened(qtbot, SettingsDialog(settings, commands))
    kinds: tuple[type[QWidget], ...] = (Combo, Switch, NumberField, Segmented, QSlider)

    unnamed = [
        found for kind in kinds for found in dialog.findChildren(kind) if not found.accessibleName()
    ]
    assert not unnamed


def test_about_says_version_licence_and_the_promise(qtbot: QtBot) -> None:
    dialog = opened(qtbot, AboutDialog())
    said = " ".join(label.text() for label in dialog.findChildren(Label))

    assert "Version 0.1.0" in said
    assert "Apache License 2.0" in said
    assert "Nothing is ever sent anywhere." in said
    dialog.close()
