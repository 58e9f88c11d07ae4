"""A model follows what somebody drew, as a job; what it finds can be seen, taken or refused."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING

import av
import numpy as np
import pytest
from PySide6.QtWidgets import QWidget

from app.annotations.interpolation import shape_at
from app.annotations.layer import AnnotationLayer
from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Label, Track
from app.annotations.shapes import Box, Points, Polygon, Polyline, box_around
from app.jobs.job import JobState
from app.jobs.queue import JobQueue
from app.render.job_runners import runners
from app.ui.annotate_panels.model_runs import ModelRuns
from app.ui.annotate_panels.run_choices import RunChoices
from app.ui.annotate_panels.track_acts import TrackActs
from app.ui.annotate_panels.track_runs import BACKWARDS, FORWARDS, TrackRuns
from app.ui.background import Background
from app.ui.job_thread import JobThread
from tests.ui.annotate_panels.scenes import Desk, make_desk

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from pytestqt.qtbot import QtBot

    from app.annotations.shapes import Shape

pytest.importorskip("cv2")

WIDTH, HEIGHT, COUNT, SIDE = 64, 48, 40, 16
START = 20


def left(frame: int) -> int:
    """Of the square, which goes right half a pixel on each frame."""
    return 10 + frame // 2


@pytest.fixture(scope="module")
def square_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    path: Path = tmp_path_factory.mktemp("square") / "square.mkv"
    draw = np.random.default_rng(3)
    ground = draw.integers(60, 110, (HEIGHT, WIDTH, 3), np.uint8)
    thing = draw.integers(150, 255, (SIDE, SIDE, 3), np.uint8)
    with av.open(str(path), "w") as container:
        stream = container.add_stream("ffv1", rate=30)
        stream.width, stream.height, stream.pix_fmt = WIDTH, HEIGHT, "bgr0"
        for number in range(COUNT):
            picture = ground.copy()
            picture[14 : 14 + SIDE, left(number) : left(number) + SIDE] = thing
            frame = av.VideoFrame.from_ndarray(picture, "rgb24")
            frame.pts, frame.time_base = number, Fraction(1, 30)
            container.mux(stream.encode(frame))
        container.mux(stream.encode())
    return path


def box(frame: int) -> Box:
    return Box(left(frame), 14, left(frame) + SIDE, 14 + SIDE)


def seen(track: Track) -> list[int]:
    """The frames of its keyframes on which it is seen."""
    return [one.frame for one in track.keyframes if not one.outside]


class Place:
    """Everything around a run."""

    def __init__(self, desk: Desk, folder: Path, window: QWidget) -> None:
        self.desk = desk
        self.work = Background("runs")
        self.jobs = JobThread(JobQueue(folder / "jobs"), runners())
        self.choices = RunChoices(desk.settings, self.work, window)
        self.runs = ModelRuns(desk.document, desk.session, self.jobs, self.work, None, self.choices)
        self.track_runs = TrackRuns(desk.session, self.runs)
        self.acts = TrackActs(desk.session)
        self.acts.follow_wanted.connect(self.track_runs.follow)

    def show(self, *tracks: Track, cuts: tuple[int, ...] = ()) -> None:
        media = self.desk.layer.media
        self.desk.show(AnnotationLayer(media, (Label("car"),), tracks, cuts=cuts))
        self.desk.session.seek(START)
        self.desk.session.select({tracks[0].id})

    def shape(self, number: int, frame: int) -> Shape | None:
        found = shape_at(self.desk.track(number), frame)
        return found.shape if found else None

    def close(self) -> None:
        self.jobs.close()
        self.work.close()
        self.desk.close()


@pytest.fixture
def place(qtbot: QtBot, tmp_path: Path, square_clip: Path) -> Iterator[Place]:
    window = QWidget()
    window.resize(900, 700)
    qtbot.addWidget(window)
    window.show()
    made = Place(make_desk(tmp_path, square_clip), tmp_path, window)
    made.desk.settings.set("analyses", {"follow": {"method": "mil"}})
    yield made
    made.close()


def key(frame: int, shape: Shape | None = None, **more: object) -> Keyframe:
    return Keyframe(frame, shape or box(frame), **more)  # type: ignore[arg-type]


def test_track_forward_gives_a_suggestion_that_becomes_part_of_the_track(
    place: Place, qtbot: QtBot
) -> None:
    place.show(Track(1, "car", (key(START), key(35))))
    with qtbot.waitSignal(place.runs.arrived, timeout=60_000):
        place.track_runs.follow(FORWARDS)
    assert place.desk.steps == 1
    part = place.desk.track(2)
    assert not part.provenance.accepted
    assert START < seen(part)[0] <= seen(part)[-1] < 35
    found = place.shape(2, 30)
    assert found is not None

    place.acts.accept({2})
    (whole,) = place.desk.layer.tracks
    assert place.desk.steps == 2
    assert {START, 35} <= {one.frame for one in whole.keyframes}
    assert place.shape(1, 35) == box(35)
    assert place.shape(1, 30) == found
    place.desk.document.undo_stack.undo()
    assert len(place.desk.layer.tracks) == 2


def test_track_backward_goes_to_the_cut_and_can_be_refused_in_one_step(
    place: Place, qtbot: QtBot
) -> None:
    mine = Track(1, "car", (key(START),))
    place.show(mine, cuts=(15,))
    with qtbot.waitSignal(place.runs.arrived, timeout=60_000):
        place.acts.follow({1}, BACKWARDS)
    part = place.desk.track(2)
    assert 15 <= seen(part)[0] <= seen(part)[-1] < START
    place.acts.reject({2})
    assert place.desk.layer.tracks == (mine,)


@pytest.mark.parametrize("kind", ["mask", "polygon"])
def test_masks_and_polygons_are_carried_on(place: Place, qtbot: QtBot, kind: str) -> None:
    bits = np.zeros((HEIGHT, WIDTH), np.bool_)
    bits[14 : 14 + SIDE, left(START) : left(START) + SIDE] = True
    x0, y0, x1, y1 = box(START).edges
    ring = ((x0, y0), (x1, y0), (x1, y1), (x0, y1))
    shape = Mask.from_array(bits) if kind == "mask" else Polygon((ring,))
    place.desk.settings.set("analyses", {"propagate": {"frames": 4}})
    place.show(Track(1, "car", (key(START, shape),)))
    with qtbot.waitSignal(place.runs.arrived, timeout=60_000):
        place.track_runs.follow(FORWARDS)
    part = place.desk.track(2)
    assert seen(part) == [21, 22, 23, 24]
    last = part.keyframes[3].shape
    assert isinstance(last, Mask)
    assert box_around(last).iou(box(24)) > 0.7


def test_what_was_found_is_seen_before_it_ends_and_stays_when_it_is_stopped(
    place: Place, qtbot: QtBot, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("app.render.findings.SHOW_SECONDS", 0.0)
    place.show(Track(1, "car", (key(START),)))
    counts: list[int] = []
    session = place.desk.session

    def look() -> None:
        if session.coming or not counts:
            counts.append(len(session.coming))
        running = place.jobs.running
        if counts[-1] and running is not None:
            place.jobs.queue.cancel(running.id, keep_part=True)

    session.coming_changed.connect(look)
    place.track_runs.follow(BACKWARDS)
    session.seek(START - 1)
    with qtbot.waitSignal(place.runs.arrived, timeout=60_000):
        pass
    assert session.coming == []
    assert any(counts)
    assert seen(place.desk.track(2))[-1] < START


def test_the_form_is_filled_and_remembered(place: Place, qtbot: QtBot) -> None:
    place.show(Track(1, "car", (key(START),)))
    place.track_runs.ask()
    dialog = place.choices.dialog
    assert dialog is not None
    assert list(dialog.form.rows) == ["direction", "frames", "method", "score"]
    dialog.form.changed.emit("frames", 3, "")
    dialog.form.changed.emit("direction", "both", "")
    with qtbot.waitSignals([place.runs.arrived, place.runs.arrived], timeout=60_000):
        dialog.run()
    parts = [one for one in place.desk.layer.tracks if one.id != 1]
    assert sorted(seen(one)[-1] > START for one in parts) == [False, True]
    assert all(abs(frame - START) <= 3 for part in parts for frame in seen(part))
    assert place.desk.settings.get("analyses")["follow"] == {
        "frames": 3, "direction": "both", "method": "mil",
    }  # fmt: skip


def test_where_nothing_is_to_be_filled_is_said(place: Place) -> None:
    told: list[str] = []
    place.track_runs.told.connect(told.append)
    place.show(Track(1, "car", (key(START), key(START + 1))))
    place.track_runs.follow(FORWARDS)
    assert told == [
        "There is nothing to fill: a keyframe, a cut or an end of the clip is right beside it."
    ]
    assert place.jobs.queue.entries() == ()
    assert place.track_runs.possible()
    place.show(Track(1, "car", (key(START, Points(((4, 4),))),)))
    assert not place.track_runs.possible()


def test_a_run_that_fails_leaves_nothing(place: Place, qtbot: QtBot) -> None:
    place.show(Track(1, "car", (key(START, Box(3, 3, 5, 5)),)))
    with qtbot.waitSignal(place.jobs.ended, timeout=60_000) as ended:
        place.track_runs.follow(FORWARDS)
    assert ended.args is not None
    job = ended.args[0]
    assert job.state is JobState.FAILED
    assert "too small" in job.problem
    assert len(place.desk.layer.tracks) == 1


def test_events_at_drawn_lines_arrive_as_suggested_segments(place: Place, qtbot: QtBot) -> None:
    line = Track(2, "car", (key(0, Polyline(((25.3, 0), (25.3, 48)))),))
    place.show(Track(1, "car", (key(0), key(39))), line)
    with qtbot.waitSignal(place.runs.arrived, timeout=10_000):
        place.runs.start("events")
    (part,) = place.desk.layer.segments
    assert (part.label, part.provenance.accepted) == ("car 2 left: car", False)
    assert place.desk.steps == 1


def test_without_lines_events_say_what_is_missing(place: Place, qtbot: QtBot) -> None:
    place.show(Track(1, "car", (key(0), key(39))))
    with qtbot.waitSignal(place.runs.problem, timeout=10_000) as told:
        place.runs.start("events")
    assert told.args is not None
    assert "draw a polyline or a polygon" in told.args[0]
