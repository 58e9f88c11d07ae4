"""Files written by us, read by the programs of others in an environment of their own.

A test writes files, names a small script of `readers/` and compares the numbers it prints: one JSON
value, the last line of its output. Scripts run with the readers' Python, know nothing of Reelwright
and take their arguments from `sys.argv`.
"""

from __future__ import annotations

import json
import os
import subprocess
from pathlib import Path
from typing import TYPE_CHECKING, Any, Protocol

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable

ENVIRONMENT = Path(__file__).parents[2] / ".venv-formats"
SCRIPTS = Path(__file__).parent / "readers"
SECONDS = 120


class Reader(Protocol):
    """Runs `readers/<script>.py` with some arguments and gives back the JSON it printed."""

    def __call__(self, script: str, *arguments: object) -> Any: ...


@pytest.fixture
def read_with(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Any]:
    """A `Reader`; the test is skipped where the readers are not installed."""
    python = ENVIRONMENT / "bin" / "python"
    if not python.exists():
        pytest.skip("the readers of annotation files are not installed; `make readers` does it")
    folder = tmp_path_factory.mktemp("reader")

    def read(script: str, *arguments: object) -> Any:
        command = [str(python), "-W", "ignore", str(SCRIPTS / f"{script}.py")]
        # What matplotlib learns about fonts is kept from run to run: it takes seconds.
        environment = os.environ | {"MPLCONFIGDIR": str(ENVIRONMENT / ".matplotlib")}
        done = subprocess.run(
            [*command, *map(str, arguments)],
            cwd=folder,
            env=environment,
            capture_output=True,
            text=True,
            timeout=SECONDS,
            check=False,
        )
        assert done.returncode == 0, f"{script} cannot read it:\n{done.stderr}"
        return json.loads(done.stdout.splitlines()[-1])

    return read
