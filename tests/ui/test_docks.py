"""Panels come back as they were, in every workspace on its own."""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.main_window import MainWindow
    from app.ui.studio import Studio


def test_a_hidden_panel_stays_hidden_in_its_workspace(window: MainWindow, studio: Studio) -> None:
    window.docks.dock("media").hide()

    studio.view.show_workspace("deliver")
    studio.view.show_workspace("enhance")

    assert not window.docks.dock("media").isVisible()


def test_a_floating_panel_floats_again(window: MainWindow, studio: Studio, qtbot: QtBot) -> None:
    window.docks.dock("jobs").setFloating(True)
    qtbot.waitUntil(lambda: window.docks.dock("jobs").isFloating())

    studio.view.show_workspace("deliver")
    assert not window.docks.dock("jobs").isVisible()
    studio.view.show_workspace("enhance")

    assert window.docks.dock("jobs").isFloating()
    window.docks.dock("jobs").setFloating(False)


def test_reset_brings_everything_back(window: MainWindow) -> None:
    window.docks.dock("media").hide()
    window.docks.dock("inspector").setFloating(True)

    window.reset_layout()

    assert window.docks.dock("media").isVisible()
    assert not window.docks.dock("inspector").isFloating()
    assert window.inspector.y() < window.jobs_panel.mapTo(window, window.jobs_panel.pos()).y()


def test_a_damaged_arrangement_is_no_obstacle(window: MainWindow, studio: Studio) -> None:
    studio.settings.set("window", {"annotate": "not hexadecimal", "deliver": "00ff"})

    studio.view.show_workspace("annotate")
    studio.view.show_workspace("deliver")

    assert window.deliver.isVisible()
