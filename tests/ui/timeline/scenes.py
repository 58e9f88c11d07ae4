"""Projects, and a timeline on the screen that shows one."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.base.parameter import Keyframe, Keyframes
from app.base.time import Span
from app.project.model import Clip, EffectSpec, Marker, MediaFacts, MediaItem, Project, Track
from app.project.queries import find_clip
from app.ui.document import Document
from app.ui.settings import Settings
from app.ui.thumbnails import Thumbnails
from app.ui.timeline.panel import TimelinePanel
from app.ui.timeline.scale import Scale
from app.ui.view_state import ViewState
from app.ui.waveforms import Waveforms

if TYPE_CHECKING:
    from app.base.time import Time
    from app.ui.command import Command

F = Fraction
_NONE = Qt.KeyboardModifier.NoModifier
ZOOM = Fraction(100)
"""Pixels per second in tests; time 0 is at x = 10."""


PAL = Fraction(25)


def source(name: str = "m1", seconds: int = 100, rate: Fraction = PAL, **more: object) -> MediaItem:
    facts = MediaFacts(F(seconds), round(seconds * rate), rate, False, 640, 360, True)
    return MediaItem(Path(f"/nowhere/{name}.mp4"), name, facts=facts, **more)  # type: ignore[arg-type]


def clip(
    name: str, at: Time | int, length: Time | int, start: Time | int = 10, **more: object
) -> Clip:
    span = Span(F(start), F(start) + F(length))
    return Clip(name, "m1", span, F(at), **more)  # type: ignore[arg-type]


def two_tracks() -> Project:
    """Below: a at 0 to 4, b at 4 to 6, d at 8 to 9. Above: c at 1 to 2."""
    lower = Track("t1", "V1", (clip("a", 0, 4), clip("b", 4, 2), clip("d", 8, 1)))
    return Project((source(),), (lower, Track("t2", "V2", (clip("c", 1, 1),))))


def keyed() -> Project:
    """One clip of 6 seconds at 2, with a curve: 10 at 1 s, 50 at 3 s."""
    keys = Keyframes((Keyframe(F(1), 10.0), Keyframe(F(3), 50.0)))
    one = clip("a", 2, 6, effects=(EffectSpec("denoise", (("strength", keys),)),))
    return Project((source(),), (Track("t1", "V1", (one,)),))


def marked() -> Project:
    project = two_tracks()
    markers = (Marker("k1", F(3), "here"),)
    return Project(project.media, project.tracks, markers, Span(F(1), F(5)))


def crowd(count: int = 2000) -> Project:
    """Many clips of a second each on four tracks."""
    tracks = []
    for number in range(4):
        clips = tuple(clip(f"{number}-{n}", n, F(9, 10)) for n in range(count // 4))
        tracks.append(Track(f"t{number}", "", clips))
    return Project((source(),), tuple(tracks))


@dataclass
class Scene:
    """A panel with what it works on, and hands for it."""

    document: Document
    view: ViewState
    panel: TimelinePanel
    thumbnails: Thumbnails
    waveforms: Waveforms

    def clip(self, name: str) -> Clip:
        found = find_clip(self.document.project, name)
        assert found is not None
        return found

    def track_of(self, name: str) -> str:
        tracks = self.document.project.tracks
        return next(t.id for t in tracks if any(c.id == name for c in t.clips))

    def point(self, time: float, row: int = 0, y: int = -1) -> QPoint:
        """A place in a row: 0 is the topmost; `y` from its top."""
        state = self.panel.state
        place = state.rows[row]
        top = state.row_top(place) + (place.height // 2 if y < 0 else y)
        return QPoint(self.x(time), top)

    def x(self, time: float) -> int:
        return round(self.panel.state.scale.x_of(Fraction(time)))

    def ruler(self, time: float, y: int = 8) -> QPoint:
        return QPoint(self.x(time), y)

    def row(self, kind: str, track: str = "t1") -> int:
        rows = self.panel.state.rows
        return next(n for n, r in enumerate(rows) if r.kind == kind and r.track == track)

    def press(self, place: QPoint, keys: Qt.KeyboardModifier = _NONE) -> None:
        QTest.mousePress(self.panel.canvas, Qt.MouseButton.LeftButton, keys, place)

    def move(self, place: QPoint) -> None:
        QTest.mouseMove(self.panel.canvas, place)

    def release(self, place: QPoint) -> None:
        QTest.mouseRelease(self.panel.canvas, Qt.MouseButton.LeftButton, pos=place)

    def click(self, place: QPoint, keys: Qt.KeyboardModifier = _NONE) -> None:
        self.press(place, keys)
        self.release(place)

    def drag(self, start: QPoint, end: QPoint, keys: Qt.KeyboardModifier = _NONE) -> None:
        self.press(start, keys)
        self.move(start + QPoint(3, 3))
        self.move((start + end) / 2)
        self.move(end)
        self.release(end)

    def command(self, name: str) -> Command:
        return next(c for c in self.panel.commands() if c.id == f"timeline.{name}")

    def run(self, name: str) -> None:
        command = self.command(name)
        if command.enabled is None or command.enabled():
            command.run()

    @property
    def steps(self) -> int:
        return self.document.undo_stack.count()


def make_scene(folder: Path, project: Project, width: int = 1400, height: int = 500) -> Scene:
    document, view = Document(), ViewState()
    settings = Settings(folder / "settings.json")
    thumbnails, waveforms = Thumbnails(), Waveforms(folder / "waves")
    panel = TimelinePanel(document, view, thumbnails, waveforms, settings)
    panel.resize(width, height)
    document.open(project, None)
    panel.show()
    panel.state.set_scale(Scale(F(-10) / ZOOM, ZOOM))
    return Scene(document, view, panel, thumbnails, waveforms)
