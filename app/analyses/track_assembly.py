"""Findings of single frames -> tracks, leaving out what is too short or never moved."""

from __future__ import annotations

import math
from typing import TYPE_CHECKING

from app.annotations.density import dense_keyframes
from app.annotations.model import Keyframe, Provenance, Track
from app.annotations.shapes import box_around

if TYPE_CHECKING:
    from collections.abc import Sequence

    from app.analyses.analysis import Finding, FrameFindings

_Sightings = list[tuple[int, "Finding"]]


def tracks_of(
    findings: Sequence[FrameFindings],
    frame_count: int,
    provenance: Provenance,
    *,
    min_length: int,
    min_travel: float,
) -> tuple[Track, ...]:
    """Tracks numbered from 1 in order of appearance; frames a thing was missing on are outside.

    Each has the label it was seen under most, sure sightings counting for more.

    Args:
        findings: In order of frames.
        frame_count: Of the clip.
        provenance: Who found them.
        min_length: Frames a thing must have been seen on.
        min_travel: How far it must have come, in its own median diagonals.
    """
    things: dict[int, _Sightings] = {}
    for found in findings:
        for finding in found.findings:
            things.setdefault(finding.key, []).append((found.frame, finding))
    kept = [
        seen for seen in things.values() if len(seen) >= min_length and _travel(seen) >= min_travel
    ]
    return tuple(_track(id_, seen, frame_count, provenance) for id_, seen in enumerate(kept, 1))


def _track(id_: int, seen: _Sightings, frame_count: int, provenance: Provenance) -> Track:
    keyframes = [
        Keyframe(frame, found.shape, attributes=found.attributes, score=found.score)
        for frame, found in seen
    ]
    return Track(id_, _label(seen), dense_keyframes(keyframes, frame_count), provenance)


def _label(seen: _Sightings) -> str:
    """The label with the most votes: where they change, the surer ones are the likelier."""
    votes: dict[str, float] = {}
    for _, found in seen:
        worth = 1.0 if found.score is None else found.score
        votes[found.label] = votes.get(found.label, 0.0) + worth
    return max(votes, key=lambda label: votes[label])


def _travel(seen: _Sightings) -> float:
    """The largest distance of a thing's centre from its first one, in its median diagonals."""
    boxes = [box_around(found.shape) for _, found in seen]
    centres = [((box.x0 + box.x1) / 2, (box.y0 + box.y1) / 2) for box in boxes]
    diagonals = sorted(math.hypot(box.x1 - box.x0, box.y1 - box.y0) for box in boxes)
    far = max(math.dist(centre, centres[0]) for centre in centres)
    return far / max(diagonals[len(diagonals) // 2], 1.0)
