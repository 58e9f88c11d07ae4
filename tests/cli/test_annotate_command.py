"""`reelwright annotate`."""

from __future__ import annotations

import json
import signal
import time
from typing import TYPE_CHECKING

import numpy as np
import pytest

from app.analyses.association import Association
from app.annotations.formats.registry import find_format
from app.annotations.layer import AnnotationLayer
from app.annotations.model import Keyframe, Label, Track
from app.annotations.shapes import Box
from app.render.convert import facts_of
from tests.analyses.moving_squares import Square, lossless
from tests.analyses.moving_squares import clip as squares
from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    import subprocess
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from tests.cli.conftest import Invoke, Start


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    """Twelve frames."""
    return make_clip(tmp_path / "clip.mp4", frames=12)


def test_the_file_is_written(invoke: Invoke, clip: Path, tmp_path: Path) -> None:
    pytest.importorskip("cv2")
    output = tmp_path / "out.json"
    analysis = ["--analysis", "moving-objects:min-length=2", "--format", "coco"]
    outcome = invoke("annotate", clip, "-o", output, *analysis)
    assert outcome.code == 0, outcome.err
    assert outcome.out.startswith(f"{output}: ")
    assert "on 12 frames" in outcome.out
    assert "images" in json.loads(output.read_text())


@pytest.mark.parametrize(
    ("arguments", "hint"),
    [
        (["--analysis", "moving-object"], "“moving-objects”"),
        (["--analysis", "moving-objects:min-lenght=2"], "“min-length”"),
        (["--analysis", "moving-objects:min-length=some"], "number"),
        (["--analysis", "moving-objects", "--format", "cocoa"], "“coco”"),
        ([], "--analysis"),
    ],
)
def test_wrong_usage_is_2(
    invoke: Invoke, clip: Path, tmp_path: Path, arguments: list[str], hint: str
) -> None:
    outcome = invoke("annotate", clip, "-o", tmp_path / "out.json", *arguments)
    assert outcome.code == 2
    assert hint in outcome.err


def test_the_clip_itself_is_not_overwritten(invoke: Invoke, clip: Path) -> None:
    before = clip.read_bytes()
    outcome = invoke("annotate", clip, "-o", clip, "--analysis", "moving-objects", "--overwrite")
    assert outcome.code == 1
    assert clip.read_bytes() == before


