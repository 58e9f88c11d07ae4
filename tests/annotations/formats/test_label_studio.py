"""Label Studio: percent, frames from 1, and a keyframe that is the last one seen."""

from __future__ import annotations

import json
from dataclasses import replace
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from app.annotations.formats.keeping import kept
from app.annotations.formats.label_studio import LabelStudioFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Keyframe, Label, Provenance, Segment, Tag, Track
from app.annotations.queries import shapes_at
from app.annotations.shapes import Box
from app.base.errors import AnnotationError
from tests.annotations.formats.trips import REFERENCE, check_trip, turned_boxes, varied_layers
from tests.annotations.layers import boxes

if TYPE_CHECKING:
    from pathlib import Path

FORMAT = LabelStudioFormat()
MEDIA = MediaFacts("clip.mp4", 20, 16, 30)
some = settings(max_examples=80, suppress_health_check=[HealthCheck.function_scoped_fixture])


def written(layer: AnnotationLayer, folder: Path) -> Any:
    FORMAT.write(layer, folder / "out.json")
    (task,) = json.loads((folder / "out.json").read_text())
    return task


def an_item(frame: int, *, enabled: bool = True, x: float = 10, turn: float = 0) -> dict[str, Any]:
    place = {"x": x, "y": 25, "width": 50, "height": 50, "rotation": turn}
    return {"frame": frame, "enabled": enabled, "time": frame / 25, **place}


def a_task(*items: dict[str, Any], **more: Any) -> dict[str, Any]:
    value = {"framesCount": 30, "duration": 1.2, "labels": ["car"], "sequence": list(items)}
    row = {"id": "aB3", "type": "videorectangle", "from_name": "box", "to_name": "video"}
    rows = [{**row, "value": value | more}]
    return {"id": 7, "data": {"video": "/data/x/clip.mp4"}, "annotations": [{"result": rows}]}


def read(data: Any, folder: Path, media: MediaFacts | None = MEDIA) -> AnnotationLayer:
    (folder / "in.json").write_text(json.dumps(data))
    return FORMAT.read(folder / "in.json", media)


@some
@given(layer=varied_layers())
def test_what_comes_back_is_what_is_kept(layer: AnnotationLayer, tmp_path: Path) -> None:
    check_trip(FORMAT, layer, tmp_path)


@st.composite
def box_layers(draw: st.DrawFn) -> AnnotationLayer:
    frames = sorted(draw(st.sets(st.integers(0, 34), min_size=1, max_size=6)))
    made = draw(st.sampled_from([boxes(), turned_boxes]))
    keys = [Keyframe(frame, draw(made), draw(st.booleans())) for frame in frames]
    return AnnotationLayer(MEDIA, (Label("a"),), (Track(1, "a", tuple(keys)),))


@some
@given(layer=box_layers())
def test_every_frame_shows_the_same_box(layer: AnnotationLayer, tmp_path: Path) -> None:
    back = check_trip(FORMAT, layer, tmp_path)
    for frame in range(MEDIA.frame_count):
        ours, theirs = ([at.shape.bounds for at in shapes_at(one, frame)] for one in (layer, back))
        assert len(ours) == len(theirs)
        for mine, other in zip(ours, theirs, strict=True):
            assert mine == pytest.approx(other, abs=0.02)


@some
@given(layer=box_layers())
def test_what_label_studio_shows_is_what_is_kept(layer: AnnotationLayer, tmp_path: Path) -> None:
    """Its own rules, as its player has them: seen on a keyframe, and after it while enabled."""
    layer = kept(layer, FORMAT.steps)
    for row in written(layer, tmp_path)["annotations"][0]["result"]:
        items = row["value"]["sequence"]
        for frame in range(MEDIA.frame_count):
            before = [item for item in items if item["frame"] <= frame + 1]
            seen = bool(before) and (before[-1]["frame"] == frame + 1 or before[-1]["enabled"])
            assert seen == bool(shapes_at(layer, frame))


def test_the_reference_box_is_written_by_the_book(tmp_path: Path) -> None:
    media = replace(REFERENCE.media, pts=(0, 1, 2), time_base=Fraction(1, 25))
    row = written(replace(REFERENCE, media=media), tmp_path)["annotations"][0]["result"][0]
    assert (row["type"], row["from_name"], row["to_name"]) == ("videorectangle", "box", "video")
    value = row["value"]
    assert (value["framesCount"], value["duration"], value["labels"]) == (3, 0.12, ["person"])
    item = {"frame": 2, "time": 0.08, "enabled": False, "x": 25.0, "y": 25.0}
    assert value["sequence"] == [item | {"width": 50.0, "height": 31.25, "rotation": 0.0}]


def test_a_turned_box_is_placed_by_its_first_corner(tmp_path: Path) -> None:
    track = Track(1, "car", (Keyframe(0, Box(5, 4, 15, 12, 90)),))
    row = written(replace(REFERENCE, tracks=(track,)), tmp_path)["annotations"][0]["result"][0]
    item = row["value"]["sequence"][0]
    assert (item["x"], item["y"]) == pytest.approx((100 * 14 / 20, 100 * 3 / 16))
    assert (item["width"], item["height"], item["rotation"]) == (50, 50, 90)


