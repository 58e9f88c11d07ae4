"""The whole window by keyboard: every stop of Tab has a name and shows a ring; F6 goes round."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QAccessible
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.demo_scenes import open_sample

if TYPE_CHECKING:
    from PySide6.QtGui import QImage
    from pytestqt.qtbot import QtBot

    from app.ui.main_window import MainWindow
    from app.ui.studio import Studio

MOST = 400
DIALOGS = ("export", "settings", "models", "palette", "shortcuts", "keys", "licences", "about",
           "notices")  # fmt: skip


def walk(begin: QWidget) -> list[tuple[QWidget, QImage]]:
    """Every stop of Tab from a widget on, once round, with how it looks while it has the focus."""
    begin.window().activateWindow()
    begin.setFocus(Qt.FocusReason.TabFocusReason)
    stops: dict[QWidget, QImage] = {}
    for _ in range(MOST):
        focus = QApplication.focusWidget()
        assert focus is not None, f"lost after {[_called(stop) for stop in stops][-1:]}"
        if focus in stops:
            break
        QApplication.processEvents()
        stops[focus] = focus.grab().toImage()
        QTest.keyClick(focus, Qt.Key.Key_Tab)
    return list(stops.items())


def faults(stops: list[tuple[QWidget, QImage]]) -> list[str]:
    """Those without a name, and those that look the same without the focus."""
    found = []
    for stop, focused in stops:
        if not _called(stop):
            found.append(f"{type(stop).__name__} in {type(stop.parent()).__name__} has no name")
        stop.clearFocus()
        QApplication.processEvents()
        if stop.grab().toImage() == focused:
            found.append(f"{type(stop).__name__} “{_called(stop)}” shows no ring")
    return found


def _called(widget: QWidget) -> str:
    """As a screen reader says it."""
    face = QAccessible.queryAccessibleInterface(widget)
    return face.text(QAccessible.Text.Name) if face is not None else ""


@pytest.fixture
def filled(window: MainWindow, qtbot: QtBot) -> MainWindow:
    """With a clip, two effects, and tracks."""
    opened: list[bool] = []
    open_sample(window, lambda: opened.append(True))
    qtbot.waitUntil(lambda: bool(opened), timeout=20_000)
    qtbot.waitUntil(lambda: window.studio.kinds.ready, timeout=60_000)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window


def test_the_first_page(window: MainWindow) -> None:
    stops = walk(window.viewer.first_run.cards["demo"])

    assert len(stops) > 15
    assert not faults(stops)


@pytest.mark.slow
@pytest.mark.parametrize(("workspace", "least"), [("enhance", 40), ("annotate", 35)])
def test_workspaces(filled: MainWindow, studio: Studio, workspace: str, least: int) -> None:
    studio.view.show_workspace(workspace)  # type: ignore[arg-type]
    QApplication.processEvents()
    stops = walk(filled.viewer.canvas)

    assert len(stops) >= least
    assert not faults(stops)


@pytest.mark.slow
def test_deliver(filled: MainWindow, studio: Studio) -> None:
    studio.view.show_workspace("deliver")
    QApplication.processEvents()
    stops = walk(filled.deliver.pane.form.name)

    assert len(stops) >= 20
    assert not faults(stops)


@pytest.mark.slow
def test_dialogs(filled: MainWindow, qtbot: QtBot) -> None:
    for name in DIALOGS:
        getattr(filled.dialogs, f"open_{name}")()
        qtbot.wait(300)
        focus = QApplication.focusWidget()
        assert focus is not None, name
        assert not faults(walk(focus)), name
        filled.dialogs.close()
        qtbot.wait(50)


@pytest.mark.slow
def test_f6_goes_round_the_panels_of_each_workspace(filled: MainWindow, studio: Studio) -> None:
    dock, strip = filled.docks.dock, filled.annotate.tools.strip
    expected: dict[str, tuple[QWidget, ...]] = {
        "enhance": (dock("media"), filled.viewer, dock("inspector"), dock("jobs")),
        "annotate": (dock("labels"), strip, filled.viewer, dock("objects"), dock("timeline")),
    }
    for workspace, panels in expected.items():
        studio.view.show_workspace(workspace)  # type: ignore[arg-type]
        QApplication.processEvents()
        seen = []
        for _ in range(len(panels) + 2):
            filled.focus_next_panel()
            focus = QApplication.focusWidget()
            assert focus is not None
            seen += [panel for panel in panels if panel.isAncestorOf(focus)]
        assert set(seen) == set(panels), workspace
