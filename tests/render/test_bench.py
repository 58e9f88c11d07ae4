"""The benchmark runs, and every figure in its report is a figure."""

from __future__ import annotations

import itertools
import json
import math
import os
import platform
from pathlib import Path
from typing import TYPE_CHECKING, Any

import pytest
import torch

from app.base.cancel import CancelToken
from app.base.errors import AppError, Cancelled
from app.base.progress import silent
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
from app.render.bench.stages import Timing
from tests.inference.fake_lines import FakeLines
from tests.inference.fake_recorder import FakeRecorder
from tests.inference.tiny_weights import compact_pth, dncnn_pth

if TYPE_CHECKING:
    from collections.abc import Iterator

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
    for figure in ("graphed_db", "compiled_db", "copies_largest_255"):
        assert parity[figure] == "not run: no CUDA"
    assert row.pop("ways") == dict.fromkeys(["graphs", "overlapped_copies"], "not run: no CUDA")
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
    assert "graphs, compiling, overlapped copies: not run: no CUDA" in told.out
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
