"""What is compiled on the way is used once it is there and gives the same; nobody waits for it."""

from __future__ import annotations

import gc
import logging
import os
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from typing import TYPE_CHECKING

import pytest
import torch
from torch import nn

from app.inference.compiling import (
    KEPT,
    OFTEN,
    SWITCH,
    ProcessCompilation,
    ProcessCompiler,
    compiler_for,
)
from app.inference.loaders.loading import load_module
from app.inference.quick_calls import QuickCalls
from app.inference.runner import TorchNetwork
from tests.inference import tiny_weights as tiny
from tests.inference.fake_compiler import Failing, FakeCompiler
from tests.inference.fake_recorder import FakeRecorder

if TYPE_CHECKING:
    from collections.abc import Callable

CPU = torch.device("cpu")


class Squared(nn.Module):
    def forward(self, x: torch.Tensor) -> torch.Tensor:
        return x.square()


def picture(side: int = 4, seed: int = 0) -> torch.Tensor:
    return torch.rand(1, 3, side, side, generator=torch.Generator().manual_seed(seed))


def quick(compiler: FakeCompiler, recorder: FakeRecorder | None = None) -> QuickCalls:
    return QuickCalls(Squared(), "Test", recorder, compiler)


def check(calls: QuickCalls, count: int, side: int = 4) -> None:
    for seed in range(count):
        assert torch.equal(calls(picture(side, seed)), picture(side, seed).square())


def test_a_shape_that_comes_often_is_compiled_while_plain_calls_go_on() -> None:
    compiler = FakeCompiler(patience=5)
    calls = quick(compiler)
    check(calls, OFTEN - 1)
    assert compiler.started == []
    check(calls, 6)
    assert len(compiler.started) == 1
    assert (calls.compiled, compiler.started[0].calls) == (0, 0)
    check(calls, 4)
    assert calls.compiled == 1
    assert compiler.started[0].calls == 1 + 4, "the proof, then every call"


def test_one_shape_at_a_time_and_no_more_than_are_kept() -> None:
    compiler = FakeCompiler(patience=0)
    calls = quick(compiler)
    for _ in range(OFTEN + 4):
        for side in range(3, 3 + 2 * KEPT):
            check(calls, 1, side)
    assert calls.compiled == len(compiler.started) == KEPT


def test_a_recording_of_the_plain_call_gives_way_to_one_of_the_compiled() -> None:
    compiler, recorder = FakeCompiler(patience=2), FakeRecorder()
    calls = quick(compiler, recorder)
    check(calls, OFTEN + 2)
    assert (calls.recorded, len(recorder.made), calls.compiled) == (1, 1, 0)
    check(calls, 3)
    assert (calls.recorded, len(recorder.made), calls.compiled) == (1, 2, 1)
    assert compiler.started[0].calls > 0


@pytest.mark.parametrize("change", [lambda made: made * 0.9, lambda made: made * torch.nan])
def test_what_gives_something_else_is_never_used(
    caplog: pytest.LogCaptureFixture, change: Callable[[torch.Tensor], torch.Tensor]
) -> None:
    compiler = FakeCompiler(change, patience=0)
    calls = quick(compiler)
    with caplog.at_level(logging.WARNING):
        check(calls, OFTEN + 9)
    assert (calls.compiled, len(compiler.started)) == (0, 1)
    (line,) = caplog.messages
    assert line.startswith("Test is not compiled: its results differ (")


def test_what_cannot_be_compiled_is_called_plainly_and_said_once(
    caplog: pytest.LogCaptureFixture,
) -> None:
    compiler = FakeCompiler(kind=Failing)
    calls = quick(compiler)
    check(calls, 3 * OFTEN)
    assert len(compiler.started) == 1
    assert caplog.messages == ["Test is not compiled: No working C++ compiler found"]


def test_what_fails_later_is_left_for_plain_calls(caplog: pytest.LogCaptureFixture) -> None:
    compiler = FakeCompiler(patience=0)
    calls = quick(compiler)
    check(calls, OFTEN + 2)
    assert calls.compiled == 1

    def full(made: torch.Tensor) -> torch.Tensor:
        raise RuntimeError("run_func_ failed")

    compiler.started[0].change = full
    check(calls, OFTEN + 2)
    assert (calls.compiled, len(compiler.started)) == (0, 1)
    assert caplog.messages == ["Test is not compiled: run_func_ failed"]


