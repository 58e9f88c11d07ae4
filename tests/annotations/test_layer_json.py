"""A layer in a project file is the layer."""

from __future__ import annotations

import contextlib
import json
import time
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from app.annotations.formats.json_document import JsonNode
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.layer_json import layer_from, plain_layer
from app.annotations.model import (
    AttributeKind,
    Keyframe,
    Label,
    Segment,
    SkeletonKind,
    Tag,
    Track,
)
from app.annotations.shapes import Box, Ellipse, Points, Polyline, Skeleton
from app.base.errors import AnnotationError
from tests.annotations.layers import layers

if TYPE_CHECKING:
    from app.annotations.shapes import Shape


def again(layer: AnnotationLayer) -> AnnotationLayer:
    return layer_from(JsonNode(json.loads(json.dumps(plain_layer(layer))), "p.reel", "layer"))


@settings(max_examples=60)
@given(layer=layers() | layers(dense=False))
def test_what_is_written_is_read(layer: AnnotationLayer) -> None:
    assert again(layer) == layer


def test_every_word_survives() -> None:
    pose = AttributeKind("pose", "choice", "up", ("up", "down"), mutable=False)
    label = Label(
        "dog", "#00ff00", {}, "animals", (pose,), SkeletonKind(("a", "b"), ((0, 1),)), "d"
    )
    shapes: tuple[Shape, ...] = (
        Box(1, 2, 3, 4, 45.5),
        Ellipse(1, 2, 3, 4, 5),
        Polyline(((0, 0.1), (1, 1))),
        Points(((1, 2),)),
        Skeleton(((1, 2), (3, 4)), (2, 0)),
    )
    keys = tuple(Keyframe(n, s, n == 3, n == 2, {"x": n}, z_order=n) for n, s in enumerate(shapes))
    layer = AnnotationLayer(
        MediaFacts("c.mp4", 20, 10, 99),
        (label,),
        (Track(3, "dog", keys, attributes={"pose": "up"}, extra={"cvat": {"group": 2}}),),
        (Segment(1, "dog", 4, 8, {"loud": True}, extra={"elan": 1}),),
        (Tag("dog", attributes={"n": 1.5}),),
        {"coco": {"info": 1}},
        (10, 20),
    )
    assert again(layer) == layer


@given(
    damage=st.recursive(
        st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=3),
        lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=3), inner),
    ),
    data=st.data(),
)
def test_damage_never_is_more_than_a_sentence(damage: Any, data: st.DataObject) -> None:
    plain = plain_layer(data.draw(layers(dense=False)))
    where = data.draw(st.sampled_from(sorted(plain)))
    plain[where] = damage
    with contextlib.suppress(AnnotationError):
        layer_from(JsonNode(plain, "p.reel", "layer"))


def test_a_sentence_names_file_and_place() -> None:
    plain = plain_layer(AnnotationLayer(MediaFacts("c.mp4", 2, 2, 9), (Label("a"),)))
    plain["tracks"] = [{"id": 1, "label": "a", "keyframes": [{"frame": 0, "box": [1, 2, "x", 3]}]}]
    with pytest.raises(AnnotationError, match=r"p\.reel: tracks\[0\]\.keyframes\[0\]\.box"):
        layer_from(JsonNode(plain, "p.reel", "the top"))


@pytest.mark.slow
def test_a_thousand_tracks_with_two_hundred_keyframes_are_quick() -> None:
    def track(n: int) -> Track:
        keys = (
            Keyframe(f * 5, Box(n, f, n + 10.25, f + 7.5), occluded=f % 7 == 0) for f in range(200)
        )
        return Track(n, "car", tuple(keys))

    layer = AnnotationLayer(
        MediaFacts("c.mp4", 1920, 1080, 1000), (Label("car"),), tuple(map(track, range(1000)))
    )
    start = time.process_time()
    text = json.dumps(plain_layer(layer))
    saved = time.process_time()
    assert layer_from(JsonNode(json.loads(text), "p.reel", "layer")) == layer
    loaded = time.process_time()
    print(f"saved in {saved - start:.2f} s, loaded in {loaded - saved:.2f} s, {len(text)} bytes")
    assert saved - start < 2
    assert loaded - saved < 5
