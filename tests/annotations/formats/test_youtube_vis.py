"""YouTube-VIS files: masks as their readers want them, everything else beside them."""

from __future__ import annotations

import json
from dataclasses import replace
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings

from app.annotations.density import dense_keyframes
from app.annotations.formats.youtube_vis import YoutubeVisFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Label, Track
from app.annotations.shapes import Box, Points, Polygon
from app.base.errors import AnnotationError
from tests.annotations.rich_layers import rich_layers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

MEDIA = MediaFacts("clip.mp4", 24, 18, 4, pts=(0, 1, 2, 3))
FORMAT = YoutubeVisFormat()
BITS = np.zeros((18, 24), bool)
BITS[4:9, 5:15] = True


def sample() -> AnnotationLayer:
    mask = dense_keyframes([Keyframe(1, Mask.from_array(BITS), score=0.5)], 4)
    box = dense_keyframes([Keyframe(0, Box(1.5, 2, 7, 9)), Keyframe(1, Box(2, 2, 8, 9))], 4)
    labels = (Label("car"), Label("person", "#00ff00"))
    tracks = (Track(10**9, "car", mask), Track(0, "person", box, attributes={"old": True}))
    return AnnotationLayer(MEDIA, labels, tracks)


def document(folder: Path) -> dict[str, Any]:
    FORMAT.write(sample(), folder / "out.json")
    data: dict[str, Any] = json.loads((folder / "out.json").read_text())
    return data


def read(data: Any, folder: Path, media: MediaFacts | None = None) -> AnnotationLayer:
    path = folder / "in.json"
    path.write_text(json.dumps(data))
    return FORMAT.read(path, media)


@settings(max_examples=100)
@given(layer=rich_layers())
def test_a_dense_layer_comes_back_equal(layer: AnnotationLayer, tmp_path_factory: Any) -> None:
    layer = replace(layer, tags=())
    assert FORMAT.loses(layer) == []
    path = tmp_path_factory.mktemp("vis") / "out.json"
    FORMAT.write(layer, path)
    assert FORMAT.read(path) == layer
    assert FORMAT.read(path, layer.media) == layer


def test_rows_are_as_the_format_has_them(tmp_path: Path) -> None:
    data = document(tmp_path)
    (video,) = data["videos"]
    assert (video["length"], video["file_names"][3]) == (4, "clip/00003.jpg")
    car, person = data["annotations"]
    assert (car["id"], car["track_id"], car["category_id"]) == (1, 10**9, 1)
    assert (car["iscrowd"], car["width"], car["height"]) == (0, 24, 18)
    counts = [5 * 18 + 4, *[5, 13] * 9, 5, 18 * 24 - 14 * 18 - 9]
    assert car["segmentations"] == [None, {"size": [18, 24], "counts": counts}, None, None]
    assert car["bboxes"] == [None, [5, 4, 10, 5], None, None]
    assert car["areas"] == [None, 50, None, None]
    assert person["segmentations"][1]["counts"][:3] == [2 * 18 + 2, 7, 11]
    assert person["bboxes"][0] == [1.5, 2, 5.5, 7]
    assert person["attributes"] == {"old": True}
    assert read(data, tmp_path) == sample()


def test_points_have_no_mask(tmp_path: Path) -> None:
    keys = dense_keyframes([Keyframe(1, Points(((1, 2), (3, 4))))], 4)
    layer = replace(sample(), tracks=(Track(1, "car", keys),))
    FORMAT.write(layer, tmp_path / "out.json")
    (row,) = json.loads((tmp_path / "out.json").read_text())["annotations"]
    assert row["segmentations"] == [None] * 4
    assert FORMAT.read(tmp_path / "out.json") == layer


def test_a_mask_changed_elsewhere_is_the_changed_one(tmp_path: Path) -> None:
    data = document(tmp_path)
    person = data["annotations"][1]
    person["bboxes"][0], person["segmentations"][0] = [1, 1, 1, 1], None
    person["bboxes"][1] = [0, 0, 24, 18]
    person["segmentations"][1]["counts"] = [0, 24 * 18]
    keys = read(data, tmp_path).tracks[1].keyframes
    assert keys[0].shape == Box(1, 1, 2, 2)
    assert keys[1].shape == Mask.from_counts(24, 18, [0, 24 * 18])


