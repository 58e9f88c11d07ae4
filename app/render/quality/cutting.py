"""How well a network finds where shots change."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.inference.quality.measure import figure
from app.render.annotate import annotate
from app.render.bench.annotation_shots import Agreement, agreement_of_cuts
from app.render.bench.annotation_shots_joined import SHOTS, cuts_found, joined
from app.render.bench.annotation_shots_known import KNOWN_CUTS, TOLERANCE
from app.render.quality.material import there

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence
    from pathlib import Path

    from app.inference.catalogue import Figure, ModelCard

    Cuts = Sequence[int]

METRIC = "F1"


def cuts_known(card: ModelCard, media: Path) -> list[Figure]:
    """F1 on real clips, and on shots that were joined by us.

    Raises:
        ModelError: weights or clips are missing.
    """
    clips = [there(media, f"clips/{name}") for name in (*KNOWN_CUTS, *SHOTS)][: len(KNOWN_CUTS)]
    layers = [annotate(path, "shots", {"model": card.id}) for path in clips]
    real = [
        (layer.cuts, known, layer.media.frame_count)
        for layer, known in zip(layers, KNOWN_CUTS.values(), strict=True)
    ]
    pictures, known = joined(media / "clips")
    made = [(cuts_found(pictures, card.id), known, len(pictures))]
    play = f"tolerance {TOLERANCE} frames"
    count = sum(map(len, KNOWN_CUTS.values()))
    return [
        figure("joined shots", METRIC, f1(made), f"{len(known)} cuts and dissolves, {play}"),
        figure("real clips", METRIC, f1(real),
               f"{count} cuts and fades on {len(real)} clips, of a fade its middle counts, {play}"),
    ]  # fmt: skip


def f1(rows: Iterable[tuple[Cuts, Cuts, int]]) -> float:
    """Of found cuts, known cuts and the count of frames of each clip, all clips together."""
    total = Agreement(0, 0, 0)
    for found, known, count in rows:
        total = total + agreement_of_cuts(found, known, count, TOLERANCE)
    return total.f1
