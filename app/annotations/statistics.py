"""Figures about a layer: how many of what, how long, on how many frames."""

from __future__ import annotations

import csv
import io
from dataclasses import dataclass
from statistics import median
from typing import TYPE_CHECKING

import numpy as np

from app.annotations.interpolation import stretches

if TYPE_CHECKING:
    from collections.abc import Iterator

    from numpy.typing import NDArray

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Segment, Track

Counts = dict[str, tuple[int, int]]
"""By label: accepted things, suggestions."""


@dataclass(frozen=True, slots=True)
class LabelFigures:
    """What there is of one label.

    Attributes:
        label: Its name.
        group: The segments it belongs to, "" for objects.
        accepted, suggested: Tracks or segments.
        keyframes: Of its tracks.
        frames: On how many frames its things are seen, each thing by itself.
        shortest, middle, longest: Frames of one thing; 0 where there is none.
    """

    label: str
    group: str
    accepted: int
    suggested: int
    keyframes: int
    frames: int
    shortest: int
    middle: float
    longest: int


@dataclass(frozen=True)
class Figures:
    """Figures of a whole layer.

    Attributes:
        labels: In the layer's order.
        per_frame: `(frames,)`, how many things are seen on each frame; segments do not count.
        empty: Frames on which nothing is seen and no segment lies.
    """

    labels: tuple[LabelFigures, ...]
    per_frame: NDArray[np.int32]
    empty: int


def label_counts(layer: AnnotationLayer) -> Counts:
    """How many things each label has."""
    counts = {label.name: [0, 0] for label in layer.labels}
    for thing in _things(layer):
        counts[thing.label][not thing.provenance.accepted] += 1
    return {name: (accepted, open_) for name, (accepted, open_) in counts.items()}


def figures(layer: AnnotationLayer) -> Figures:
    """All of them; O(keyframes + frames)."""
    count = layer.media.frame_count
    lengths: dict[str, list[int]] = {label.name: [] for label in layer.labels}
    keys = dict.fromkeys(lengths, 0)
    for track in layer.tracks:
        lengths[track.label].append(sum(b - a for a, b in stretches(track, count)))
        keys[track.label] += len(track.keyframes)
    for part in layer.segments:
        lengths[part.label].append(part.stop - part.start)
    counts = label_counts(layer)
    rows = tuple(
        _row(label.name, label.group, counts[label.name], keys[label.name], lengths[label.name])
        for label in layer.labels
    )
    per_frame = shown_per_frame(layer)
    return Figures(rows, per_frame, int((~_covered(layer, per_frame)).sum()))


def shown_per_frame(layer: AnnotationLayer) -> NDArray[np.int32]:
    """How many things are seen on each frame."""
    count = layer.media.frame_count
    steps = np.zeros(count + 1, np.int32)
    for track in layer.tracks:
        for start, stop in stretches(track, count):
            steps[start] += 1
            steps[stop] -= 1
    return np.asarray(steps.cumsum()[:count], np.int32)


def next_empty(layer: AnnotationLayer, frame: int, step: int) -> int | None:
    """The next (1) or previous (-1) frame with nothing on it; a stretch counts as its first."""
    covered = _covered(layer, shown_per_frame(layer))
    begins = np.flatnonzero(~covered & np.concatenate(([True], covered[:-1])))
    ahead = begins[begins > frame] if step > 0 else begins[begins < frame]
    if not len(ahead):
        return None
    return int(ahead[0] if step > 0 else ahead[-1])


def as_csv(found: Figures) -> str:
    """A table with a row for each label."""
    text = io.StringIO()
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(
        ("label", "group", "accepted", "suggested", "keyframes", "frames", "shortest", "median",
         "longest")
    )  # fmt: skip
    for row in found.labels:
        writer.writerow(
            (_safe(row.label), _safe(row.group), row.accepted, row.suggested, row.keyframes,
             row.frames, row.shortest, f"{row.middle:g}", row.longest)
        )  # fmt: skip
    return text.getvalue()


def _safe(text: str) -> str:
    """Spreadsheets take what begins so for a formula."""
    return "'" + text if text[:1] in ("=", "+", "-", "@", "\t", "\r") else text


def _row(
    label: str, group: str, counts: tuple[int, int], keys: int, lengths: list[int]
) -> LabelFigures:
    lengths = lengths or [0]
    low, middle, high = min(lengths), float(median(lengths)), max(lengths)
    return LabelFigures(label, group, *counts, keys, sum(lengths), low, middle, high)


def _covered(layer: AnnotationLayer, per_frame: NDArray[np.int32]) -> NDArray[np.bool_]:
    covered = per_frame > 0
    for part in layer.segments:
        covered[part.start : part.stop] = True
    return np.asarray(covered)


def _things(layer: AnnotationLayer) -> Iterator[Track | Segment]:
    yield from layer.tracks
    yield from layer.segments
