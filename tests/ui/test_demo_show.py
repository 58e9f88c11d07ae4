"""The demo: all scenes in the real window, and the first touch ends it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QEvent, QObject, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget

from app.ui.demo_scenes import _Scenes, open_sample
from app.ui.demo_show import DemoShow, Scene

if TYPE_CHECKING:
    from pytestqt.qtbot import QtBot

    from app.ui.main_window import MainWindow


def scenes(told: list[str]) -> list[Scene]:
    return [Scene(name, lambda name=name: told.append(name), 0.05) for name in ("a", "b")]  # type: ignore[misc]


def touch(widget: QWidget) -> None:
    """As the system sends it: made by code, an event would not count."""
    QTest.mouseClick(widget.windowHandle(), Qt.MouseButton.LeftButton, pos=widget.rect().center())


def test_scenes_follow_each_other_and_begin_again(qtbot: QtBot) -> None:
    widget, told = QWidget(), list[str]()
    qtbot.addWidget(widget)
    show = DemoShow(widget, scenes(told))

    show.start()
    qtbot.waitUntil(lambda: len(told) >= 5)
    show.stop()

    assert told[:5] == ["a", "b", "a", "b", "a"]
    assert not show.running


def test_one_round_is_enough_if_wanted(qtbot: QtBot) -> None:
    widget, told = QWidget(), list[str]()
    qtbot.addWidget(widget)
    show = DemoShow(widget, scenes(told), forever=False)

    with qtbot.waitSignal(show.stopped):
        show.start()

    assert told == ["a", "b"]


def test_a_scene_waits_until_it_is_ready(qtbot: QtBot) -> None:
    widget, told, ready = QWidget(), list[str](), [False]
    qtbot.addWidget(widget)
    first, second = scenes(told)
    show = DemoShow(widget, [replace(first, ready=lambda: ready[0]), second])

    show.start()
    qtbot.wait(200)
    assert told == ["a"]
    ready[0] = True
    qtbot.waitUntil(lambda: "b" in told)
    show.stop()


def test_a_touch_ends_it_and_does_nothing_else(qtbot: QtBot) -> None:
    widget, told = QWidget(), list[str]()
    qtbot.addWidget(widget)
    with qtbot.waitExposed(widget):
        widget.show()
    show = DemoShow(widget, scenes(told))
    show.start()

    with qtbot.waitSignal(show.stopped):
        touch(widget)

    assert not show.running


def test_events_of_the_program_itself_do_not_count(qtbot: QtBot) -> None:
    widget = QWidget()
    qtbot.addWidget(widget)
    show = DemoShow(widget, scenes([]))
    show.start()

    place = QPointF(1, 1)
    press = QMouseEvent(QEvent.Type.MouseButtonPress, place, place, Qt.MouseButton.LeftButton,
                        Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier)  # fmt: skip
    QApplication.sendEvent(widget, press)

    assert show.running
    show.stop()


def test_a_stand_begins_again_when_nobody_touches_it(qtbot: QtBot) -> None:
    widget, told = QWidget(), list[str]()
    qtbot.addWidget(widget)
    show = DemoShow(widget, scenes(told), again_after=0.1)
    show.start()
    show.stop()

    qtbot.waitUntil(lambda: show.running)
    show.stop()
    show._idle.stop()


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_all_scenes_of_the_demo_play(window: MainWindow, qtbot: QtBot) -> None:
    opened: list[bool] = []
    open_sample(window, lambda: opened.append(True))
    qtbot.waitUntil(lambda: bool(opened), timeout=20_000)
    qtbot.waitUntil(lambda: window.studio.kinds.ready, timeout=60_000)
    short = [replace(scene, seconds=0.2) for scene in _Scenes(window).all()]
    show = DemoShow(window, short, forever=False)

    with qtbot.waitSignal(show.stopped, timeout=200_000):
        show.start()

    assert window.studio.view.workspace == "deliver"
    done = window.studio.jobs.queue.entries()
    assert [(job.spec.kind, job.state.name) for job in done] == [
        ("annotate", "DONE"),
        ("export", "DONE"),
    ]
    (layer,) = [layer for _, layer in window.studio.document.project.layers]
    assert len(layer.tracks) >= 3
    assert isinstance(show, QObject)


@pytest.mark.slow
@pytest.mark.timeout(240)
def test_masks_are_drawn_over_the_sample_and_found_once(window: MainWindow, qtbot: QtBot) -> None:
    opened: list[bool] = []
    open_sample(window, lambda: opened.append(True))
    qtbot.waitUntil(lambda: bool(opened), timeout=20_000)
    scenes = _Scenes(window).all()
    masks = replace(next(scene for scene in scenes if "moves" in scene.caption), seconds=0.5)
    rounds: list[int] = []
    show = DemoShow(window, [masks, replace(scenes[0], seconds=0.1)])
    show.rounds_changed.connect(rounds.append)

    show.start()
    stage = window.annotate.tools.stage
    qtbot.waitUntil(lambda: stage.ready and len(stage.shapes()) >= 2, timeout=60_000)
    assert {type(one.shape).__name__ for one in stage.shapes()} == {"Mask"}
    qtbot.waitUntil(lambda: len(rounds) >= 2, timeout=60_000)
    touch(window)

    assert not show.running
    kinds = [job.spec.kind for job in window.studio.jobs.queue.entries()]
    assert kinds == ["annotate"]
