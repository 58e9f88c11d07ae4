"""An annotated clip with the panels around it, over real frame times."""

from __future__ import annotations

from dataclasses import dataclass, replace
from fractions import Fraction
from typing import TYPE_CHECKING

from PySide6.QtCore import QEventLoop, QTimer

from app.annotations.layer import AnnotationLayer
from app.annotations.model import (
    AttributeKind,
    Keyframe,
    Label,
    Provenance,
    Segment,
    SkeletonKind,
    Track,
)
from app.annotations.shapes import Box
from app.base.time import Span
from app.project.edits.layers import with_layer
from app.project.model import Clip, MediaFacts, MediaItem, Project
from app.project.model import Track as Row
from app.ui.annotate.toolbox import Toolbox
from app.ui.annotate.visibility import Visibility
from app.ui.annotation_session import AnnotationSession
from app.ui.document import Document
from app.ui.frame_times import FrameTimes
from app.ui.settings import Settings
from app.ui.thumbnails import Thumbnails
from app.ui.timeline.panel import TimelinePanel
from app.ui.view_state import ViewState
from app.ui.waveforms import Waveforms
from tests.helpers.clips import ClipKind, make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.model import Attributes
    from app.ui.command import Command

FRAMES, RATE = 289, Fraction(30)
SIZE = (64, 48)


def model(score: float | None, name: str = "detector") -> Provenance:
    return Provenance("model", name, "1", score, accepted=False)


def key(frame: int, x: float = 4, **more: object) -> Keyframe:
    return Keyframe(frame, Box(x, 5, x + 20, 30), **more)  # type: ignore[arg-type]


def track(number: int, label: str, frames: list[int], **more: object) -> Track:
    """Negative frames are outside ones."""
    keys = tuple(key(abs(f), 3 + abs(f) / 10, outside=f < 0) for f in frames)
    return Track(number, label, keys, **more)  # type: ignore[arg-type]


LABELS = (
    Label(
        "person",
        attributes=(
            AttributeKind("Pose", "choice", "standing", ("standing", "bending", "sitting", "lying",
                                                         "kneeling", "jumping")),
            AttributeKind("Facing", "choice", "left", ("left", "right", "away")),
            AttributeKind("Helmet", "switch", False, mutable=False),
            AttributeKind("Speed", "number", 0.0),
            AttributeKind("Note", "text"),
        ),
    ),
    Label("dog"), Label("ball"), Label("leash"), Label("planter"),
    Label("bin", skeleton=SkeletonKind(("top", "bottom"), ((0, 1),))),
    Label("throw", group="Action"), Label("hand over", group="Action"),
    Label("wait", "#8a93a0", group="Action"),
    Label("sit", "#ffb454", group="Dog state"), Label("run", "#ffb454", group="Dog state"),
    Label("carry", "#ffb454", group="Dog state"), Label("release", "#ffb454", group="Dog state"),
)  # fmt: skip

POSE: Attributes = {"Pose": "bending", "Facing": "right"}


def park(media: object) -> AnnotationLayer:
    """The picture of the design: five tracks, one to review, and seven segments."""
    person = track(1, "person", [0, 33, 72, 108, 135, 160, 186, 222, 264])
    keys = tuple(replace(one, attributes=POSE) for one in person.keyframes)
    tracks = (
        replace(person, keyframes=keys),
        track(2, "dog", [0, 24, 51, -75, 113, 132, 160, 198, 225, 258]),
        track(3, "ball", [0, 15, 30, -41, 117, 138, 160, 189, -210]),
        track(4, "leash", [117, 160, 204, 252, -253], provenance=model(0.71)),
        track(5, "planter", [0]),
    )
    segments = (
        Segment(1, "throw", 0, 39), Segment(2, "wait", 39, 117),
        Segment(3, "hand over", 135, 177), Segment(4, "throw", 198, 243, provenance=model(0.82)),
        Segment(5, "sit", 0, 27), Segment(6, "run", 27, 78), Segment(7, "carry", 114, 153),
        Segment(8, "release", 153, 174, provenance=model(0.77)), Segment(9, "run", 180, 288),
    )  # fmt: skip
    ordered = tuple(sorted(segments, key=lambda part: (part.start, part.stop, part.id)))
    return AnnotationLayer(media, LABELS, tracks, ordered)  # type: ignore[arg-type]


def crowd(media: object, tracks: int = 1000, keys: int = 40) -> AnnotationLayer:
    """Many tracks with many keyframes."""
    frames = list(range(0, FRAMES, max(1, FRAMES // keys)))
    made = tuple(track(n, LABELS[n % 6].name, frames) for n in range(1, tracks + 1))
    return AnnotationLayer(media, LABELS, made)  # type: ignore[arg-type]


@dataclass
class Desk:
    """What the panels work on."""

    document: Document
    view: ViewState
    times: FrameTimes
    session: AnnotationSession
    visibility: Visibility
    toolbox: Toolbox
    settings: Settings
    media: MediaItem
    timeline: TimelinePanel | None = None
    thumbnails: Thumbnails | None = None
    waveforms: Waveforms | None = None

    @property
    def layer(self) -> AnnotationLayer:
        assert self.session.layer is not None
        return self.session.layer

    @property
    def steps(self) -> int:
        return self.document.undo_stack.count()

    def track(self, number: int) -> Track:
        return next(one for one in self.layer.tracks if one.id == number)

    def segment(self, number: int) -> Segment:
        return next(one for one in self.layer.segments if one.id == number)

    def show(self, layer: AnnotationLayer) -> None:
        """Another layer, as if it had been opened."""
        project = with_layer(self.document.project, self.media.id, layer)
        self.document.open(project, None)

    def add_timeline(self, folder: Path, width: int = 1400, height: int = 360) -> TimelinePanel:
        self.thumbnails, self.waveforms = Thumbnails(), Waveforms(folder / "waves")
        panel = TimelinePanel(
            self.document, self.view, self.thumbnails, self.waveforms, self.settings
        )
        panel.set_annotations(self.session, self.visibility)
        panel.set_labels(frames=True)
        panel.resize(width, height)
        self.timeline = panel
        return panel

    def command(self, name: str) -> Command:
        assert self.timeline is not None
        return next(one for one in self.timeline.commands() if one.id == name)

    def close(self) -> None:
        self.times.close()
        for worker in (self.thumbnails, self.waveforms):
            if worker is not None:
                worker.close()


def make_desk(folder: Path, media: Path | None = None) -> Desk:
    """A project with one clip on the timeline; its frames are known when this returns."""
    path = media or make_clip(folder / "park.mp4", ClipKind(FRAMES, SIZE, RATE))
    facts = MediaFacts(Fraction(FRAMES) / RATE, FRAMES, RATE, False, *SIZE, False)
    item = MediaItem(path, "m1", facts=facts)
    clip = Clip("c1", "m1", Span(Fraction(0), facts.duration))
    document, view = Document(), ViewState()
    document.open(Project((item,), (Row("t1", "V1", (clip,)),)), None)
    view.show_workspace("annotate")
    times = FrameTimes(document)
    session = AnnotationSession(document, view, times)
    loop = QEventLoop()
    times.known.connect(lambda _: loop.quit())
    QTimer.singleShot(5000, loop.quit)
    loop.exec()
    desk = Desk(
        document, view, times, session, Visibility(session), Toolbox(),
        Settings(folder / "settings.json"), item,
    )  # fmt: skip
    desk.show(park(desk.layer.media))
    session.seek(160)
    return desk
