"""Small windows: panels give way to the picture, nothing is lost, and all of it comes back."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtWidgets import QApplication

from app.ui.annotate.strip import SMALL_WIDTH, WIDTH
from app.ui.labels_place import TAB
from app.ui.panels.media_strip import COLLAPSED

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.main_window import MainWindow
    from app.ui.studio import Studio

WIDE, NARROW = (1600, 1000), (1280, 720)


@pytest.fixture
def annotating(window: MainWindow, studio: Studio) -> MainWindow:
    studio.view.show_workspace("annotate")
    return window


def resize(window: MainWindow, size: tuple[int, int]) -> None:
    window.resize(*size)
    QApplication.processEvents()


def test_labels_become_the_first_tab_and_come_back(annotating: MainWindow, qtbot: QtBot) -> None:
    window, labels = annotating, annotating.annotate.labels
    tabs = window.annotate.objects.tabs
    dock = window.docks.dock("labels")
    assert dock.isVisible()
    before = dock.width()

    resize(window, NARROW)
    assert not dock.isVisible()
    assert next(iter(tabs._tabs)) == TAB
    assert tabs.current == "frame"
    tabs.show_tab(TAB)
    assert labels.isVisible()
    assert labels.plus.isVisible()  # the header's buttons came along

    resize(window, WIDE)
    qtbot.waitUntil(lambda: dock.isVisible() and labels.isVisible())
    assert TAB not in tabs._tabs
    assert tabs.current == "frame"
    assert dock.isAncestorOf(labels)
    assert dock.isAncestorOf(labels.plus)
    assert abs(dock.width() - before) <= 2


def test_tabs_fit_beside_each_other(annotating: MainWindow) -> None:
    resize(annotating, NARROW)
    objects = annotating.annotate.objects
    buttons = [*objects.tabs._tabs.values(), objects.find_button, objects.more_button]
    places = [button.mapTo(annotating, button.rect().topLeft()).x() for button in buttons]

    assert places == sorted(places)
    ends = [place + button.width() for place, button in zip(places, buttons, strict=True)]
    assert all(end <= start for end, start in zip(ends, places[1:], strict=False))
    assert ends[-1] <= annotating.width()
    assert all(b.width() >= b.sizeHint().width() for b in objects.tabs._tabs.values())


def test_a_hidden_dock_of_labels_stays_hidden(annotating: MainWindow) -> None:
    annotating.docks.dock("labels").hide()
    resize(annotating, NARROW)
    assert annotating.annotate.objects.tabs._tabs[TAB].isVisible()
    resize(annotating, WIDE)

    assert not annotating.docks.dock("labels").isVisible()
    annotating.giving_way.toggle_panel("labels")
    assert annotating.annotate.labels.isVisible()


def test_the_menu_shows_the_tab(annotating: MainWindow) -> None:
    resize(annotating, NARROW)
    assert not annotating.giving_way.panel_shown("labels")

    annotating.actions_.run("panel.labels")

    assert annotating.giving_way.panel_shown("labels")
    assert not annotating.docks.dock("labels").isVisible()


def test_wide_and_narrow_have_arrangements_of_their_own(
    window: MainWindow, studio: Studio, qtbot: QtBot
) -> None:
    resize(window, NARROW)
    window.docks.dock("jobs").hide()
    resize(window, WIDE)
    assert window.docks.dock("jobs").isVisible()
    assert window.bin.width() > 200

    resize(window, NARROW)
    assert not window.docks.dock("jobs").isVisible()
    assert window.bin.width() == COLLAPSED
    window.reset_layout()
    assert window.docks.dock("jobs").isVisible()


def test_workspaces_of_a_narrow_window_keep_the_labels_in_their_tab(
    annotating: MainWindow, studio: Studio
) -> None:
    resize(annotating, NARROW)
    for workspace in ("enhance", "annotate", "deliver", "annotate"):
        studio.view.show_workspace(workspace)
        assert not annotating.docks.dock("labels").isVisible()
    annotating.reset_layout()
    assert not annotating.docks.dock("labels").isVisible()


def test_a_low_window_has_thinner_strips(annotating: MainWindow) -> None:
    def heights() -> tuple[int, int, int]:
        return (
            annotating.top_bar.height(),
            annotating.status.height(),
            annotating.annotate.tools.strip.width(),
        )

    assert heights() == (44, 24, WIDTH)
    assert annotating.timeline.toolbar.isVisible()
    resize(annotating, NARROW)
    assert heights() == (40, 22, SMALL_WIDTH)
    assert not annotating.timeline.toolbar.isVisible()
    resize(annotating, WIDE)
    assert heights() == (44, 24, WIDTH)
    assert annotating.timeline.toolbar.isVisible()


def test_rows_of_annotations_have_the_whole_width(window: MainWindow, studio: Studio) -> None:
    inspector = window.docks.dock("inspector")
    assert window.docks.dock("timeline").geometry().right() < inspector.x()

    studio.view.show_workspace("annotate")
    QApplication.processEvents()
    objects = window.docks.dock("objects").geometry()
    timeline = window.docks.dock("timeline").geometry()
    assert timeline.right() >= objects.right() - 2
    assert objects.bottom() < timeline.top()


@pytest.mark.parametrize("workspace", ["enhance", "annotate", "deliver"])
def test_nothing_important_is_hidden(window: MainWindow, studio: Studio, workspace: str) -> None:
    studio.view.show_workspace(workspace)  # type: ignore[arg-type]
    resize(window, NARROW)

    assert window.width() == NARROW[0]
    assert window.top_bar.tabs.isVisible()
    assert window.status._saved.isVisible()
    if workspace != "deliver":
        assert window.viewer.isVisible()
