"""`--help` answers at once: no torch, no Qt on the way."""

from __future__ import annotations

import os
import subprocess
import sys

import pytest

from tests.architecture.source import APP, ROOT

LIMIT = 0.8
HEAVY = ("torch", "PySide6", "cv2", "av", "spandrel", "onnxruntime")

pytestmark = pytest.mark.skipif(
    not (APP / "__main__.py").exists(), reason="app/__main__.py does not exist yet"
)

LIST_HEAVY = f"""
import sys
sys.argv = ["reelwright", "--help"]
try:
    from app.__main__ import main
    main()
except SystemExit:
    pass
print("HEAVY", sorted(set({HEAVY!r}) & set(sys.modules)))
"""


def run(*arguments: str) -> subprocess.CompletedProcess[str]:
    command = [sys.executable, *arguments]
    return subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)


def seconds_of_work() -> float:
    """Processor time of the program so far: other work on the machine must not count."""
    spent = os.times()
    return spent.children_user + spent.children_system


def test_help_answers_at_once() -> None:
    times = []
    for _ in range(3):
        before = seconds_of_work()
        done = run("-m", "app", "--help")
        times.append(seconds_of_work() - before)
        assert done.returncode == 0, done.stderr
        assert "Usage" in done.stdout
    advice = "import heavy libraries inside the command that needs them"
    assert min(times) < LIMIT, f"--help takes {min(times):.2f} s of {LIMIT} s allowed; {advice}"


def test_the_lists_that_menus_show_import_nothing_heavy() -> None:
    """The window reads them before its first paint; an entry imports what it needs when it runs."""
    lists = "import app.analyses.registry, app.analyses.seeded_registry, app.inference.catalogue"
    done = run("-c", f"{lists}, sys; print('HEAVY', sorted(set({HEAVY!r}) & set(sys.modules)))")
    assert "HEAVY []" in done.stdout, f"{done.stdout[-300:]}{done.stderr}"


def test_help_imports_nothing_heavy() -> None:
    done = run("-c", LIST_HEAVY)
    advice = "Import these inside the function that needs them, not at the top of a CLI module."
    assert "HEAVY []" in done.stdout, f"{done.stdout[-300:]}{done.stderr}\n{advice}"
