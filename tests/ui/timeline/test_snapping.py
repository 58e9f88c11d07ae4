from __future__ import annotations

from dataclasses import replace
from fractions import Fraction

from hypothesis import given
from hypothesis import strategies as st

from app.ui.timeline.shots import cut_times, shots_of
from app.ui.timeline.snapping import find_snap, snap_targets
from tests.ui.timeline.scenes import marked, source, two_tracks

F = Fraction

times = st.fractions(0, 100, max_denominator=100)


@given(
    st.lists(times, min_size=1, max_size=4),
    st.lists(times, unique=True, max_size=8),
    st.fractions(0, 3, max_denominator=50),
)
def test_the_nearest_target_wins(edges: list[F], targets: list[F], within: F) -> None:
    found = find_snap(edges, sorted(targets), within)
    shifts = [target - edge for edge in edges for target in targets]
    near = [abs(shift) for shift in shifts if abs(shift) <= within]
    assert (found is None) == (not near)
    if found is not None:
        assert abs(found.by) == min(near)
        assert found.at - found.by in edges


def test_what_is_worth_meeting() -> None:
    targets = snap_targets(marked(), F(7))
    assert targets == [0, 1, 2, 3, 4, 5, 6, 7, 8, 9]
    assert F(7) not in snap_targets(marked(), F(7), own=False)
    assert F(9) not in snap_targets(two_tracks(), F(0), {"d"})


def test_cuts_are_seen_through_the_clips() -> None:
    project = two_tracks()
    media = replace(source(), cuts=(F(5), F(11), F(13), F(50)))
    project = replace(project, media=(media,))
    shots = shots_of(project)
    assert [shot.number for shot in shots] == list(range(1, len(shots) + 1))
    assert [shot.start for shot in shots][:4] == [0, 1, 3, 4]
    assert F(1) in cut_times(project)
    assert F(3) in snap_targets(project, F(0))
