"""The benchmark runs, and every figure in its report is a figure."""

from __future__ import annotations

import itertools
import json
import math
import os
import platform
import re
import subprocess
import sys
import time as clock
import tomllib
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch

from app.base.cancel import CancelToken
from app.base.errors import AppError, Cancelled
from app.base.progress import silent
from app.inference import compiling
from app.inference.cuda_graphs import recorder_for
from app.inference.loaders.loading import load_module
from app.inference.overlap import Overlap
from app.inference.runner import TorchNetwork
from app.inference.weights_store import WeightsStore
from app.media.video_reader import VideoReader
from app.render.bench import main, run_bench, summary
from app.render.bench.cases import BUILTIN, LOOPED, BenchCase, default_cases
from app.render.bench.clip import make_bench_clip
from app.render.bench.figures import pipeline_figures
from app.render.bench.parity import copies_parity, parity_figures
from app.render.bench.rounds import WAYS, turned_off
from app.render.bench.stages import StagesAlone, Timing
from tests.inference.fake_compiler import Failing, FakeCompiler
from tests.inference.fake_lines import FakeLines
from tests.inference.fake_recorder import FakeRecorder
from tests.inference.tiny_weights import compact_pth, dncnn_pth

if TYPE_CHECKING:
    from collections.abc import Iterator

    from app.inference.loaders.loaded import LoadedModule

STAGES = ["decode", "upload", "model", "download", "encode"]


def added(path: Path) -> str:
    """A model of its own that the catalogue knows."""
    return WeightsStore().add(path).id


def numbers(value: Any) -> Iterator[float]:
    if isinstance(value, dict):
        for item in value.values():
            yield from numbers(item)
    elif isinstance(value, list):
        for item in value:
            yield from numbers(item)
    elif isinstance(value, int | float) and not isinstance(value, bool):
        yield float(value)


def small(model: str, **changes: Any) -> BenchCase:
    return BenchCase(model, 64, 48, ("fp32",), 4, **changes)


def test_a_report_has_every_field_and_only_positive_numbers(tmp_path: Path) -> None:
    case = small(added(compact_pth(tmp_path)), encoders=("libx264", "null"))
    path = tmp_path / "bench.json"
    result = run_bench(path, cases=[case], device="cpu", dry_run=True)
    assert json.loads(path.read_text()) == result
    (row,) = result["cases"]
    assert list(row["stages"]) == STAGES
    assert (row["frames"], row["device"], row["precision"]) == (6, "cpu", "float32")
    assert (row["output_width"], row["output_height"]) == (128, 96)
    assert [each["encoder"] for each in row["pipelines"]] == ["libx264", "null"]
    parity = row.pop("parity")
    assert parity["working_precision_db"] == 120  # fp32 beside fp32
    assert 0 <= parity["batch_largest_255"] < 0.01
    assert 0 <= parity["tiles_largest_255"] < 0.01
    for figure in ("batched_db", "tiled_db"):
        assert parity[figure] > 100
    for figure in ("fp16_db", "bf16_db"):
        assert 35 < parity[figure] < 100
    for figure in ("graphed_db", "compiled_db", "copies_largest_255"):
        assert parity[figure] == "not run: no CUDA"
    assert row.pop("ways") == dict.fromkeys(WAYS, "not run: no CUDA")
    found = list(numbers(result["cases"]))
    assert len(found) > 25
    assert all(math.isfinite(value) and value > 0 for value in found)


def test_a_denoiser_is_measured_by_its_own_effect(tmp_path: Path) -> None:
    case = small(added(dncnn_pth(tmp_path)))
    (row,) = run_bench(None, cases=[case], device="cpu", dry_run=True)["cases"]
    assert (row["effect"], row["output_width"]) == ("denoise", 64)


def test_two_precisions_that_come_to_the_same_are_measured_once(tmp_path: Path) -> None:
    model = added(compact_pth(tmp_path))
    case = BenchCase(model, 64, 48, ("fp32", "fp32"), 4)
    assert len(run_bench(None, cases=[case], device="cpu", dry_run=True)["cases"]) == 1


def test_the_report_names_no_person_and_no_place(tmp_path: Path) -> None:
    case = small(added(compact_pth(tmp_path)))
    text = json.dumps(run_bench(None, cases=[case], device="cpu", dry_run=True))
    assert str(tmp_path) not in text
    assert str(Path.home()) not in text
    assert platform.node() not in text.split('"')
    assert os.environ.get("USER", "no such user") not in text.split('"')


