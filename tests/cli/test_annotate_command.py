"""`reelwright annotate`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

import pytest

from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Invoke


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
