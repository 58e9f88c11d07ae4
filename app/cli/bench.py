"""`reelwright bench`: how fast this machine is."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated, Any

import typer

from app.base.cancel import CancelToken
from app.cli.progress_line import ProgressLine
from app.cli.running import on_worker, put


def bench(
    json: Annotated[
        Path | None, typer.Option("--json", metavar="FILE", help="Write all figures here as well.")
    ] = None,
    device: Annotated[str, typer.Option(metavar="D", help="auto, cpu, cuda or mps.")] = "auto",
    dry_run: Annotated[
        bool,
        typer.Option("--dry-run", help="Tiny pictures: shows that it works, no more."),
    ] = False,
) -> None:
    """Measure how fast this machine is.

    Each stage is timed alone, then the whole pipeline, then the loop one would write by hand.
    FILE explains its figures itself, under "definitions".
    """
    from app.render.bench import run_bench, summary

    with ProgressLine() as line:

        def work(cancel: CancelToken) -> dict[str, Any]:
            return run_bench(json, line, cancel, device=device, dry_run=dry_run)

        result = on_worker(work, line.stopping)
    put(summary(result))