def test_segments_and_tags_count_from_one_and_include_their_end(tmp_path: Path) -> None:
    by = Provenance("model", "m", "1", 0.5, accepted=False)
    segment = Segment(3, "car", 4, 20, {"speed": 2}, by)
    layer = AnnotationLayer(MEDIA, (Label("car", "#00ff00"),), (), (segment,), (Tag("car", by),))
    rows = written(layer, tmp_path)["annotations"][0]["result"]
    assert rows[0]["value"] == {"ranges": [{"start": 5, "end": 20}], "timelinelabels": ["car"]}
    assert rows[1]["value"] == {"choices": ["car"]}
    assert FORMAT.loses(layer) == []
    check_trip(FORMAT, layer, tmp_path)


def test_keyframes_of_others(tmp_path: Path) -> None:
    items = an_item(11, enabled=False, x=20), an_item(1), an_item(16) | {"auto": True}
    layer = read([a_task(*items)], tmp_path)
    box = Box(2, 4, 12, 12)
    assert layer.tracks[0].keyframes == (
        Keyframe(0, box),
        Keyframe(10, Box(4, 4, 14, 12)),
        Keyframe(11, Box(4, 4, 14, 12), outside=True),
        Keyframe(15, box, extra={"label-studio": {"auto": True}}),
    )
    assert layer.media is MEDIA
    check_trip(FORMAT, layer, tmp_path)
    assert FORMAT.loses(layer) == []
    task = written(layer, tmp_path)
    assert (task["id"], task["data"]["video"]) == (7, "/data/x/clip.mp4")
    assert task["annotations"][0]["result"][0]["id"] == "aB3"


def test_a_turning_box_of_others_turns_their_way(tmp_path: Path) -> None:
    layer = read(a_task(an_item(1), an_item(4, turn=270)), tmp_path)
    turns = [key.shape.rotation for key in layer.tracks[0].keyframes]  # type: ignore[union-attr]
    assert turns == [0, 90, 180, 270]
    assert layer.tracks[0].keyframes[1].shape == Box(-7, 5, 3, 13, 90)


def test_several_labels_and_other_results_survive(tmp_path: Path) -> None:
    task = a_task(an_item(1), labels=["car", "red"])
    task["annotations"][0]["result"].append({"type": "rating", "value": {"rating": 3}})
    task["annotations"][0]["lead_time"] = 3.5
    layer = read(task, tmp_path)
    back = written(check_trip(FORMAT, layer, tmp_path), tmp_path)["annotations"][0]
    assert back["lead_time"] == 3.5
    assert back["result"][0]["value"]["labels"] == ["car", "red"]
    assert back["result"][1] == {"type": "rating", "value": {"rating": 3}}


def test_predictions_stand_in_for_annotations(tmp_path: Path) -> None:
    task = a_task(an_item(1))
    (annotation,) = task.pop("annotations")
    task["predictions"] = [annotation | {"model_version": "m 2"}]
    layer = read(task, tmp_path)
    assert layer.tracks[0].provenance == Provenance("model", "m 2", accepted=False)


def test_the_size_is_asked_for_where_it_is_not_said(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="--media"):
        read(a_task(an_item(1)), tmp_path, None)
    task = a_task(an_item(1))
    task["annotations"][0]["result"][0] |= {"original_width": 20, "original_height": 16}
    assert read(task, tmp_path, None).media == MEDIA
    with pytest.raises(AnnotationError, match="20×16 pixels, but the clip has 21×16"):
        read(task, tmp_path, replace(MEDIA, width=21))


@pytest.mark.parametrize(
    ("task", "problem"),
    [
        ([a_task(), a_task()], "has 2 tasks"),
        (a_task(an_item(0)), "is 0; it must lie between 1"),
        (a_task(an_item(1), an_item(1)), "two items for one frame"),
        (a_task(an_item(1) | {"x": "a"}), r"sequence\[0\].x must be a number"),
        (a_task(an_item(1) | {"width": -1}), "width is -1"),
        (a_task(an_item(1), an_item(10**8, turn=1)), "turns for more than 100,000 frames"),
        (a_task(labels=[5]), "must be text"),
        (a_task(labels=[""]), "is an empty label"),
        ({"annotations": [{"result": []}, {"result": []}]}, "second annotation"),
        ({"annotations": [{"result": [{"type": "videorectangle"}]}]}, "has no “value”"),
        ({"annotations": {}}, "must be a list"),
        (5, "must be an object"),
    ],
)
def test_tasks_that_make_no_sense_are_refused(task: Any, problem: str, tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match=rf"in\.json.*{problem}"):
        read(task, tmp_path)


def test_segments_that_make_no_sense_are_refused(tmp_path: Path) -> None:
    value = {"ranges": [{"start": 9, "end": 8}], "timelinelabels": ["a"]}
    row = {"type": "timelinelabels", "value": value}
    with pytest.raises(AnnotationError, match=r"ranges\[0\].end is 8"):
        read({"annotations": [{"result": [row]}]}, tmp_path)
