"""How threads wait is settled before torch is there, and left to whoever has settled it."""

from __future__ import annotations

import os
import subprocess
import sys
from typing import TYPE_CHECKING

from app.base.waiting import SPINS, wait_briefly

if TYPE_CHECKING:
    from pathlib import Path

    import pytest


def test_threads_sleep_soon(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("OMP_WAIT_POLICY", raising=False)
    monkeypatch.delenv("GOMP_SPINCOUNT", raising=False)
    wait_briefly()
    assert os.environ["GOMP_SPINCOUNT"] == SPINS


def test_a_policy_of_the_users_own_stays(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("OMP_WAIT_POLICY", "ACTIVE")
    monkeypatch.delenv("GOMP_SPINCOUNT", raising=False)
    wait_briefly()
    assert "GOMP_SPINCOUNT" not in os.environ


def test_it_is_settled_before_the_command_loads_torch() -> None:
    probe = (
        "import os, sys; sys.argv = ['reelwright', '--version']; from app.__main__ import main\n"
        "assert 'torch' not in sys.modules\n"
        "try: main()\n"
        "finally: sys.stderr.write(os.environ['GOMP_SPINCOUNT'])\n"
    )
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("GOMP_", "OMP_WAIT"))}
    done = subprocess.run(
        [sys.executable, "-c", probe], env=clean, capture_output=True, text=True, check=False
    )
    assert done.stderr == SPINS


def test_it_is_settled_before_the_benchmark_loads_torch(tmp_path: Path) -> None:
    # `python -m` imports the package before its `__main__`: torch had been loaded by then.
    (tmp_path / "torch.py").write_text("import os; print(os.environ.get('GOMP_SPINCOUNT')); 1 / 0")
    clean = {k: v for k, v in os.environ.items() if not k.startswith(("GOMP_", "OMP_WAIT"))}
    done = subprocess.run(
        [sys.executable, "-m", "app.render.bench", "--help"],
        env=clean | {"PYTHONPATH": str(tmp_path)},
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.stdout.strip() == SPINS, done.stderr
