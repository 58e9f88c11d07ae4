"""How well masks are carried on: over made clips, people pasted onto real ones, and real frames."""

from __future__ import annotations

import time
from fractions import Fraction
from typing import TYPE_CHECKING, Any

import numpy as np

from app.analyses.analysis import AnalysisContext
from app.analyses.seeded import Seed
from app.analyses.seeded_registry import find_seeded
from app.annotations.interpolation import shape_at
from app.annotations.masks import Mask
from app.base.cancel import CancelToken
from app.base.frame import Frame
from app.base.parameter import complete
from app.media.video_reader import VideoReader
from app.render.annotate import rgb_of
from app.render.annotate_seeded import annotate_seeded
from app.render.bench.annotation_masks import boundary_agreement, region_overlap
from app.render.bench.annotation_pasted import MaskedClip, Way, breathing_ellipse, pasted
from app.render.bench.annotation_scenes import walking_disc

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    from numpy.typing import NDArray

    from app.base.time import Time

LENGTH = 41

JUDO = ((0, 13), (5, 13), (8, 15), (13, 0))
"""Frame of a known mask, and where to turn back. Each mask is of other people, so what is carried
on from one cannot be judged by another: only the way there and back can."""

PASTED = {
    0: ("cockatoo.mp4", Way((150, 200), 5, 0.3, 0)),
    8: ("bigbuckbunny.mp4", Way((150, 180), 6, 0.3, 8)),
    13: ("car-detection.mp4", Way((480, 180), -7, 0.3, 12)),
}
"""By the frame of `judo` they are cut from: the clip they go across, and how."""

CARRY_NOTES = {
    "propagate_made": "A textured disc, carried on 40 frames from the first; exact truth.",
    "propagate_breathing": "An ellipse of soft patches that changes its size over a ground of no "
    "texture; 40 frames, exact truth.",
    "propagate_pasted": "People of judo, cut out by their known masks, swaying and bending across "
    "real clips; 40 frames, exact truth. The method's numbers were chosen while looking at two of "
    "these three.",
    "propagate_judo": "Carried to another frame and back, judged where it began: the folder has "
    "no second mask of the same people, so the usual J and F cannot be told.",
}

Scores = dict[str, float]


def carried_figures(media: Path | None) -> dict[str, Any]:
    """J and F of everything; that of real clips only where there are any."""
    disc = MaskedClip(*walking_disc(LENGTH, 1))
    figures: dict[str, Any] = {
        "propagate_made": carried_over(disc),
        "propagate_breathing": carried_over(breathing_ellipse(LENGTH, 1)),
    }
    if media is not None:
        figures["propagate_pasted"] = pasted_figures(media)
        figures["propagate_judo"] = judo_figures(media / "masks")
    return figures


def carried_over(clip: MaskedClip) -> Scores:
    """J and F of the first mask carried to the end, and the seconds of a frame."""
    kind = find_seeded("propagate")
    running = kind.make(complete(kind.parameters, {}, kind.title))
    frames = (Frame(p, Fraction(n), Fraction(1)) for n, p in enumerate(clip.pictures))
    context = AnalysisContext(_whole, CancelToken())
    seed = Seed(0, Mask.from_array(clip.masks[0]), "thing")
    began = time.process_time()
    found = {seen.frame: seen.shape for seen in running.run(frames, seed, context)}
    seconds = (time.process_time() - began) / (len(clip.masks) - 1)
    shown = [_bits(found.get(n), clip.masks[0].shape) for n in range(1, len(clip.masks))]
    return _j_and_f(shown, clip.masks[1:]) | {"core_seconds_per_frame": round(seconds, 3)}


def pasted_figures(media: Path) -> dict[str, Scores]:
    """People of judo across other clips."""
    told = {}
    for frame, (clip, way) in PASTED.items():
        mask = _judo_mask(media / "masks" / "judo_masks" / f"{frame:05d}.png")
        picture = media / "masks" / "judo_frames" / f"{frame:05d}.jpg"
        made = pasted(picture, mask, media / "clips" / clip, LENGTH, way)
        told[f"{frame} across {clip}"] = carried_over(made)
    return told


def judo_figures(folder: Path) -> dict[str, Scores]:
    """There and back again, for each known mask."""
    return {f"{frame} to {turn} and back": _and_back(folder, frame, turn) for frame, turn in JUDO}


def _and_back(folder: Path, frame: int, turn: int) -> Scores:
    known = _judo_mask(folder / "judo_masks" / f"{frame:05d}.png")
    clip, way = folder / "judo_frames" / "%05d.jpg", (min(frame, turn), max(frame, turn))
    there = annotate_seeded(clip, "propagate", {}, Seed(frame, Mask.from_array(known), "x"), way)
    end = shape_at(there, turn)
    if end is None:
        return {"j": 0.0, "f": 0.0, "j_and_f": 0.0}
    back = annotate_seeded(clip, "propagate", {}, Seed(turn, end.shape, "x"), way)
    found = shape_at(back, frame)
    return _j_and_f([_bits(found.shape if found else None, known.shape)], [known])


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
    return {name: round(x, 4) for name, x in (("j", j), ("f", f), ("j_and_f", (j + f) / 2))}


def _whole(moment: Time) -> int:
    return int(moment)
