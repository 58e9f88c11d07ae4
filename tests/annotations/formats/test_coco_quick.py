"""Rows that are read without a closer look are read as a closer look would read them."""

from __future__ import annotations

import copy
import json
from typing import TYPE_CHECKING, Any

import hypothesis.strategies as st
import pytest
from hypothesis import given

from app.annotations.formats import coco_reading
from app.annotations.formats.coco import CocoFormat
from app.annotations.formats.coco_quick import plain_box
from app.annotations.formats.coco_shapes import shape_of
from app.annotations.formats.json_document import JsonNode
from app.annotations.shapes import Box
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer

WIDTH, HEIGHT = 24, 18
OURS = {
    **{"id": 1, "image_id": 1, "category_id": 1, "iscrowd": 0, "bbox": [1.5, 2, 3, 4], "area": 12},
    **{"segmentation": [[1.5, 2, 4.5, 2, 4.5, 6, 1.5, 6]], "track_id": 7, "shape": "box"},
}

numbers = st.sampled_from([-1.5, -1, 0, 0.5, 2, 17, 18, 19, 20, 24, 25, 26.5, 1e300, 10**400])
places = numbers | st.floats(-3, 30)
odd: st.SearchStrategy[Any] = st.sampled_from(
    [None, "", "box", "mask", [], {}, True, False, 0, 1, 0.5, -1, 10**400]
)


@st.composite
def rows(draw: st.DrawFn) -> dict[str, Any]:
    """A row as we write it, with perhaps a few fields changed."""
    x, y, across, down = (draw(places) for _ in range(4))
    row = copy.deepcopy(OURS) | {"bbox": [x, y, across, down]}
    try:
        ring = [x, y, x + across, y, x + across, y + down, x, y + down]
    except OverflowError:
        ring = [0.0] * 8
    if draw(st.booleans()):
        ring[draw(st.integers(0, 7))] = draw(places)
    row["segmentation"] = draw(st.sampled_from([[ring], [], None, [ring, ring], [ring[:6]]]))
    for name in draw(st.sets(st.sampled_from(["shape", "score", "iscrowd", "occluded", "bbox"]))):
        row[name] = draw(odd)
    return row


@given(rows())
def test_a_plain_row_is_what_a_closer_look_finds(row: dict[str, Any]) -> None:
    found = plain_box(row, WIDTH, HEIGHT)
    if found is not None:
        assert shape_of(JsonNode(row, "a.json", "annotations[0]"), WIDTH, HEIGHT) == found
        assert row.get("occluded") is None


def test_what_we_write_is_plain() -> None:
    assert plain_box(OURS, WIDTH, HEIGHT) == Box(1.5, 2, 4.5, 6)
    assert plain_box(OURS | {"segmentation": []}, WIDTH, HEIGHT) == Box(1.5, 2, 4.5, 6)


@pytest.mark.parametrize(
    "change",
    [
        {"bbox": [1, 2, float("nan"), 4]},
        {"bbox": [1, 2, 3]},
        {"bbox": [1, 2, 3, True]},
        {"attributes": {}},
        {"geometry": {"box": [1, 2, 3, 4]}},
        {"iscrowd": 1},
        {"score": 1.5},
    ],
)
def test_all_else_gets_a_closer_look(change: dict[str, Any]) -> None:
    assert plain_box(OURS | change, WIDTH, HEIGHT) is None


def document(changes: list[dict[str, Any]]) -> dict[str, Any]:
    size = {"width": WIDTH, "height": HEIGHT}
    return {
        "images": [{"id": number, "frame_index": number, **size} for number in range(1, 4)],
        "categories": [{"id": 1, "name": "car"}],
        "annotations": [OURS | change for change in changes],
    }


def read(folder: Path, changes: list[dict[str, Any]]) -> AnnotationLayer:
    path = folder / "in.json"
    path.write_text(json.dumps(document(changes)))
    return CocoFormat().read(path)


def test_a_file_is_the_same_either_way(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    changes: list[dict[str, Any]] = [
        {}, {"image_id": 3, "score": 1}, {"track_id": None}, {"image_id": 2, "track_id": None},
        {"image_id": 2, "track_id": 8, "segmentation": None},
    ]  # fmt: skip
    quick = read(tmp_path, changes)
    monkeypatch.setattr(coco_reading, "plain_box", lambda *_: None)
    assert read(tmp_path, changes) == quick
    assert len(quick.tracks) == 4


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        ({"image_id": 9}, r"in\.json: annotations\[1\]\.image_id is 9"),
        ({"category_id": 9}, r"in\.json: annotations\[1\]\.category_id is 9"),
        ({"track_id": -1}, r"in\.json: annotations\[1\]\.track_id is -1"),
        ({"track_id": True}, r"in\.json: annotations\[1\]\.track_id must be a number"),
        ({}, r"in\.json: annotations\[1\] is a second shape of track 7"),
        ({"bbox": [1, 2, 300, 4]}, r"in\.json: annotations\[1\]\.bbox"),
    ],
)
def test_faults_of_plain_rows_have_their_place(
    change: dict[str, Any], sentence: str, tmp_path: Path
) -> None:
    with pytest.raises(AnnotationError, match=sentence):
        read(tmp_path, [{}, change])
