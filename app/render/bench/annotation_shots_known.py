"""Shots of real clips whose cuts are known, as each way of finding them does."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from app.analyses.shots import DIFFERENCES
from app.inference.catalogue import Catalogue
from app.inference.weights_store import WeightsStore
from app.render.annotate import annotate
from app.render.bench.annotation_shots import Agreement, agreement_of_cuts
from app.render.bench.annotation_shots_joined import cuts_found, joined

if TYPE_CHECKING:
    from collections.abc import Sequence
    from pathlib import Path

    Cuts = tuple[int, ...]

KNOWN_CUTS = {
    "testvideo.mp4": (30, 198, 376, 543),
    "fades.mp4": (84, 167),
    "car-detection.mp4": (),
    "bigbuckbunny.mp4": (),
    "carphone_pristine.mp4": (),
    "cockatoo.mp4": (),
}
"""198, 376, 84 and 167 as PySceneDetect's tests know them; the others as one sees them."""

TOLERANCE = 5
"""Frames; a dissolve of thirty has no exact middle."""

LEARNED = "transnet-v2"

SHOT_NOTES = {
    "shots": f"Found against known cuts, tolerance {TOLERANCE} frames. The detector's limits "
    "were chosen on these very clips, and some of the known cuts were seen by us: no independent "
    "test.",
    f"shots_{LEARNED}": "The same clips and cuts by the network, as published: nothing was chosen "
    "on these clips. It tells going dark and coming back as two changes, some twenty frames before "
    "and after the middle of the dark that is known; each such fade counts as two false changes "
    "and one missed.",
    "shots_joined": "Eight pieces of 50 frames of the four clips without cuts, joined by four hard "
    "cuts and dissolves of 6, 12 and 24 frames, in exact places; by both ways. Nothing was chosen "
    "on it.",
}


def shots_figures(clips: Path) -> dict[str, Any]:
    """What each way finds; that of a model only where its weights are."""
    ways = {"shots": DIFFERENCES}
    if WeightsStore().find(Catalogue.load().find(LEARNED)) is not None:
        ways[f"shots_{LEARNED}"] = LEARNED
    figures = {name: figures_of(clips, model) for name, model in ways.items()}
    pictures, known = joined(clips)
    figures["shots_joined"] = {
        model: _told([(cuts_found(pictures, model), known, len(pictures))], ("all",))
        for model in ways.values()
    }
    return figures


def figures_of(clips: Path, model: str) -> dict[str, Any]:
    """What was found in each clip, and precision, recall and F1 of all."""
    layers = [annotate(clips / name, "shots", {"model": model}) for name in KNOWN_CUTS]
    rows = [
        (layer.cuts, known, layer.media.frame_count)
        for layer, known in zip(layers, KNOWN_CUTS.values(), strict=True)
    ]
    return _told(rows, tuple(KNOWN_CUTS))


def _told(rows: Sequence[tuple[Cuts, Cuts, int]], names: Sequence[str]) -> dict[str, Any]:
    """Rates of all, and cuts by name; rows are found cuts, known cuts and the count of frames."""
    total = Agreement(0, 0, 0)
    for found, known, count in rows:
        total = total + agreement_of_cuts(found, known, count, TOLERANCE)
    rates = {"precision": total.precision, "recall": total.recall, "f1": total.f1}
    told = {
        name: {"found": list(found), "known": list(known)}
        for name, (found, known, _) in zip(names, rows, strict=True)
    }
    return {name: round(rate, 4) for name, rate in rates.items()} | {"clips": told}
