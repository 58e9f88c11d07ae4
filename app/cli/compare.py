"""`reelwright compare`: how far two videos are apart."""

from __future__ import annotations

import math
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.base.cancel import CancelToken
from app.cli.columns import columns
from app.cli.json_output import put_json
from app.cli.progress_line import ProgressLine
from app.cli.running import on_worker, put

if TYPE_CHECKING:
    from app.render.compare import Comparison, FrameScore, Scores


def compare(
    a: Annotated[
        Path, typer.Argument(metavar="A", help="The reference: a video, a picture, a sequence.")
    ],
    b: Annotated[
        Path, typer.Argument(metavar="B", help="What is compared with it, frame by frame.")
    ],
    json: Annotated[bool, typer.Option("--json", help="Write JSON to stdout.")] = False,
) -> None:
    """Compare two videos of equal size and length.

    Gives PSNR, Y-PSNR and SSIM of each frame and of all. PSNR is of R'G'B' and Y-PSNR of Y',
    computed with each clip's own matrix and range; both on [0, 1]. The mean PSNR belongs to the
    mean squared error of all frames. SSIM (Wang et al. 2004) is of Y'. Identical frames have an
    infinite PSNR.

    \b
    JSON: a, b, width, height, frame_count, identical, mean {psnr, y_psnr, ssim},
    frames [{number, time, psnr, y_psnr, ssim, identical}]; a PSNR is null where identical.
    """
    from app.render.compare import compare as compared

    with ProgressLine() as line:

        def work(cancel: CancelToken) -> Comparison:
            return compared(a, b, line, cancel)

        result = on_worker(work, line.stopping)
    put_json(_document(a, b, result)) if json else put(description(result))


def _document(a: Path, b: Path, result: Comparison) -> dict[str, Any]:
    return {
        "a": a,
        "b": b,
        "width": result.width,
        "height": result.height,
        "frame_count": len(result.frames),
        "identical": result.identical,
        "mean": result.mean,
        "frames": [_frame_document(frame) for frame in result.frames],
    }


def _frame_document(frame: FrameScore) -> dict[str, Any]:
    scores = frame.scores
    return {
        "number": frame.number,
        "time": frame.time,
        "psnr": scores.psnr,
        "y_psnr": scores.y_psnr,
        "ssim": scores.ssim,
        "identical": frame.identical,
    }


def description(result: Comparison) -> str:
    """For people: the mean, and the worst frame."""
    size = f"{result.width} × {result.height}, {len(result.frames)} frames"
    if result.identical:
        return f"{size}: identical"
    worst = min(result.frames, key=lambda frame: frame.scores.psnr)
    rows = [
        ("", "PSNR", "Y-PSNR", "SSIM"),
        ("mean", *_cells(result.mean)),
        (f"worst, frame {worst.number}", *_cells(worst.scores)),
    ]
    same = sum(frame.identical for frame in result.frames)
    note = f"\n{same} of the frames are identical" if same else ""
    return f"{size}\n\n{columns(rows, right=(1, 2, 3))}{note}"


def _cells(scores: Scores) -> tuple[str, str, str]:
    return _decibels(scores.psnr), _decibels(scores.y_psnr), f"{scores.ssim:.5f}"


def _decibels(value: float) -> str:
    return "infinite" if math.isinf(value) else f"{value:.2f} dB"
