"""Lines crossed, zones entered and left; blurred, dark and bright stretches."""

from __future__ import annotations

from typing import TYPE_CHECKING

import cv2
import numpy as np
import pytest

from app.analyses.analysis import AnalysisContext
from app.analyses.events import Event, Line, Zone, counts, events_of, occupancy, segments_of
from app.analyses.registry import make_analysis
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Keyframe, Label, Track
from app.annotations.shapes import Box
from app.base.cancel import CancelToken
from app.base.errors import UsageError
from app.render.annotate import annotate
from tests.analyses.shot_clips import FORMAT, HEIGHT, WIDTH, frames_of, number_of, shot

if TYPE_CHECKING:
    from pathlib import Path

MEDIA = MediaFacts("x.mp4", 200, 100, 101)
ZONE = Zone("gate", ((50.5, 20.5), (80.5, 20.5), (80.5, 80.5), (50.5, 80.5)))


def box(x: float, y: float) -> Box:
    return Box(x - 5, y - 10, x + 5, y + 10)


def layer_of(*ways: tuple[Keyframe, ...]) -> AnnotationLayer:
    tracks = tuple(Track(n, "car", keys) for n, keys in enumerate(ways, 1))
    return AnnotationLayer(MEDIA, (Label("car"),), tracks)


RIGHT = (Keyframe(0, box(0, 50)), Keyframe(100, box(100, 50)))
LEFT = (Keyframe(0, box(100, 60)), Keyframe(100, box(0, 60)))


def test_a_line_is_crossed_at_its_frame_and_in_its_direction() -> None:
    line = Line("door", (40.5, 0), (40.5, 100))  # downwards: its right side is on the left
    found = events_of(layer_of(RIGHT, LEFT), [line])
    assert found == [
        Event(41, 1, "car", "door", "crosses to the left"),
        Event(60, 2, "car", "door", "crosses to the right"),
    ]
    assert counts(found) == {
        ("door", "crosses to the left"): 1,
        ("door", "crosses to the right"): 1,
    }


def test_a_way_past_the_end_of_a_line_does_not_cross_it() -> None:
    assert events_of(layer_of(RIGHT), [Line("short", (40.5, 0), (40.5, 40))]) == []


def test_the_foot_may_cross_where_the_middle_does_not() -> None:
    line = Line("kerb", (40.5, 55), (40.5, 70))
    assert events_of(layer_of(RIGHT), [line]) == []
    assert len(events_of(layer_of(RIGHT), [line], anchor="foot")) == 1


def test_a_zone_is_entered_and_left() -> None:
    layer = layer_of(RIGHT, LEFT)
    found = events_of(layer, zones=[ZONE])
    assert [(x.frame, x.track, x.act) for x in found] == [
        (20, 2, "enters"),
        (50, 2, "leaves"),
        (51, 1, "enters"),
        (81, 1, "leaves"),
    ]
    inside = occupancy(layer, ZONE)
    assert [inside[n] for n in (10, 30, 49, 50, 51, 80, 81)] == [0, 1, 1, 0, 1, 1, 0]


def test_appearing_and_vanishing_are_no_passages() -> None:
    keys = (Keyframe(0, box(60, 50)), Keyframe(30, box(70, 50)), Keyframe(31, box(70, 50), True))
    assert events_of(layer_of(keys), zones=[ZONE]) == []


def test_a_long_absence_is_not_bridged() -> None:
    def away(frames: int) -> tuple[Keyframe, ...]:
        keys = Keyframe(0, box(10, 50)), Keyframe(1, box(10, 50), outside=True)
        return (*keys, Keyframe(frames, box(60, 50)))

    line = [Line("door", (40, 0), (40, 100))]
    assert len(events_of(layer_of(away(20)), line)) == 1
    assert events_of(layer_of(away(60)), line) == []


def test_events_become_segments() -> None:
    found = events_of(layer_of(RIGHT), zones=[ZONE])
    labels, segments = segments_of(found, 5)
    assert [label.name for label in labels] == ["gate in: car", "gate out: car"]
    assert [(x.id, x.start, x.stop) for x in segments] == [(5, 51, 52), (6, 81, 82)]
    assert not segments[0].provenance.accepted
    AnnotationLayer(MEDIA, tuple(labels), segments=tuple(segments))


def test_a_zone_needs_three_points() -> None:
    with pytest.raises(UsageError, match="at least three"):
        Zone("thin", ((0, 0), (1, 1)))


def test_stretches_are_flagged() -> None:
    pictures = shot(4, 60)
    for n in range(10, 20):
        pictures[n] = np.asarray(cv2.GaussianBlur(pictures[n], (0, 0), 6), np.float32)
    for n in range(25, 35):
        pictures[n] = pictures[n] * np.float32(0.03)
    for n in range(40, 50):
        pictures[n] = pictures[n] + np.float32(240)
    pictures[55] = pictures[55] * 0
    analysis = make_analysis("flags", {})
    context = AnalysisContext(number_of, CancelToken())
    found = list(analysis.run(frames_of(pictures), FORMAT, context))
    layer = analysis.assemble(found, MediaFacts("x.mp4", WIDTH, HEIGHT, 60))
    told = [(x.label, x.start, x.stop) for x in layer.segments]
    assert told == [("blurred", 10, 20), ("too dark", 25, 35), ("too bright", 40, 50)]


@pytest.mark.slow
def test_the_black_of_a_real_clip_is_dark(media_dir: Path) -> None:
    layer = annotate(media_dir / "clips" / "fades.mp4", "flags", {})
    dark = [(x.start, x.stop) for x in layer.segments if x.label == "too dark"]
    assert any(start <= 84 < stop for start, stop in dark)
    assert any(start <= 167 < stop for start, stop in dark)
