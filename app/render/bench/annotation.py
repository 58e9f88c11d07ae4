"""How good the analyses are: HOTA and IDF1, J and F, F1 of shots.

`python -m app.render.bench.annotation [--json FILE]` measures on clips with exact truth made on the
spot, and on real clips with known truth where `REELWRIGHT_TEST_MEDIA` names their folder.
"""

from __future__ import annotations

import argparse
import json
import os
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING, Any

from app import __version__
from app.base.files import write_atomically
from app.render.bench.annotation_carried import CARRY_NOTES, carried_figures
from app.render.bench.annotation_cars import CAR_NOTES, cars_figures
from app.render.bench.annotation_crowd import TRACK_NOTES, tracks_figures
from app.render.bench.annotation_shots_known import SHOT_NOTES, shots_figures
from app.render.bench.machine import machine

if TYPE_CHECKING:
    from collections.abc import Sequence

NOTES = {**TRACK_NOTES, **CAR_NOTES, **SHOT_NOTES, **CARRY_NOTES}


def measure(media: Path | None) -> dict[str, Any]:
    """All figures; those of real clips only where there are any."""
    began = time.perf_counter()
    figures: dict[str, Any] = {**tracks_figures(), **carried_figures(media)}
    if media is not None:
        figures |= cars_figures(media) | shots_figures(media / "clips")
    return {
        "version": __version__,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "notes": NOTES,
        "figures": figures,
        "seconds": round(time.perf_counter() - began, 1),
    }


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the file that was asked for."""
    parser = argparse.ArgumentParser(description="How good the analyses are.")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    chosen = parser.parse_args(arguments)
    folder = os.environ.get("REELWRIGHT_TEST_MEDIA")
    told = json.dumps(measure(Path(folder) if folder else None), indent=1, ensure_ascii=False)
    sys.stdout.write(told + "\n")
    if chosen.json is not None:
        write_atomically(chosen.json, (told + "\n").encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
