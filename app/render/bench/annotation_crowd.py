"""How well the tracker follows a made crowd, by boxes alone and by looks as well."""

from __future__ import annotations

import time
from functools import partial
from typing import TYPE_CHECKING, Any

import numpy as np

from app.analyses.detect import APPEARANCE
from app.analyses.tracker import Tracker, TrackerSettings
from app.annotations.shapes import Box
from app.inference.catalogue import Catalogue
from app.inference.weights_store import WeightsStore
from app.render.bench.annotation_looks import painted
from app.render.bench.annotation_scenes import HEIGHT, crowd
from app.render.bench.annotation_tracks import track_scores

if TYPE_CHECKING:
    from collections.abc import Callable

    from app.analyses.appearance import Appearance
    from app.analyses.reidentification import Looks
    from app.render.bench.annotation_scenes import Crowd

COUNT, LENGTH, SEEDS = 20, 300, (1, 2, 3)
WALLS = Box(200, 0, 260, HEIGHT), Box(420, 0, 480, HEIGHT)

TRACK_NOTES = {
    "tracks": "A made crowd of 20 on 300 frames, boxes as a middling detector sees them, so the "
    "figures judge association alone; three seeds, mean.",
    "tracks_reidentified": "The same boxes, and painted figures in them that the tracker may know "
    "again by their looks. Paint is easier to tell apart than people are; six colours of clothes "
    "above and six below make some look much the same. That a look must be clearly the nearest was "
    "decided after a first measurement on this crowd; its limit is the published one.",
    "tracks_behind_walls": "The same crowd, which walks behind two walls: what they cover is not "
    "seen, but counts as missed.",
    "tracks_behind_walls_reidentified": "As before, with painted figures.",
}

Scores = dict[str, float]


def tracks_figures() -> dict[str, Scores]:
    """By boxes alone; by looks as well, where the weights are."""
    scenes: dict[str, tuple[Box, ...]] = {"tracks": (), "tracks_behind_walls": WALLS}
    figures = {name: scores_of(walls) for name, walls in scenes.items()}
    if WeightsStore().find(Catalogue.load().find(APPEARANCE)) is not None:
        from app.analyses.appearance import open_appearance

        looking = partial(looks_of, open_appearance(APPEARANCE))
        figures |= {f"{name}_reidentified": scores_of(x, looking) for name, x in scenes.items()}
    return figures


def scores_of(
    walls: tuple[Box, ...], looking: Callable[[Crowd, int], list[Looks]] | None = None
) -> Scores:
    """HOTA and its parts, IDF1, and the frames per second of the association (and the looks)."""
    scores, seconds = [], 0.0
    for seed in SEEDS:
        scene = crowd(COUNT, LENGTH, seed, walls)
        looks = looking(scene, seed) if looking else None
        began = time.perf_counter()
        found = _followed(scene, looks)
        seconds += time.perf_counter() - began
        scores.append(track_scores(found, scene.known))
    names = ("hota", "detection", "association", "idf1")
    means = {name: float(np.mean([getattr(each, name) for each in scores])) for name in names}
    means["frames_per_second"] = len(SEEDS) * LENGTH / seconds
    return {name: round(value, 4) for name, value in means.items()}


def _followed(scene: Crowd, looks: list[Looks] | None) -> list[dict[int, Box]]:
    tracker, found = Tracker(TrackerSettings()), []
    for number, seen in enumerate(scene.seen):
        keys = tracker.keys(seen, number, looks[number] if looks else None)
        pairs = zip(keys, seen, strict=True)
        found.append({key: each.box for key, each in pairs if key is not None})
    return found


def looks_of(appearance: Appearance, scene: Crowd, seed: int) -> list[Looks]:
    """How the detections of each frame look in its painted picture."""

    def of(picture: Any, number: int) -> Looks:
        seen = scene.seen[number]
        return lambda chosen: appearance(picture, [seen[n].box for n in chosen])

    return [of(picture, number) for number, picture in enumerate(painted(scene, seed))]
