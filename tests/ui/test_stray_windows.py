"""No part of the window is ever a window of its own, not even for a moment."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication, QDialog, QMainWindow, QMenu, QWidget

from app.ui.demo_scenes import open_sample
from app.ui.main_window import MainWindow
from tests.ui.test_tab_order import DIALOGS

if TYPE_CHECKING:
    from collections.abc import Iterator

    from pytestqt.qtbot import QtBot

    from app.ui.studio import Studio

EXPECTED = (QMainWindow, QDialog, QMenu)


class Watch(QObject):
    """Notes what is shown as a window and is none."""

    def __init__(self) -> None:
        super().__init__()
        self.stray: list[str] = []

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:  # noqa: N802
        if event.type() != QEvent.Type.Show or not isinstance(watched, QWidget):
            return False
        if watched.isWindow() and not isinstance(watched, EXPECTED):
            self.stray.append(f"{type(watched).__name__} “{watched.accessibleName()}”")
        return False


@pytest.fixture
def watch(qapp: QApplication) -> Iterator[Watch]:
    made = Watch()
    qapp.installEventFilter(made)
    yield made
    qapp.removeEventFilter(made)


@pytest.mark.slow
def test_making_and_using_the_window_shows_no_other(
    watch: Watch, studio: Studio, qtbot: QtBot
) -> None:
    window = MainWindow(studio)
    window.resize(1600, 1000)
    with qtbot.waitExposed(window):
        window.show()
    opened: list[bool] = []
    open_sample(window, lambda: opened.append(True))
    qtbot.waitUntil(lambda: bool(opened), timeout=20_000)
    for workspace in ("annotate", "deliver", "enhance"):
        studio.view.show_workspace(workspace)
        QApplication.processEvents()
    for name in DIALOGS:
        getattr(window.dialogs, f"open_{name}")()
        qtbot.wait(200)
        window.dialogs.close()
    window.resize(1280, 720)
    qtbot.wait(50)
    window.hide()
    window.release()
    window.deleteLater()

    assert not watch.stray
