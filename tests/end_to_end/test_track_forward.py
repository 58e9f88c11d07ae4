"""The real window: a box is drawn, a model follows it, and the result becomes part of its track."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from app.annotations.edits.tracks import add_tracks
from app.annotations.interpolation import shape_at
from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Track
from app.annotations.shapes import Box, box_around
from tests.analyses.moving_squares import Square, lossless

if TYPE_CHECKING:
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.annotations.layer import AnnotationLayer
    from app.annotations.shapes import Shape
    from app.ui.annotation_session import AnnotationSession
    from app.ui.application import Program

FRAMES, START = 12, 4
SQUARE = Square(60, 40, 3.0, 1.0, side=40)


@pytest.fixture
def video(tmp_path: Path) -> Path:
    path = tmp_path / "square.mkv"
    return lossless(path, (SQUARE,), FRAMES)


def box(frame: int) -> Box:
    edges = SQUARE.box(frame)
    assert edges is not None
    return Box(*map(float, edges))


@pytest.fixture
def session(program: Program, video: Path, qtbot: QtBot) -> AnnotationSession:
    """The clip, open in Annotate on frame `START`."""
    studio = program.studio
    program.window.desk.import_paths([video])
    qtbot.waitUntil(lambda: bool(studio.document.project.tracks), timeout=30_000)
    studio.view.show_workspace("annotate")
    qtbot.waitUntil(lambda: studio.session.layer is not None, timeout=30_000)
    studio.session.seek(START)
    qtbot.waitUntil(lambda: studio.session.frame == START)
    return studio.session


def press(program: Program, qtbot: QtBot, keys: str, command: str) -> None:
    window = program.window
    qtbot.waitUntil(window.actions_.action(f"annotate.{command}").isEnabled)
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    window.viewer.canvas.setFocus()
    QTest.keySequence(QApplication.focusWidget() or window, keys)


def drawn(session: AnnotationSession, shape: Shape) -> None:
    def edit(layer: AnnotationLayer) -> AnnotationLayer:
        return add_tracks(layer, [Track(1, "thing", (Keyframe(START, shape),))])

    session.apply("Draw", edit)
    session.select({1})


def layer_of(session: AnnotationSession) -> AnnotationLayer:
    assert session.layer is not None
    return session.layer


@pytest.mark.parametrize("kind", ["box", "mask"])
@pytest.mark.timeout(180)
def test_forward_and_back_and_accept(
    program: Program, session: AnnotationSession, qtbot: QtBot, kind: str
) -> None:
    shape = box(START) if kind == "box" else Mask.from_array(SQUARE.mask(START))
    drawn(session, shape)

    ways = (("T", "track.forward", FRAMES - 1), ("Shift+T", "track.back", 0))
    for keys, command, other in ways:
        press(program, qtbot, keys, command)
        qtbot.waitUntil(lambda: len(layer_of(session).tracks) == 2, timeout=60_000)
        part = layer_of(session).tracks[1]
        assert not part.provenance.accepted
        assert shape_at(part, START) is None
        session.select({part.id})
        session.seek(other)
        qtbot.waitUntil(lambda frame=other: session.frame == frame)  # type: ignore[misc]
        press(program, qtbot, "Y", "accept")
        qtbot.waitUntil(lambda: len(layer_of(session).tracks) == 1)
        session.seek(START)
        qtbot.waitUntil(lambda: session.frame == START)
        session.select({1})

    (track,) = layer_of(session).tracks
    for frame in range(FRAMES):
        seen = shape_at(track, frame)
        assert seen is not None
        assert box_around(seen.shape).iou(box(frame)) > 0.6, frame
    assert next(key for key in track.keyframes if key.frame == START).shape == shape


@pytest.mark.timeout(120)
def test_undo_takes_a_found_track_away_in_one_step(
    program: Program, session: AnnotationSession, qtbot: QtBot
) -> None:
    drawn(session, box(START))
    before = program.studio.document.project
    press(program, qtbot, "T", "track.forward")
    qtbot.waitUntil(lambda: len(layer_of(session).tracks) == 2, timeout=60_000)
    program.studio.document.undo_stack.undo()
    assert program.studio.document.project == before
