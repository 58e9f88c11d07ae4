"""Taking in another layer, label sets, figures."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.annotations.edits import labels, merging, segments, tracks
from app.annotations.label_set import read_labels, write_labels
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import AttributeKind, Keyframe, Label, Provenance, Segment, Tag, Track
from app.annotations.shapes import Box
from app.annotations.statistics import as_csv, figures, next_empty
from app.base.errors import AnnotationError

if TYPE_CHECKING:
    from pathlib import Path

MEDIA = MediaFacts("a.mp4", 64, 48, 100)
BOX = Box(1, 2, 3, 4)
OPEN = Provenance("model", "m", "1", 0.5, accepted=False)


def one_track(number: int, label: str, first: int = 0, last: int | None = None) -> Track:
    keys = [Keyframe(first, BOX)]
    if last is not None:
        keys.append(Keyframe(last, BOX, outside=True))
    return Track(number, label, tuple(keys))


MINE = AnnotationLayer(
    MEDIA,
    (Label("car", "#112233"), Label("run", group="Action")),
    (one_track(1, "car", 10, 20),),
    (Segment(1, "run", 30, 40),),
)
THEIRS = AnnotationLayer(
    MEDIA,
    (Label("car"), Label("dog"), Label("run", group="Action")),
    (one_track(1, "dog"), one_track(2, "car", 10, 20)),
    (Segment(1, "run", 50, 60), Segment(2, "run", 30, 40)),
    (Tag("dog"),),
    cuts=(7,),
)


def test_merging_numbers_anew_and_leaves_out_what_is_known() -> None:
    merged = merging.take_in(MINE, THEIRS, "merge")
    assert [(t.id, t.label) for t in merged.tracks] == [(1, "car"), (2, "dog")]
    assert [(p.id, p.start) for p in merged.segments] == [(1, 30), (2, 50)]
    assert [label.name for label in merged.labels] == ["car", "run", "dog"]
    assert merged.labels[0].colour == "#112233"
    assert merged.tags == (Tag("dog"),)
    assert merged.cuts == (7,)
    assert merging.arrivals(MINE, THEIRS, "merge") == merging.Arrivals(1, 1, 1, 1, known=2)
    assert merging.take_in(merged, THEIRS, "merge") is merged


def test_replacing_keeps_only_the_clip() -> None:
    other = replace(THEIRS, media=replace(MEDIA, file_name="b.mp4"))
    replaced = merging.take_in(MINE, other, "replace")
    assert replaced.media == MEDIA
    assert replaced.tracks == other.tracks
    assert merging.arrivals(MINE, other, "replace") == merging.Arrivals(2, 2, 1, 3, gone=2)


def test_another_clip_is_refused() -> None:
    large = replace(THEIRS, media=MediaFacts("a.mp4", 640, 480, 100))
    with pytest.raises(AnnotationError, match="640 × 480"):
        merging.take_in(MINE, large, "merge")
    long = AnnotationLayer(
        replace(MEDIA, frame_count=500), (Label("x"),), (one_track(1, "x", 400),)
    )
    with pytest.raises(AnnotationError, match="ends at frame 99"):
        merging.arrivals(MINE, long, "replace")


def test_label_sets_come_back_as_they_were(tmp_path: Path) -> None:
    kinds = (AttributeKind("Pose", "choice", "up", ("up", "down"), mutable=False),)
    made = (Label("car", "#112233", attributes=kinds, hotkey="3"), Label("run", group="Action"))
    write_labels(made, tmp_path / "set.json")
    assert read_labels(tmp_path / "set.json") == made


def test_label_sets_of_others(tmp_path: Path) -> None:
    path = tmp_path / "set.json"
    path.write_text('["car", "dog"]')
    assert read_labels(path) == (Label("car"), Label("dog"))
    path.write_text(
        '[{"name": "car", "color": "#FF0000", "attributes": [{"name": "n", "input_type": "select",'
        '"mutable": false, "values": ["a", "b"], "default_value": "a"},'
        '{"name": "w", "input_type": "number", "values": ["0", "9", "1"], "default_value": "2"},'
        '{"name": "s", "input_type": "checkbox", "values": ["false"], "default_value": "true"}]}]'
    )
    (car,) = read_labels(path)
    assert car.colour == "#ff0000"
    assert car.attributes == (
        AttributeKind("n", "choice", "a", ("a", "b"), mutable=False),
        AttributeKind("w", "number", 2.0),
        AttributeKind("s", "switch", True),
    )


@pytest.mark.parametrize(
    "text", ["", "{}", "5", '["a", "a"]', '[""]', '[{"name": 3}]', '{"labels": [{"name": "a", '
             '"colour": "red"}]}', '[{"name": "a", "color": "#0", "attributes": []}]'],
)  # fmt: skip
def test_damaged_label_sets_are_refused(tmp_path: Path, text: str) -> None:
    (tmp_path / "set.json").write_text(text)
    with pytest.raises(AnnotationError, match=r"set\.json"):
        read_labels(tmp_path / "set.json")


def test_figures() -> None:
    layer = replace(MINE, tracks=(*MINE.tracks, replace(one_track(2, "car", 15), provenance=OPEN)))
    found = figures(layer)
    car, run = found.labels
    assert (car.accepted, car.suggested, car.keyframes, car.frames) == (1, 1, 3, 95)
    assert (car.shortest, car.middle, car.longest) == (10, 47.5, 85)
    assert (run.frames, run.group) == (10, "Action")
    assert found.per_frame.tolist() == [0] * 10 + [1] * 5 + [2] * 5 + [1] * 80
    assert found.empty == 10
    assert as_csv(found).splitlines()[1] == "car,,1,1,3,95,10,47.5,85"


def test_a_table_holds_no_formulas() -> None:
    layer = AnnotationLayer(MEDIA, (Label("=1+1"),))
    assert as_csv(figures(layer)).splitlines()[1].startswith("'=1+1,")


def test_frames_without_labels_are_found() -> None:
    assert next_empty(MINE, 0, 1) == 20
    assert next_empty(MINE, 20, 1) == 40
    assert next_empty(MINE, 40, 1) is None
    assert next_empty(MINE, 40, -1) == 20
    assert next_empty(MINE, 15, -1) == 0


def test_small_edits_of_tracks_segments_and_labels() -> None:
    assert tracks.lift(MINE, {1}, 2).tracks[0].keyframes[1].z_order == 2
    assert tracks.number_track(MINE, 1, 9).tracks[0].id == 9
    both = tracks.add_tracks(MINE, [one_track(5, "car", 30)])
    with pytest.raises(AnnotationError, match="track 5 already"):
        tracks.number_track(both, 1, 5)
    moved = segments.move_segment(MINE, 1, 500)
    assert (moved.segments[0].start, moved.segments[0].stop) == (90, 100)
    assert segments.move_segment(MINE, 1, 0) is MINE
    changed = labels.change_label(MINE, "car", Label("bus", "#445566"))
    assert changed.tracks[0].label == "bus"
    assert changed.labels[0].colour == "#445566"
    more = labels.add_labels(MINE, [Label("car"), Label("dog")])
    assert [x.name for x in labels.move_label(more, "dog", -1).labels] == ["dog", "run", "car"]
    assert labels.move_label(more, "dog", 5) is more
