"""COCO files: pycocotools reads the same numbers from them; those from outside are doubted."""

from __future__ import annotations

import copy
import json
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import given, settings
from pycocotools.coco import COCO

from app.annotations.density import dense_keyframes
from app.annotations.formats.coco import CocoFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Label, Provenance, Segment, SkeletonKind, Tag, Track
from app.annotations.queries import shapes_at
from app.annotations.shapes import Box, Ellipse, Polygon, Polyline, Skeleton
from app.base.errors import AnnotationError
from tests.annotations.layers import HEIGHT, WIDTH, layers
from tests.annotations.rich_layers import rich_layers

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

FORMATS = [CocoFormat(), CocoFormat(compressed=False), CocoFormat(polygons=True)]
BITS = np.zeros((HEIGHT, WIDTH), bool)
BITS[4:9, 5:15] = True
RING = BITS.copy()
RING[6, 8] = False

# pycocotools predates numpy's `copy` keyword; the decoded picture is right all the same.
pytestmark = pytest.mark.filterwarnings("ignore:__array__ implementation:DeprecationWarning")


def sample() -> AnnotationLayer:
    """Two tracks on frames 2, 3 and 5."""
    keys = [Keyframe(frame, Mask.from_array(bits)) for frame, bits in ((2, BITS), (3, RING))]
    boxed = [Keyframe(frame, Box(1.5, 2, 7.25, 9), score=0.5) for frame in (3, 5)]
    pts = tuple(range(0, 1001 * 12, 1001))
    media = MediaFacts("clip.mp4", WIDTH, HEIGHT, 12, Fraction(1, 30_000), pts)
    found = Provenance("model", "moving-objects", "1", accepted=False)
    tracks = (
        Track(4, "car", dense_keyframes(keys, 12), found),
        Track(2, "person", dense_keyframes(boxed, 12)),
    )
    labels = (Label("car", "#ff8800"), Label("person"))
    return AnnotationLayer(media, labels, tracks, tags=(Tag("car"),))


def written(layer: AnnotationLayer, folder: Path, format_: CocoFormat | None = None) -> Path:
    path = folder / "out.json"
    (format_ or CocoFormat()).write(layer, path)
    return path


def document(folder: Path) -> dict[str, Any]:
    data: dict[str, Any] = json.loads(written(sample(), folder).read_text())
    return data


def read(data: Any, folder: Path) -> AnnotationLayer:
    path = folder / "in.json"
    path.write_text(data if isinstance(data, str) else json.dumps(data))
    return CocoFormat().read(path)


@pytest.mark.parametrize("format_", FORMATS, ids=["compressed", "lists", "polygons"])
def test_pycocotools_sees_our_masks(format_: CocoFormat, tmp_path: Path) -> None:
    layer = sample()
    judge = COCO(str(written(layer, tmp_path, format_)))
    seen = 0
    for image in judge.loadImgs(judge.getImgIds()):
        frame = image["frame_index"]
        found = {shape.track.id: shape for shape in shapes_at(layer, frame)}
        for row in judge.loadAnns(judge.getAnnIds(imgIds=image["id"])):
            shape = found.pop(row["track_id"]).shape
            if isinstance(shape, Mask):
                assert np.array_equal(judge.annToMask(row), shape.to_array())
            x0, y0, x1, y1 = shape.bounds
            assert row["bbox"] == [x0, y0, x1 - x0, y1 - y0]
            assert row["area"] == shape.area
            seen += 1
        assert not found
    assert seen == 4


@settings(max_examples=30)
@given(layer=layers())
def test_pycocotools_reads_any_layer(layer: AnnotationLayer, tmp_path_factory: Any) -> None:
    path = written(layer, tmp_path_factory.mktemp("coco"))
    judge = COCO(str(path))
    for row in judge.loadAnns(judge.getAnnIds()):
        drawn = judge.annToMask(row)
        frame = judge.loadImgs(row["image_id"])[0]["frame_index"]
        ours = next(s for s in shapes_at(layer, frame) if s.track.id == row["track_id"]).shape
        assert drawn.shape == (HEIGHT, WIDTH)
        assert not isinstance(ours, Mask) or np.array_equal(drawn, ours.to_array())


