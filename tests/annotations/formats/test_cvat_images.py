"""CVAT's image files: every annotated frame, segments as tags."""

from __future__ import annotations

import xml.etree.ElementTree as ET
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings

from app.annotations.density import dense_keyframes
from app.annotations.filling import mask_of
from app.annotations.formats.cvat_images import CvatImagesFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Label, Provenance, Segment, Tag, Track
from app.annotations.shapes import Box, Polygon
from app.base.errors import AnnotationError
from tests.annotations.rich_layers import rich_layers

if TYPE_CHECKING:
    from pathlib import Path

MEDIA = MediaFacts("clip.mp4", 24, 18, 12)
FORMAT = CvatImagesFormat()
BITS = np.zeros((18, 24), bool)
BITS[4:9, 5:15] = True
BITS[6, 8] = False

FOREIGN = """<annotations><version>1.1</version><meta><task>
<size>30</size><mode>annotation</mode><start_frame></start_frame><frame_filter/>
<labels><label><name>car</name><color>#fa3253</color><type>any</type><attributes/></label></labels>
</task></meta>
<image id="0" name="a.png" width="20" height="10">
<box label="car" source="manual" occluded="0" xtl="1.00" ytl="2" xbr="3" ybr="4" z_order="0"/>
<mask label="car" source="semi-auto" occluded="1" rle="1, 4, 1" left="2" top="3" width="3"
 height="2" z_order="1"/>
<tag label="night" source="manual"><attribute name="moon">true</attribute></tag>
</image>
<image id="2" name="c.png" width="20" height="10">
<tag label="night" source="manual"><attribute name="moon">true</attribute></tag>
</image>
<image id="1" name="b.png" width="20" height="10">
<box label="car" occluded="0" xtl="1.00" ytl="2" xbr="3" ybr="4" z_order="0">
<attribute name="track_id">7</attribute></box>
<tag label="night" source="manual"><attribute name="moon">true</attribute></tag>
</image>
</annotations>"""


def read(text: str, folder: Path, media: MediaFacts | None = None) -> AnnotationLayer:
    path = folder / "in.xml"
    path.write_text(text)
    return FORMAT.read(path, media)


def trip(layer: AnnotationLayer, folder: Path) -> AnnotationLayer:
    FORMAT.write(layer, folder / "out.xml")
    return FORMAT.read(folder / "out.xml")


@settings(max_examples=100)
@given(layer=rich_layers())
def test_a_dense_layer_comes_back_equal(layer: AnnotationLayer, tmp_path_factory: Any) -> None:
    layer = replace(layer, tags=())
    told = FORMAT.loses(layer)
    assert told in ([], ["Polygons in several parts become masks."])
    folder = tmp_path_factory.mktemp("cvat")
    back = trip(layer, folder)
    assert told or back == layer
    assert FORMAT.read(folder / "out.xml", layer.media) == back


@settings(max_examples=50)
@given(layer=rich_layers(dense=False))
def test_a_sparse_layer_loses_nothing_more_the_second_time(
    layer: AnnotationLayer, tmp_path_factory: Any
) -> None:
    folder = tmp_path_factory.mktemp("cvat")
    once = trip(layer, folder)
    assert FORMAT.loses(once) == []
    assert trip(once, folder) == once
    assert once.segments == layer.segments


def test_masks_go_row_by_row_through_their_crop(tmp_path: Path) -> None:
    keys = dense_keyframes([Keyframe(3, Mask.from_array(BITS))], 12)
    layer = AnnotationLayer(MEDIA, (Label("car"),), (Track(1, "car", keys),))
    assert trip(layer, tmp_path) == layer
    image = ET.parse(tmp_path / "out.xml").getroot().find("image")
    assert image is not None
    assert (image.get("id"), image.get("name")) == ("3", "clip_000003.png")
    mask = image.find("mask")
    assert mask is not None
    assert mask.get("rle") == "0, 23, 1, 26"
    assert [mask.get(side) for side in ("left", "top", "width", "height")] == ["5", "4", "10", "5"]


