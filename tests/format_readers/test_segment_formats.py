"""Subtitles, edit lists, timelines and tiers, read by the programs of others."""

from __future__ import annotations

from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING

import pytest

from app.annotations.formats.csv_table import CsvFormat
from app.annotations.formats.edl import EdlFormat
from app.annotations.formats.elan import ElanFormat
from app.annotations.formats.otio import OtioFormat
from app.annotations.formats.srt import SrtFormat
from app.annotations.formats.webvtt import WebVttFormat
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.model import Keyframe, Label, Segment, Track
from app.annotations.shapes import Box
from tests.annotations.formats.clips import NTSC, PAL, SEGMENTS

if TYPE_CHECKING:
    from pathlib import Path

    from tests.format_readers.conftest import Reader


def test_srt(read_with: Reader, tmp_path: Path) -> None:
    SrtFormat().write(SEGMENTS, path := tmp_path / "out.srt")
    seen = read_with("cues", path)
    # What looks like a tag cannot be said in SubRip.
    expected = [[200, 1200, "run"], [400, 4000, "rain &"]]
    assert seen == {"srt": expected, "pysubs2": expected}


def test_webvtt(read_with: Reader, tmp_path: Path) -> None:
    WebVttFormat().write(SEGMENTS, path := tmp_path / "out.vtt")
    seen = read_with("cues", path)
    assert seen["webvtt"] == [
        [200, 1200, "run", "4", "Action"],
        [400, 4000, "rain &amp; &lt;wind&gt;", "7", "Weather"],  # it leaves entities as they are
    ]


@pytest.mark.parametrize("media", [PAL, NTSC], ids=["25", "29.97 drop frame"])
def test_edl(read_with: Reader, tmp_path: Path, media: MediaFacts) -> None:
    cut = media.frame_count - 20  # beyond the first dropped numbers, where there are any
    layer = AnnotationLayer(
        media,
        (Label("run", "#0000ff"),),
        segments=(Segment(1, "run", cut + 3, cut + 9),),
        cuts=(cut,),
    )
    EdlFormat().write(layer, path := tmp_path / "out.edl")
    rate = float(1 / media.time_base)
    seen = read_with("edl", path, rate)
    assert seen["otio"] == [[0, cut, "clip.mp4"], [cut, media.frame_count, "clip.mp4"]]
    # The adapter knows no markers at times with dropped numbers.
    assert seen["markers"] == ([[cut + 3, "run", "BLUE"]] if media is PAL else [])
    texts = {
        25: ("00:00:00:00", "00:00:03:05", "00:00:04:00"),
        29.97: ("00:00:00;00", "00:01:06;02", "00:01:06;22"),
    }[round(rate, 2)]
    expected = [[a, b, "clip.mp4", "AX"] for a, b in pairwise(texts)]
    assert seen["pycmx"] == expected


def test_otio(read_with: Reader, tmp_path: Path) -> None:
    OtioFormat().write(SEGMENTS, path := tmp_path / "out.otio")
    seen = read_with("otio_timeline", path)
    assert seen["clips"] == [
        [0, 25, 25, "Shot 1"],
        [25, 60, 25, "Shot 2"],
        [60, 100, 25, "Shot 3"],
    ]
    assert seen["markers"] == [
        ["Action", "run", "RED", 5, 30, 25],
        ["Weather", "rain & <wind>", "GREEN", 10, 100, 25],
    ]
    assert set(seen["media"]) == {"clip.mp4"}
    assert seen["length"] == 4


def test_otio_of_uneven_frames(read_with: Reader, tmp_path: Path) -> None:
    media = MediaFacts("clip.mkv", 64, 36, 4, Fraction(1, 1000), (500, 540, 800, 840))
    layer = AnnotationLayer(media, (Label("run"),), segments=(Segment(1, "run", 1, 3),), cuts=(2,))
    OtioFormat().write(layer, path := tmp_path / "out.otio")
    seen = read_with("otio_timeline", path)
    assert seen["clips"] == [[0, 300, 1000, "Shot 1"], [300, 380, 1000, "Shot 2"]]
    assert seen["markers"] == [["Shots", "run", "GREEN", 40, 340, 1000]]


def test_elan(read_with: Reader, tmp_path: Path) -> None:
    layer = AnnotationLayer(
        PAL,
        (*SEGMENTS.labels, Label("sun", group="Weather")),
        segments=(*SEGMENTS.segments, Segment(9, "sun", 50, 80)),
        cuts=SEGMENTS.cuts,
    )
    ElanFormat().write(layer, path := tmp_path / "out.eaf")
    seen = read_with("elan", path)
    tiers = {
        "Action": [[200, 1200, "run"]],
        "Weather": [[400, 4000, "rain & <wind>"]],
        "Weather 2": [[2000, 3200, "sun"]],  # it overlaps the rain
        "Shots": [[0, 1000, "Shot 1"], [1000, 2400, "Shot 2"], [2400, 4000, "Shot 3"]],
    }
    assert seen["pympi"] == tiers
    assert seen["speach"] == tiers
    assert seen["words"] == {"Action": ["run"], "Weather": ["rain & <wind>", "sun"]}


def test_csv(read_with: Reader, tmp_path: Path) -> None:
    keys = (Keyframe(0, Box(0, 0, 10, 10)), Keyframe(2, Box(4, 2, 14, 12.5)))
    layer = AnnotationLayer(
        PAL, SEGMENTS.labels, (Track(3, "run", keys),), segments=SEGMENTS.segments
    )
    CsvFormat().write(layer, path := tmp_path / "out.csv")
    seen = read_with("table", path)
    assert seen["shapes"] == [[3, 0, 0, 0, 10, 10], [3, 2, 4, 2, 14, 12.5]]
    assert seen["segments"] == [["run", 5, 30, 0.2, 1.2], ["rain & <wind>", 10, 100, 0.4, 4]]
    CsvFormat(dense=True).write(layer, path)
    dense = read_with("table", path)["shapes"]
    assert len(dense) == 100
    assert dense[1] == [3, 1, 2, 1, 12, 11.25]
