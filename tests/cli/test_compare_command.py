"""`reelwright compare`."""

from __future__ import annotations

import json
from typing import TYPE_CHECKING

from tests.helpers.clips import make_clip

if TYPE_CHECKING:
    from pathlib import Path

    from tests.cli.conftest import Invoke


def test_json_has_every_frame(invoke: Invoke, tmp_path: Path) -> None:
    a = make_clip(tmp_path / "a.mp4", frames=3)
    b = make_clip(tmp_path / "b.mp4", frames=3, options={"crf": "40"})
    outcome = invoke("compare", a, b, "--json")
    told = json.loads(outcome.out)
    assert (told["width"], told["height"], told["frame_count"]) == (64, 48, 3)
    assert told["identical"] is False
    assert set(told["mean"]) == {"psnr", "y_psnr", "ssim"}
    assert [frame["number"] for frame in told["frames"]] == [0, 1, 2]
    assert told["frames"][2]["time"] == "2/25"
    assert "mean" in invoke("compare", a, b).out
    assert "worst, frame " in invoke("compare", a, b).out


def test_identical_is_null_in_json(invoke: Invoke, tmp_path: Path) -> None:
    a = make_clip(tmp_path / "a.mp4", frames=2)
    told = json.loads(invoke("compare", a, a, "--json").out)
    assert told["identical"] is True
    assert told["mean"] == {"psnr": None, "y_psnr": None, "ssim": 1.0}
    assert told["frames"][1]["identical"] is True
    assert invoke("compare", a, a).out == "64 × 48, 2 frames: identical\n"


def test_what_cannot_be_compared_is_one_sentence(invoke: Invoke, tmp_path: Path) -> None:
    a = make_clip(tmp_path / "a.mp4", frames=2)
    b = make_clip(tmp_path / "b.mp4", frames=3)
    outcome = invoke("compare", a, b)
    assert outcome.code == 1
    assert "2 and 3 frames" in outcome.err
    assert outcome.err.count("\n") == 1
