"""Running the command, in this process and in one of its own."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

from app.cli.application import application
from app.cli.running import run

ROOT = Path(__file__).parents[2]


@dataclass(frozen=True)
class Outcome:
    """What a command did."""

    code: int
    out: str
    err: str


Invoke = Callable[..., Outcome]
Start = Callable[..., "subprocess.Popen[bytes]"]


@pytest.fixture
def invoke(capsys: pytest.CaptureFixture[str]) -> Invoke:
    """Run a command line in this process."""

    def invoke(*arguments: object) -> Outcome:
        capsys.readouterr()
        words = [str(argument) for argument in arguments]
        code = run(lambda given: application(list(given), prog_name="reelwright"), words)
        captured = capsys.readouterr()
        return Outcome(code, captured.out, captured.err)

    return invoke


@pytest.fixture
def start() -> Start:
    """Start `python -m app …`, or with `code=` a piece of Python, in a process of its own."""

    def start(*arguments: object, code: str = "", **options: Any) -> subprocess.Popen[bytes]:
        begin = ["-c", code] if code else ["-m", "app"]
        command = [sys.executable, *begin, *map(str, arguments)]
        streams = {"stdin": subprocess.DEVNULL, "stdout": subprocess.PIPE}
        streams |= {"stderr": subprocess.PIPE}
        return subprocess.Popen(command, cwd=ROOT, **{**streams, **options})

    return start


@pytest.fixture
def command(start: Start) -> Invoke:
    """Run a command line in a process of its own."""

    def command(*arguments: object, **options: Any) -> Outcome:
        data = options.pop("data", None)
        if data is not None:
            options["stdin"] = subprocess.PIPE
        with start(*arguments, **options) as process:
            out, err = process.communicate(data, timeout=120)
        return Outcome(process.returncode, out.decode(errors="replace"), err.decode())

    return command
