"""The same work by the loop one would write without us, in a process of its own."""

from __future__ import annotations

import json
import subprocess
import sys
import time
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.base.cancel import CancelToken

# The core must not import OpenCV, and a user's loop would know nothing of us: it is a script.
SCRIPT = Path(__file__).parents[3] / "resources" / "docs" / "benchmarks" / "loop_by_hand.py"
_POLL_SECONDS = 0.1


def time_by_hand(
    clip: Path, weights: Path, output: Path, device: str, repeats: int, cancel: CancelToken
) -> tuple[list[float], int] | str:
    """Seconds of each pass and frames in one; a sentence when the loop cannot run here.

    Raises:
        Cancelled: the token was set; the process is ended.
    """
    if not SCRIPT.is_file():
        return "The loop by hand is left out: its script is not part of this installation."
    arguments = [str(SCRIPT), str(clip), str(weights), str(output), device, str(repeats)]
    code, told, complaint = _run([sys.executable, "-W", "ignore", *arguments], cancel)
    if code:
        reason = complaint.strip().splitlines()[-1:] or ["it failed"]
        return f"The loop by hand is left out: {reason[0].rstrip('.')}."
    answer = json.loads(told.splitlines()[-1])
    return [float(each) for each in answer["seconds"]], int(answer["frames"])


def _run(command: Sequence[str], cancel: CancelToken) -> tuple[int, str, str]:
    """Exit code, output and complaints of a command."""
    pipe = subprocess.PIPE
    with subprocess.Popen(command, stdout=pipe, stderr=pipe, text=True) as process:
        try:
            while process.poll() is None:
                cancel.check()
                time.sleep(_POLL_SECONDS)
        except BaseException:
            process.kill()
            raise
        told, complaint = process.communicate()
        return process.returncode, told, complaint