def test_a_network_from_the_library_is_chosen_by_name(
    invoke: Invoke, clip: Path, tmp_path: Path, library_dir: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", str(library_dir))
    analysis = ["--analysis", "shots:model=transnet-v2,score=0.9"]
    outcome = invoke("annotate", clip, "-o", tmp_path / "out.json", *analysis)
    assert outcome.code == 0, outcome.err
    assert "on 12 frames" in outcome.out


def black(_frame: int, plane: int, width: int, height: int) -> NDArray[np.float64]:
    return np.full((height, width), 0.5 if plane else 0.0)


def test_where_all_that_was_found_is_left_out_formats_that_have_it_are_named(
    invoke: Invoke, tmp_path: Path
) -> None:
    dark = make_clip(tmp_path / "dark.mkv", frames=40, draw=black)
    outcome = invoke("annotate", dark, "-o", tmp_path / "out.json", "--analysis", "flags")
    assert outcome.code == 0, outcome.err
    assert "1 segment on 40 frames" in outcome.out
    (hint,) = (line for line in outcome.err.splitlines() if "--format" in line)
    named = hint.partition("--format ")[2].rstrip(".").replace(" or ", ", ").split(", ")
    assert {"webvtt", "activitynet", "csv"} <= set(named)
    assert "coco" not in named

    told = tmp_path / "out.vtt"
    outcome = invoke("annotate", dark, "-o", told, "--analysis", "flags", "--format", "webvtt")
    assert "too dark" in told.read_text()
    assert "--format" not in outcome.err


SLOW = """
import sys, time
from app.analyses import moving_objects
from app.__main__ import main
keys = moving_objects.Association.keys
def slowly(self, boxes, frame):
    if frame == 40:
        print("looking", file=sys.stderr, flush=True)
    time.sleep(0.02 if frame < 40 else 0.1)
    return keys(self, boxes, frame)
moving_objects.Association.keys = slowly
sys.exit(main())
"""
COUNT = 120
SQUARE = Square(10, 20, 2.0, 0.3)
MOVING = ("--analysis", "moving-objects:warmup=10,min-length=12")


@pytest.fixture(scope="module")
def long_clip(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return lossless(tmp_path_factory.mktemp("long") / "square.mkv", (SQUARE,), COUNT)


def interrupted(process: subprocess.Popen[bytes]) -> tuple[int, str, str]:
    """Press Ctrl-C once it looks at frames; code, stdout and stderr."""
    assert process.stderr is not None
    assert any(b"looking" in line for line in iter(process.stderr.readline, b""))
    process.send_signal(signal.SIGINT)
    out, err = process.communicate(timeout=60)
    return process.returncode, out.decode(), err.decode()


def test_what_was_found_before_ctrl_c_is_kept_beside_the_output(
    start: Start, long_clip: Path, tmp_path: Path
) -> None:
    output, part = tmp_path / "out.json", tmp_path / "out.part.json"
    with start("annotate", long_clip, "-o", output, *MOVING, code=SLOW) as process:
        code, out, err = interrupted(process)
    assert (code, out) == (130, "")
    assert not output.exists()
    layer = find_format("coco").read(part, facts_of(long_clip))
    last = max(k.frame for t in layer.tracks for k in t.keyframes if not k.outside)
    assert 30 < last < COUNT - 1
    assert f"the result is partial, {len(layer.tracks)} tracks in {part}." in err
    assert f"Stopped at frame {last}: " in err


def test_what_was_there_stays_in_the_part_of_one_that_goes_on(
    start: Start, long_clip: Path, tmp_path: Path
) -> None:
    labels, output = tmp_path / "mine.xml", tmp_path / "out.xml"
    mine = Track(7, "mine", (Keyframe(0, Box(2, 2, 30, 30)),))
    layer = AnnotationLayer(facts_of(long_clip), (Label("mine"),), (mine,))
    find_format("cvat-video").write(layer, labels)
    arguments = ["--from-labels", labels, "--format", "cvat-video", *MOVING]
    with start("annotate", long_clip, "-o", output, *arguments, code=SLOW) as process:
        assert interrupted(process)[0] == 130
    found = find_format("cvat-video").read(tmp_path / "out.part.xml", facts_of(long_clip))
    assert "mine" in {track.label for track in found.tracks}
    assert len(found.tracks) > 1
    assert not output.exists()


def test_a_clip_that_ends_in_the_middle_gives_its_part_and_the_reason(
    invoke: Invoke, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    cv2 = pytest.importorskip("cv2")
    for number, frame in enumerate(squares((SQUARE,), COUNT)):
        cv2.imwrite(str(tmp_path / f"{number:05}.png"), frame.pixels[..., ::-1])
    keys = Association.keys

    def losing(self: Association, boxes: Sequence[Box], frame: int) -> list[int]:
        (tmp_path / "00100.png").unlink(missing_ok=True)
        time.sleep(0.01)  # the pictures up to there may have been read ahead
        return keys(self, boxes, frame)

    monkeypatch.setattr(Association, "keys", losing)
    outcome = invoke("annotate", tmp_path / "%05d.png", "-o", tmp_path / "out.json", *MOVING)
    assert outcome.code == 1
    stopped, reason = outcome.err.strip().splitlines()[-2:]
    assert stopped.startswith("Stopped at frame 9")
    assert f"in {tmp_path / 'out.part.json'}." in stopped
    assert "cannot be read any further" in reason
    assert (tmp_path / "out.part.json").is_file()
