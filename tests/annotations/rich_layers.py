"""Layers with everything there can be: all shapes, attributes, skeletons, orders, other words."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

from hypothesis import strategies as st

from app.annotations.density import dense_keyframes
from app.annotations.layer import AnnotationLayer
from app.annotations.model import (
    AttributeKind,
    Keyframe,
    Label,
    Segment,
    SkeletonKind,
    Tag,
    Track,
)
from app.annotations.shapes import Ellipse, Points, Polygon, Polyline, Skeleton
from tests.annotations.layers import (
    FRAMES,
    attributes,
    boxes,
    masks,
    media,
    names,
    polygons,
    provenances,
    scores,
)

if TYPE_CHECKING:
    from app.annotations.shapes import Shape

turns = st.floats(0, 359.9) | st.sampled_from([0.0, 45.0, 90.0, 180.0])
far = st.floats(-30, 60)
"""Coordinates within the picture and beyond it."""

points = st.tuples(far, far)
turned_boxes = st.builds(lambda box, turn: replace(box, rotation=turn), boxes(), turns)
far_polygons = st.lists(points, min_size=3, max_size=5).map(lambda ring: Polygon((tuple(ring),)))
ellipses = st.builds(Ellipse, far, far, st.floats(0, 20), st.floats(0, 20), turns)
polylines = st.lists(points, min_size=2, max_size=4).map(lambda line: Polyline(tuple(line)))
some_points = st.lists(points, min_size=1, max_size=3).map(lambda found: Points(tuple(found)))


def skeletons(joints: int) -> st.SearchStrategy[Skeleton]:
    places = st.tuples(*[points] * joints)
    return st.builds(Skeleton, places, st.tuples(*[st.integers(0, 2)] * joints))


shapes: st.SearchStrategy[Shape] = (
    boxes() | polygons | masks | turned_boxes | far_polygons | ellipses | polylines | some_points
)
values = st.text("abcé <&\"'\n", max_size=4) | st.booleans() | st.integers(-99, 99)
kinds = st.lists(
    st.builds(AttributeKind, names, st.just("text"), st.none() | names, mutable=st.booleans())
    | st.builds(AttributeKind, names, st.just("number"), st.none() | st.floats(-9, 9))
    | st.builds(AttributeKind, names, st.just("switch"), st.booleans())
    | st.builds(AttributeKind, names, st.just("choice"), st.none(), st.just(("a b", "c"))),
    max_size=3,
    unique_by=lambda kind: kind.name,
)


@st.composite
def labels(draw: st.DrawFn, name: str, *, jointed: bool) -> Label:
    joints = draw(st.lists(names, min_size=2, max_size=4, unique=True)) if jointed else []
    bones = st.lists(st.sampled_from([(0, 1), (1, 0)]), max_size=2).map(tuple)
    return Label(
        name,
        draw(st.sampled_from(["", "#00ff7f"])),
        group=draw(st.sampled_from(["", "Action"])),
        attributes=tuple(draw(kinds)),
        skeleton=SkeletonKind(tuple(joints), draw(bones)) if joints else None,
        hotkey=draw(st.sampled_from(["", "c", "<"])),
    )


@st.composite
def tracks(draw: st.DrawFn, id_: int, label: Label, *, dense: bool) -> Track:
    """A track of one kind of shapes, each frame of it set or a few."""
    kind = draw(st.sampled_from([shapes, turned_boxes, masks, ellipses, far_polygons]))
    if label.skeleton:
        kind = skeletons(len(label.skeleton.joints))
    keys = st.builds(
        Keyframe,
        st.just(0),
        kind,
        occluded=st.booleans(),
        attributes=attributes,
        score=scores,
        z_order=st.integers(-2, 2),
    )
    last = FRAMES - 1 if dense else FRAMES + 3
    frames = sorted(draw(st.sets(st.integers(0, last), min_size=1, max_size=6)))
    keyframes = tuple(replace(draw(keys), frame=frame) for frame in frames)
    if dense:
        keyframes = dense_keyframes(keyframes, FRAMES)
    else:
        hidden = draw(st.sets(st.sampled_from(frames)))
        keyframes = tuple(replace(key, outside=key.frame in hidden) for key in keyframes)
    return Track(id_, label.name, keyframes, draw(provenances), draw(attributes))


@st.composite
def rich_layers(draw: st.DrawFn, *, dense: bool = True) -> AnnotationLayer:
    """Layers of all there is; without segments and cuts, and each frame set, if `dense`."""
    called = draw(st.lists(names, min_size=1, max_size=3, unique=True))
    known = tuple(draw(labels(name, jointed=draw(st.booleans()))) for name in called)
    ids = draw(st.lists(st.integers(0, 10**9), max_size=4, unique=True))
    made = tuple(draw(tracks(id_, draw(st.sampled_from(known)), dense=dense)) for id_ in ids)
    tagged = st.builds(Tag, st.sampled_from(called), provenances, attributes)
    segments = () if dense else (Segment(1, called[0], 2, 5),)
    return AnnotationLayer(
        draw(media()),
        known,
        made,
        segments,
        tuple(draw(st.lists(tagged, max_size=2))),
        cuts=() if dense else tuple(sorted(draw(st.sets(st.integers(1, FRAMES), max_size=2)))),
    )
