"""`reelwright probe`."""

from __future__ import annotations

import json
from fractions import Fraction
from typing import TYPE_CHECKING

from app.base.colour import ColourSpec
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Invoke

NTSC = Fraction(30000, 1001)


def test_json_is_exact(invoke: Invoke, tmp_path: Path) -> None:
    colour = ColourSpec(matrix=1, range=1, primaries=1, transfer=1)
    path = make_clip(tmp_path / "a.mp4", rate=NTSC, frames=6, colour=colour, clicks=(Fraction(0),))
    outcome = invoke("probe", path, "--json")
    assert outcome.code == 0
    assert outcome.err == ""
    told = json.loads(outcome.out)
    video = told["video"]
    assert (video["width"], video["height"], video["frame_count"]) == (64, 48, 6)
    assert video["rate"] == video["average_rate"] == "30000/1001"
    assert video["bits"] == 8
    assert video["pixels"] == "4:2:0 8-bit"
    assert video["colour"]["matrix"] == 1
    assert Fraction(told["duration"]) == 6 / NTSC
    assert told["streams"][0]["kind"] == "audio"


def test_people_read_lines(invoke: Invoke, tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.mp4", rate=NTSC, frames=6, aspect=Fraction(4, 3))
    lines = invoke("probe", path).out.splitlines()
    told = dict(line.split(maxsplit=1) for line in lines if line)
    assert told["video"] == "h264, 64 × 48, 4:2:0 8-bit"
    assert told["rate"] == "29.97 fps (30000/1001)"
    assert told["pixels"] == "4:3"
    assert told["duration"] == "00:00:00.200"


def test_a_variable_rate_is_named(invoke: Invoke, tmp_path: Path) -> None:
    times = [0, 40, 100, 110]
    path = make_clip(tmp_path / "a.mkv", pts=times, time_base=Fraction(1, 1000), frames=4)
    assert "variable" in invoke("probe", path).out
    assert json.loads(invoke("probe", path, "--json").out)["video"]["rate"] is None


def test_a_single_picture(invoke: Invoke, tmp_path: Path) -> None:
    path = make_clip(tmp_path / "a.png", frames=1, codec="png", pix_fmt="gray", container="image2")
    assert json.loads(invoke("probe", path, "--json").out)["video"]["frame_count"] == 1


def test_a_missing_file_is_one_sentence(invoke: Invoke, tmp_path: Path) -> None:
    outcome = invoke("probe", tmp_path / "gone.mp4")
    assert outcome.code == 1
    assert outcome.out == ""
    assert outcome.err.count("\n") == 1
    assert "There is no file" in outcome.err


def test_rubbish_is_one_sentence(invoke: Invoke, tmp_path: Path) -> None:
    path = tmp_path / "a.mp4"
    path.write_bytes(b"not a film" * 100)
    outcome = invoke("probe", path)
    assert outcome.code == 1
    assert outcome.err.count("\n") == 1
