"""`reelwright enhance`."""

from __future__ import annotations

import importlib
import json
import signal
import subprocess
import time
from fractions import Fraction
from typing import TYPE_CHECKING

import pytest

from app.base.errors import UsageError
from app.base.rate import parse_rate
from app.base.text import parse_options
from app.base.time import FramePosition
from app.render.segmented_export import ExportResult
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from app.render.enhance import EnhanceRequest
    from tests.cli.conftest import Invoke, Start


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Ten frames."""
    return make_clip(tmp_path / "clip.mp4", frames=10)


def frames_of(invoke: Invoke, path: Path) -> int:
    return int(json.loads(invoke("probe", path, "--json").out)["video"]["frame_count"])


def test_the_chain_runs_and_json_tells(invoke: Invoke, clip: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.mkv"
    chain = ["--effect", "crop:right=32,bottom=32", "--effect", "sharpen"]
    outcome = invoke("enhance", clip, "-o", output, *chain, "--codec", "ffv1", "--json")
    assert outcome.code == 0, outcome.err
    told = json.loads(outcome.out)
    assert told["output"] == str(output)
    assert (told["frames"], told["resumed"], told["damaged"]) == (10, 0, 0)
    assert set(told) == {
        *("output", "frames", "resumed", "damaged", "notes", "stages", "seconds", "fps"),
    }
    video = json.loads(invoke("probe", output, "--json").out)["video"]
    assert (video["width"], video["height"], video["frame_count"]) == (32, 16, 10)


def test_identity_is_identical(invoke: Invoke, clip: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.mkv"
    outcome = invoke("enhance", clip, "-o", output, "--codec", "ffv1")
    assert outcome.out.startswith(f"{output}: 10 frames in ")
    assert "identical" in invoke("compare", clip, output).out


def test_a_range(invoke: Invoke, clip: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.mp4"
    assert invoke("enhance", clip, "-o", output, "--from", "f:2", "--to", "0.2").code == 0
    assert frames_of(invoke, output) == 3


def test_encoder_settings(invoke: Invoke, clip: Path, tmp_path: Path) -> None:
    sizes = []
    for quality in (1, 45):
        output = tmp_path / f"{quality}.mp4"
        settings = ["--codec", "h264", "--quality", quality, "--option", "preset=ultrafast"]
        assert invoke("enhance", clip, "-o", output, *settings).code == 0
        sizes.append(output.stat().st_size)
    assert sizes[0] > 2 * sizes[1]


def test_a_picture_sequence_with_its_rate(invoke: Invoke, clip: Path, tmp_path: Path) -> None:
    pictures, output = tmp_path / "in", tmp_path / "out.mp4"
    pictures.mkdir()
    assert invoke("enhance", clip, "-o", pictures / "%05d.png").code == 0
    assert len(list(pictures.iterdir())) == 10
    rate = ["--rate", "24000/1001"]
    assert invoke("enhance", pictures / "%05d.png", "-o", output, *rate).code == 0
    assert json.loads(invoke("probe", output, "--json").out)["video"]["rate"] == "24000/1001"


def test_an_existing_result_is_kept_unless_told(invoke: Invoke, clip: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.mp4"
    output.write_text("precious")
    outcome = invoke("enhance", clip, "-o", output)
    assert outcome.code == 1
    assert "--overwrite" in outcome.err
    assert output.read_text() == "precious"
    assert invoke("enhance", clip, "-o", output, "--overwrite").code == 0


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--effect", "sharpn"], "“sharpen”"),
        (["--effect", "crop:botom=3"], "“bottom”"),
        (["--effect", "crop:right=much"], "number"),
        (["--from", "noon"], "hh:mm:ss"),
        (["--from", "f:10"], "0 to 9"),
        (["--from", "20"], "only 00:00:00.400 long"),
        (["--from", "0.3", "--to", "0.1"], "--from and --to"),
        (["--rate", "0"], "frame rate"),
        (["--option", "preset"], "key=value"),
        (["--device", "gpu", "--effect", "sharpen"], "device"),
        (["--precision", "fp8"], "fp16"),
        (["--on-cancel", "explode"], "discard"),
        (["--quality", "high"], "integer"),
        (["--nonsense"], "--nonsense"),
    ],
)
def test_wrong_usage_is_2(
    invoke: Invoke, clip: Path, tmp_path: Path, arguments: list[str], hint: str
) -> None:
    outcome = invoke("enhance", clip, "-o", tmp_path / "out.mp4", *arguments)
    assert outcome.code == 2
    assert hint in outcome.err
    assert outcome.out == ""
    assert not (tmp_path / "out.mp4").exists()


def test_json_and_a_video_do_not_share_stdout(invoke: Invoke, clip: Path) -> None:
    assert invoke("enhance", clip, "-o", "-", "--json").code == 2


@pytest.mark.parametrize(
    ("output", "hint"),
    [("out.xyz", ".mkv"), ("clip.mp4", "input itself"), ("no/out.mp4", "no folder")],
)
def test_known_errors_are_one_line(
    invoke: Invoke, clip: Path, tmp_path: Path, output: str, hint: str
) -> None:
    outcome = invoke("enhance", clip, "-o", tmp_path / output)
    assert outcome.code == 1
    assert hint in outcome.err
    assert outcome.err.count("\n") == 1


def test_pipes_of_y4m(start: Start, invoke: Invoke, clip: Path, tmp_path: Path) -> None:
    output = tmp_path / "out.mkv"
    with start("enhance", clip, "-o", "-") as first:
        words = ["enhance", "-", "-o", output, "--codec", "ffv1"]
        with start(*words, stdin=first.stdout) as second:
            _, said = second.communicate(timeout=120)
        assert first.stderr is not None
        heard = first.stderr.read().decode()
    assert (first.returncode, second.returncode) == (0, 0), heard + said.decode()
    assert "10 frames" in heard
    assert "identical" in invoke("compare", clip, output).out


def test_nobody_reading_y4m_is_one_line(start: Start, tmp_path: Path) -> None:
    clip = make_clip(tmp_path / "long.mp4", frames=40, size=(320, 240))
    with start("enhance", clip, "-o", "-") as process:
        assert process.stdout is not None
        process.stdout.read(10)
        process.stdout.close()
        assert process.stderr is not None
        said = process.stderr.read().decode()
        assert process.wait(30) == 1
    assert "Standard output is closed" in said
    assert "Traceback" not in said
    assert "Exception ignored" not in said


def test_garbage_on_stdin_is_one_line(command: Invoke, tmp_path: Path) -> None:
    outcome = command("enhance", "-", "-o", tmp_path / "out.mkv", data=b"no video")
    assert outcome.code == 1
    assert outcome.err == "Standard input is not a y4m stream (YUV4MPEG2).\n"


def interrupted(start: Start, clip: Path, output: Path, *more: str) -> tuple[int, float, str]:
    """Cancel a long export in its midst: exit code, seconds until the end, the last words."""
    slow = ["--option", "preset=veryslow", "--option", "threads=1"]
    with start("enhance", clip, "-o", output, *slow, *more) as process:
        assert process.stderr is not None
        for line in iter(process.stderr.readline, b""):
            if b"frames" in line:
                break
        begin = time.perf_counter()
        process.send_signal(signal.SIGINT)
        try:
            process.wait(60)
        except subprocess.TimeoutExpired:
            process.kill()
        seconds = time.perf_counter() - begin
        return process.returncode, seconds, process.stderr.read().decode()


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Enough work for half a minute."""
    folder = tmp_path_factory.mktemp("long")
    return make_clip(folder / "long.mp4", frames=400, size=(320, 240), codec="mpeg4")