def test_a_file_of_others_is_read_and_its_words_survive(tmp_path: Path) -> None:
    names = ["0043f083b5/00000.jpg", "0043f083b5/00005.jpg"]
    video = {"id": 7, "width": 24, "height": 18, "length": 2, "file_names": names, "license": 1}
    segments = [{"size": [18, 24], "counts": [0, 24 * 18]}, [[0, 0, 5, 0, 5, 5]]]
    row = {
        "id": 3, "video_id": 7, "category_id": 2, "iscrowd": 1, "occlusion": "none", "width": 24,
        "height": 18, "length": 2, "segmentations": segments, "areas": [432, None],
        "bboxes": [[0, 0, 24, 18], None],
    }  # fmt: skip
    data = {
        "info": {"year": 2021}, "videos": [video], "categories": [{"id": 2, "name": "cat"}],
        "annotations": [row],
    }  # fmt: skip
    layer = read(data, tmp_path)
    assert layer.media == MediaFacts("0043f083b5", 24, 18, 2)
    (track,) = layer.tracks
    assert track.id == 3
    assert track.keyframes[1].shape == Polygon((((0, 0), (5, 0), (5, 5)),))
    FORMAT.write(layer, tmp_path / "out.json")
    back = json.loads((tmp_path / "out.json").read_text())
    assert (back["info"], back["videos"][0]["license"]) == ({"year": 2021}, 1)
    assert back["videos"][0]["file_names"] == names
    assert (back["annotations"][0]["iscrowd"], back["annotations"][0]["occlusion"]) == (1, "none")
    assert FORMAT.read(tmp_path / "out.json") == layer


def test_of_many_clips_the_named_one_is_read(tmp_path: Path) -> None:
    data = document(tmp_path)
    data["videos"].append(data["videos"][0] | {"id": 2, "name": "other.mp4", "length": 9})
    with pytest.raises(AnnotationError, match="--media"):
        read(data, tmp_path)
    assert read(data, tmp_path, MEDIA) == sample()
    with pytest.raises(AnnotationError, match="second clip"):
        read(data, tmp_path, replace(MEDIA, file_name="third.mp4"))


def test_a_listing_without_end_is_refused(tmp_path: Path) -> None:
    media = MediaFacts("clip.mp4", 9, 9, 10**8)
    track = Track(1, "car", (Keyframe(0, Box(0, 0, 1, 1)), Keyframe(1, Box(0, 0, 1, 1), True)))
    with pytest.raises(AnnotationError, match="keeps keyframes"):
        FORMAT.write(AnnotationLayer(media, (Label("car"),), (track,)), tmp_path / "out.json")


def test_a_mask_of_another_size_is_refused(tmp_path: Path) -> None:
    odd = Track(1, "car", (Keyframe(0, Mask.from_array(np.eye(3))),))
    with pytest.raises(AnnotationError, match="resize"):
        FORMAT.write(replace(sample(), tracks=(odd,)), tmp_path / "out.json")
    assert not list(tmp_path.iterdir())


def put(*way: str | int, value: Any) -> Callable[[dict[str, Any]], None]:
    def damage(data: Any) -> None:
        for step in way[:-1]:
            data = data[step]
        data[way[-1]] = value

    return damage


A = ("annotations", 0)


@pytest.mark.parametrize(
    ("damage", "sentence"),
    [
        (put("videos", value=[]), "names no clip"),
        (put("videos", 0, "length", value=10**9), "length is 1000000000"),
        (put("videos", 0, "length", value=3), "3 frames|times for 3"),
        (put("videos", 0, "width", value=1 << 21), "width is"),
        (put(*A, "segmentations", value=[None]), "has 1 entries for 4 frames"),
        (put(*A, "segmentations", 1, value=3), "must be a list"),
        (put(*A, "segmentations", 1, "counts", value="zz"), "counts"),
        (put(*A, "segmentations", 1, "size", value=[1, 2]), "has the size"),
        (put(*A, "bboxes", 1, value=[1, 2, 3]), r"bboxes\[1\] must be four"),
        (put(*A, "category_id", value=9), "no such category"),
        (put(*A, "video_id", value="x"), "video_id must be a number"),
        (put(*A, "track_id", value=0), "two tracks “0”"),
        (put(*A, "details", value=[3, None, None, None]), "details.* must be an object"),
        (put(*A, "details", 1, "score", value=7), "score is 7"),
        (put("annotations", 1, "details", 1, "geometry", value={}), "has no shape"),
        (put("categories", 1, "id", value=1), "earlier category"),
        (put("categories", 1, "name", value="car"), "two labels “car”"),
    ],
)
def test_a_damaged_file_is_refused_with_its_place(
    damage: Callable[[dict[str, Any]], None], sentence: str, tmp_path: Path
) -> None:
    data = document(tmp_path)
    damage(data)
    with pytest.raises(AnnotationError, match=sentence) as caught:
        read(data, tmp_path)
    assert str(caught.value).startswith("in.json: ")
