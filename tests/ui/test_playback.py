"""Transport, player and viewer work together; the viewer follows the playhead."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from app.project.edits import effects
from app.project.model import EffectSpec
from app.project.queries import length
from tests.helpers.clips import ClipKind, make_clip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.main_window import MainWindow
    from app.ui.studio import Studio


def test_space_plays_and_stops(
    window: MainWindow,
    studio: Studio,
    add_clip: Callable[[Path], str],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    add_clip(make_clip(tmp_path / "clip.mp4", ClipKind(frames=100)))

    window.actions_.action("transport.play").trigger()
    qtbot.waitUntil(lambda: studio.view.playhead > Fraction(1, 5), timeout=20_000)
    window.actions_.action("transport.play").trigger()

    qtbot.waitUntil(lambda: not studio.view.playing)


def test_an_arrow_steps_one_frame(
    window: MainWindow,
    studio: Studio,
    add_clip: Callable[[Path], str],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    add_clip(make_clip(tmp_path / "clip.mp4", ClipKind(frames=25)))
    window.viewer.setFocus()

    window.actions_.action("transport.next_frame").trigger()

    qtbot.waitUntil(lambda: studio.view.playhead == Fraction(1, 25), timeout=20_000)


def test_a_range_is_rendered_and_told(
    window: MainWindow,
    studio: Studio,
    add_clip: Callable[[Path], str],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    clip = add_clip(make_clip(tmp_path / "clip.mp4", ClipKind(frames=10)))
    studio.document.apply("Sharpen", effects.set_chain([clip], (EffectSpec("sharpen"),)))
    told: list[str] = []
    window.playback.told.connect(told.append)

    window.playback.render_range()
    assert window.playback.rendering
    qtbot.waitUntil(lambda: not window.playback.rendering, timeout=60_000)

    assert told[-1] == "In to Out is rendered; it plays in real time."
    assert window.playback.range().end == length(studio.document.project)
    assert studio.view.playing
    assert window.viewer.transport.loop.isChecked()
    studio.player.pause()


def test_rendering_a_range_is_stopped_by_the_same_button(
    window: MainWindow,
    studio: Studio,
    add_clip: Callable[[Path], str],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    clip = add_clip(make_clip(tmp_path / "clip.mp4", ClipKind(frames=60, size=(320, 240))))
    studio.document.apply("Upscale", effects.set_chain([clip], (EffectSpec("upscale"),)))
    told: list[str] = []
    window.playback.told.connect(told.append)
    button = window.inspector.effects.footer.render_button

    button.click()
    assert button.text() == "Stop rendering"
    qtbot.waitUntil(lambda: bool(told), timeout=60_000)
    button.click()
    qtbot.waitUntil(lambda: not window.playback.rendering, timeout=60_000)

    assert button.text() == "Render In to Out"
    assert told[-1] == "Rendering In to Out was stopped. What was made is kept."
    assert not studio.view.playing


def test_the_viewer_follows_chain_and_playhead(
    window: MainWindow,
    studio: Studio,
    add_clip: Callable[[Path], str],
    qtbot: QtBot,
    tmp_path: Path,
) -> None:
    clip = add_clip(make_clip(tmp_path / "clip.mp4", ClipKind(frames=25)))
    canvas = window.viewer.canvas
    qtbot.waitUntil(lambda: canvas.state.kind == "source", timeout=20_000)

    studio.document.apply("Sharpen", effects.set_chain([clip], (EffectSpec("sharpen"),)))
    qtbot.waitUntil(lambda: canvas.state.kind == "cached", timeout=60_000)
    studio.view.seek(Fraction(12, 25))
    qtbot.waitUntil(
        lambda: canvas.state.kind == "cached" and canvas.state.frame == 12, timeout=60_000
    )

    studio.document.undo_stack.undo()
    qtbot.waitUntil(lambda: canvas.state.kind == "source", timeout=20_000)


def test_loop_and_volume_are_kept(window: MainWindow, studio: Studio) -> None:
    window.playback._set_loop(True)
    window.playback._set_volume(0.25)

    assert studio.settings.get("loop") is True
    assert studio.settings.get("volume") == 0.25
    QTest.keyClick(window.viewer, Qt.Key.Key_Shift)
