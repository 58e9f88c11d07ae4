"""How well detectors find things and faces whose places are known."""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np

from app.analyses.detect import open_detector
from app.analyses.faces import open_faces
from app.inference.quality.measure import figure
from app.render.quality.average_precision import average_precision
from app.render.quality.known_boxes import FACES, things
from app.render.quality.material import shown

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

    from app.analyses.detectors import Detector
    from app.annotations.shapes import Box
    from app.inference.catalogue import Figure, ModelCard
    from app.render.quality.material import Place

    Known = Mapping[Place, tuple[tuple[str, Box], ...]]

LEAST = 0.02
"""Score from which detections count: AP asks for unsure ones too."""

SIDE = 640
"""Longer side that a face detector sees, as where nobody chose another."""


def things_found(card: ModelCard, media: Path) -> list[Figure]:
    """AP50, the mean of cars and people.

    Raises:
        ModelError: weights or pictures are missing.
    """
    known = things()
    _, detector = open_detector(card.id)
    labels = [kind for row in known.values() for kind, _ in row]
    counts = {kind: labels.count(kind) for kind in kinds(known)}
    told = ", ".join(f"{count} × {kind}" for kind, count in counts.items())
    condition = f"{told}, drawn round by hand on {len(known)} pictures and frames"
    value = agreement(detector, known, media)
    return [figure("people and cars", "AP50", value, condition)]


def faces_found(card: ModelCard, media: Path) -> list[Figure]:
    """AP50 of faces.

    Raises:
        ModelError: weights or pictures are missing.
    """
    known = {place: tuple(("face", box) for box in boxes) for place, boxes in FACES.items()}
    _, detector = open_faces(card.id, SIDE)
    count = sum(map(len, known.values()))
    condition = f"{count} drawn round by hand on {len(known)} pictures and frames"
    return [figure("faces", "AP50", agreement(detector, known, media), condition)]


def kinds(known: Known) -> list[str]:
    """Labels that are known, in order of appearance."""
    return list(dict.fromkeys(kind for row in known.values() for kind, _ in row))


def agreement(detector: Detector, known: Known, media: Path) -> float:
    """Mean over the kinds of their average precision; what else is found does not count."""
    found = [detector(shown(media, place), LEAST) for place in known]
    each = [
        average_precision(
            [[x for x in seen if x.label == kind] for seen in found],
            [[box for k, box in row if k == kind] for row in known.values()],
        )
        for kind in kinds(known)
    ]
    return float(np.mean(each))