def test_segments_are_tags_of_their_frames(tmp_path: Path) -> None:
    found = Provenance("model", "shots", "2", 0.5, accepted=False)
    segments = (
        Segment(9, "run", 2, 5, {"fast": True}),
        Segment(4, "run", 5, 7, {"fast": True}, found),
        Segment(5, "jump", 3, 20),
    )
    layer = AnnotationLayer(MEDIA, (Label("run"), Label("jump")), segments=segments)
    assert FORMAT.loses(layer) == ["Segments end where the clip does."]
    back = trip(layer, tmp_path)
    assert back.segments == (*segments[:2], replace(segments[2], stop=12))
    root = ET.parse(tmp_path / "out.xml").getroot()
    assert [image.get("id") for image in root.findall("image")] == list(map(str, range(2, 12)))
    tags = [tag.get("label") for tag in root.findall("image[@id='3']/tag")]
    assert sorted(map(str, tags)) == ["jump", "run"]


def test_a_file_of_cvats_is_read_as_it_means(tmp_path: Path) -> None:
    layer = read(FOREIGN, tmp_path)
    assert layer.media == MediaFacts("", 20, 10, 30)
    assert [label.name for label in layer.labels] == ["car", "night"]
    assert layer.segments == (Segment(1, "night", 0, 3, {"moon": "true"}),)
    assert [(track.id, track.keyframes[0].frame) for track in layer.tracks] == [
        (7, 1), (8, 0), (9, 0),
    ]  # fmt: skip
    mask = layer.tracks[2].keyframes[0]
    assert mask.occluded
    expected = np.zeros((10, 20), bool)
    expected[3, 3:5] = expected[4, 2:4] = True
    assert mask.shape == Mask.from_array(expected)
    assert layer.tracks[2].extra == {"cvat": {"source": "semi-auto"}}
    assert trip(layer, tmp_path) == layer


def test_polygons_in_parts_become_masks(tmp_path: Path) -> None:
    two = Polygon((((0, 0), (4, 0), (4, 4)), ((5, 5), (9, 5), (5, 9))))
    keys = dense_keyframes([Keyframe(3, two)], 12)
    layer = AnnotationLayer(MEDIA, (Label("a"),), (Track(1, "a", keys),), tags=(Tag("a"),))
    assert len(FORMAT.loses(layer)) == 2
    assert trip(layer, tmp_path).tracks[0].keyframes[0].shape == mask_of(two, 24, 18)


def test_a_listing_without_end_is_refused(tmp_path: Path) -> None:
    media = MediaFacts("clip.mp4", 9, 9, 10**8)
    track = Track(1, "car", (Keyframe(0, Box(0, 0, 1, 1)),))
    with pytest.raises(AnnotationError, match="keeps keyframes"):
        FORMAT.write(AnnotationLayer(media, (Label("car"),), (track,)), tmp_path / "out.xml")
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ('id="2"', 'id="0"', "second image of frame 0"),
        ('id="2"', 'id="999999999"', "id of <image>"),
        ('id="2" name="c.png" width="20"', 'id="2" name="c.png" width="21"', "size of its own"),
        ("<annotations>", "<annotations><track/>", "cvat-video"),
        ('<tag label="night" source="manual">', "<tag>", "<tag> has no “label”"),
        ('name="track_id">7', 'name="track_id">x', "whole number"),
        (' label="car" source="manual"', "", "<box> has no “label”"),
        ("<meta>", "<met>", "mismatched tag"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(
    old: str, new: str, sentence: str, tmp_path: Path
) -> None:
    assert old in FOREIGN
    with pytest.raises(AnnotationError, match=sentence) as caught:
        read(FOREIGN.replace(old, new, 1), tmp_path)
    assert str(caught.value).startswith("in.xml")


def test_a_clip_that_does_not_fit_is_refused(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="but the clip has 12"):
        read(FOREIGN, tmp_path, MediaFacts("", 20, 10, 12))
    assert read(FOREIGN, tmp_path, MediaFacts("x", 20, 10, 30)).media.file_name == "x"
