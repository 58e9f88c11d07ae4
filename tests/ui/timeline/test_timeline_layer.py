"""That little is drawn again while the playhead moves, and that it looks as if all were."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QRect, QSize
from PySide6.QtGui import QColor, QImage, QPainter
from PySide6.QtWidgets import QApplication

from app.base.time import Span
from app.ui.timeline.layer import Layer
from app.ui.timeline.scale import fitting
from tests.ui.annotate_panels.scenes import crowd as tracked
from tests.ui.annotate_panels.scenes import make_desk
from tests.ui.timeline.scenes import Scene, crowd, keyed, marked, two_tracks

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.project.model import Project
    from app.ui.timeline.canvas import TimelineCanvas

    Show = Callable[..., Scene]

F = Fraction
FRAMES = 40


def on_screen(canvas: TimelineCanvas) -> QImage:
    """What the window shows after all paints that are due."""
    QApplication.processEvents()
    whole = canvas.window()
    picture = canvas.screen().grabWindow(whole.winId()).toImage()
    return picture.copy(QRect(canvas.mapTo(whole, canvas.rect().topLeft()), canvas.size()))


def drawn_anew(canvas: TimelineCanvas) -> QImage:
    """What it shows once everything has been drawn from nothing."""
    canvas.refresh()
    return on_screen(canvas)


@pytest.mark.parametrize("made", [two_tracks, keyed, marked])
def test_moving_the_playhead_leaves_no_trace(show: Show, made: Callable[[], Project]) -> None:
    scene = show(made())
    canvas, blank = scene.panel.canvas, on_screen(scene.panel.canvas)
    scene.view.select(["a"])
    # On keys, over labels of the ruler, over In, and from one end to the other.
    for seconds in (F(3), F(1, 5), F(5), F(101, 25), F(12), F(3), F(1)):
        scene.view.seek(seconds)
        shown = on_screen(canvas)
        assert shown == drawn_anew(canvas), f"at {seconds} s"
        assert shown != blank


def test_a_key_lights_up_where_the_playhead_stands_on_it(show: Show) -> None:
    scene = show(keyed())
    scene.view.select(["a"])
    state = scene.panel.state
    row = next(row for row in state.rows if row.kind == "curve")
    # 30 at the middle between both keys' values; the keys lie 9 pixels inside the row.
    x, low = scene.x(3), state.row_top(row) + row.height - 9

    def brightest() -> int:
        picture = on_screen(scene.panel.canvas)
        column = range(state.row_top(row), low + 1)
        return max(QColor(picture.pixel(x + 3, y)).lightness() for y in column)

    scene.view.seek(F(29, 10))
    before = brightest()
    scene.view.seek(F(3))
    assert brightest() > before


def test_only_what_changed_is_drawn_again(show: Show, qtbot: QtBot) -> None:
    scene = show(two_tracks())
    canvas, view = scene.panel.canvas, scene.view
    on_screen(canvas)
    # The file does not exist; that there is no sound to be drawn is news, too.
    qtbot.waitUntil(lambda: not scene.waveforms.waiting(scene.document.project.media[0]))
    on_screen(canvas)
    start, whole = canvas.layer.drawn, canvas.width() * canvas.height()
    for frame in range(FRAMES):
        view.seek(F(frame, 25))
        QApplication.processEvents()
    assert canvas.layer.drawn == start
    scene.panel.set_cached([Span(F(1), F(3))])
    on_screen(canvas)
    bar = canvas.layer.drawn - start
    assert 0 < bar < whole / 50
    scene.thumbnails.ready.emit("m1")
    on_screen(canvas)
    clips = canvas.layer.drawn - start - bar
    assert bar < clips < whole
    scene.thumbnails.ready.emit("unknown")
    on_screen(canvas)
    assert canvas.layer.drawn == start + bar + clips
    view.select(["b"])
    on_screen(canvas)
    assert canvas.layer.drawn == start + bar + clips + whole


def test_a_source_that_is_ready_is_drawn_wherever_it_is_seen(show: Show) -> None:
    scene = show(two_tracks())
    canvas = scene.panel.canvas
    for seconds in (F(0), F(3), F(5)):
        scene.panel.state.set_scale(fitting(seconds, seconds + 4, 1400, 0))
        on_screen(canvas)
        scene.thumbnails.ready.emit("m1")
        assert on_screen(canvas) == drawn_anew(canvas)


@pytest.mark.parametrize("seconds", [500, 40, 8])
def test_a_played_frame_costs_a_fraction_of_a_paint(show: Show, seconds: int) -> None:
    scene = show(crowd(), width=1600, height=500)
    scene.panel.state.set_scale(fitting(F(0), F(seconds), 1400, 0))
    assert_cheap(scene.panel.canvas, lambda n: scene.view.seek(F(n + 1, 25)))


def test_a_played_frame_costs_a_fraction_over_tracks_too(qtbot: QtBot, tmp_path: Path) -> None:
    desk = make_desk(tmp_path)
    desk.show(tracked(desk.layer.media))
    panel = desk.add_timeline(tmp_path)
    qtbot.addWidget(panel)
    panel.resize(1600, 500)
    panel.show()
    qtbot.waitExposed(panel)
    panel.fit()
    desk.session.select({2})
    on_screen(panel.canvas)
    before = panel.canvas.layer.drawn
    try:
        for frame in (0, 5, 6, 90):
            desk.session.seek(frame)
            shown = on_screen(panel.canvas)
            assert panel.canvas.layer.drawn == before
            assert shown == drawn_anew(panel.canvas), f"on frame {frame}"
            before = panel.canvas.layer.drawn
        assert_cheap(panel.canvas, desk.session.seek)
    finally:
        desk.close()


def assert_cheap(canvas: TimelineCanvas, move: Callable[[int], object]) -> None:
    """The median frame takes less than half of what a paint of everything does."""
    moved, whole = [], []
    on_screen(canvas)
    for number in range(FRAMES):
        moved.append(cost(lambda number=number: move(number)))  # type: ignore[misc]
        whole.append(cost(canvas.refresh))
    frame, paint = sorted(moved)[FRAMES // 2], sorted(whole)[FRAMES // 2]
    print(f"frame {1000 * frame:.2f} ms, everything {1000 * paint:.2f} ms")
    assert frame < paint / 2


def cost(act: Callable[[], object]) -> float:
    """Seconds of processor time until it has been painted."""
    start = time.thread_time()
    act()
    QApplication.processEvents()
    return time.thread_time() - start


def test_a_layer_draws_what_was_spoiled_and_nothing_else(qapp: QApplication) -> None:
    layer, parts = Layer(), list[QRect]()
    picture = QImage(40, 30, QImage.Format.Format_RGB32)
    colours = iter(["red", "green", "blue"])

    def draw(painter: QPainter, part: QRect) -> None:
        parts.append(part)
        painter.fillRect(0, 0, 40, 30, QColor(next(colours)))

    def show() -> None:
        painter = QPainter(picture)
        layer.show(painter, QSize(40, 30), 1.0, draw)
        painter.end()

    show()
    show()
    layer.spoil(QRect(5, 5, 10, 10))
    show()
    assert parts == [QRect(0, 0, 40, 30), QRect(5, 5, 10, 10)]
    assert QColor(picture.pixel(6, 6)) == QColor("green")
    assert QColor(picture.pixel(20, 6)) == QColor("red")
