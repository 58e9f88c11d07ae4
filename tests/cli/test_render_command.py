"""`reelwright render`."""

from __future__ import annotations

import json
import signal
import subprocess
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.base.errors import UsageError
from app.base.time import Span
from app.cli.render import parse_size
from app.project.model import EffectSpec
from app.project.storage import save
from tests.helpers.clips import make_clip
from tests.helpers.timelines import placed, timeline

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Invoke, Start


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """A clip of ten frames, a gap of five, another clip of ten; frames 4 to 8 selected."""
    a = make_clip(tmp_path / "a.mp4", frames=10)
    b = make_clip(tmp_path / "b.mp4", frames=10, size=(96, 48))
    chain = (EffectSpec("crop", (("right", 32.0),)),)
    row = placed(a), placed(b, "15/25", effects=chain)
    part = Span(Fraction(4, 25), Fraction(8, 25))
    path = tmp_path / "film.reel"
    save(timeline(tmp_path, row, selected_range=part), path)
    return path


def video(invoke: Invoke, path: Path) -> dict[str, object]:
    found: dict[str, object] = json.loads(invoke("probe", path, "--json").out)["video"]
    return found


def test_a_whole_timeline(invoke: Invoke, project: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.mkv"
    outcome = invoke("render", project, "-o", output, "--codec", "ffv1", "--device", "cpu")
    assert outcome.code == 0, outcome.err
    assert outcome.out.startswith(f"{output}: 25 frames in ")
    assert video(invoke, output)["frame_count"] == 25


def test_a_range_a_size_and_json(invoke: Invoke, project: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.mp4"
    words = ["--range", "--size", "128x96", "--device", "cpu", "--json"]
    outcome = invoke("render", project, "-o", output, *words)
    assert outcome.code == 0, outcome.err
    assert json.loads(outcome.out)["frames"] == 4
    assert (video(invoke, output)["width"], video(invoke, output)["height"]) == (128, 96)


@pytest.mark.parametrize("name", ["b.mp4", "b.mp4 at 15/25 from 0"])
def test_one_clip_by_name_or_id(name: str, invoke: Invoke, project: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.mp4"
    outcome = invoke("render", project, "-o", output, "--clip", name, "--device", "cpu")
    assert outcome.code == 0, outcome.err
    assert (video(invoke, output)["width"], video(invoke, output)["frame_count"]) == (64, 10)


def test_a_dry_run_writes_nothing(invoke: Invoke, project: Path, tmp_path: Path) -> None:
    before = sorted(tmp_path.iterdir())
    outcome = invoke("render", project, "-o", tmp_path / "out.mp4", "--dry-run")
    assert outcome.code == 0, outcome.err
    assert "25 frames, 00:00:01.000" in outcome.out
    assert "Encoded as H.264" in outcome.out
    told = json.loads(
        invoke("render", project, "-o", tmp_path / "out.mp4", "--dry-run", "--json").out
    )
    assert told["frames"] == 25
    assert told["bytes"][0] < told["bytes"][1]
    assert {change["kind"] for change in told["changes"]} <= {"change", "same", "note", "warning"}
    assert sorted(tmp_path.iterdir()) == before


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--clip", "c.mp4"], "Did you mean"),
        (["--clip", "a.mp4", "--range"], "do not go together"),
        (["--size", "huge"], "1920x1080"),
        (["--rate", "0"], "frame rate"),
        (["--option", "preset"], "key=value"),
    ],
)
def test_wrong_usage_is_2(
    invoke: Invoke, project: Path, tmp_path: Path, arguments: list[str], hint: str
) -> None:
    outcome = invoke("render", project, "-o", tmp_path / "out.mp4", *arguments)
    assert outcome.code == 2
    assert hint in outcome.err
    assert not (tmp_path / "out.mp4").exists()


def test_known_errors_are_one_line(invoke: Invoke, project: Path, tmp_path: Path) -> None:
    assert invoke("render", tmp_path / "no.reel", "-o", tmp_path / "o.mp4").code == 1
    outcome = invoke("render", project, "-o", tmp_path / "out.xyz")
    assert outcome.code == 1
    assert ".mkv" in outcome.err
    (tmp_path / "a.mp4").unlink()
    outcome = invoke("render", project, "-o", tmp_path / "out.mp4")
    assert outcome.code == 1
    assert "a.mp4; check the name." in outcome.err.splitlines()[-1]


def test_two_clips_of_one_name_need_an_id(invoke: Invoke, project: Path, tmp_path: Path) -> None:
    a = tmp_path / "a.mp4"
    save(timeline(tmp_path, (placed(a), placed(a, 1))), project)
    outcome = invoke("render", project, "-o", tmp_path / "out.mp4", "--clip", "a.mp4")
    assert outcome.code == 2
    assert "a.mp4 at 1 from 0" in outcome.err


def test_ctrl_c_leaves_what_the_same_command_goes_on_from(start: Start, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "long.mp4", frames=400, size=(320, 240), codec="mpeg4")
    project = tmp_path / "long.reel"
    save(timeline(tmp_path, (placed(clip), placed(clip, 17))), project)
    slow = ["--option", "preset=veryslow", "--option", "threads=1"]
    with start("render", project, "-o", tmp_path / "out.mp4", *slow) as process:
        assert process.stderr is not None
        for line in iter(process.stderr.readline, b""):
            if b"frames" in line:
                break
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
        said = process.stderr.read().decode()
    assert process.returncode == 130, said
    assert "goes on from here" in said
    assert not (tmp_path / "out.mp4").exists()


def test_sizes() -> None:
    assert parse_size("1920x1080") == (1920, 1080)
    assert parse_size("640×360") == (640, 360)
    for text in ("", "1920", "0x10", "99999x10", "10x10x10"):
        with pytest.raises(UsageError, match="not a size"):
            parse_size(text)
