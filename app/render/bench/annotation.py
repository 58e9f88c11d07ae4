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
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

from app import __version__
from app.analyses.analysis import AnalysisContext
from app.analyses.seeded import Seed
from app.analyses.seeded_registry import find_seeded
from app.analyses.tracker import Tracker, TrackerSettings
from app.annotations.interpolation import shape_at
from app.annotations.masks import Mask
from app.base.cancel import CancelToken
from app.base.files import write_atomically
from app.base.frame import Frame
from app.base.parameter import complete
from app.media.video_reader import VideoReader
from app.render.annotate import annotate, rgb_of
from app.render.annotate_seeded import annotate_seeded
from app.render.bench.annotation_masks import boundary_agreement, region_overlap
from app.render.bench.annotation_scenes import crowd, walking_disc
from app.render.bench.annotation_shots import agreement_of_cuts
from app.render.bench.annotation_tracks import track_scores
from app.render.bench.machine import machine

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

    from app.base.time import Time

KNOWN_CUTS = {
    "testvideo.mp4": (30, 198, 376, 543),
    "fades.mp4": (84, 167),
    "car-detection.mp4": (),
    "bigbuckbunny.mp4": (),
    "carphone_pristine.mp4": (),
    "cockatoo.mp4": (),
}
"""198, 376, 84 and 167 as PySceneDetect's tests know them; the others as one sees them."""

SHOT_TOLERANCE = 5
"""Frames; a dissolve of thirty has no exact middle."""

JUDO = ((0, 13), (5, 13), (8, 15), (13, 0))
"""Frame of a known mask, and where to turn back. Each mask is of other people, so what is carried
on from one cannot be judged by another: only the way there and back can."""

NOTES = {
    "tracks": "A made crowd of 20 on 300 frames, boxes as a middling detector sees them, so the "
    "figures judge association alone; three seeds, mean.",
    "shots": f"Found against known cuts, tolerance {SHOT_TOLERANCE} frames. The detector's limits "
    "were chosen on these very clips, and some of the known cuts were seen by us: no independent "
    "test.",
    "propagate_made": "A textured disc, carried on 40 frames from the first; exact truth.",
    "propagate_judo": "Carried to another frame and back, judged where it began: the folder has "
    "no second mask of the same people, so the usual J and F cannot be told.",
}


def measure(media: Path | None) -> dict[str, Any]:
    """All figures; those of real clips only where there are any."""
    began = time.perf_counter()
    figures: dict[str, Any] = {"tracks": tracks_figures(), "propagate_made": made_masks()}
    if media is not None:
        figures["shots"] = shots_figures(media / "clips")
        figures["propagate_judo"] = judo_figures(media / "masks")
    return {
        "version": __version__,
        "date": datetime.now(UTC).date().isoformat(),
        "machine": machine(),
        "notes": NOTES,
        "figures": figures,
        "seconds": round(time.perf_counter() - began, 1),
    }


def tracks_figures() -> dict[str, float]:
    """HOTA and its parts, IDF1, and the frames per second of the association alone."""
    scores, frames, seconds = [], 0, 0.0
    for seed in (1, 2, 3):
        scene = crowd(20, 300, seed)
        tracker, found = Tracker(TrackerSettings()), []
        began = time.perf_counter()
        for number, seen in enumerate(scene.seen):
            keys = tracker.keys(seen, number)
            pairs = zip(keys, seen, strict=True)
            found.append({key: each.box for key, each in pairs if key is not None})
        seconds, frames = seconds + time.perf_counter() - began, frames + len(scene.seen)
        scores.append(track_scores(found, scene.known))
    names = ("hota", "detection", "association", "idf1")
    means = {name: float(np.mean([getattr(each, name) for each in scores])) for name in names}
    return _rounded(means | {"frames_per_second": frames / seconds})


def shots_figures(clips: Path) -> dict[str, Any]:
    """What was found in each clip, and precision, recall and F1 of all."""
    total, told = None, {}
    for name, known in KNOWN_CUTS.items():
        layer = annotate(clips / name, "shots", {})
        counted = agreement_of_cuts(layer.cuts, known, layer.media.frame_count, SHOT_TOLERANCE)
        total = counted if total is None else total + counted
        told[name] = {"found": list(layer.cuts), "known": list(known)}
    assert total is not None
    rates = {"precision": total.precision, "recall": total.recall, "f1": total.f1}
    return _rounded(rates) | {"clips": told}


def made_masks() -> dict[str, float]:
    """J and F of a mask carried over a made clip."""
    pictures, masks = walking_disc(41, 1)
    kind = find_seeded("propagate")
    running = kind.make(complete(kind.parameters, {}, kind.title))
    frames = (Frame(p, Fraction(n), Fraction(1)) for n, p in enumerate(pictures))
    context = AnalysisContext(_whole, CancelToken())
    seed = Seed(0, Mask.from_array(masks[0]), "disc")
    found = {seen.frame: seen.shape for seen in running.run(frames, seed, context)}
    shown = [_bits(found.get(n), masks[0].shape) for n in range(1, len(masks))]
    return _j_and_f(shown, masks[1:])


def judo_figures(folder: Path) -> dict[str, Any]:
    """There and back again, for each known mask."""
    told = {}
    for frame, turn in JUDO:
        known = _judo_mask(folder / "judo_masks" / f"{frame:05d}.png")
        clip, way = folder / "judo_frames" / "%05d.jpg", (min(frame, turn), max(frame, turn))
        mask = Mask.from_array(known)
        there = annotate_seeded(clip, "propagate", {}, Seed(frame, mask, "x"), way)
        end = shape_at(there, turn)
        if end is None:
            told[f"{frame} to {turn} and back"] = {"j": 0.0, "f": 0.0, "j_and_f": 0.0}
            continue
        back = annotate_seeded(clip, "propagate", {}, Seed(turn, end.shape, "x"), way)
        found = shape_at(back, frame)
        bits = _bits(found.shape if found else None, known.shape)
        told[f"{frame} to {turn} and back"] = _j_and_f([bits], [known])
    return told


def _judo_mask(path: Path) -> NDArray[np.bool_]:
    """The mask, one column wider where it lacks one (that of frame 5 does)."""
    with VideoReader(path) as reader:
        known = rgb_of(next(iter(reader.frames())).pixels).any(axis=2)
    return np.pad(known, ((0, 0), (0, 854 - known.shape[1])))


def _bits(shape: object, size: tuple[int, ...]) -> NDArray[np.bool_]:
    return shape.to_array() if isinstance(shape, Mask) else np.zeros(size, bool)


def _j_and_f(
    found: Sequence[NDArray[np.bool_]], known: Sequence[NDArray[np.bool_]]
) -> dict[str, float]:
    pairs = list(zip(found, known, strict=True))
    j = float(np.mean([region_overlap(a, b) for a, b in pairs]))
    f = float(np.mean([boundary_agreement(a, b) for a, b in pairs]))
    return _rounded({"j": j, "f": f, "j_and_f": (j + f) / 2})


def _rounded(values: dict[str, float]) -> dict[str, Any]:
    return {name: round(value, 4) for name, value in values.items()}


def _whole(moment: Time) -> int:
    return int(moment)


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
