"""Questions about layers: right for any layer, and quick for large ones."""

from __future__ import annotations

import time

from hypothesis import given
from hypothesis import strategies as st

from app.annotations.interpolation import shape_at
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Keyframe, Label, Segment, Track
from app.annotations.queries import LayerIndex, index_of, shapes_at, shown_frames
from app.annotations.shapes import Box
from app.annotations.spans import SpanIndex
from tests.annotations.layers import FRAMES, layers

spans = st.tuples(st.integers(0, 30), st.integers(0, 30)).map(lambda ends: (min(ends), max(ends)))


@given(st.lists(spans, max_size=30), st.integers(-1, 31))
def test_spans_are_found_by_a_place_they_hold(made: list[tuple[int, int]], place: int) -> None:
    holding = [number for number, (start, end) in enumerate(made) if start <= place < end]
    assert SpanIndex(made).at(place) == holding


@given(layers(dense=False))
def test_the_index_finds_what_a_search_through_all_finds(layer: AnnotationLayer) -> None:
    for frame in range(FRAMES):
        all_ = [found for track in layer.tracks if (found := shape_at(track, frame))]
        assert shapes_at(layer, frame) == all_
    assert shown_frames(layer) == sum(len(shapes_at(layer, frame)) for frame in range(FRAMES))


def test_segments_are_found_by_frame() -> None:
    parts = (Segment(1, "run", 2, 5), Segment(2, "run", 4, 9))
    layer = AnnotationLayer(MediaFacts("a.mp4", 4, 4, 10), (Label("run"),), segments=parts)
    found = [[part.id for part in index_of(layer).segments_at(frame)] for frame in (1, 2, 4, 5)]
    assert found == [[], [1], [1, 2], [2]]


def test_an_index_is_made_once() -> None:
    layer = AnnotationLayer(MediaFacts("a.mp4", 4, 4, 10))
    assert index_of(layer) is index_of(layer)


def test_a_large_layer_answers_within_a_frame() -> None:
    """1,000 tracks, 200,000 keyframes, 460 things seen at a time: a frame's shapes in < 2 ms.

    That is on a quiet processor core; the bound leaves room for a busy one.
    """
    layer = AnnotationLayer(MediaFacts("a.mp4", 4, 4, 20_000), (Label("car"),), crowd())
    frames = range(6000, 13_000, 500)
    index = LayerIndex(layer)
    times = []
    for frame in frames:
        started = time.process_time()
        count = len(index.shapes_at(frame))
        times.append(time.process_time() - started)
        assert count in (459, 460)
    assert min(times) < 0.005


def crowd() -> tuple[Track, ...]:
    """Each track is seen for 6,000 frames, with a keyframe on every thirtieth, and then no more."""
    boxes = [Box(n, 0, n + 9, 9) for n in range(200)]
    begins = [number * 13 % 14_000 for number in range(1000)]
    return tuple(
        Track(number, "car", tuple(
            Keyframe(begin + 30 * n, box, outside=n == 199) for n, box in enumerate(boxes)
        ))
        for number, begin in enumerate(begins)
    )  # fmt: skip
