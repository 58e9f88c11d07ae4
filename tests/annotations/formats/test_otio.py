"""OpenTimelineIO, judged by its own library."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import opentimelineio as otio
import pytest

from app.annotations.formats.otio import OtioFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.base.errors import AnnotationError
from tests.annotations.formats.clips import NTSC, PAL, SEGMENTS

if TYPE_CHECKING:
    from pathlib import Path


def span(start: float, length: float, rate: float = 25) -> Any:
    time = otio.opentime.RationalTime
    return otio.opentime.TimeRange(time(start, rate), time(length, rate))


def test_the_library_writes_the_very_same(tmp_path: Path) -> None:
    """Nothing in our file is unknown to the library, and nothing is missing."""
    OtioFormat().write(SEGMENTS, path := tmp_path / "out.otio")
    timeline = otio.adapters.read_from_file(str(path), "otio_json")
    again = otio.adapters.write_to_string(timeline, "otio_json")
    assert json.loads(again) == json.loads(path.read_text(encoding="utf-8"))


def test_a_timeline_of_others_is_read(tmp_path: Path) -> None:
    timeline = otio.schema.Timeline("edit")
    timeline.metadata["other"] = {"a": 1}
    track = otio.schema.Track("V1", kind="Video")
    track.append(otio.schema.Clip("a", source_range=span(500, 24, 24)))
    track.append(otio.schema.Gap(source_range=span(0, 25)))
    clip = otio.schema.Clip("b", source_range=span(1000, 50))
    marker = otio.schema.Marker("look", span(1010, 5), "RED", metadata={"x": {"y": 2}})
    clip.markers.append(marker)
    track.append(clip)
    timeline.tracks.append(track)
    timeline.tracks.append(otio.schema.Track("A1", kind="Audio"))
    timeline.tracks.markers.append(otio.schema.Marker("", span(99, 0)))
    path = tmp_path / "in.otio"
    otio.adapters.write_to_file(timeline, str(path), "otio_json")
    layer = OtioFormat().read(path, PAL)
    assert layer.cuts == (25, 50)
    found = [(part.label, part.start, part.stop) for part in layer.segments]
    assert found == [("look", 60, 65), ("marker", 99, 100)]
    OtioFormat().write(layer, path)
    back = otio.adapters.read_from_file(str(path), "otio_json")
    assert back.metadata["other"] == {"a": 1}
    assert back.tracks[0].markers[0].metadata["x"] == {"y": 2}
    assert OtioFormat().read(path, PAL) == layer


def test_frames_at_29_97_are_exact(tmp_path: Path) -> None:
    layer = AnnotationLayer(NTSC, cuts=(1799, 1800, 1999))
    OtioFormat().write(layer, path := tmp_path / "out.otio")
    assert OtioFormat().read(path, NTSC) == layer


def test_uneven_frames_are_exact(tmp_path: Path) -> None:
    pts = tuple(frame * frame * 7 + frame for frame in range(300))
    media = MediaFacts("clip.mkv", 8, 6, 300, Fraction(1001, 90000), pts)
    layer = AnnotationLayer(media, cuts=tuple(range(1, 300)))
    OtioFormat().write(layer, path := tmp_path / "out.otio")
    assert OtioFormat().read(path, media) == layer


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("[]", "must be an object"),
        ('{"OTIO_SCHEMA": "Clip.2"}', "is not a timeline"),
        ('{"OTIO_SCHEMA": "Timeline.1", "tracks": {"children": [{"children": [{}]}]}}', "how long"),
    ],
)
def test_a_wrong_file_is_refused(tmp_path: Path, text: str, problem: str) -> None:
    (tmp_path / "in.otio").write_text(text)
    with pytest.raises(AnnotationError, match=f"in.otio: .*{problem}"):
        OtioFormat().read(tmp_path / "in.otio", PAL)


@pytest.mark.parametrize("value", ["1e400", "-5", '"x"', "null"])
def test_an_impossible_time_is_refused(tmp_path: Path, value: str) -> None:
    OtioFormat().write(SEGMENTS, path := tmp_path / "in.otio")
    path.write_text(path.read_text().replace('"value": 5.0', f'"value": {value}'))
    with pytest.raises(AnnotationError, match=r"in\.otio"):
        OtioFormat().read(path, PAL)
