"""What commands that write a video have in common: the work with its progress, and the report."""

from __future__ import annotations

import time as clock
from typing import TYPE_CHECKING

from app.base.errors import Cancelled
from app.cli.json_output import put_json
from app.cli.progress_line import ProgressLine
from app.cli.running import on_worker, put, say

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.base.cancel import CancelToken
    from app.base.progress import Report
    from app.render.segmented_export import ExportResult


def export(
    work: Callable[[CancelToken, Report], ExportResult],
    device: str,
    *,
    computes: bool,
    resumable: bool,
    json: bool,
) -> None:
    """Do the work on a worker and say what it made, for people or as JSON.

    Args:
        work: Makes the video.
        device: As the user named it, for the progress line.
        computes: Whether anything runs on it.
        resumable: Whether the same command goes on after Ctrl-C.
        json: Write JSON to standard output.
    """
    started = clock.monotonic()
    with ProgressLine(device_words(device, computes)) as line:
        try:
            result = on_worker(lambda cancel: work(cancel, line), line.stopping)
        except Cancelled:
            if resumable:
                say("Stopped; the same command goes on from here.")
            raise
    tell(result, clock.monotonic() - started, json=json)


def device_words(name: str, computes: bool) -> str:
    """The device for the progress line: `NVIDIA H200`, `cpu`; "" when nothing is computed."""
    if not computes:
        return ""
    from app.inference.device import choose_device, describe

    device = choose_device(name)
    return "cpu" if device.type == "cpu" else describe(device).partition(" (")[0]


def tell(result: ExportResult, seconds: float, *, json: bool) -> None:
    """Say what an export made, for people or as JSON."""
    made = result.frames - result.resumed
    fps = made / seconds if seconds > 0 else None
    if json:
        put_json(_document(result, seconds, fps))
        return
    speak = say if str(result.output) == "-" else put
    resumed = f", {result.resumed} of them from before" if result.resumed else ""
    pace = f" ({fps:.1f} fps)" if fps else ""
    name = "standard output" if str(result.output) == "-" else result.output
    speak(f"{name}: {result.frames} frames{resumed} in {seconds:.1f} s{pace}")
    if result.damaged:
        say(f"Damaged frames in the source: {result.damaged}.")
    for note in result.notes:
        say(note)


def _document(result: ExportResult, seconds: float, fps: float | None) -> dict[str, object]:
    fields = ("output", "frames", "resumed", "damaged", "notes")
    told: dict[str, object] = {name: getattr(result, name) for name in fields}
    told["stages"] = {name: round(busy, 3) for name, busy in result.stages.items()}
    return told | {"seconds": round(seconds, 3), "fps": fps and round(fps, 3)}