def test_missing_weights_are_noted_not_fatal() -> None:
    result = run_bench(None, cases=[small("no-such-model")], device="cpu")
    assert result["cases"] == []
    assert "no-such-model is left out" in result["notes"][0]
    assert "no-such-model" in summary(result)


def test_a_report_that_cannot_be_written_is_said_so(tmp_path: Path) -> None:
    with pytest.raises(AppError, match="cannot be written"):
        run_bench(tmp_path / "nowhere" / "x.json", cases=[], device="cpu")


def test_it_can_be_cancelled(tmp_path: Path) -> None:
    token = CancelToken()
    token.cancel()
    case = small(added(compact_pth(tmp_path)))
    with pytest.raises(Cancelled):
        run_bench(None, silent, token, cases=[case], device="cpu")


def test_the_entry_without_the_command_line(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    case = small(added(compact_pth(tmp_path)))
    monkeypatch.setattr("app.render.bench.run.default_cases", lambda device: (case,))
    path = tmp_path / "bench.json"
    assert main(["--json", str(path), "--device", "cpu", "--dry-run"]) == 0
    told = capsys.readouterr()
    assert "A dry run" in told.out
    assert case.model in told.err
    assert path.exists()


def test_a_dry_run_of_a_gpu_goes_through_without_one(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on the machine that the figures are then made on, with its cases."""
    case = small(added(compact_pth(tmp_path)), encoders=("libx264", "null"))
    asked: list[str] = []

    def default_cases(kind: str) -> tuple[BenchCase, ...]:
        asked.append(kind)
        return (case,)

    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    monkeypatch.setattr("app.render.bench.run.default_cases", default_cases)
    assert main(["--device", "cuda", "--dry-run"]) == 0
    told = capsys.readouterr()
    assert asked == ["cuda"]
    assert "on the processor instead" in told.err
    assert "graphs, compiling, batches, overlapped copies: not run: no CUDA" in told.out
    for way in ("fp16", "bf16", "batched", "tiled"):
        assert re.search(rf"beside fp32: .*{way} [0-9.]+ dB", told.out)
    assert main(["--device", "cuda"]) == 1
    assert "No NVIDIA GPU" in capsys.readouterr().err


def test_replays_are_compared_with_plain_calls_in_full_precision(tmp_path: Path) -> None:
    loaded, cpu = load_module(compact_pth(tmp_path)), torch.device("cpu")
    frames = [torch.rand(3, 32, 40) for _ in range(3)]
    network = TorchNetwork(loaded, cpu, "bf16", recorder=FakeRecorder())
    figure = parity_figures(network, frames)["graphed_db"]
    assert isinstance(figure, float)
    assert 35 < figure < 100
    assert network.recordings == 1
    network = TorchNetwork(loaded, cpu, "fp32")
    assert parity_figures(network, frames)["graphed_db"] == "not run: no CUDA"


def test_what_is_compiled_is_compared_and_waited_for(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    loaded, cpu = load_module(compact_pth(tmp_path)), torch.device("cpu")
    frames = [torch.rand(3, 32, 40) for _ in range(3)]
    network = TorchNetwork(loaded, cpu, "bf16")
    compiler = FakeCompiler(patience=4)
    figure = parity_figures(network, frames, compiler)["compiled_db"]
    assert isinstance(figure, float)
    assert 35 < figure < 100
    assert len(compiler.started) == 1
    begun = clock.monotonic()
    failing = FakeCompiler(kind=Failing)
    assert "could not be compiled" in str(parity_figures(network, frames, failing)["compiled_db"])
    assert clock.monotonic() - begun < 60, "what has failed is not waited for"
    monkeypatch.setattr("app.render.bench.parity.PATIENCE", 0.5)
    never = FakeCompiler(patience=10**9)
    assert "not in time" in str(parity_figures(network, frames, never)["compiled_db"])


def test_compiling_is_tried_once_for_a_model_and_never_beside_a_measurement(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """What `make bench-gpu` asks for, on a processor that is asked as well."""
    compiler, model = FakeCompiler(patience=0), added(compact_pth(tmp_path))
    monkeypatch.setenv("REELWRIGHT_COMPILE", "all")
    plain = compiling.compiler_for

    def asked(device: torch.device) -> FakeCompiler | None:
        return compiler if plain(device) else None

    monkeypatch.setattr(compiling, "compiler_for", asked)
    monkeypatch.setattr("app.inference.runner.compiler_for", asked)
    cases = [BenchCase(model, 64, 48, each, 4) for each in (("fp32", "bf16"), ("fp32",))]
    rows = run_bench(None, cases=cases, device="cpu", dry_run=True)["cases"]
    figures = [row["parity"]["compiled_db"] for row in rows]
    assert figures[0] == 120
    assert 35 < figures[1] < 100
    assert figures[2] == "not run: no CUDA"
    assert len(compiler.started) == 2
    assert os.environ["REELWRIGHT_COMPILE"] == "all"


def test_copies_that_overlap_are_compared_with_those_one_by_one(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def transfer_for(device: torch.device, depth: int) -> Overlap:
        return Overlap(device, FakeLines(), depth)

    with VideoReader(make_bench_clip(tmp_path / "clip.mp4", 64, 48, 3)) as reader:
        pictures = [frame.pixels for frame in reader.frames()]
    cpu = torch.device("cpu")
    assert copies_parity(pictures, cpu) == "not run: no CUDA"
    monkeypatch.setattr("app.render.bench.parity.transfer_for", transfer_for)
    assert copies_parity(pictures, cpu) == 0


def test_a_number_format_that_is_never_worked_in_is_not_judged(tmp_path: Path) -> None:
    loaded = load_module(compact_pth(tmp_path))
    loaded = replace(loaded, traits=replace(loaded.traits, half=False))
    network = TorchNetwork(loaded, torch.device("cpu"), "fp32")
    parity = parity_figures(network, [torch.rand(3, 32, 40) for _ in range(3)])
    assert parity["fp16_db"] == "not run: this network never works in it"
    assert isinstance(parity["bf16_db"], float)


def test_a_network_whose_batches_differ_misses_the_goal(tmp_path: Path) -> None:
    """As do tiles that lack their surroundings: the figures can tell."""
    loaded = load_module(compact_pth(tmp_path))
    fading = torch.linspace(0, 1, 40) * torch.rand(3, 32, 40)
    frames = [fading * share for share in (1.0, 0.5, 0.1)]
    assert goals_missed(loaded, frames) == set()
    mixing = replace(loaded, module=Times(loaded.module, (0, 1, 2, 3)))
    assert goals_missed(mixing, frames) >= {"batched_db", "batch_largest_255"}
    looking_far = replace(loaded, module=Times(loaded.module, (1, 2, 3)))
    assert goals_missed(looking_far, frames) == {"tiled_db", "tiles_largest_255"}


class Times(torch.nn.Module):
    """A network's pictures times their mean over some axes."""

    def __init__(self, module: torch.nn.Module, axes: tuple[int, ...]) -> None:
        super().__init__()
        self.module, self.axes = module, axes

    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return torch.as_tensor(self.module(x)) * x.mean(self.axes, keepdim=True)


def goals_missed(loaded: LoadedModule, frames: list[torch.Tensor]) -> set[str]:
    figures = parity_figures(TorchNetwork(loaded, torch.device("cpu"), "fp32"), frames)
    known = {name: each for name, each in figures.items() if not isinstance(each, str)}
    low = {name for name, each in known.items() if name.endswith("_db") and each < 35}
    return low | {name for name, each in known.items() if name.endswith("_255") and each > 1}


def test_the_model_alone_is_timed_as_exports_call_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(WAYS["batches"], "4")
    counts: list[int] = []
    plain = TorchNetwork.__call__

    def noting(self: TorchNetwork, pictures: torch.Tensor, *rest: Any) -> torch.Tensor:
        counts.append(len(pictures))
        return plain(self, pictures, *rest)

    network = TorchNetwork(load_module(dncnn_pth(tmp_path)), torch.device("cpu"), "fp32")
    clip = make_bench_clip(tmp_path / "clip.mp4", 64, 48, 6)
    stages = StagesAlone(clip, tmp_path / "x", network, torch.device("cpu"), CancelToken())
    monkeypatch.setattr(TorchNetwork, "__call__", noting)
    stages.runs()["model"]()
    assert counts == [1, 4, 4, 4], "the proof, then six frames in two calls"


LEFT_OUT = {
    "PySide6-Essentials": "PySide6",
    "qtawesome": "qtawesome",
    "miniaudio": "miniaudio",
    "opentimelineio": "opentimelineio",
    "opencv-python-headless": "cv2",
    "platformdirs": "platformdirs",
    "rich": "rich",
    "typer": "typer",
    "psutil": "psutil",
    "nvidia-ml-py": "pynvml",
    "onnxruntime": "onnxruntime",
}
"""Libraries of the program that a GPU machine need not have, and what is imported of them."""

WITHOUT = """
import runpy, sys

class Missing:
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in NAMES:
            raise ModuleNotFoundError(f"No module named {name!r}", name=name)

sys.meta_path.insert(0, Missing())
sys.argv = ["bench", "--device", "cuda", "--dry-run", "--models", "reel-upscale-x2-tiny", *ASKED]
runpy.run_module("app.render.bench", run_name="__main__")
"""


def test_it_needs_nothing_but_torch_av_numpy_spandrel_and_safetensors(tmp_path: Path) -> None:
    """The whole dry run of `make bench-gpu`, every other library of the program missing."""
    with Path("pyproject.toml").open("rb") as file:
        project = tomllib.load(file)["project"]
    wanted = [*project["dependencies"], *project["optional-dependencies"]["onnx"]]
    names = {re.split(r"[><=~\[]", each)[0] for each in wanted}
    assert names - {"torch", "av", "numpy", "spandrel", "safetensors"} == set(LEFT_OUT)
    path = tmp_path / "figures.json"
    code = f"NAMES = {set(LEFT_OUT.values())!r}\nASKED = ['--json', {str(path)!r}]\n{WITHOUT}"
    command = [sys.executable, "-W", "ignore", "-c", code]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    rows = json.loads(path.read_text())["cases"]
    assert {(row["width"], row["precision"]) for row in rows} >= {(64, "float32")}
    for row in rows:
        assert set(row["parity"]) == FIGURES
        assert set(row["ways"]) == set(WAYS)


FIGURES = {
    "working_precision_db", "fp16_db", "bf16_db", "batched_db", "tiled_db", "graphed_db",
    "compiled_db", "batch_largest_255", "tiles_largest_255", "copies_largest_255",
}  # fmt: skip


@pytest.mark.parametrize("before", [None, "1"])
def test_a_way_is_turned_off_and_on_again(
    before: str | None, monkeypatch: pytest.MonkeyPatch
) -> None:
    switch = WAYS["graphs"]
    monkeypatch.delenv(switch, raising=False)
    if before:
        monkeypatch.setenv(switch, before)
    with turned_off(switch):
        assert recorder_for(torch.device("cuda")) is None
    assert os.environ.get(switch) == before


@pytest.mark.slow
def test_the_loop_by_hand_runs_beside(tmp_path: Path, weights_dir: Path, monkeypatch: Any) -> None:
    pytest.importorskip("cv2")
    monkeypatch.setenv("REELWRIGHT_WEIGHTS", str(weights_dir))
    case = BenchCase(LOOPED, 32, 32, ("fp32",), 4, by_hand=True)
    result = run_bench(None, cases=[case], device="cpu", dry_run=True)
    slow = result["cases"][0]["by_hand"]
    assert slow is not None, result["notes"]
    assert slow["frames"] == 6
    assert slow["times_faster"] > 0
    assert "times as fast" in summary(result)


def test_ideal_is_the_sum_on_a_processor_and_the_slowest_stage_on_a_gpu() -> None:
    stages = {
        name: {"seconds": seconds, "core_seconds": 2 * seconds}
        for name, seconds in zip(STAGES, (1, 0.5, 4, 0.5, 2), strict=True)
    }
    timing = Timing([10.0], [16.0])
    processor = pipeline_figures("libx264", timing, stages, 100, "cpu")
    assert (processor["ideal_seconds"], processor["efficiency"]) == (8.0, 0.8)
    assert pipeline_figures("null", timing, stages, 100, "cpu")["ideal_seconds"] == 6.0
    assert pipeline_figures("libx264", timing, stages, 100, "cuda")["ideal_seconds"] == 4.0


def test_a_processor_gets_smaller_pictures_than_a_gpu() -> None:
    assert {case.height for case in default_cases("cpu")} == {360, 180}
    assert {case.height for case in default_cases("cuda")} == {360, 720, 1080}
    for kind in ("cpu", "cuda"):
        assert set(BUILTIN) <= {case.model for case in default_cases(kind)}
        assert sum(case.by_hand for case in default_cases(kind)) == 1


def test_the_clip_moves(tmp_path: Path) -> None:
    path = make_bench_clip(tmp_path / "clip.mp4", 64, 48, 5)
    with VideoReader(path) as reader:
        assert (reader.format.size, len(reader.index)) == ((64, 48), 5)
        lumas = [frame.pixels.planes[0].astype(int) for frame in reader.frames()]
    changes = [abs(a - b).mean() for a, b in itertools.pairwise(lumas)]
    assert min(changes) > 3
