"""What is written and read again must be what the format says it keeps, no more and no less."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Protocol

import hypothesis.strategies as st

from app.annotations.formats.keeping import kept
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Keyframe, Label, Track
from app.annotations.shapes import Box, Ellipse, Points, Polyline
from tests.annotations.layers import HEIGHT, WIDTH, boxes, layers, points, polygons, rings

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.annotations.formats.keeping import Step


class KeepingFormat(Protocol):
    """A format that writes what its steps leave."""

    @property
    def name(self) -> str: ...
    @property
    def suffix(self) -> str: ...
    @property
    def steps(self) -> Sequence[Step]: ...
    def loses(self, layer: AnnotationLayer) -> list[str]: ...
    def write(self, layer: AnnotationLayer, path: Path) -> None: ...
    def read(self, path: Path, media: MediaFacts | None = None) -> AnnotationLayer: ...


def check_trip(format_: KeepingFormat, layer: AnnotationLayer, folder: Path) -> AnnotationLayer:
    """Write and read; returns what came back."""
    path = folder / f"out{format_.suffix}"
    format_.write(layer, path)
    back = format_.read(path, layer.media)
    assert back == kept(layer, format_.steps)
    assert bool(format_.loses(layer)) == (back != layer)
    assert format_.loses(back) == []
    return back


turned_boxes = st.builds(replace, boxes(), rotation=st.floats(0, 359.99))
far_boxes = st.builds(
    lambda x, y, w, h: Box(x, y, x + w, y + h),
    *[st.floats(-30, 40), st.floats(-30, 40), st.floats(0, 60), st.floats(0, 60)],
)
ellipses = st.builds(
    Ellipse,
    *[st.floats(-4, WIDTH), st.floats(-4, HEIGHT), st.floats(0, 9), st.floats(0, 9)],
    rotation=st.sampled_from([0.0, 30.0]),
)
lines = st.lists(points, min_size=2, max_size=4).map(tuple)
any_shapes = (
    turned_boxes | far_boxes | ellipses | lines.map(Polyline) | rings.map(Points) | polygons
)


@st.composite
def varied_layers(draw: st.DrawFn) -> AnnotationLayer:
    """Layers as `layers` makes them, or of shapes of all kinds at a few keyframes."""
    layer = draw(layers(dense=draw(st.booleans())))
    if draw(st.booleans()):
        return layer
    tracks = []
    for id_ in draw(st.lists(st.integers(0, 3000), max_size=4, unique=True)):
        frames = sorted(draw(st.sets(st.integers(0, 14), min_size=1, max_size=4)))
        keys = [
            Keyframe(
                frame,
                draw(any_shapes),
                draw(st.booleans()) and frame > 0,
                z_order=draw(st.integers(0, 2)),
            )
            for frame in frames
        ]
        label = draw(st.sampled_from(layer.labels)).name
        tracks.append(Track(id_, label, tuple(keys), attributes=draw(some_attributes)))
    return replace(layer, tracks=tuple(tracks))


some_attributes = st.dictionaries(st.sampled_from(["pose", "a b"]), st.booleans(), max_size=1)

REFERENCE = AnnotationLayer(
    MediaFacts("clip.mp4", 20, 16, 3),
    (Label("car"), Label("person")),
    (
        Track(
            7,
            "person",
            (Keyframe(1, Box(5, 4, 15, 9)), Keyframe(2, Box(5, 4, 15, 9), outside=True)),
        ),
    ),
)
"""The object all specifications are checked with: a box of area 50 on frame 1."""
