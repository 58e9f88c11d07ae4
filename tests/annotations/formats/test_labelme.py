"""LabelMe: JSON beside each picture, numbers of objects in `group_id`."""

from __future__ import annotations

import base64
import io
import json
from typing import TYPE_CHECKING, Any

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from PIL import Image

from app.annotations.density import dense_keyframes
from app.annotations.formats.labelme import LabelMeFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Label, Track
from app.annotations.shapes import Box, Ellipse, Points, Polygon, Polyline, Shape, Skeleton
from app.base.errors import AnnotationError
from tests.annotations.formats.trips import REFERENCE, check_trip, varied_layers

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = LabelMeFormat()
MEDIA = MediaFacts("clip.mp4", 20, 16, 3)
SQUARE = [[1, 1], [5, 1], [5, 5]]


def written(layer: AnnotationLayer, folder: Path) -> Any:
    FORMAT.write(layer, folder / "out")
    (file,) = (folder / "out").glob("*.json")
    return json.loads(file.read_text())


def of_shape(shape: Shape) -> AnnotationLayer:
    keys = dense_keyframes([Keyframe(0, shape)], 3)
    return AnnotationLayer(MEDIA, (Label("a"),), (Track(1, "a", keys),))


def a_shape(points: Any = None, kind: str = "polygon", **more: Any) -> dict[str, Any]:
    return {"label": "dog", "points": points or SQUARE, "shape_type": kind, **more}


def read(folder: Path, *frames: list[dict[str, Any]], **more: Any) -> AnnotationLayer:
    (folder / "in").mkdir(exist_ok=True)
    for number, shapes in enumerate(frames):
        row = {"version": "4.5", "imageWidth": 20, "imageHeight": 16, "shapes": shapes} | more
        (folder / "in" / f"img{number}.json").write_text(json.dumps(row))
    return FORMAT.read(folder / "in", MEDIA)


def picture(bits: Any) -> str:
    file = io.BytesIO()
    Image.fromarray(np.asarray(bits, np.uint8)).save(file, "png")
    return base64.b64encode(file.getvalue()).decode()


@settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(layer=varied_layers())
def test_what_comes_back_is_what_is_kept(layer: AnnotationLayer, tmp_path: Path) -> None:
    check_trip(FORMAT, layer, tmp_path)


def test_the_reference_box_is_written_by_the_book(tmp_path: Path) -> None:
    row = written(REFERENCE, tmp_path)
    (shape,) = row["shapes"]
    assert shape["points"] == [[5, 4], [15, 9]]
    assert (shape["label"], shape["group_id"], shape["shape_type"]) == ("person", 7, "rectangle")
    assert (row["imageWidth"], row["imageHeight"], row["imageData"]) == (20, 16, None)
    assert row["imagePath"] == "clip_000001.png"
    assert (tmp_path / "out" / "labels.txt").read_text() == "car\nperson\n"
    fields = {"label", "points", "group_id", "description", "shape_type", "flags", "mask"}
    assert fields == shape.keys()
    assert FORMAT.loses(REFERENCE) == []


def test_a_mask_is_a_picture_of_its_rectangle(tmp_path: Path) -> None:
    bits = np.zeros((16, 20), bool)
    bits[4:9, 5:15] = True
    bits[6, 8] = False
    layer = of_shape(Mask.from_array(bits))
    (shape,) = written(layer, tmp_path)["shapes"]
    assert shape["points"] == [[5, 4], [14, 8]]
    seen = np.array(Image.open(io.BytesIO(base64.b64decode(shape["mask"]))))
    assert np.array_equal(seen.astype(bool), bits[4:9, 5:15])
    assert FORMAT.loses(layer) == []


@pytest.mark.parametrize(
    ("shape", "kind", "exact"),
    [
        (Ellipse(5.1, 6, 3.3, 3.3), "circle", True),
        (Ellipse(5, 6, 3, 2), "polygon", False),
        (Box(2, 3, 9.7, 5.1, 33.3), "oriented_rectangle", True),
        (Polyline(((0, 0), (1, 2.5))), "linestrip", True),
        (Points(((0, 0),)), "point", True),
        (Points(((0, 0), (1, 1))), "points", True),
        (Skeleton(((0, 0), (1, 1), (2, 2)), (2, 0, 1)), "points", False),
    ],
)
def test_shapes_have_their_kinds(shape: Shape, kind: str, exact: bool, tmp_path: Path) -> None:
    layer = of_shape(shape)
    assert written(layer, tmp_path)["shapes"][0]["shape_type"] == kind
    assert (FORMAT.loses(layer) == []) is exact
    check_trip(FORMAT, layer, tmp_path)


