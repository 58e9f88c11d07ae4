"""A real document, session and canvas, with the tools on it."""

from __future__ import annotations

import gc
from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QCoreApplication, QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QImage, QMouseEvent, QWheelEvent
from PySide6.QtWidgets import QApplication

from app.annotations.model import HAND, Keyframe, Label, Provenance, Track
from app.annotations.shapes import Box
from app.base.time import Span
from app.project.edits.layers import with_layer
from app.project.model import Clip, MediaFacts, MediaItem, Project
from app.project.model import Track as Row
from app.ui.annotate.annotate_tools import AnnotateTools
from app.ui.annotation_session import AnnotationSession
from app.ui.document import Document
from app.ui.frame_times import FrameTimes
from app.ui.language import use_language
from app.ui.preview.canvas import Canvas
from app.ui.preview.preview_image import PreviewImage
from app.ui.theme.theme import theme
from app.ui.view_state import ViewState
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.annotations.interpolation import ShapeAt
    from app.annotations.layer import AnnotationLayer
    from app.annotations.shapes import Point, Shape
    from app.ui.annotate.stage import Stage
    from app.ui.annotate.toolbox import Toolbox
    from app.ui.annotate.tools.tool import Tool

WIDTH, HEIGHT, FRAMES, RATE = 320, 180, 30, 25
LEFT = Qt.MouseButton.LeftButton
PLAIN = Qt.KeyboardModifier.NoModifier
SHIFT, ALT = Qt.KeyboardModifier.ShiftModifier, Qt.KeyboardModifier.AltModifier
CTRL = Qt.KeyboardModifier.ControlModifier
SUGGESTED = Provenance("model", "test", "1", 0.71, accepted=False)


@pytest.fixture(autouse=True)
def _usual_theme(qapp: object) -> Iterator[None]:
    theme().use("dark")
    use_language("en")
    yield
    theme().use("dark")
    use_language("en")


