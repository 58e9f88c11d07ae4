"""How fast each annotation format is written and read at the size of a large project.

`python -m app.render.bench.annotation_formats [--rows N] [--json FILE]`: boxes of 1,000 objects for
formats of boxes, masks of 200 for formats of masks, segments for the rest; N rows of each, 200,000
if not said otherwise. Seconds are of the processor, so that other programs count for little.
"""

from __future__ import annotations

import argparse
import json
import sys
import tempfile
import time
from datetime import UTC, datetime
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app import __version__
from app.annotations.density import dense_keyframes
from app.annotations.formats.registry import FORMATS
from app.annotations.layer import AnnotationLayer, MediaFacts
from app.annotations.masks import Mask
from app.annotations.model import Keyframe, Label, Segment, Track
from app.annotations.shapes import Box
from app.base.files import write_atomically
from app.render.bench.machine import machine

if TYPE_CHECKING:
    from collections.abc import Callable, Sequence

    from app.annotations.formats.format import AnnotationFormat

ROWS = 200_000
_OBJECTS, _MASKS = 1000, 200
_RATE = 25
_PICTURES = {"mots", "mots-png", "davis"}
_LISTS = {"activitynet", "webvtt", "srt", "edl", "otio", "elan"}
_SECONDS = {"ava"}


def boxes(rows: int, every: int = 1) -> AnnotationLayer:
    """Boxes that move, a keyframe on every frame, or on each `every`th of a longer clip."""
    objects = min(_OBJECTS, rows)
    frames = range(0, rows // objects * every, every)
    media = _media(len(frames) * every, (1920, 1080))
    labels = tuple(Label(f"label {number}") for number in range(8))

    def track(number: int) -> Track:
        x, y = number * 37 % 1500, number * 53 % 900
        keys = [
            Keyframe(f, Box(x + f / 50, y + f / 90, x + 40 + f / 50, y + 30 + f / 90))
            for f in frames
        ]
        row = dense_keyframes(keys, media.frame_count) if every == 1 else tuple(keys)
        return Track(number, labels[number % 8].name, row)

    return AnnotationLayer(media, labels, tuple(map(track, range(1, objects + 1))))


def masks(rows: int) -> AnnotationLayer:
    """Discs that move about, each in a field of its own."""
    width, height = 640, 360
    objects = min(_MASKS, rows)
    media = _media(rows // objects, (width, height))
    disc = np.hypot(*np.mgrid[-7:8, -7:8]) < 7.5

    def track(number: int) -> Track:
        x, y = number % 20 * 32 + 8, number // 20 * 32 + 8
        keys = [
            Keyframe(f, Mask.from_crop(disc, x + f % 8, y + f // 8 % 8, width, height))
            for f in range(media.frame_count)
        ]
        return Track(1001 + number, "car", dense_keyframes(keys, media.frame_count))

    return AnnotationLayer(media, (Label("car"),), tuple(map(track, range(objects))))


def segments(rows: int) -> AnnotationLayer:
    """Segments of two frames, one after the other."""
    names = ("run", "sit")
    parts = tuple(Segment(n + 1, names[n % 2], 2 * n, 2 * n + 2) for n in range(rows))
    labels = tuple(Label(name, group="Action") for name in names)
    return AnnotationLayer(_media(2 * rows, (640, 360)), labels, segments=parts)


def layer_for(name: str, rows: int) -> AnnotationLayer:
    """What a format is measured with."""
    if name in _PICTURES:
        return masks(rows)
    if name in _LISTS:
        return segments(rows)
    return boxes(rows, _RATE if name in _SECONDS else 1)


def measure(rows: int) -> dict[str, Any]:
    """Seconds of writing, losses found before it, and of reading, and the files' sizes."""
    figures = {format_.name: _measured(format_, rows) for format_ in FORMATS}
    return {
        "version": __version__,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "rows": rows,
        "formats": figures,
    }


def _media(frames: int, size: tuple[int, int]) -> MediaFacts:
    return MediaFacts("clip.mp4", *size, frames, Fraction(1, _RATE), tuple(range(frames)))


def _measured(format_: AnnotationFormat, rows: int) -> dict[str, float]:
    layer = layer_for(format_.name, rows)
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"out{format_.suffix}"
        ready, losses = _timed(lambda: format_.prepare(layer))
        _, write = _timed(lambda: ready.write(path))
        _, read = _timed(lambda: format_.read(path, layer.media))
        size = sum(file.stat().st_size for file in _files(path))
    told = {"losses": losses, "write": write, "read": read}
    return {name: round(seconds, 2) for name, seconds in told.items()} | {"bytes": size}


def _timed(work: Callable[[], Any]) -> tuple[Any, float]:
    began = time.process_time()
    return work(), time.process_time() - began


def _files(path: Path) -> list[Path]:
    return [path] if path.is_file() else [file for file in path.rglob("*") if file.is_file()]


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure, print, and write the file that was asked for."""
    parser = argparse.ArgumentParser(description="How fast annotation formats are.")
    parser.add_argument("--rows", type=int, default=ROWS, metavar="N")
    parser.add_argument("--json", type=Path, metavar="FILE", help="write the figures there")
    chosen = parser.parse_args(arguments)
    told = json.dumps(measure(chosen.rows), indent=1, ensure_ascii=False) + "\n"
    sys.stdout.write(told)
    if chosen.json is not None:
        write_atomically(chosen.json, told.encode())
    return 0


if __name__ == "__main__":
    sys.exit(main())
