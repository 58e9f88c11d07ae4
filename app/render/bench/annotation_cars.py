"""Real cars under a camera at rest: how they are followed, and whether it is told that it rests."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.annotations.interpolation import shape_at
from app.annotations.shapes import box_around
from app.inference.catalogue import Catalogue
from app.inference.weights_store import WeightsStore
from app.render.annotate import annotate
from app.render.bench.annotation_tracks import track_scores
from app.render.quality.known_boxes import CAR_CLIP, CARS

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer
    from app.annotations.shapes import Box

MODEL = "fastestdet"

CAR_NOTES = {
    "tracks_cars": "Four cars that are known on some frames of car-detection.mp4, found by "
    "fastestdet; from above it calls most of them cell phones, so labels do not count here. Once "
    "with one label for each track from the start, once with labels that may change, of which the "
    "one seen most and most surely stays. How much a new label costs was decided on this clip.",
    "camera_cars": "The same clip, whose camera rests while cars fill up to a fifth of the picture "
    "and the light changes: share of its frames told to be at rest, and what else was told of the "
    "camera (which would be wrong). The method was made while looking at this clip.",
}


def cars_figures(media: Path) -> dict[str, Any]:
    """Both; the tracks only where the weights are."""
    clip = media / CAR_CLIP
    figures: dict[str, Any] = {"camera_cars": _camera(annotate(clip, "camera", {}))}
    if WeightsStore().find(Catalogue.load().find(MODEL)) is not None:
        figures["tracks_cars"] = {
            name: _scores(annotate(clip, "detect", {"model": MODEL, "mixed": mixed}))
            for name, mixed in (("one label", False), ("labels may change", True))
        }
    return figures


def _camera(layer: AnnotationLayer) -> dict[str, Any]:
    rest = sum(each.stop - each.start for each in layer.segments if each.label == "still")
    wrong = {each.label for each in layer.segments} - {"still", "action"}
    return {"at_rest": round(rest / layer.media.frame_count, 4), "wrong": sorted(wrong)}


def _scores(layer: AnnotationLayer) -> dict[str, float]:
    frames = sorted({frame for car in CARS.values() for frame in car})
    known = [{key: car[frame] for key, car in CARS.items() if frame in car} for frame in frames]
    scores = track_scores([_boxes(layer, frame) for frame in frames], known)
    told = {"hota": scores.hota, "detection": scores.detection}
    told |= {"association": scores.association, "idf1": scores.idf1}
    return {"tracks": len(layer.tracks)} | {name: round(value, 4) for name, value in told.items()}


def _boxes(layer: AnnotationLayer, frame: int) -> dict[int, Box]:
    shown = {track.id: shape_at(track, frame) for track in layer.tracks}
    return {key: box_around(each.shape) for key, each in shown.items() if each is not None}
