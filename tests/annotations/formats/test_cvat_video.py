"""CVAT's video files: nothing is lost that is not told; CVAT's own are read as CVAT means them."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import given, settings

from app.annotations.formats.cvat_video import CvatVideoFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.annotations.model import (
    AttributeKind,
    Keyframe,
    Label,
    Segment,
    SkeletonKind,
    Tag,
    Track,
)
from app.annotations.queries import shapes_at
from app.annotations.shapes import Box, Ellipse, Points, Polygon, Polyline, Skeleton
from app.base.errors import AnnotationError
from tests.annotations.rich_layers import rich_layers

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.shapes import Shape

MEDIA = MediaFacts("clip.mp4", 24, 18, 12, Fraction(1, 25), tuple(range(12)))
FORMAT = CvatVideoFormat()

# What CVAT 2 writes for a task of every third frame from 10, shortened.
FOREIGN = """<?xml version="1.0" encoding="utf-8"?>
<annotations>
  <version>1.1</version>
  <meta>
    <task>
      <id>7</id>
      <name>street</name>
      <size>4</size>
      <mode>interpolation</mode>
      <start_frame>10</start_frame>
      <stop_frame>19</stop_frame>
      <frame_filter>step=3</frame_filter>
      <labels>
        <label>
          <name>car</name>
          <color>#FF00AA</color>
          <type>rectangle</type>
          <attributes>
            <attribute>
              <name>plate</name><mutable>False</mutable><input_type>text</input_type>
              <default_value></default_value><values></values>
            </attribute>
            <attribute>
              <name>parked</name><mutable>True</mutable><input_type>checkbox</input_type>
              <default_value>false</default_value><values></values>
            </attribute>
            <attribute>
              <name>speed</name><mutable>True</mutable><input_type>number</input_type>
              <default_value>5</default_value><values>0
10
1</values>
            </attribute>
            <attribute>
              <name>make</name><mutable>False</mutable><input_type>radio</input_type>
              <default_value>b</default_value><values>a
b</values>
            </attribute>
          </attributes>
        </label>
        <label>
          <name>person</name><color>#00ff00</color><type>skeleton</type><attributes></attributes>
          <svg>&lt;line data-type="edge" data-node-from="1" data-node-to="2"&gt;&lt;/line&gt;</svg>
        </label>
        <label><name>nose</name><color/><type>points</type><attributes/><parent>person</parent></label>
        <label><name>ear</name><color/><type>points</type><attributes/><parent>person</parent></label>
      </labels>
      <original_size><width>640</width><height>480</height></original_size>
      <source>videos/street.mp4</source>
    </task>
    <dumped>2024-01-01 00:00:00</dumped>
  </meta>
  <track id="0" label="car" source="manual">
    <box frame="10" keyframe="1" outside="0" occluded="0" xtl="10.00" ytl="20.00" xbr="30.00" ybr="40.00" z_order="0">
      <attribute name="plate">AB 1</attribute>
      <attribute name="parked">false</attribute>
      <attribute name="speed">5</attribute>
    </box>
    <box frame="13" keyframe="0" outside="0" occluded="0" xtl="60.00" ytl="20.00" xbr="80.00" ybr="40.00" z_order="0">
      <attribute name="plate">AB 1</attribute>
      <attribute name="parked">false</attribute>
      <attribute name="speed">5</attribute>
    </box>
    <box frame="16" keyframe="1" outside="0" occluded="1" xtl="110.00" ytl="20.00" xbr="130.00" ybr="40.00" rotation="90.00" z_order="2">
      <attribute name="plate">AB 1</attribute>
      <attribute name="parked">true</attribute>
      <attribute name="speed">7.5</attribute>
    </box>
  </track>
  <track id="1" label="car" source="auto" group_id="3">
    <polygon frame="10" keyframe="1" outside="0" occluded="0" points="1.00,2.00;3.00,4.00;5.00,2.00" z_order="0"></polygon>
    <polygon frame="13" keyframe="1" outside="1" occluded="0" points="1.00,2.00;3.00,4.00;5.00,2.00" z_order="0"></polygon>
  </track>
  <track id="2" label="person" source="file">
    <skeleton frame="10" keyframe="1" z_order="0">
      <points label="ear" keyframe="1" outside="0" occluded="1" points="5.00,6.00"></points>
      <points label="nose" keyframe="1" outside="1" occluded="0" points="7.00,8.00"></points>
    </skeleton>
    <skeleton frame="13" keyframe="1" z_order="0">
      <points label="ear" keyframe="1" outside="1" occluded="1" points="5.00,6.00"></points>
      <points label="nose" keyframe="1" outside="1" occluded="0" points="7.00,8.00"></points>
    </skeleton>
  </track>