@settings(max_examples=30)
@given(layer=layers())
def test_a_dense_layer_comes_back_equal(layer: AnnotationLayer, tmp_path_factory: Any) -> None:
    folder = tmp_path_factory.mktemp("coco")
    for format_ in FORMATS[:2]:
        back = format_.read(written(layer, folder, format_))
        assert back == layer
        assert not format_.loses(layer)


@settings(max_examples=30)
@given(layer=layers(dense=False))
def test_a_sparse_layer_shows_the_same_shapes(
    layer: AnnotationLayer, tmp_path_factory: Any
) -> None:
    back = CocoFormat().read(written(layer, tmp_path_factory.mktemp("coco")))
    for frame in range(layer.media.frame_count):
        ours = [(s.track.id, s.shape) for s in shapes_at(layer, frame)]
        assert [(s.track.id, s.shape) for s in shapes_at(back, frame)] == ours
    assert CocoFormat().loses(layer)  # the segment at least


@settings(max_examples=60)
@given(layer=rich_layers())
def test_shapes_coco_has_no_word_for_come_back_equal(
    layer: AnnotationLayer, tmp_path_factory: Any
) -> None:
    path = written(layer, tmp_path_factory.mktemp("coco"))
    assert not CocoFormat().loses(layer)
    assert CocoFormat().read(path) == layer
    judge = COCO(str(path))
    for row in judge.loadAnns(judge.getAnnIds()):
        assert judge.annToMask(row).shape == (HEIGHT, WIDTH)


@settings(max_examples=30)
@given(layer=rich_layers(dense=False))
def test_a_sparse_rich_layer_loses_nothing_more_the_second_time(
    layer: AnnotationLayer, tmp_path_factory: Any
) -> None:
    folder = tmp_path_factory.mktemp("coco")
    once = CocoFormat().read(written(layer, folder))
    assert CocoFormat().read(written(once, folder)) == once
    assert not CocoFormat().loses(once)


def test_skeletons_are_cocos_keypoints(tmp_path: Path) -> None:
    kind = SkeletonKind(("nose", "ear"), ((0, 1),))
    pose = Skeleton(((3.0, 4.0), (7.5, 2.0)), (2, 1))
    keys = dense_keyframes([Keyframe(1, pose)], 12)
    labels = (Label("person", skeleton=kind),)
    layer = replace(sample(), labels=labels, tracks=(Track(1, "person", keys),), tags=())
    judge = COCO(str(written(layer, tmp_path)))
    assert judge.cats[1]["keypoints"] == ["nose", "ear"]
    assert judge.cats[1]["skeleton"] == [[1, 2]]
    (row,) = judge.loadAnns(judge.getAnnIds())
    assert row["keypoints"] == [3, 4, 2, 7.5, 2, 1]
    assert (row["num_keypoints"], row["bbox"]) == (2, [3, 2, 4.5, 2])
    assert "geometry" not in row


def test_an_ellipse_is_a_polygon_for_others(tmp_path: Path) -> None:
    ellipse = Ellipse(12, 9, 8, 5, 30)
    keys = dense_keyframes([Keyframe(1, ellipse)], 12)
    layer = replace(sample(), tracks=(Track(1, "car", keys),))
    judge = COCO(str(written(layer, tmp_path)))
    (row,) = judge.loadAnns(judge.getAnnIds())
    assert judge.annToMask(row).sum() == pytest.approx(ellipse.area, rel=0.03)
    assert row["area"] == pytest.approx(ellipse.area, rel=0.002)


def test_a_shape_changed_elsewhere_is_the_changed_one(tmp_path: Path) -> None:
    line = Polyline(((1, 1), (5, 6)))
    keys = dense_keyframes([Keyframe(1, line)], 12)
    layer = replace(sample(), tracks=(Track(1, "car", keys),))
    data = json.loads(written(layer, tmp_path).read_text())
    data["annotations"][0]["bbox"] = [2, 2, 3, 3]
    assert read(data, tmp_path).tracks[0].keyframes[0].shape == Box(2, 2, 5, 5)


