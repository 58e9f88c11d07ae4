"""Transport, player and viewer work together; the viewer follows the playhead."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.base.time import Span
from app.project.edits import effects
from app.project.edits.ranges import set_range
from app.project.model import EffectSpec
from app.project.queries import length
from tests.helpers.clips import ClipKind, make_clip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.main_window import MainWindow
    from app.ui.studio import Studio
    from app.ui.view_state import ViewState

USUAL = ClipKind(frames=25)


@dataclass
class Show:
    """A window with a clip on its timeline, and hands for it."""

    window: MainWindow
    studio: Studio
    view: ViewState
    told: list[str]
    clip: str
    qtbot: QtBot

    def trigger(self, action: str) -> None:
        self.window.actions_.action(f"transport.{action}").trigger()

    def use(self, effect: str) -> None:
        """Put one effect on the clip."""
        chain = (EffectSpec(effect),)
        self.studio.document.apply(effect, effects.set_chain([self.clip], chain))

    def until(self, condition: Callable[[], bool], seconds: int = 20) -> None:
        self.qtbot.waitUntil(condition, timeout=seconds * 1000)

    def shows(self, kind: str, frame: int | None = None) -> bool:
        state = self.window.viewer.canvas.state
        return state.kind == kind and frame in (None, state.frame)


@pytest.fixture
def show(
    request: pytest.FixtureRequest,
    window: MainWindow,
    studio: Studio,
    add_clip: Callable[[Path], str],
    qtbot: QtBot,
    tmp_path: Path,
) -> Show:
    """Of a second of film, or of the clip that a test is parametrized with."""
    clip = add_clip(make_clip(tmp_path / "clip.mp4", getattr(request, "param", USUAL)))
    told: list[str] = []
    window.playback.told.connect(told.append)
    return Show(window, studio, studio.view, told, clip, qtbot)


def of(kind: ClipKind) -> pytest.MarkDecorator:
    """Another clip for a test."""
    return pytest.mark.parametrize("show", [kind], indirect=True, ids=[""])


@of(ClipKind(frames=100))
def test_space_plays_and_stops(show: Show) -> None:
    show.trigger("play")
    show.until(lambda: show.view.playhead > Fraction(1, 5))
    show.trigger("play")

    show.until(lambda: not show.view.playing)


def test_an_arrow_steps_one_frame(show: Show) -> None:
    show.window.viewer.setFocus()

    show.trigger("next_frame")

    show.until(lambda: show.view.playhead == Fraction(1, 25))


@of(ClipKind(frames=10))
def test_a_range_is_rendered_and_told(show: Show) -> None:
    playback = show.window.playback
    show.use("sharpen")

    playback.render_range()
    assert playback.rendering
    show.until(lambda: not playback.rendering, 60)

    assert show.told[-1] == "In to Out is rendered; it plays in real time."
    assert playback.range().end == length(show.studio.document.project)
    assert show.view.playing
    assert show.window.viewer.transport.loop.isChecked()
    show.studio.player.pause()


@of(ClipKind(frames=60, size=(320, 240)))
def test_rendering_a_range_is_stopped_by_the_same_button(show: Show) -> None:
    playback, button = show.window.playback, show.window.inspector.effects.footer.render_button
    show.use("upscale")

    button.click()
    assert button.text() == "Stop rendering"
    show.until(lambda: bool(show.told), 60)
    button.click()
    show.until(lambda: not playback.rendering, 60)

    assert button.text() == "Render In to Out"
    assert show.told[-1] == "Rendering In to Out was stopped. What was made is kept."
    assert not show.view.playing


def test_the_viewer_follows_chain_and_playhead(show: Show) -> None:
    show.until(lambda: show.shows("source"))

    show.use("sharpen")
    show.until(lambda: show.shows("cached"), 60)
    show.view.seek(Fraction(12, 25))
    show.until(lambda: show.shows("cached", 12), 60)

    show.studio.document.undo_stack.undo()
    show.until(lambda: show.shows("source"))


@of(ClipKind(frames=50))
def test_a_looped_range_is_played_over_and_over(show: Show) -> None:
    show.studio.document.apply("range", set_range(Span(Fraction(8, 25), Fraction(16, 25))))
    show.view.seek(Fraction(8, 25))
    times = list[Fraction]()
    show.view.playhead_changed.connect(times.append)

    show.window.timeline.loop_wanted.emit()

    show.until(lambda: any(after < before for before, after in pairwise(times)))
    show.studio.player.pause()
    assert max(times) < Fraction(16, 25)
    assert min(times) >= Fraction(8, 25)
    assert show.window.viewer.transport.loop.isChecked()
    assert show.studio.settings.get("loop") is False


def test_loop_and_volume_are_kept(window: MainWindow, studio: Studio) -> None:
    window.playback._set_loop(True)
    window.playback._set_volume(0.25)

    assert studio.settings.get("loop") is True
    assert studio.settings.get("volume") == 0.25
    QTest.keyClick(window.viewer, Qt.Key.Key_Shift)