def test_ctrl_c_leaves_what_the_same_command_goes_on_from(
    start: Start, long_clip: Path, tmp_path: Path
) -> None:
    output = tmp_path / "out.mp4"
    code, seconds, said = interrupted(start, long_clip, output)
    assert code == 130
    assert seconds < 5
    assert "goes on from here" in said
    assert "Traceback" not in said
    assert not output.exists()


def test_ctrl_c_leaves_nothing_when_told(start: Start, long_clip: Path, tmp_path: Path) -> None:
    code, _, said = interrupted(start, long_clip, tmp_path / "out.mp4", "--on-cancel", "discard")
    assert code == 130
    assert "goes on" not in said
    assert list(tmp_path.iterdir()) == []


def test_ctrl_c_keeps_a_playable_part_when_told(
    start: Start, invoke: Invoke, long_clip: Path, tmp_path: Path
) -> None:
    code, _, _ = interrupted(start, long_clip, tmp_path / "out.mp4", "--on-cancel", "keep")
    assert code == 130
    assert [path.name for path in tmp_path.iterdir()] == ["out.part.mp4"]
    assert 0 < frames_of(invoke, tmp_path / "out.part.mp4") < 400


def test_rates() -> None:
    assert parse_rate("25") == 25
    assert parse_rate("29.97") == Fraction(30000, 1001)
    assert parse_rate("30000/1001") == Fraction(30000, 1001)
    for text in ("", "fast", "1/0", "-5", "nan", "1e9"):
        with pytest.raises(UsageError, match="frame rate"):
            parse_rate(text)


def test_options() -> None:
    assert parse_options(["a=b", "x265-params=log-level=none"]) == {
        "a": "b",
        "x265-params": "log-level=none",
    }
    with pytest.raises(UsageError):
        parse_options(["=b"])


def test_positions_reach_the_clip(monkeypatch: pytest.MonkeyPatch, invoke: Invoke) -> None:
    module = importlib.import_module("app.cli.enhance")

    caught: list[EnhanceRequest] = []

    def run(request: EnhanceRequest, *_: object) -> ExportResult:
        caught.append(request)
        return ExportResult(request.output, 7, 2, 1, ("A note.",))

    monkeypatch.setattr(module, "_enhanced", run)
    outcome = invoke("enhance", "a.mp4", "-o", "b.mp4", "--from", "f:3", "--to", "1:02.5")
    assert outcome.out.startswith("b.mp4: 7 frames, 2 of them from before in ")
    assert outcome.err == "Damaged frames in the source: 1.\nA note.\n"
    (request,) = caught
    assert request.excerpt.start == FramePosition(3)
    assert request.excerpt.end == Fraction(125, 2)
    assert request.when_cancelled == "resume"