def test_a_persons_keypoints_and_outline_survive(tmp_path: Path) -> None:
    """As in COCO's person_keypoints files."""
    image = {"id": 1, "width": 10, "height": 8, "file_name": "a.jpg"}
    person = {
        "id": 1, "image_id": 1, "category_id": 1, "iscrowd": 0, "area": 2, "num_keypoints": 1,
        "keypoints": [3, 4, 2, 0, 0, 0], "segmentation": [[0, 0, 2, 0, 2, 2]],
        "bbox": [0, 0, 2, 2],
    }  # fmt: skip
    category = {"id": 1, "name": "person", "supercategory": "", "keypoints": ["nose", "ear"]}
    data = {"images": [image], "categories": [category], "annotations": [person]}
    layer = read(data, tmp_path)
    (track,) = layer.tracks
    assert track.keyframes[0].shape == Skeleton(((3, 4), (0, 0)), (2, 0))
    (row,) = json.loads(written(layer, tmp_path).read_text())["annotations"]
    assert row == person | {"track_id": 1}
    assert read(json.loads((tmp_path / "out.json").read_text()), tmp_path).tracks == layer.tracks
    moved = replace(track.keyframes[0], shape=Skeleton(((3, 5), (0, 0)), (2, 0)))
    layer = replace(layer, tracks=(replace(track, keyframes=(moved,)),))
    (row,) = json.loads(written(layer, tmp_path).read_text())["annotations"]
    assert (row["keypoints"], row["bbox"]) == ([3, 5, 2, 0, 0, 0], [3, 5, 0, 0])


def test_frames_carry_their_number_and_exact_time(tmp_path: Path) -> None:
    images = document(tmp_path)["images"]
    assert [image["frame_index"] for image in images] == [2, 3, 5]
    assert images[2]["file_name"] == "clip_000005.png"
    assert images[2]["exact_time"] == "1001/6000"
    assert images[2]["time"] == 1001 / 6000


def test_losses_are_told() -> None:
    layer = sample()
    assert CocoFormat().loses(layer) == []
    parts = replace(layer, segments=(Segment(1, "car", 2, 5),))
    assert CocoFormat().loses(parts) == ["Temporal segments are left out."]
    sparse = replace(layer, tracks=(Track(1, "car", (Keyframe(0, Box(-3, 0, 2, 2)),)),))
    assert len(CocoFormat().loses(sparse)) == 1  # keyframes
    assert CocoFormat(polygons=True).loses(layer) == ["Masks without holes become polygons."]


def test_boxes_are_cut_off_at_the_border(tmp_path: Path) -> None:
    layer = replace(sample(), tracks=(Track(1, "car", (Keyframe(11, Box(-3, 1, 2, 99)),)),))
    row = json.loads(written(layer, tmp_path).read_text())["annotations"][0]
    assert row["bbox"] == [0, 1, 2, HEIGHT - 1]
    assert CocoFormat().read(tmp_path / "out.json") == layer  # which remembers


def test_unknown_fields_survive(tmp_path: Path) -> None:
    data = document(tmp_path)
    data["info"] = {"year": 2024}
    data["licenses"] = [{"id": 1, "name": "CC"}]
    data["provider"] = "somebody"
    data["videos"][0]["camera"] = 3
    data["images"][0] |= {"license": 1, "file_name": "000000397133.jpg"}
    data["images"].append(
        {"id": 99, "width": WIDTH, "height": HEIGHT, "frame_index": 9, "file_name": "x.jpg"}
    )
    data["categories"][0] |= {"supercategory": "vehicle", "keypoints": ["nose"]}
    data["annotations"][0] |= {"iscrowd": 1, "num_keypoints": 1, "keypoints": [1, 2, 2]}
    data["annotations"][1]["attributes"] = {"colour": "red", "parts": ["a", {"b": None}]}
    layer = read(data, tmp_path)
    back = json.loads(written(layer, tmp_path).read_text())
    for row in data["images"]:
        row.pop("id")
    assert [{**row, "id": 0} for row in back["images"][:3]] == [
        {**row, "id": 0} for row in data["images"][:3]
    ]
    assert back["images"][3]["file_name"] == "x.jpg"
    for name in ("info", "licenses", "provider", "videos", "categories", "annotations", "tracks"):
        assert back[name] == data[name], name
    assert read(back, tmp_path) == layer


