"""Beginnings that a longer run finds again."""

from __future__ import annotations

from dataclasses import replace

from app.annotations.edits.superseding import without_beginnings
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import HAND, Keyframe, Label, Provenance, Segment, Track
from app.annotations.shapes import Box

BY_IT = Provenance("model", "detector", "1", 0.7, accepted=False)
LABELS = (Label("car"), Label("pan"))


def seen(first: int, last: int, number: int = 1, **more: object) -> Track:
    """On each frame, and then no more."""
    keys = [Keyframe(n, Box(n, 0, n + 9, 9), score=0.5) for n in range(first, last + 1)]
    keys.append(Keyframe(last + 1, keys[-1].shape, outside=True))
    return Track(number, "car", tuple(keys), **{"provenance": BY_IT, **more})  # type: ignore[arg-type]


def layer(*tracks: Track, segments: tuple[Segment, ...] = ()) -> AnnotationLayer:
    return AnnotationLayer(MediaFacts("c", 64, 48, 200), LABELS, tracks, segments)


def part(start: int, stop: int, provenance: Provenance = BY_IT) -> Segment:
    return Segment(1, "pan", start, stop, provenance=provenance)


def test_a_track_that_goes_on_takes_the_place_of_its_beginning() -> None:
    scored = replace(BY_IT, score=0.6)  # of fewer frames
    before = layer(seen(3, 20, provenance=scored), seen(50, 60, 2))
    left = without_beginnings(before, layer(seen(3, 90)))
    assert left.tracks == before.tracks[1:]


def test_what_somebody_stands_behind_or_drew_stays() -> None:
    for provenance in (HAND, replace(BY_IT, accepted=True)):
        before = layer(seen(3, 20, provenance=provenance))
        assert without_beginnings(before, layer(seen(3, 90))) is before


def test_what_somebody_changed_or_another_model_found_stays() -> None:
    track = seen(3, 20)
    keys = (replace(track.keyframes[0], shape=Box(0, 0, 5, 5)), *track.keyframes[1:])
    for other in (
        replace(track, keyframes=keys),
        replace(track, provenance=replace(BY_IT, model="another")),
        seen(4, 20),
    ):
        before = layer(other)
        assert without_beginnings(before, layer(seen(3, 90))) is before


def test_the_very_same_and_the_longer_one_stay() -> None:
    before = layer(seen(3, 20))
    assert without_beginnings(before, layer(seen(3, 20))) is before
    assert without_beginnings(before, layer(seen(3, 10))) is before


def test_segments_too() -> None:
    before = layer(segments=(part(0, 20),))
    assert without_beginnings(before, layer(segments=(part(0, 90),))).segments == ()
    assert without_beginnings(before, layer(segments=(part(0, 15),))) is before
    assert without_beginnings(before, layer(segments=(part(5, 90),))) is before
    mine = layer(segments=(part(0, 20, HAND),))
    assert without_beginnings(mine, layer(segments=(part(0, 90),))) is mine
