"""Exit codes, signals, reports and closed pipes."""

from __future__ import annotations

import os
import signal
import subprocess
import time
from typing import TYPE_CHECKING

import pytest

from app.base.errors import Cancelled, MediaError, UsageError
from app.base.reports import write_report
from app.cli.running import log_folder, on_worker, run

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from app.base.cancel import CancelToken
    from tests.cli.conftest import Invoke, Start

WORK = """
import sys, time
from app.base.errors import AppError
from app.cli.running import on_worker, run, say

def work(cancel):
    say("working")
    for _ in range(300):
        {step}
        time.sleep(0.1)

def application(arguments):
    {body}

sys.exit(run(application, []))
"""

OBEDIENT = WORK.format(step="cancel.check()", body="on_worker(work, lambda: say('stopping'))")
DEAF = WORK.format(step="pass", body="on_worker(work, lambda: say('stopping'))")
SHORT = WORK.format(step="pass", body="say('working'); time.sleep(30)")


def raising(error: BaseException) -> int:
    def application(arguments: Sequence[str]) -> None:
        raise error

    return run(application, ["enhance", "film.mp4"])


def wait_for(process: subprocess.Popen[bytes], word: bytes) -> None:
    """Read stderr up to a line that holds `word`."""
    assert process.stderr is not None
    for line in iter(process.stderr.readline, b""):
        if word in line:
            return
    pytest.fail(f"{word!r} was never said")


def test_done_is_0() -> None:
    assert run(lambda arguments: None, []) == 0


def test_a_known_error_is_1_and_one_line(capsys: pytest.CaptureFixture[str]) -> None:
    assert raising(MediaError("The file is\n gone; find it.")) == 1
    captured = capsys.readouterr()
    assert captured.err == "The file is gone; find it.\n"
    assert captured.out == ""


def test_wrong_usage_is_2(capsys: pytest.CaptureFixture[str]) -> None:
    assert raising(UsageError("No such effect.")) == 2
    assert capsys.readouterr().err == "No such effect.\n"


def test_cancelled_is_130_and_silent(capsys: pytest.CaptureFixture[str]) -> None:
    assert raising(Cancelled("Cancelled.")) == 130
    assert raising(KeyboardInterrupt()) == 130
    assert capsys.readouterr().err == ""


def test_a_bug_is_70_and_leaves_a_report(capsys: pytest.CaptureFixture[str]) -> None:
    assert raising(ZeroDivisionError("division by zero")) == 70
    said = capsys.readouterr().err
    assert said.count("\n") == 1
    assert "Traceback" not in said
    (report,) = log_folder().iterdir()
    assert str(report) in said
    text = report.read_text("utf-8")
    assert "ZeroDivisionError: division by zero" in text
    assert "Traceback" in text
    assert "film.mp4" in text


def test_exit_codes_of_the_parser_pass_through() -> None:
    assert raising(SystemExit(2)) == 2
    assert raising(SystemExit()) == 0
    assert raising(SystemExit("words")) == 1


def test_a_report_takes_any_path_and_finds_a_folder(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    report = write_report(ValueError("broken"), ["probe", "odd\udce4name"], blocked / "log")
    assert "broken" in report.read_text("utf-8")
    report.unlink()


def test_the_worker_gives_its_result_and_its_errors() -> None:
    assert on_worker(lambda cancel: 42) == 42

    def fails(cancel: CancelToken) -> None:
        raise MediaError("No.")

    with pytest.raises(MediaError, match="No"):
        on_worker(fails)


def test_handlers_are_put_back() -> None:
    before = signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM)
    run(lambda arguments: on_worker(lambda cancel: None), [])
    assert before == (signal.getsignal(signal.SIGINT), signal.getsignal(signal.SIGTERM))


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_one_signal_cancels_within_a_second(start: Start, number: signal.Signals) -> None:
    with start(code=OBEDIENT) as process:
        wait_for(process, b"working")
        begin = time.perf_counter()
        process.send_signal(number)
        assert process.wait(10) == 130
        assert time.perf_counter() - begin < 1
        assert process.stderr is not None
        assert b"Traceback" not in process.stderr.read()


def test_a_second_signal_ends_work_that_does_not_listen(start: Start) -> None:
    with start(code=DEAF) as process:
        wait_for(process, b"working")
        process.send_signal(signal.SIGINT)
        wait_for(process, b"stopping")
        assert process.poll() is None
        begin = time.perf_counter()
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert time.perf_counter() - begin < 1


def test_a_signal_ends_short_work_too(start: Start) -> None:
    with start(code=SHORT) as process:
        wait_for(process, b"working")
        process.send_signal(signal.SIGINT)
        assert process.wait(10) == 130
        assert process.stderr is not None
        assert process.stderr.read() == b""


def test_a_reader_that_leaves_is_no_bug(start: Start) -> None:
    with start("effects", "--analyses", "--json", stdout=subprocess.PIPE) as process:
        assert process.stdout is not None
        process.stdout.close()
        assert process.stderr is not None
        assert process.stderr.read() == b""
        assert process.wait(30) == 1


def test_a_letter_the_terminal_lacks_is_no_bug(command: Invoke) -> None:
    env = {**os.environ, "PYTHONIOENCODING": "ascii", "PYTHONUTF8": "0"}
    outcome = command("models", "list", env=env)
    assert outcome.code == 0
    assert "upscale ?2" in outcome.out