def test_a_plain_detection_file_is_read(tmp_path: Path) -> None:
    """No frame index, no tracks, no video: images are frames by order of id."""
    image = {"width": 10, "height": 8, "file_name": "a.jpg"}
    data = {
        "images": [image | {"id": 7}, image | {"id": 3}],
        "categories": [{"id": 17, "name": "cat", "color": [1, 2, 3]}],
        "annotations": [
            {"id": 1, "image_id": 7, "category_id": 17, "bbox": [1, 2, 3, 4], "segmentation": []},
            {
                "id": 2, "image_id": 3, "category_id": 17, "bbox": [0, 0, 2, 2], "iscrowd": 0,
                "segmentation": [[0, 0, 2, 0, 2, 2]], "area": 2,
                "attributes": {"occluded": True, "track_id": 5},
            },
        ],
    }  # fmt: skip
    layer = read(data, tmp_path)
    assert [(track.id, track.label) for track in layer.tracks] == [(5, "cat"), (6, "cat")]
    first, second = (track.keyframes[0] for track in layer.tracks)
    assert (first.frame, first.shape) == (0, Polygon((((0, 0), (2, 0), (2, 2)),)))
    assert (second.frame, second.shape) == (1, Box(1, 2, 4, 6))
    assert first.occluded
    assert layer.media == MediaFacts("", 10, 8, 2)


def test_a_corrected_bbox_holds_against_our_own_corners(tmp_path: Path) -> None:
    data = document(tmp_path)
    row = next(row for row in data["annotations"] if row["shape"] == "box")
    row["bbox"] = [0, 0, 3, 3]
    keys = read(data, tmp_path).tracks[1].keyframes
    assert keys[0].shape == Box(0, 0, 3, 3)


def test_a_path_in_the_file_is_only_a_name(tmp_path: Path) -> None:
    data = document(tmp_path)
    data["videos"][0]["name"] = "..\\..\\etc/passwd/../clip.mp4"
    assert read(data, tmp_path).media.file_name == "clip.mp4"


def test_a_listing_without_end_is_refused(tmp_path: Path) -> None:
    media = MediaFacts("clip.mp4", 9, 9, 10**8)
    endless = AnnotationLayer(
        media, (Label("car"),), (Track(1, "car", (Keyframe(0, Box(0, 0, 1, 1)),)),)
    )
    with pytest.raises(AnnotationError, match="keeps keyframes"):
        written(endless, tmp_path)
    assert not list(tmp_path.iterdir())


def test_a_mask_of_another_size_is_refused_and_the_old_file_stays(tmp_path: Path) -> None:
    path = written(sample(), tmp_path)
    before = path.read_bytes()
    odd = Track(1, "car", (Keyframe(0, Mask.from_array(np.eye(3))),))
    with pytest.raises(AnnotationError, match="resize"):
        CocoFormat().write(replace(sample(), tracks=(odd,)), path)
    assert path.read_bytes() == before
    assert [file.name for file in tmp_path.iterdir()] == ["out.json"]


def put(*way: str | int, value: Any) -> Callable[[dict[str, Any]], None]:
    """A damage: the value at the end of the way through the document."""

    def damage(data: Any) -> None:
        for step in way[:-1]:
            data = data[step]
        data[way[-1]] = value

    return damage


def twice(name: str) -> Callable[[dict[str, Any]], None]:
    return lambda data: data[name].append(copy.deepcopy(data[name][0]))