def test_shapes_of_others(tmp_path: Path) -> None:
    shapes = [
        a_shape([[9, 8], [2, 3]], "rectangle"),
        a_shape([[5, 5], [8, 9]], "circle"),
        a_shape([[0, 0], [4, 0], [4, 2], [0, 2]], "rotation", direction=1.5),
        a_shape([[1, 1], [2, 2]], "line", flags={"occluded": True, "far": False}),
        a_shape([[2, 1], [3, 2]], "mask", mask=picture([[255, 0], [0, 255]])),
        {"label": "dog", "points": SQUARE},
    ]
    layer = read(tmp_path, shapes, [])
    found = [track.keyframes[0].shape for track in layer.tracks]
    assert found[:4] == [
        Box(2, 3, 9, 8),
        Ellipse(5, 5, 5, 5),
        Box(0, 0, 4, 2),
        Polyline(((1, 1), (2, 2))),
    ]
    assert (found[4].bounds, found[4].area) == ((2, 1, 4, 3), 2)
    line = layer.tracks[3].keyframes[0]
    assert line.occluded
    assert line.extra == {"labelme": {"flags": {"far": False}}}
    assert layer.extra == {"labelme": {"0": {"version": "4.5"}, "1": {"version": "4.5"}}}
    check_trip(FORMAT, layer, tmp_path)
    assert FORMAT.loses(layer) == []


def test_polygons_of_one_group_are_parts_of_one_object(tmp_path: Path) -> None:
    part = a_shape(group_id=4)
    layer = read(tmp_path, [part, a_shape([[9, 9], [8, 9], [8, 8]], group_id=4)], [part])
    (track,) = layer.tracks
    assert track.id == 4
    assert [len(key.shape.rings) for key in track.keyframes[:2]] == [2, 1]  # type: ignore[union-attr]


def test_a_group_means_one_label_only(tmp_path: Path) -> None:
    cat = a_shape(group_id=1) | {"label": "cat"}
    again = a_shape([[1, 1], [2, 2]], "rectangle", group_id=1)
    layer = read(tmp_path, [a_shape(group_id=1), again], [cat, a_shape(group_id=1)])
    assert [(track.id, track.label) for track in layer.tracks] == [
        (1, "dog"),
        (2, "cat"),
        (3, "dog"),
    ]
    assert isinstance(layer.tracks[0].keyframes[1].shape, Polygon)


@pytest.mark.parametrize(
    ("shape", "problem"),
    [
        (a_shape([[1, 1], [2, 2]]), "has 2 points, which make no polygon"),
        (a_shape(kind="blob"), "is a “blob”"),
        (a_shape([[1, 2, 3]]), "must be two numbers"),
        (a_shape([[1, "a"]]), "must be a number"),
        (a_shape(label=""), "empty label"),
        (a_shape(group_id=-1), "is -1; it must lie"),
        (a_shape([[0, 0], [1, 1]], "mask"), "has no “mask”"),
        (a_shape([[0, 0], [1, 1]], "mask", mask="%%"), "is not base64"),
        (a_shape([[0, 0], [1, 1]], "mask", mask="aaaa"), "is not a PNG picture"),
        (a_shape([[0, 0], [1, 1]], "mask", mask=picture([[1]])), "another size"),
        (a_shape([[20, 0], [20, 0]], "mask", mask=picture([[1]])), "lie outside"),
        (a_shape([[0, 0.5], [1, 1]], "mask", mask=picture([[1]])), "whole number"),
    ],
)
def test_shapes_that_make_no_sense_are_refused(
    shape: dict[str, Any], problem: str, tmp_path: Path
) -> None:
    with pytest.raises(AnnotationError, match=rf"img0\.json.*{problem}"):
        read(tmp_path, [shape])


def test_folders_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    (tmp_path / "in").mkdir()
    with pytest.raises(AnnotationError, match="neither JSON files"):
        FORMAT.read(tmp_path / "in", MEDIA)
    with pytest.raises(AnnotationError, match="21×16 pixels, but the clip has 20×16"):
        read(tmp_path, [], imageWidth=21)
    read(tmp_path, [], imageWidth=None)
    with pytest.raises(AnnotationError, match="--media"):
        FORMAT.read(tmp_path / "in")