</annotations>
"""  # noqa: E501


def read(text: str, folder: Path, media: MediaFacts | None = None) -> AnnotationLayer:
    path = folder / "in.xml"
    path.write_text(text)
    return FORMAT.read(path, media)


def trip(layer: AnnotationLayer, folder: Path, media: MediaFacts | None = None) -> AnnotationLayer:
    FORMAT.write(layer, folder / "out.xml")
    return FORMAT.read(folder / "out.xml", media)


@settings(max_examples=100)
@given(layer=rich_layers(dense=False))
def test_all_but_what_is_told_comes_back(layer: AnnotationLayer, tmp_path_factory: Any) -> None:
    layer = replace(layer, segments=(), tags=(), cuts=())
    folder = tmp_path_factory.mktemp("cvat")
    back = trip(layer, folder)
    told = [sentence for sentence in FORMAT.loses(layer) if "CVAT itself" not in sentence]
    assert told or back == layer
    assert len(told) <= 1  # polygons in several parts
    assert trip(back, folder) == back
    assert trip(back, folder, layer.media) == back


def test_every_shape_comes_back(tmp_path: Path) -> None:
    shapes: list[Shape] = [
        Box(1 / 3, -2, 3, 4, 359.5),
        Polygon((((0, 0), (2.5, 0), (1, 7)),)),
        Polyline(((0.1, 0.2), (3, 4))),
        Points(((1, 2), (3, 4))),
        Ellipse(5, 6, 2.25, 1, 30),
        Mask.from_counts(24, 18, [10, 5, 60, 3, 24 * 18 - 78]),
        Mask.from_counts(24, 18, [24 * 18]),
        Skeleton(((1, 2), (3, 4)), (2, 1)),
        Skeleton(((1, 2), (3, 4)), (0, 1)),
    ]
    label = Label("thing", skeleton=SkeletonKind(("a", "b"), ((0, 1),)))
    tracks = tuple(
        Track(id_, "thing", (Keyframe(2, shape), Keyframe(4, shape, outside=True)))
        for id_, shape in enumerate(shapes)
    )
    layer = AnnotationLayer(MEDIA, (label,), tracks)
    assert trip(layer, tmp_path) == layer
    assert FORMAT.loses(layer) == []


def test_only_keyframes_are_written_and_others_find_what_they_need(tmp_path: Path) -> None:
    keys = (Keyframe(2, Box(1, 2, 3, 4)), Keyframe(8, Box(4, 5, 6.125, 7), occluded=True))
    kind = AttributeKind("plate", mutable=False)
    track = Track(5, "car", keys, attributes={"plate": "AB <1>"})
    layer = AnnotationLayer(MEDIA, (Label("car", "#ff00aa", attributes=(kind,)),), (track,))
    FORMAT.write(layer, tmp_path / "out.xml")
    root = ET.parse(tmp_path / "out.xml").getroot()
    boxes = root.findall("track/box")
    assert [box.get("frame") for box in boxes] == ["2", "8"]
    assert boxes[1].attrib == {
        "frame": "8", "keyframe": "1", "outside": "0", "occluded": "1",
        "xtl": "4", "ytl": "5", "xbr": "6.125", "ybr": "7", "z_order": "0",
    }  # fmt: skip
    assert [row.text for row in root.iter("attribute") if row.get("name")] == ["AB <1>"] * 2
    assert root.findtext("meta/task/original_size/width") == "24"
    assert root.findtext("meta/task/labels/label/attributes/attribute/mutable") == "False"
    assert FORMAT.read(tmp_path / "out.xml") == layer


def test_a_file_of_cvats_is_read_as_it_means(tmp_path: Path) -> None:
    layer = read(FOREIGN, tmp_path)
    assert layer.media == MediaFacts("street.mp4", 640, 480, 20)
    car, person = layer.labels
    assert (car.name, car.colour) == ("car", "#ff00aa")
    assert [(kind.type, kind.mutable, kind.default) for kind in car.attributes] == [
        ("text", False, None), ("switch", True, False), ("number", True, 5.0),
        ("choice", False, "b"),
    ]  # fmt: skip
    assert car.attributes[3].choices == ("a", "b")
    assert person.skeleton == SkeletonKind(("nose", "ear"), ((0, 1),))
    first, second, third = layer.tracks
    assert [key.frame for key in first.keyframes] == [10, 16]
    assert first.attributes == {"plate": "AB 1"}
    assert first.keyframes[1] == Keyframe(
        16, Box(110, 20, 130, 40, 90), occluded=True, z_order=2,
        attributes={"parked": True, "speed": 7.5},
    )  # fmt: skip
    assert not second.provenance.accepted
    assert third.keyframes[0].shape == Skeleton(((7, 8), (5, 6)), (0, 1))
    assert third.keyframes[1].outside
    assert {shape.track.id for shape in shapes_at(layer, 12)} == {0, 1, 2}
    assert {shape.track.id for shape in shapes_at(layer, 13)} == {0}


def test_what_cvat_says_beyond_our_words_survives(tmp_path: Path) -> None:
    layer = read(FOREIGN, tmp_path)
    FORMAT.write(layer, tmp_path / "out.xml")
    text = (tmp_path / "out.xml").read_text()
    for words in ('group_id="3"', 'source="file"', "<type>rectangle</type>", "radio", "data-node"):
        assert words in text
    assert "0\n10\n1</values>" in text.replace("&#10;", "\n")
    assert FORMAT.read(tmp_path / "out.xml") == layer


def test_what_a_longer_clip_shows_after_the_task_is_not_said(tmp_path: Path) -> None:
    media = MediaFacts("street.mp4", 640, 480, 100)
    layer = read(FOREIGN, tmp_path, media)
    assert layer.media == media
    assert {shape.track.id for shape in shapes_at(layer, 19)} == {0}
    assert not shapes_at(layer, 20)


def test_a_cuboid_becomes_the_box_around_it_and_survives(tmp_path: Path) -> None:
    names = [f"{a}{c}{f}" for f in "12" for c in ("tl", "bl", "tr", "br") for a in "xy"]
    numbers = [1, 1, 1, 5, 4, 1, 4, 5, 2, 0, 2, 4, 6, 0, 6, 4]
    marks = " ".join(f'{name}="{number}.00"' for name, number in zip(names, numbers, strict=True))
    cuboid = f'<cuboid frame="0" keyframe="1" outside="0" occluded="0" {marks}/>'
    text = FOREIGN.replace(
        "</annotations>", f'<track id="9" label="box">{cuboid}</track></annotations>'
    )
    layer = read(text, tmp_path)
    assert layer.tracks[-1].keyframes[0].shape == Box(1, 0, 6, 5)
    assert layer.labels[-1] == Label("box")
    assert trip(layer, tmp_path) == layer
    assert "<cuboid" in (tmp_path / "out.xml").read_text()
    moved = replace(
        layer.tracks[-1], keyframes=(replace(layer.tracks[-1].keyframes[0], shape=Box(0, 0, 2, 2)),)
    )
    trip(replace(layer, tracks=(moved,)), tmp_path)
    assert "<cuboid" not in (tmp_path / "out.xml").read_text()


def test_losses_are_told() -> None:
    two = Polygon((((0, 0), (1, 0), (0, 1)), ((5, 5), (9, 5), (5, 9))))
    mask = Mask.from_counts(24, 18, [24 * 18])
    layer = AnnotationLayer(
        MEDIA, (Label("a"),),
        (
            Track(1, "a", (Keyframe(0, two, extra={"coco": {"x": 1}}),)),
            Track(2, "a", (Keyframe(0, mask), Keyframe(1, mask))),
        ),
        (Segment(1, "a", 0, 2),), (Tag("a"),), cuts=(3,),
    )  # fmt: skip
    assert [sentence.split()[0] for sentence in FORMAT.loses(layer)] == [
        "Temporal", "Tags", "Cuts", "What", "Of", "CVAT",
    ]  # fmt: skip


def test_the_largest_part_of_a_polygon_is_kept(tmp_path: Path) -> None:
    large = ((5.0, 5.0), (9.0, 5.0), (5.0, 9.0))
    two = Polygon((((0, 0), (1, 0), (0, 1)), large))
    layer = AnnotationLayer(MEDIA, (Label("a"),), (Track(1, "a", (Keyframe(0, two),)),))
    assert trip(layer, tmp_path).tracks[0].keyframes[0].shape == Polygon((large,))


HOSTILE = [
    ("<annotations>", "<!DOCTYPE a [<!ENTITY b 'c'>]><annotations>", "document type"),
    ('frame="10" keyframe="1" outside="0" occluded="0" xtl', 'frame="999999999" keyframe="1" xtl',
     "line 53: frame of <box> is 999999999"),
    ('frame="16"', 'frame="x"', "must be a whole number, not “x”"),
    ('frame="16" keyframe="1"', 'frame="10" keyframe="1"', "second shape of its track on frame 10"),
    ('xtl="10.00"', 'xtl="nan"', "xtl of <box> must be a number"),
    ('xtl="10.00"', 'xtl="1e99"', "must lie between"),
    ('xtl="10.00"', 'xtl="31"', "line 53: A box has its right"),
    ('xtl="10.00" ', "", "<box> has no “xtl”"),
    ('outside="1" occluded="0" points="1.00', 'outside="2" points="1.00', "must be 0 or 1"),
    ("1.00,2.00;3.00,4.00", "1.00,2.00;3.00", "must be pairs"),
    ("1.00,2.00;3.00,4.00;5.00,2.00", "1,2", "at least three"),
    ('z_order="2"', 'z_order="1.5"', "whole number"),
    ('track id="1"', 'track id="0"', "two tracks “0”"),
    ("<width>640</width>", "<width>0</width>", "is 0; it must lie"),
    ("<width>640</width><height>480", "<width>1000000</width><height>1000000", "too large"),
    ("<name>person</name>", "<name>car</name>", "two labels “car”"),
    ("<name>ear</name>", "<name>nose</name>", "joints need names, each once"),
    ("step=3", "step=0", "must be “step=” and a number"),
    ("<stop_frame>19", "<stop_frame>1000000000", "stop_frame"),
    ("<meta>", "<image/><meta>", "cvat-images"),
    ("checkbox", "slider", "“slider”: no such type"),
    ('label="ear" keyframe="1" outside="0"', 'label="nose" keyframe="1" outside="0"', "one twice"),
    ("</meta>", "<reelwright>{</reelwright></meta>", "<reelwright> block is not valid JSON"),
    ("</meta>", '<reelwright>{"tracks": 3}</reelwright></meta>', "must be an object"),
    ("</meta>", '<reelwright>{"media": {"file_name": 3}}</reelwright></meta>', "must be text"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "sentence"), HOSTILE)
def test_a_damaged_file_is_refused_with_its_place(
    old: str, new: str, sentence: str, tmp_path: Path
) -> None:
    assert old in FOREIGN
    with pytest.raises(AnnotationError, match=sentence) as caught:
        read(FOREIGN.replace(old, new, 1), tmp_path)
    assert str(caught.value).startswith("in.xml: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    ("mask", "sentence"),
    [
        ('rle="1, 4, 1" left="1" top="1" width="2" height="2"', "more pixels than its 2×2"),
        ('rle="1, x" left="1" top="1" width="2" height="2"', "whole number"),
        ('rle="4" left="23" top="1" width="2" height="2"', "width of <mask> is 2"),
        ('rle="4" left="639" top="1" width="2000000000" height="2"', "left of <mask> is 639"),
        ('rle="2000000000, 2000000000" left="1" top="1" width="1" height="1"', "more pixels"),
    ],
)
def test_a_damaged_mask_is_refused(mask: str, sentence: str, tmp_path: Path) -> None:
    layer = AnnotationLayer(
        MEDIA, (Label("a"),), (Track(1, "a", (Keyframe(0, Points(((1, 1),))),)),)
    )
    FORMAT.write(layer, tmp_path / "out.xml")
    text = (tmp_path / "out.xml").read_text().replace('points points="1,1"', "mask")
    text = text.replace("<points ", "<mask ").replace('points="1,1"', mask)
    with pytest.raises(AnnotationError, match=sentence):
        read(text, tmp_path)


def test_a_clip_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="640×480, but the clip has 64×48"):
        read(FOREIGN, tmp_path, MediaFacts("", 64, 48, 20))
    with pytest.raises(AnnotationError, match="20 frames, but the clip has 19"):
        read(FOREIGN, tmp_path, MediaFacts("", 640, 480, 19))
    bare = FOREIGN.replace("original_size", "other_size")
    with pytest.raises(AnnotationError, match="--media"):
        read(bare, tmp_path)
    assert read(bare, tmp_path, MediaFacts("", 640, 480, 20)).media.width == 640


def test_a_second_task_is_refused(tmp_path: Path) -> None:
    text = FOREIGN.replace("<task>", "<project><tasks><task>").replace(
        "</task>", "</task><task/></tasks></project>"
    )
    with pytest.raises(AnnotationError, match="second task"):
        read(text, tmp_path)
    alone = text.replace("<task/>", "")
    assert read(alone, tmp_path).tracks == read(FOREIGN, tmp_path).tracks
