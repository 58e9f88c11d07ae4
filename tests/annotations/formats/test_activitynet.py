"""ActivityNet: files written from its description, truth and results."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING, Any

import pytest

from app.annotations.formats.activitynet import ActivityNetFormat
from app.annotations.model import Provenance
from app.base.errors import AnnotationError
from tests.annotations.formats.clips import PAL, SEGMENTS

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer


def read(tmp_path: Path, document: Any) -> AnnotationLayer:
    (tmp_path / "in.json").write_text(json.dumps(document))
    return ActivityNetFormat().read(tmp_path / "in.json", PAL)


def test_it_is_written_as_described(tmp_path: Path) -> None:
    ActivityNetFormat().write(SEGMENTS, path := tmp_path / "out.json")
    document = json.loads(path.read_text())
    assert set(document) == {"version", "taxonomy", "database"}
    entry = document["database"]["clip"]
    assert entry["duration"] == 4
    assert entry["resolution"] == "640x360"
    assert entry["subset"] == "training"
    assert [(row["label"], row["segment"]) for row in entry["annotations"]] == [
        ("run", [0.2, 1.2]),
        ("rain & <wind>", [0.4, 4]),
    ]
    nodes = {row["nodeName"]: row for row in document["taxonomy"]}
    assert nodes["run"]["parentName"] == "Action"
    assert nodes["run"]["parentId"] == nodes["Action"]["nodeId"]
    assert nodes["Root"]["parentId"] is None
    assert ActivityNetFormat().read(path, PAL) == SEGMENTS


def test_the_clip_is_found_by_its_name_and_unknown_fields_survive(tmp_path: Path) -> None:
    rows = [{"label": "run", "segment": [1.0, 2.5], "note": "x"}]
    entry = {"duration": 82.7, "subset": "validation", "annotations": rows, "licence": 3}
    document = {"version": "V", "taxonomy": [], "database": {"other": {}, "v_clip": entry}}
    layer = read(tmp_path, document)
    assert [(part.start, part.stop) for part in layer.segments] == [(25, 62)]
    ActivityNetFormat().write(layer, path := tmp_path / "out.json")
    back = json.loads(path.read_text())
    assert back["version"] == "V"
    assert back["database"]["v_clip"]["licence"] == 3
    assert back["database"]["v_clip"]["subset"] == "validation"
    assert back["database"]["v_clip"]["annotations"][0]["note"] == "x"
    assert ActivityNetFormat().read(path, PAL) == layer


def test_results_are_a_model_s(tmp_path: Path) -> None:
    results = {"clip": [{"label": "run", "score": 0.25, "segment": [0, 4]}]}
    layer = read(tmp_path, {"version": "V", "results": results, "external_data": {}})
    said = Provenance("model", score=0.25, accepted=False)
    assert layer.segments[0].provenance == said
    ActivityNetFormat().write(layer, path := tmp_path / "out.json")
    assert ActivityNetFormat().read(path, PAL) == layer


@pytest.mark.parametrize(
    ("entry", "problem"),
    [
        ({"annotations": [{"label": "a", "segment": [2, 1]}]}, "two times in seconds"),
        ({"annotations": [{"label": "a", "segment": [5, 6]}]}, "after the end"),
        ({"annotations": [{"label": 1, "segment": [1, 2]}]}, "must be text"),
        ({"annotations": [{"label": "a", "segment": ["x", 2]}]}, "must be a number"),
        ({"annotations": [{"label": "", "segment": [1, 2]}]}, "needs a name"),
    ],
)
def test_a_wrong_file_is_refused_with_its_place(tmp_path: Path, entry: Any, problem: str) -> None:
    with pytest.raises(AnnotationError, match=f"in.json: .*{problem}"):
        read(tmp_path, {"database": {"clip": entry}})


def test_of_several_videos_one_must_be_the_clip(tmp_path: Path) -> None:
    with pytest.raises(AnnotationError, match="2 videos"):
        read(tmp_path, {"database": {"a": {}, "b": {}}})
