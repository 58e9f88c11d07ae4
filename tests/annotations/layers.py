"""Layers made by hypothesis."""

from __future__ import annotations

from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays

from app.annotations.density import dense_keyframes
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.annotations.model import HAND, Keyframe, Label, Provenance, Segment, Tag, Track
from app.annotations.shapes import Box, Polygon

if TYPE_CHECKING:
    from numpy.typing import NDArray

    from app.annotations.shapes import Shape

WIDTH, HEIGHT, FRAMES = 24, 18, 12

pictures = arrays(np.bool_, array_shapes(min_dims=2, max_dims=2, max_side=14))
names = st.text(st.characters(codec="utf-8", exclude_categories=["Cs"]), min_size=1, max_size=12)
attributes = st.dictionaries(
    names.filter(lambda name: name not in ("track_id", "occluded")),
    st.text("abcé", max_size=4) | st.integers(-(10**6), 10**6) | st.booleans(),
    max_size=2,
)
scores = st.none() | st.floats(0, 1)
provenances = st.just(HAND) | st.builds(
    Provenance, st.just("model"), names, names, scores, st.booleans()
)


def pairs_of_pictures() -> st.SearchStrategy[tuple[NDArray[np.bool_], NDArray[np.bool_]]]:
    shapes = array_shapes(min_dims=2, max_dims=2, max_side=14)
    return shapes.flatmap(lambda s: st.tuples(arrays(np.bool_, s), arrays(np.bool_, s)))


def places(end: float) -> st.SearchStrategy[float]:
    """Coordinates, on the eighth of a pixel and off it."""
    return st.integers(0, int(end) * 8).map(lambda n: n / 8) | st.floats(0, end)


@st.composite
def boxes(draw: st.DrawFn) -> Box:
    x0, x1 = sorted((draw(places(WIDTH)), draw(places(WIDTH))))
    y0, y1 = sorted((draw(places(HEIGHT)), draw(places(HEIGHT))))
    return Box(x0, y0, x1, y1)


points = st.tuples(places(WIDTH), places(HEIGHT))
rings = st.lists(points, min_size=3, max_size=6).map(tuple)
polygons = st.lists(rings, min_size=1, max_size=2).map(lambda parts: Polygon(tuple(parts)))
masks = arrays(np.bool_, (HEIGHT, WIDTH)).map(Mask.from_array)
shapes: st.SearchStrategy[Shape] = boxes() | polygons | masks


def keyframes(frame: int) -> st.SearchStrategy[Keyframe]:
    return st.builds(
        Keyframe,
        st.just(frame),
        shapes,
        occluded=st.booleans(),
        attributes=attributes,
        score=scores,
    )


@st.composite
def dense_tracks(draw: st.DrawFn, id_: int, labels: list[str]) -> Track:
    """A track with a keyframe on every frame it is seen on, as a dense format gives back."""
    frames = sorted(draw(st.sets(st.integers(0, FRAMES - 1), min_size=1)))
    seen = [draw(keyframes(frame)) for frame in frames]
    label = draw(st.sampled_from(labels))
    return Track(id_, label, dense_keyframes(seen, FRAMES), draw(provenances))


@st.composite
def sparse_tracks(draw: st.DrawFn, id_: int, labels: list[str]) -> Track:
    """A track as a person makes it: a few keyframes, some of them outside."""
    frames = sorted(draw(st.sets(st.integers(0, FRAMES + 3), min_size=1, max_size=5)))
    keys = [Keyframe(frame, draw(boxes()), draw(st.booleans())) for frame in frames]
    return Track(id_, draw(st.sampled_from(labels)), tuple(keys))


@st.composite
def media(draw: st.DrawFn) -> MediaFacts:
    facts: dict[str, Any] = {}
    if draw(st.booleans()):
        ticks = draw(st.sets(st.integers(-1000, 10**9), min_size=FRAMES, max_size=FRAMES))
        base = Fraction(draw(st.integers(1, 1001)), draw(st.integers(1, 90_000)))
        facts = {"time_base": base, "pts": tuple(sorted(ticks))}
    return MediaFacts("clip.mp4", WIDTH, HEIGHT, FRAMES, **facts)


@st.composite
def layers(draw: st.DrawFn, *, dense: bool = True) -> AnnotationLayer:
    """Layers that a dense format holds whole, or (`dense` false) ones with all there can be."""
    labels = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    ids = draw(st.lists(st.integers(0, 10**9), max_size=4, unique=True))
    made = dense_tracks if dense else sparse_tracks
    tracks = tuple(draw(made(id_, labels)) for id_ in ids)
    colours = st.sampled_from(["", "#00ff7f"])
    tags = draw(st.lists(st.builds(Tag, st.sampled_from(labels), provenances), max_size=2))
    segments = () if dense else (Segment(1, labels[0], 2, 5),)
    return AnnotationLayer(
        draw(media()),
        tuple(Label(name, draw(colours)) for name in labels),
        tracks,
        segments,
        tuple(tags),
    )