A = ("annotations", 0)
HOSTILE: list[tuple[Callable[[dict[str, Any]], None], str]] = [
    (put("images", value=None), "has no “images”"),
    (put("images", value={}), "images must be a list"),
    (put("images", 0, value=3), r"images\[0\] must be an object"),
    (put("images", 0, "width", value="24"), r"images\[0\]\.width must be a number"),
    (put("images", 0, "width", value=2**40), r"images\[0\]\.width is"),
    (put("images", 0, "height", value=3), "size of its own"),
    (put("images", 0, "frame_index", value=10**9), "frame_index is 1000000000"),
    (put("images", 0, "frame_index", value=-1), "frame_index is -1"),
    (put("images", 0, "frame_index", value=True), "must be a number, not true"),
    (put("images", 0, "frame_index", value=1.5), "whole number"),
    (put("images", 0, "frame_index", value=None), "has no frame_index"),
    (put("videos", 0, "length", value=1), "videos.*length is 1"),
    (put("videos", 0, "length", value=10**9), "length is 1000000000"),
    (put("videos", 0, "pts", value=[1, 2]), "2 times for 12 frames"),
    (put("videos", 0, "pts", value=list(range(12, 0, -1))), "times .* must rise"),
    (put("videos", 0, "pts", 3, value=10**30), r"pts\[3\] is"),
    (put("videos", 0, "time_base", value="1/0"), "fraction of a second"),
    (twice("videos"), "second video"),
    (twice("images"), "repeats the id"),
    (twice("categories"), "earlier category"),
    (twice("tracks"), "earlier track"),
    (twice("annotations"), "second shape of track 4 on frame 2"),
    (put("categories", 1, "name", value="car"), "two labels “car”"),
    (put("categories", 0, "name", value=""), "needs a name"),
    (put("categories", 0, "name", value="\ud800"), "must be text"),
    (put(*A, "category_id", value=99), "no such category"),
    (put(*A, "category_id", value=2), "a second category"),
    (put(*A, "image_id", value=99), "no such image"),
    (put(*A, "image_id", value=[1]), "must be a number, not a list"),
    (put(*A, "track_id", value="4"), "track_id must be a number"),
    (put(*A, "track_id", value=1e300), "track_id is 1e"),
    (put(*A, "iscrowd", value=7), "iscrowd is 7"),
    (put(*A, "score", value=3), "score is 3"),
    (put(*A, "occluded", value="no"), "true or false"),
    (put(*A, "bbox", value=[1, 2, 3]), "four numbers"),
    (put(*A, "bbox", value=[1, 2, -3, 3]), r"bbox\[2\] is -3"),
    (put(*A, "bbox", value=[500, 2, 3, 3]), r"bbox\[0\] is 500"),
    (put(*A, "bbox", value=[1, 2, -0.5, 3]), "negative size"),
    (put(*A, "bbox", value=[20, 2, 20, 3]), "outside its picture"),
    (put(*A, "bbox", value=[1, 2, 3, "4"]), r"bbox\[3\] must be a number"),
    (put(*A, "segmentation", value="x"), "must be a list"),
    (put(*A, "segmentation", value=[[1, 2, 3, 4, 5, 22]]), "outside its picture"),
    (put(*A, "segmentation", value=[[1, 2, 3, 4]]), "at least three points"),
    (put(*A, "segmentation", value=[[1, 2, 3, 4, 5, 600]]), r"\[5\] is 600"),
    (put(*A, "segmentation", "size", value=[999, 999]), "has the size"),
    (put(*A, "segmentation", "counts", value="zzz"), "counts: A mask's compressed text"),
    (put(*A, "segmentation", "counts", value=[1, 2]), "do not fill"),
    (put(*A, "segmentation", "counts", value=[-1, 2]), r"counts\[0\] is -1"),
    (put(*A, "attributes", value=[1]), "must be an object"),
    (put("tracks", 0, "source", value="ghost"), "“hand” or “model”"),
    (put("tracks", 0, "accepted", value=1), "true or false"),
]


@pytest.mark.parametrize(("damage", "sentence"), HOSTILE)
def test_a_damaged_file_is_refused_with_its_place(
    damage: Callable[[dict[str, Any]], None], sentence: str, tmp_path: Path
) -> None:
    data = document(tmp_path)
    damage(data)
    with pytest.raises(AnnotationError, match=sentence) as caught:
        read(data, tmp_path)
    assert str(caught.value).startswith("in.json: ")
    assert "\n" not in str(caught.value)


@pytest.mark.parametrize(
    "text",
    [
        "",
        "[]",
        "3",
        "{",
        '{"images": [NaN]}',
        '{"images": [Infinity]}',
        "[" * 100_000,
        '{"images": [' + "9" * 5000 + "]}",
        '{"images": [], "categories": [], "annotations": []}',
    ],
)
def test_what_is_no_coco_file_is_refused(text: str, tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match=r"in\.json"):
        read(text, tmp_path)


def test_an_infinite_number_in_disguise_is_refused(tmp_path: Path) -> None:
    text = written(sample(), tmp_path).read_text().replace('"score": 0.5', '"score": 1e999', 1)
    with pytest.raises(AnnotationError, match="score is Infinity"):
        read(text, tmp_path)