@pytest.fixture(scope="session")
def clip_path(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path = tmp_path_factory.mktemp("annotate") / "clip.mp4"
    return make_clip(path, frames=FRAMES, size=(WIDTH, HEIGHT), rate=Fraction(RATE))


@dataclass
class Desk:
    """The window's parts that drawing needs, and hands to draw with."""

    qtbot: QtBot
    document: Document
    view: ViewState
    session: AnnotationSession
    canvas: Canvas
    tools: AnnotateTools

    @property
    def stage(self) -> Stage:
        return self.tools.stage

    @property
    def toolbox(self) -> Toolbox:
        return self.tools.toolbox

    @property
    def tool(self) -> Tool:
        return self.stage.tool

    @property
    def layer(self) -> AnnotationLayer:
        assert self.session.layer is not None
        return self.session.layer

    @property
    def steps(self) -> int:
        return self.document.undo_stack.count()

    def track(self, number: int) -> Track:
        return next(track for track in self.layer.tracks if track.id == number)

    def shown(self, number: int) -> ShapeAt:
        return next(one for one in self.session.shapes if one.track.id == number)

    def shape(self, number: int) -> Shape:
        return self.shown(number).shape

    def put(self, *tracks: Track) -> None:
        """Have these tracks from the beginning: no step of the history."""
        layer = replace(self.layer, tracks=(*self.layer.tracks, *tracks))
        project = with_layer(self.document.project, "m", layer)
        self.document.open(project, None)

    def at(self, point: Point) -> QPoint:
        """Where a point of the source is on the canvas."""
        picture = self.canvas.picture()
        return QPointF(
            picture.x() + point[0] * picture.width() / WIDTH,
            picture.y() + point[1] * picture.height() / HEIGHT,
        ).toPoint()

    def click(self, point: Point, held: Qt.KeyboardModifier = PLAIN) -> None:
        self.qtbot.mouseMove(self.canvas, self.at(point))
        self.qtbot.mouseClick(self.canvas, LEFT, held, self.at(point))

    def double_click(self, point: Point) -> None:
        """As a mouse does it: a click before."""
        self.click(point)
        self.qtbot.mouseDClick(self.canvas, LEFT, PLAIN, self.at(point))
        self.qtbot.mouseRelease(self.canvas, LEFT, PLAIN, self.at(point))

    def press(self, point: Point, held: Qt.KeyboardModifier = PLAIN) -> None:
        self.qtbot.mouseMove(self.canvas, self.at(point))
        self.qtbot.mousePress(self.canvas, LEFT, held, self.at(point))

    def move(self, point: Point, held: Qt.KeyboardModifier = PLAIN) -> None:
        """With the button down: `QTest.mouseMove` knows of no keys held."""
        at = QPointF(self.at(point))
        kind, button = QEvent.Type.MouseMove, Qt.MouseButton.NoButton
        event = QMouseEvent(kind, at, self.canvas.mapToGlobal(at), button, LEFT, held)
        QApplication.sendEvent(self.canvas, event)

    def release(self, point: Point, held: Qt.KeyboardModifier = PLAIN) -> None:
        self.qtbot.mouseRelease(self.canvas, LEFT, held, self.at(point))

    def drag(self, *points: Point, held: Qt.KeyboardModifier = PLAIN) -> None:
        self.press(points[0], held)
        for point in points[1:]:
            self.move(point, held)
        self.release(points[-1], held)

    def key(self, key: Qt.Key, held: Qt.KeyboardModifier = PLAIN) -> None:
        self.qtbot.keyClick(self.canvas, key, held)

    def wheel(self, point: Point, notches: int, held: Qt.KeyboardModifier = PLAIN) -> None:
        at = QPointF(self.at(point))
        angle, phase = QPoint(0, 120 * notches), Qt.ScrollPhase.NoScrollPhase
        none = Qt.MouseButton.NoButton
        event = QWheelEvent(
            at, self.canvas.mapToGlobal(at), QPoint(), angle, none, held, phase, False
        )
        QApplication.sendEvent(self.canvas, event)

    def run(self, command: str) -> None:
        found = next(one for one in self.tools.commands() if one.id == f"annotate.{command}")
        if found.enabled is None or found.enabled():
            found.run()

    def seek(self, frame: int) -> None:
        self.session.seek(frame)
        assert self.session.frame == frame

    def undo(self) -> None:
        self.document.undo_stack.undo()


def project_of(path: Path) -> Project:
    length = Fraction(FRAMES, RATE)
    facts = MediaFacts(length, FRAMES, Fraction(RATE), False, WIDTH, HEIGHT, False)
    clip = Clip("c", "m", Span(Fraction(0), length))
    media = MediaItem(path, "m", facts=facts)
    return Project((media,), (Row("t", "Video", (clip,)),))


@pytest.fixture
def desk(qtbot: QtBot, clip_path: Path) -> Iterator[Desk]:
    """Frame 0, labels person, dog and ball, the picture at about 2:1, the tool to select."""
    document, view = Document(), ViewState()
    view.show_workspace("annotate")
    times = FrameTimes(document)
    document.open(project_of(clip_path), None)
    session = AnnotationSession(document, view, times)
    qtbot.waitUntil(lambda: session.frame == 0)
    canvas = Canvas()
    qtbot.addWidget(canvas)
    canvas.resize(720, 440)
    canvas.set_mode("result")

    def step(frames: int) -> None:
        session.seek(session.frame + frames)

    tools = AnnotateTools(canvas, session, view, step)
    image = QImage(WIDTH, HEIGHT, QImage.Format.Format_RGB32)
    image.fill(0xFF606060)
    canvas.put(PreviewImage(1, Fraction(0), "source", image, True, None, WIDTH, HEIGHT))
    canvas.show()
    qtbot.waitExposed(canvas)
    canvas.set_scale(2.0)
    made = Desk(qtbot, document, view, session, canvas, tools)
    layer = replace(made.layer, labels=(Label("person"), Label("dog"), Label("ball")))
    document.open(with_layer(document.project, "m", layer), None)
    yield made
    tools.close()
    times.close()
    for part in (tools.strip, tools.header, tools, session, canvas):
        part.deleteLater()
    gc.collect()  # now, and not in the midst of an event of the next test
    QCoreApplication.sendPostedEvents(None, QEvent.Type.DeferredDelete)


def box_track(
    number: int,
    box: tuple[float, float, float, float],
    frame: int = 0,
    label: str = "person",
    provenance: Provenance = HAND,
) -> Track:
    return Track(number, label, (Keyframe(frame, Box(*box)),), provenance)
