"""Shapes are of the source, so Annotate shows the source, whatever effects make of it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from PySide6.QtCore import QPointF

from app.project.edits import effects
from app.project.model import EffectSpec
from app.ui.annotate.place import place_at
from tests.helpers.clips import ClipKind, make_clip

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.ui.main_window import MainWindow
    from app.ui.studio import Studio

SIZE = (64, 48)


def _cropped(
    window: MainWindow, studio: Studio, add_clip: Callable[[Path], str], folder: Path, qtbot: QtBot
) -> None:
    """The clip of the window has lost its left half, and that is on screen."""
    clip = add_clip(make_clip(folder / "clip.mp4", ClipKind(size=SIZE, frames=4)))
    crop = EffectSpec("crop", (("left", 32),))
    studio.document.apply("Add effect", effects.add_effect(clip, crop))
    qtbot.waitUntil(lambda: window.viewer.canvas.layers.size == (32, 48), timeout=20_000)


def test_annotate_shows_the_source(
    window: MainWindow, studio: Studio, add_clip: Callable[[Path], str], tmp_path: Path,
    qtbot: QtBot,
) -> None:  # fmt: skip
    _cropped(window, studio, add_clip, tmp_path, qtbot)
    canvas = window.viewer.canvas

    studio.view.show_workspace("annotate")

    qtbot.waitUntil(lambda: canvas.layers.size == SIZE, timeout=20_000)
    assert canvas.mode.id == "source"
    place = place_at(canvas, None, *SIZE)
    assert place is not None
    picture = place.picture
    assert abs(picture.width() / picture.height() - SIZE[0] / SIZE[1]) < 0.01
    assert place.to_source(QPointF(picture.center())) == (SIZE[0] / 2, SIZE[1] / 2)


def test_enhance_compares_again_as_before(
    window: MainWindow, studio: Studio, add_clip: Callable[[Path], str], tmp_path: Path,
    qtbot: QtBot,
) -> None:  # fmt: skip
    _cropped(window, studio, add_clip, tmp_path, qtbot)
    studio.view.set_compare("side")

    studio.view.show_workspace("annotate")
    studio.view.show_workspace("enhance")

    assert studio.view.compare == "side"
    canvas = window.viewer.canvas
    qtbot.waitUntil(lambda: canvas.layers.size == (32, 48), timeout=20_000)


def test_the_result_can_be_looked_at_while_annotating(
    window: MainWindow, studio: Studio, add_clip: Callable[[Path], str], tmp_path: Path,
    qtbot: QtBot,
) -> None:  # fmt: skip
    _cropped(window, studio, add_clip, tmp_path, qtbot)
    studio.view.show_workspace("annotate")

    studio.view.set_compare("result")

    canvas = window.viewer.canvas
    qtbot.waitUntil(lambda: canvas.layers.size == (32, 48), timeout=20_000)
