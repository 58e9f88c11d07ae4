from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.project.model import Project, Track
from app.ui.timeline.frames import (
    frame_span,
    last_frame,
    nearest_frame,
    snap_to_frame,
    step,
    timeline_rate,
)
from tests.ui.timeline.scenes import clip, source

F = Fraction

NTSC = F(30_000, 1001)
AT, START = F(7, 3), F(100, 30)


def project(rate: F = NTSC, at: F = AT, start: F = START) -> Project:
    one = clip("a", at, 5, start=start)
    return Project((source(rate=rate),), (Track("t", "", (one,)),))


@given(st.fractions(0, 10, max_denominator=10_000))
def test_the_playhead_rests_on_frames_of_the_clip_that_is_seen(time: F) -> None:
    made = project()
    snapped = snap_to_frame(made, time)
    one = made.tracks[0].clips[0]
    if one.at <= time < one.end:
        inside = (snapped - one.at + one.source.start) * NTSC
        assert inside.denominator == 1 or snapped == one.at
        assert snapped <= time < snapped + 1 / NTSC
    assert snap_to_frame(made, snapped) == snapped


@given(st.fractions(0, 12, max_denominator=1000))
def test_an_edge_goes_to_the_nearer_side_of_a_frame(time: F) -> None:
    assert abs(nearest_frame(project(), time) - time) <= 1 / NTSC / 2


def test_where_there_is_no_clip_the_timeline_counts() -> None:
    made = Project((source(rate=F(24)),))
    assert timeline_rate(made) == 24
    assert snap_to_frame(made, F(1, 10)) == F(2, 24)


def test_a_source_of_uneven_rate_is_asked() -> None:
    made = project()
    media = made.media[0]
    assert media.facts is not None
    uneven = replace(made, media=(replace(media, facts=replace(media.facts, vfr=True)),))

    def lookup(media_id: str, time: F) -> tuple[F, F]:
        return F(int(time)), F(int(time) + 1)

    start, end = frame_span(uneven, F(4), lookup)
    assert (start + F(1), end + F(1)) == (F(5), F(6))
    assert frame_span(uneven, F(4))[1] - frame_span(uneven, F(4))[0] == 1 / NTSC


def test_steps_and_ends() -> None:
    made = project(rate=F(25), at=F(0), start=F(0))
    assert step(made, F(0), 3) == F(3, 25)
    assert step(made, F(3, 25), -2) == F(1, 25)
    assert step(made, F(0), -1) == 0
    assert last_frame(made) == 5 - F(1, 25)
    assert snap_to_frame(made, F(9)) == 5
