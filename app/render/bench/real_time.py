"""Whether a clip is enlarged as fast as it plays: our quickest upscaler, 360p, on a processor."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.render.bench.clip import RATE
from app.render.bench.machine import cores

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

FAST = "reel-upscale-x2-tiny"
WIDTH, HEIGHT = 640, 360
CASE = "fast, 360p"


def real_time_figures(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """What `DEFINITIONS` calls real_time, from the rows of a report; the last number format."""
    fitting = [row for row in rows if _fits(row)]
    if not fitting:
        return []
    row = fitting[-1]
    parts = [("model only", row["stages"]["model"])]
    parts += [(f"export, {each['encoder']}", each) for each in row["pipelines"]]
    return [_figure(name, part, row) for name, part in parts]


def _fits(row: Mapping[str, Any]) -> bool:
    size = row["width"], row["height"]
    return row["model"] == FAST and size == (WIDTH, HEIGHT) and row["device"] == "cpu"


def _figure(name: str, part: Mapping[str, float], row: Mapping[str, Any]) -> dict[str, Any]:
    reached = part["frames_per_second"]
    return {
        "case": f"{CASE}, {name}",
        "precision": row["precision"],
        "frames_per_second": reached,
        "by_work": float(f"{cores() * row['frames'] / part['core_seconds']:.4g}"),
        "real_time": "yes" if reached >= RATE else "no",
    }


def in_words(figures: Mapping[str, Any]) -> str:
    """One line for people."""
    return (
        f"{figures['case']}: {figures['frames_per_second']:.1f} frames/s "
        f"({figures['by_work']:.1f} by work), real time at {RATE} frames/s: {figures['real_time']}"
    )
