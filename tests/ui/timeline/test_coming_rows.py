"""What a running job has found so far, on the timeline: seen at once, and not to be touched."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest

from app.annotations.layer import AnnotationLayer
from app.annotations.model import Label, Segment
from app.ui.timeline import measures
from tests.ui.annotate_panels.scenes import crowd, model, track
from tests.ui.timeline.test_annotation_rows import LEFT, Hands, clip_file, hands

if TYPE_CHECKING:
    from PySide6.QtGui import QImage

    from tests.ui.annotate_panels.scenes import Desk

__all__ = ["clip_file", "hands"]

KITE = track(1, "kite", [20, 60, -90], provenance=model(0.8))
SEGMENTS = (
    Segment(1, "pan left", 10, 60, provenance=model(None)),
    Segment(2, "zoom in", 30, 80, provenance=model(None)),
)


def found(desk: Desk) -> AnnotationLayer:
    labels = (Label("kite"), Label("pan left", group="Camera"), Label("zoom in", group="Camera"))
    return AnnotationLayer(desk.layer.media, labels, (KITE,), SEGMENTS, cuts=(100, 200))


@pytest.fixture
def running(hands: Hands) -> Hands:
    hands.desk.session.set_coming("job", hands.desk.media.id, found(hands.desk))
    return hands


def picture(hands: Hands) -> QImage:
    return hands.canvas.grab().toImage()


def test_segments_have_rows_above_the_tracks_and_tracks_below_them(running: Hands) -> None:
    kinds = [row.kind for row in running.state.rows]
    assert kinds == [
        *["segments"] * 2, *["coming_segments"] * 2, "tracks", *["object"] * 5, "coming_track",
    ]  # fmt: skip
    assert [row.group for row in running.state.rows[2:4]] == ["Camera", "Camera"]
    tops = [row.top for row in running.state.rows]
    assert tops == sorted(set(tops))


def test_they_are_painted_in_the_colours_of_their_labels(running: Hands) -> None:
    running.state.set_scroll(running.state.rows[-1].bottom)
    image, ratio = picture(running), running.canvas.devicePixelRatioF()
    for kind, item, frame in (("coming_segments", 0, 35), ("coming_track", 0, 40)):
        place = running.at(kind, item, frame)
        row = running.state.rows[running.row(kind, item)]
        label = "pan left" if kind == "coming_segments" else "kite"
        colour = running.state.annotated.colour(label) if running.state.annotated else None
        assert colour is not None
        column = range(place.y() - row.height // 2, place.y() + row.height // 2)
        seen = [image.pixelColor(round(place.x() * ratio), round(y * ratio)) for y in column]
        assert any(abs(one.hslHue() - colour.hslHue()) < 12 for one in seen)


def test_the_session_gives_new_labels_the_colours_they_will_have(running: Hands) -> None:
    session = running.desk.session
    assert session.labelled is not None
    names = [label.name for label in session.labelled.labels]
    assert names[-3:] == ["kite", "pan left", "zoom in"]
    assert "kite" not in [label.name for label in running.desk.layer.labels]


def test_new_cuts_divide_the_shots(running: Hands) -> None:
    shots = running.state.shots
    assert [shot.coming for shot in shots] == [False, True, True]
    running.desk.session.set_coming("job", running.desk.media.id, None)
    assert not any(shot.coming for shot in running.state.shots)


def test_a_click_and_a_drag_change_nothing(running: Hands) -> None:
    for kind, frame in (("coming_segments", 35), ("coming_track", 20)):
        running.state.set_scroll(running.state.rows[-1].bottom)
        place = running.at(kind, 0, frame)
        QTest.mouseClick(running.canvas, LEFT, pos=place)
        running.drag(place, place + QPoint(60, 0))
        QTest.mouseDClick(running.canvas, LEFT, pos=place)
    session = running.desk.session
    assert (session.selection, session.segments) == (frozenset(), frozenset())
    assert running.desk.steps == 0


def test_arrows_walk_past_them(running: Hands) -> None:
    running.desk.session.select({5})
    running.canvas.setFocus()
    QTest.keyClick(running.canvas, Qt.Key.Key_Down)
    assert running.desk.session.selection == {5}


def test_they_go_when_the_job_has_ended(running: Hands) -> None:
    before = picture(running)
    running.desk.session.set_coming("job", running.desk.media.id, None)
    assert not {row.kind for row in running.state.rows} & {"coming_segments", "coming_track"}
    assert picture(running) != before


def test_another_source_does_not_show_them(hands: Hands) -> None:
    hands.desk.session.set_coming("job", "another", found(hands.desk))
    assert hands.desk.session.coming_layers == ()
    assert len(hands.state.rows) == 8


def test_a_thousand_tracks_may_come_and_only_those_in_sight_are_laid_out(hands: Hands) -> None:
    hands.desk.session.set_coming("job", hands.desk.media.id, crowd(hands.desk.layer.media))
    shown = hands.state.annotated
    assert shown is not None
    picture(hands)
    laid_out = [n for n in range(1000) if n in shown.coming._bars]
    assert len(laid_out) <= hands.canvas.height() // measures.lane(compact=False) + 1
