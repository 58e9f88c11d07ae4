"""`reelwright models`."""

from __future__ import annotations

import json
import shutil
from dataclasses import replace
from typing import TYPE_CHECKING

import pytest

from app.inference.catalogue import BuiltinSource, Catalogue, Figure
from tests.helpers.segmenter_pairs import write_pair
from tests.inference.tiny_weights import onnx_file

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Invoke


@pytest.fixture
def weights(weights_dir: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder on the search path that holds RLFN ×2 and nothing else."""
    folder = tmp_path / "weights"
    folder.mkdir()
    shutil.copy(weights_dir / "upscale" / "rlfn_x2.pth", folder)
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", str(folder))
    return folder


def test_the_list_shows_licence_and_presence(invoke: Invoke) -> None:
    outcome = invoke("models", "list")
    assert outcome.code == 0
    head, *lines = outcome.out.splitlines()
    words = "model task size licence commercial use quality speed here here"
    assert head.split() == words.split()
    assert [line.split()[0] for line in lines] == [card.id for card in Catalogue.load().all()]
    rlfn = next(line for line in lines if line.startswith("rlfn-x2 "))
    facts = "rlfn-x2 upscale ×2 2.1 MB Apache-2.0 yes Set5 38.08 dB – no"
    assert rlfn.split() == facts.split()


def test_measured_speed_stands_in_the_list(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("app.inference.speed.RUNS", 1)
    told = json.loads(invoke("models", "measure", "reel-upscale-x2-tiny", "--json").out)
    assert told[0]["fps"] > 0
    assert told[0]["problem"] == ""
    # the picture that comes out alone is 1280 x 720 in three planes of fp32
    assert 11_000_000 < told[0]["memory"] < 200_000_000
    line = next(
        line
        for line in invoke("models", "list").out.splitlines()
        if line.startswith("reel-upscale-x2-tiny ")
    )
    assert line.split()[-2:] == ["fps", "yes"]


def test_a_model_that_is_not_here_is_told_when_measured(invoke: Invoke) -> None:
    outcome = invoke("models", "measure", "rlfn-x4")
    assert outcome.code == 0
    assert "reelwright models get rlfn-x4" in outcome.out


def test_the_list_as_json(invoke: Invoke) -> None:
    told = json.loads(invoke("models", "list", "--json").out)
    rlfn = next(model for model in told if model["id"] == "rlfn-x2")
    assert rlfn["commercial_use"] == "yes"
    assert rlfn["path"] is None
    assert rlfn["size"] == 2_145_309
    assert rlfn["source"].startswith("https://")


def test_show(invoke: Invoke) -> None:
    words = invoke("models", "show", "rlfn-x2").out
    assert "Apache-2.0 (commercial use: yes)" in words
    assert "models get rlfn-x2" in words
    told = json.loads(invoke("models", "show", "rlfn-x2", "--json").out)
    assert (told["task"], told["scale"], told["architecture"]) == ("upscale", 2, "rlfn")


@pytest.mark.parametrize("words", [["show"], ["get"], ["verify"]])
def test_an_unknown_model_is_one_sentence(invoke: Invoke, words: list[str]) -> None:
    outcome = invoke("models", *words, "rlfm-x2")
    assert outcome.code == 1
    assert "Did you mean “rlfn-x2”?" in outcome.err
    assert outcome.err.count("\n") == 1


def test_get_finds_what_is_there(invoke: Invoke, weights: Path) -> None:
    outcome = invoke("models", "get", "rlfn-x2")
    assert outcome.out == f"rlfn-x2: {weights / 'rlfn_x2.pth'}\n"
    assert outcome.err == ""


def test_get_shows_the_licence_first(
    invoke: Invoke, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    from app.base.errors import ModelError
    from app.inference.weights_store import WeightsStore

    def offline(*_: object) -> Path:
        raise ModelError("Not connected.")

    monkeypatch.setattr(WeightsStore, "get", offline)
    outcome = invoke("models", "get", "rlfn-x2")
    assert outcome.code == 1
    first, *_, last = outcome.err.splitlines()
    assert "RLFN" in first
    assert "Apache-2.0" in outcome.err
    assert last == "Not connected."


def test_verify_tells_intact_from_damaged(invoke: Invoke, weights: Path) -> None:
    outcome = invoke("models", "verify", "rlfn-x2", "--json")
    assert outcome.code == 0
    (check,) = json.loads(outcome.out)
    assert (check["model"], check["state"], check["ok"]) == ("rlfn-x2", "intact", True)
    with (weights / "rlfn_x2.pth").open("r+b") as file:
        file.write(b"worm")
    outcome = invoke("models", "verify", "--json")
    assert outcome.code == 1
    states = {check["model"]: check["state"] for check in json.loads(outcome.out)}
    assert states["rlfn-x2"] == "damaged"
    assert states["rlfn-x4"] == "absent"
    assert "rlfn-x2" in outcome.err


def test_absent_weights_are_wrong_only_when_asked_for(invoke: Invoke) -> None:
    assert invoke("models", "verify", "rlfn-x4").code == 1
    checks = json.loads(invoke("models", "verify", "--json").out)
    assert next(check for check in checks if check["model"] == "rlfn-x4")["ok"]


def test_all_is_what_no_name_means(invoke: Invoke) -> None:
    assert invoke("models", "verify", "--all").out == invoke("models", "verify").out
    outcome = invoke("models", "verify", "--all", "--builtin")
    assert outcome.code == 2
    assert "one of the three" in outcome.err


def test_the_models_that_come_along_are_in_order(invoke: Invoke) -> None:
    outcome = invoke("models", "verify", "--builtin", "--json")
    assert outcome.code == 0, outcome.err
    wanted = [c.id for c in Catalogue.load().all() if isinstance(c.source, BuiltinSource)]
    assert [check["model"] for check in json.loads(outcome.out)] == wanted


def test_quality_needs_pictures(invoke: Invoke, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REELWRIGHT_TEST_MEDIA", raising=False)
    outcome = invoke("models", "verify", "--quality")
    assert outcome.code == 2
    assert "--images" in outcome.err


def test_add_keeps_a_copy(invoke: Invoke, weights: Path, tmp_path: Path) -> None:
    own = tmp_path / "My Net.pth"
    shutil.copy(weights / "rlfn_x2.pth", own)
    outcome = invoke("models", "add", own, "--json")
    assert outcome.code == 0, outcome.err
    told = json.loads(outcome.out)
    assert (told["id"], told["scale"], told["added"]) == ("my-net", 2, True)
    assert told["path"] != str(own)
    assert "my-net" in invoke("models", "list").out


def test_add_refuses_what_is_no_network(invoke: Invoke, tmp_path: Path) -> None:
    fake = tmp_path / "fake.pth"
    fake.write_bytes(b"no network")
    for path in (fake, tmp_path / "gone.pth"):
        outcome = invoke("models", "add", path)
        assert outcome.code == 1
        assert outcome.err.count("\n") == 1


def test_add_takes_an_encoder_and_the_decoder_beside_it(invoke: Invoke, tmp_path: Path) -> None:
    encoder, decoder = write_pair(tmp_path / "found", stem="Clicks")
    outcome = invoke("models", "add", encoder, "--json")
    assert outcome.code == 0, outcome.err
    told = json.loads(outcome.out)
    assert (told["id"], told["task"], told["added"]) == ("clicks", "segment", True)
    assert invoke("models", "verify", "clicks").code == 0
    decoder.unlink()
    outcome = invoke("models", "add", encoder)
    assert outcome.code == 1
    assert outcome.err.count("\n") == 1
    assert "put its decoder beside it" in outcome.err


def measured_as(
    monkeypatch: pytest.MonkeyPatch, change: Callable[[list[Figure]], list[Figure]]
) -> None:
    """Measuring gives what the card of RLFN says, but for a change."""
    import app.inference.quality.measuring

    figures = change(list(Catalogue.load().find("rlfn-x2").quality))
    monkeypatch.setattr(app.inference.quality.measuring, "measure", lambda *_: figures)


@pytest.mark.parametrize(
    ("change", "problem"),
    [
        (lambda figures: figures, ""),
        (lambda figures: [replace(figures[0], value=40.0), *figures[1:]], ""),
        (lambda figures: [replace(figures[0], value=30.0), *figures[1:]], "30 instead of 38.08"),
        (lambda figures: figures[1:], "was not measured"),
        (lambda figures: [replace(x, condition="other") for x in figures], "measured otherwise"),
    ],
)
def test_quality_below_the_card_is_wrong(
    invoke: Invoke,
    weights: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    change: Callable[[list[Figure]], list[Figure]],
    problem: str,
) -> None:
    measured_as(monkeypatch, change)
    words = ["rlfn-x2", "--quality", "--images", tmp_path, "--device", "cpu", "--json"]
    outcome = invoke("models", "verify", *words)
    assert outcome.code == (1 if problem else 0), outcome.err
    (check,) = json.loads(outcome.out)
    assert check["ok"] is not bool(problem)
    assert check["quality"]
    assert problem in check["problem"]
    assert bool(problem) == bool(check["problem"])


@pytest.mark.parametrize(("value", "ok"), [(0.915, True), (0.89, False)])
def test_of_things_that_are_counted_one_may_tip_over(
    invoke: Invoke,
    weights_dir: Path,
    monkeypatch: pytest.MonkeyPatch,
    tmp_path: Path,
    value: float,
    ok: bool,
) -> None:
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", str(weights_dir / "face"))
    card = Catalogue.load().find("yunet")
    promised = Figure("faces", "AP50", 0.93, card.quality[0].condition)
    monkeypatch.setattr(
        "app.render.quality.measuring.measurements",
        lambda: {"faces": lambda *_: [replace(promised, value=value)]},
    )
    assert card.quality[0].set == "faces"
    outcome = invoke("models", "verify", "yunet", "--quality", "--images", tmp_path, "--json")
    (check,) = json.loads(outcome.out)
    assert check["ok"] is ok


def test_what_quality_is_measured_on_must_be_there(
    invoke: Invoke, weights_dir: Path, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", str(weights_dir / "face"))
    outcome = invoke("models", "verify", "yunet", "--quality", "--images", tmp_path, "--json")
    assert outcome.code == 1
    (check,) = json.loads(outcome.out)
    assert "which quality is measured on" in check["problem"]


def test_add_tells_what_an_unknown_network_does(invoke: Invoke, tmp_path: Path) -> None:
    pytest.importorskip("onnxruntime")
    path = onnx_file(tmp_path)
    assumed = invoke("models", "add", path)
    assert assumed.code == 0, assumed.err
    assert "2 times as large" in assumed.err
    assert "White is taken to be 1" in assumed.err

    other = path.rename(tmp_path / "other.onnx")
    told = invoke("models", "add", other, "--task", "upscale", "--range", "255", "--json")
    assert told.code == 0, told.err
    assert "--range" not in told.err
    assert json.loads(told.out)["input"]["range"] == 255

    refused = invoke("models", "add", other, "--task", "denoise")
    assert refused.code == 1
    assert "not for denoise; choose upscale" in refused.err
