"""How fast this machine is: stages alone, the whole pipeline, and the loop one would write.

`python -m app.render.bench --json FILE` runs it where the command line's own libraries are
missing, as on a GPU machine that brings nothing but torch.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import __version__
from app.base.cancel import CancelToken
from app.base.errors import AppError, DeviceError
from app.base.files import write_atomically
from app.base.progress import Progress, silent
from app.inference.device import choose_device, describe
from app.render.bench.cases import default_cases, found_cases, tiny
from app.render.bench.figures import DEFINITIONS, GOALS
from app.render.bench.machine import machine
from app.render.bench.real_time import real_time_figures
from app.render.bench.rounds import CaseRounds
from app.render.bench.words import summary

if TYPE_CHECKING:
    from collections.abc import Sequence

    import torch

    from app.base.progress import Report
    from app.render.bench.cases import BenchCase, FoundCase

__all__ = ["run_bench", "summary"]

REPEATS = 3


def run_bench(
    json_path: Path | None,
    report: Report = silent,
    cancel: CancelToken | None = None,
    *,
    cases: Sequence[BenchCase] | None = None,
    device: str = "auto",
    dry_run: bool = False,
) -> dict[str, Any]:
    """Measure, and write the figures to `json_path` when there is one.

    Args:
        json_path: A JSON file, replaced when it exists.
        report: Told which case is being measured.
        cancel: Checked once per frame.
        cases: What to measure; by default what fits the device.
        device: “auto” or a name.
        dry_run: Tiny pictures, one repeat: shows that everything works, its figures mean nothing.

    Returns:
        The same as in the file; `summary` puts it into words.

    Raises:
        AppError: the device, a model or a codec fails, or the file cannot be written.
        Cancelled: the token was set; nothing is written.
    """
    chosen = choose_device(device)
    wanted = list(default_cases(chosen.type) if cases is None else cases)
    found, notes = found_cases([tiny(case) for case in wanted] if dry_run else wanted)
    result = _head(chosen, dry_run=dry_run)
    rows: list[dict[str, Any]] = []
    for number, each in enumerate(found):
        report(_progress(each, number, len(found)))
        rows += _measured(each, chosen, 1 if dry_run else REPEATS, notes, cancel or CancelToken())
    result |= {"cases": rows, "real_time": real_time_figures(rows)}
    result |= {"notes": list(dict.fromkeys(notes))}
    if json_path is not None:
        _write(json_path, result)
    return result


def _head(device: torch.device, *, dry_run: bool) -> dict[str, Any]:
    return {
        "benchmark": "reelwright bench",
        "reelwright": __version__,
        "date": datetime.now(UTC).date().isoformat(),
        "dry_run": dry_run,
        "machine": machine(),
        "device": describe(device),
        "definitions": DEFINITIONS,
        "goals": GOALS,
    }


def _measured(
    found: FoundCase,
    device: torch.device,
    repeats: int,
    notes: list[str],
    cancel: CancelToken,
) -> list[dict[str, Any]]:
    """All rows of a case; its clips are gone afterwards."""
    with tempfile.TemporaryDirectory(prefix="reelwright-bench-") as folder:
        rounds = CaseRounds(found, device, repeats, Path(folder), cancel)
        rows = list(rounds.rows())
    notes += rounds.notes
    return rows


def _progress(found: FoundCase, number: int, total: int) -> Progress:
    case = found.case
    size = f"{case.width} × {case.height}"
    # No count of frames: how many there will be is found out on the way.
    return Progress(0, stage=f"Measuring {case.model} at {size} ({number + 1} of {total})")


def _write(path: Path, result: dict[str, Any]) -> None:
    text = json.dumps(result, indent=2, ensure_ascii=False, allow_nan=False) + "\n"
    try:
        write_atomically(path, text.encode())
    except OSError as error:
        raise AppError(
            f"{path} cannot be written ({error.strerror}); name another file."
        ) from error


def main(arguments: Sequence[str] | None = None) -> int:
    """The benchmark without the command line's libraries; 0 when done, 1 for a known error."""
    parser = argparse.ArgumentParser(prog="python -m app.render.bench", description=__doc__)
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures here")
    parser.add_argument("--device", default="auto", help="auto, cpu, cuda, cuda:1 or mps")
    parser.add_argument("--models", metavar="A,B", help="only the cases of these models")
    parser.add_argument("--dry-run", action="store_true", help="tiny pictures, no meaning")
    asked = parser.parse_args(arguments)
    try:
        device = _stand_in(asked.device) if asked.dry_run else asked.device
        cases = _cases_of(asked.models, asked.device)
        result = run_bench(asked.json, _say, cases=cases, device=device, dry_run=asked.dry_run)
    except AppError as error:
        sys.stderr.write(f"{error}\n")
        return 1
    sys.stdout.write(summary(result) + "\n")
    return 0


def _stand_in(device: str) -> str:
    """Where a dry run goes through: the processor, where the device that is meant is missing."""
    try:
        choose_device(device)
    except DeviceError:
        sys.stderr.write(f"There is no {device} here: a dry run on the processor instead.\n")
        return "cpu"
    return device


def _cases_of(models: str | None, device: str) -> list[BenchCase]:
    kind = choose_device().type if device == "auto" else device.partition(":")[0]
    cases = default_cases(kind)
    return [case for case in cases if models is None or case.model in models.split(",")]


def _say(progress: Progress) -> None:
    sys.stderr.write(f"{progress.stage}\n")
