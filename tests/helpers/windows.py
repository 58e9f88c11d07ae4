"""The real window over a real studio, closed in order: fixtures for several folders of tests."""

from __future__ import annotations

import gc
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication

from app.ui.application import Program
from app.ui.language import use_language
from app.ui.main_window import MainWindow
from app.ui.settings import Settings
from app.ui.studio import Studio
from app.ui.theme.stylesheet import apply_theme

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot


@pytest.fixture(autouse=True)
def clear_clipboard() -> Iterator[None]:
    """What a test copied must not outlive Python: Qt would delete it too late, and crash."""
    yield
    if isinstance(QGuiApplication.instance(), QGuiApplication):
        QGuiApplication.clipboard().clear()


@pytest.fixture
def studio(qapp: QApplication, tmp_path: Path) -> Iterator[Studio]:
    """All workers, over an empty project; joined at the end."""
    use_language("en")
    settings = Settings(tmp_path / "settings.json")
    settings.set("tour_seen", True)
    made = Studio(settings)
    yield made
    made.close()
    made.document.undo_stack.blockSignals(True)
    _delete_later_now()


@pytest.fixture
def window(studio: Studio, qtbot: QtBot) -> Iterator[MainWindow]:
    """The window, on the (offscreen) screen and active."""
    apply_theme(_app())
    made = MainWindow(studio)
    made.resize(1600, 1000)
    with qtbot.waitExposed(made):
        made.show()
    made.activateWindow()
    yield made
    made.hide()
    made.release()
    made.deleteLater()
    _delete_later_now()


@pytest.fixture
def program(qapp: QApplication, tmp_path: Path) -> Iterator[Program]:
    """The program as `main` makes it, with its window shown; closed at the end."""
    settings = Settings(tmp_path / "settings.json")
    settings.set("language", "en")
    settings.set("theme", "dark")
    settings.set("tour_seen", True)
    made = Program(qapp, settings)
    made.show()
    yield made
    made.window.hide()
    made.close()
    made.window.deleteLater()
    _delete_later_now()
    made.setParent(None)


@pytest.fixture
def add_clip(studio: Studio, window: MainWindow, qtbot: QtBot) -> Callable[[Path], str]:
    """Import a file as a user does, wait until it is on the timeline; gives the clip's id."""

    def add(path: Path) -> str:
        window.desk.import_paths([path])
        qtbot.waitUntil(lambda: bool(_clip_ids(studio)), timeout=20_000)
        return _clip_ids(studio)[-1]

    return add


def _clip_ids(studio: Studio) -> list[str]:
    return [clip.id for track in studio.document.project.tracks for clip in track.clips]


def _app() -> QApplication:
    app = QApplication.instance()
    assert isinstance(app, QApplication)
    return app


def _delete_later_now() -> None:
    gc.collect()
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)
    QCoreApplication.processEvents()
