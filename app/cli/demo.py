"""`reelwright demo`: what the program does, shown on a few seconds of video."""

from __future__ import annotations

import dataclasses
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.base.cancel import CancelToken
from app.base.errors import UsageError
from app.cli.columns import facts
from app.cli.progress_line import ProgressLine
from app.cli.running import on_worker, put, say

if TYPE_CHECKING:
    from app.render.demo import DemoResult


def demo(
    headless: Annotated[
        bool, typer.Option("--headless", help="Write files, even when there is a screen.")
    ] = False,
    kiosk: Annotated[
        bool, typer.Option("--kiosk", help="The show over the whole screen, again and again.")
    ] = False,
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="DIR", help="Where the results go.")
    ] = Path("reelwright-demo"),
    clip: Annotated[
        Path | None, typer.Option(metavar="PATH", help="Take this video instead of our own.")
    ] = None,
) -> None:
    """Show what the program does, by itself: in its window, or as files in DIR.

    With a screen and no other option the window plays a show. Otherwise denoises and upscales
    a sample clip and measures the gain; writes the video, a side-by-side video, a contact sheet
    and the annotation file into DIR.
    """
    from app.render.demo import run_demo

    if kiosk:
        raise UsageError("The kiosk needs a screen, and takes no other option.")
    with ProgressLine() as line:

        def work(cancel: CancelToken) -> DemoResult:
            return run_demo(output, clip, line, cancel)

        result = on_worker(work, line.stopping)
    put(description(result))
    for note in result.notes:
        say(note)


def description(result: DemoResult) -> str:
    """For people: one line for each thing that was made or measured."""
    names = [field.name for field in dataclasses.fields(result) if field.name != "notes"]
    told = [(name, getattr(result, name)) for name in names]
    return facts(
        [(name.replace("_", " "), str(value)) for name, value in told if value is not None]
    )
