"""The window is there at once, and stays quick while the machine works."""

from __future__ import annotations

import os
import subprocess
import sys
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from tests.end_to_end import event_loop_probe
from tests.helpers.clips import ClipKind, make_clip

if TYPE_CHECKING:
    from app.ui.application import Program

P99_MS, LONGEST_MS = 50, 250
START_SECONDS = 2.0
STARTS = 3
"""The best one counts: any program may come in the way of one."""

HERE = Path(__file__).parent
SECONDS = 4.0


def quiet() -> bool:
    """Whether nothing else wants the cores, so that times of the clock mean something."""
    if not hasattr(os, "getloadavg"):
        return False
    return os.getloadavg()[0] < 0.6 * len(os.sched_getaffinity(0))


@pytest.mark.slow
@pytest.mark.timeout(300)
def test_the_window_answers_while_it_plays_and_exports(program: Program, tmp_path: Path) -> None:
    alone = quiet()
    clip = make_clip(
        tmp_path / "clip.mp4", ClipKind(frames=250, size=(1280, 720), rate=Fraction(25))
    )

    found = event_loop_probe.measure(program, clip, tmp_path, SECONDS)

    for what, latency in found.items():
        print(what, latency)
        assert latency.busy_p99 < P99_MS, what
        assert latency.busy_longest < LONGEST_MS, what
        if alone:
            assert latency.p99 < P99_MS, what
            assert latency.longest < LONGEST_MS, what


@pytest.mark.slow
def test_the_window_is_there_soon_and_torch_comes_later() -> None:
    alone = quiet()
    command = [sys.executable, str(HERE / "start_probe.py")]
    subprocess.run(command, check=True, capture_output=True)  # warm

    found: list[tuple[float, float]] = []
    for _ in range(STARTS):
        answer = subprocess.run(command, check=True, capture_output=True, text=True).stdout
        times, heavy = answer.splitlines()
        print(times)
        assert heavy == "heavy"
        seconds, worked = (float(word) for word in times.split()[3::2])
        found.append((seconds, worked))
    assert min(worked for _, worked in found) < START_SECONDS
    if alone:
        assert min(seconds for seconds, _ in found) < START_SECONDS