@pytest.mark.parametrize("tile_pixels", [None, 40**2])
def test_networks_give_the_same_pictures(tmp_path: Path, tile_pixels: int | None) -> None:
    loaded, compiler = load_module(tiny.compact_pth(tmp_path)), FakeCompiler()
    plain = TorchNetwork(loaded, CPU, "fp32", tile_pixels=tile_pixels)
    made = TorchNetwork(loaded, CPU, "fp32", tile_pixels=tile_pixels, compiler=compiler)
    for seed in range(OFTEN + 6):
        given = torch.rand(1, 3, 60, 80, generator=torch.Generator().manual_seed(seed))
        assert torch.equal(made(given), plain(given))
    assert made.compilations
    assert made.in_full_precision().compilations is None


def test_a_network_that_carries_frames_along_is_left_alone(tmp_path: Path) -> None:
    compiler = FakeCompiler()
    made = TorchNetwork(load_module(tiny.basicvsr_pth(tmp_path)), CPU, "fp32", compiler=compiler)
    window = made.traits.past + 1 + made.traits.future
    for _ in range(2):
        made(torch.rand(1, window, 3, 16, 16))
    assert (made.compilations, compiler.started) == (None, [])


def test_nothing_is_compiled_unless_somebody_asks(monkeypatch: pytest.MonkeyPatch) -> None:
    cuda = torch.device("cuda", 0)
    assert compiler_for(cuda) is None
    for value, on_gpu, on_processor in (
        ("1", True, False),
        ("all", True, True),
        ("0", False, False),
    ):
        monkeypatch.setenv(SWITCH, value)
        assert isinstance(compiler_for(cuda), ProcessCompiler) == on_gpu
        assert isinstance(compiler_for(CPU), ProcessCompiler) == on_processor


def test_what_cannot_be_sent_to_another_process_is_a_reason(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    module = Squared()
    module.forward = lambda x: x  # type: ignore[method-assign]
    with pytest.raises(RuntimeError):
        ProcessCompiler().start(module, picture())
    assert list(tmp_path.iterdir()) == []


def test_a_compilation_nobody_wants_is_killed_with_its_children_and_files(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    """As when an export is cancelled, or the network makes room for another."""
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path))
    compilation = ProcessCompiler().start(Squared(), picture())
    process, begun = compilation.process, time.monotonic()
    assert compilation.finished() is None
    del compilation
    gc.collect()
    assert time.monotonic() - begun < 5
    assert process.poll() == -9
    assert list(tmp_path.iterdir()) == []


def test_a_compilation_dies_with_whoever_started_it(tmp_path: Path) -> None:
    """However that ends: the pipe between them is closed."""
    code = (
        "import os, sys; sys.path.insert(0, os.getcwd())\n"
        "from tests.inference.test_compiling import Squared, picture\n"
        "from app.inference.compiling import ProcessCompiler\n"
        "made = ProcessCompiler().start(Squared(), picture())\n"
        "print(made.process.pid, flush=True); os._exit(9)\n"
    )
    done = subprocess.run(
        [sys.executable, "-W", "ignore", "-c", code], capture_output=True, text=True, check=False,
        env={**os.environ, "TMPDIR": str(tmp_path)},
    )  # fmt: skip
    assert done.returncode == 9, done.stderr
    wait_until_gone(int(done.stdout))


def wait_until_gone(process: int, seconds: float = 40) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        try:
            state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
        except FileNotFoundError:
            return
        if state == "Z":
            return
        time.sleep(0.2)
    raise AssertionError(f"process {process} lives on")


def waited(compilation: ProcessCompilation, seconds: float) -> object:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := compilation.finished():
            return found
        time.sleep(0.3)
    raise AssertionError("not done in time")


@pytest.mark.slow
def test_no_compiler_on_the_machine_is_a_reason(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("CXX", "/nowhere/no-compiler")
    compilation = ProcessCompiler().start(nn.Conv2d(3, 3, 3).eval(), picture())
    with pytest.raises(RuntimeError, match=r"\w"):
        waited(compilation, 200)


@pytest.mark.soak
def test_a_real_network_is_really_compiled(tmp_path: Path) -> None:
    loaded = load_module(tiny.compact_pth(tmp_path))
    made = TorchNetwork(loaded, CPU, "fp32", compiler=ProcessCompiler())
    plain, given = TorchNetwork(loaded, CPU, "fp32"), picture(16)
    end = time.monotonic() + 560
    while made.compilations == 0 and time.monotonic() < end:
        torch.testing.assert_close(made(given), plain(given))
        time.sleep(0.05)
    assert made.compilations == 1
    torch.testing.assert_close(made(picture(16, 1)), plain(picture(16, 1)))
