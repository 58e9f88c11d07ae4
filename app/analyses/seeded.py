"""Analyses that start from a shape somebody drew: what they are, and the track they make."""

from __future__ import annotations

from dataclasses import dataclass, replace
from itertools import pairwise
from statistics import fmean
from typing import TYPE_CHECKING, Protocol

from app.annotations.density import dense_keyframes
from app.annotations.interpolation import shape_between
from app.annotations.model import Keyframe, Provenance, Track
from app.annotations.shapes import Box

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator, Sequence

    from app.analyses.analysis import AnalysisContext, Frames
    from app.annotations.shapes import Shape
    from app.base.parameter import Parameter, Setting


@dataclass(frozen=True, slots=True)
class Seed:
    """What somebody drew.

    Attributes:
        frame: Where.
        shape: In pixels of the full picture.
        label: Of the thing.
    """

    frame: int
    shape: Shape
    label: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """The thing on one frame; `score` in [0, 1], None where there is none."""

    frame: int
    shape: Shape
    score: float | None = None


class SeededAnalysis(Protocol):
    """One set up for one run in one direction; it does not care in which."""

    version: str
    """Of the model, once it has run."""

    def run(self, frames: Frames, seed: Seed, context: AnalysisContext) -> Iterator[Sighting]:
        """Yield where the thing is on each frame after the seed's; ends where it is lost.

        Args:
            frames: The seed's frame first, then its neighbours, forwards or backwards.
            seed: What was drawn on the first of them.
            context: Cancelling is heard at each frame.

        Raises:
            EffectError: OpenCV is missing, or the shape is not of a kind that can be followed.
            ModelError: a model is missing.
            Cancelled: the token was set.
        """
        ...


@dataclass(frozen=True, slots=True)
class SeededKind:
    """What menus, forms and jobs know of a seeded analysis; see `AnalysisKind`.

    Attributes:
        shapes: Kinds of shapes it can start from.
        tolerance: Pixels by which keyframes may be thinned out; None to keep all.
    """

    name: str
    title: str
    summary: str
    parameters: tuple[Parameter, ...]
    make: Callable[[dict[str, Setting]], SeededAnalysis]
    shapes: tuple[type, ...]
    tolerance: float | None = None
    task: str = ""


def track_of(
    id_: int,
    seed: Seed,
    sightings: Sequence[Sighting],
    frame_count: int,
    provenance: Provenance,
    tolerance: float | None = None,
) -> Track:
    """The track of a seed and what was found around it, outside where it was not found.

    Args:
        id_: The track's.
        seed: Stays as it was drawn.
        sightings: Of both directions, in any order.
        frame_count: Of the clip.
        provenance: Who found it; its score becomes the mean of the sightings'.
        tolerance: Pixels; see `thinned`.
    """
    found = {seen.frame: Keyframe(seen.frame, seen.shape, score=seen.score) for seen in sightings}
    found[seed.frame] = Keyframe(seed.frame, seed.shape)
    dense = dense_keyframes([found[frame] for frame in sorted(found)], frame_count)
    keep = frozenset({seed.frame})
    keys = dense if tolerance is None else thinned(dense, tolerance, keep)
    scores = [seen.score for seen in sightings if seen.score is not None]
    if scores:
        provenance = replace(provenance, score=round(fmean(scores), 4))
    return Track(id_, seed.label, keys, provenance)


def thinned(
    keys: Sequence[Keyframe], tolerance: float, keep: frozenset[int] = frozenset()
) -> tuple[Keyframe, ...]:
    """The fewest keyframes between which boxes stay within `tolerance` pixels (Douglas-Peucker).

    Frames of `keep`, outside keyframes and the ones before them stay.
    """
    last = len(keys) - 1
    fixed = {0, last} | {n for n, key in enumerate(keys) if key.frame in keep or key.outside}
    fixed |= {n - 1 for n in fixed if n and keys[n].outside}
    fixed |= {n + 1 for n in fixed if n < last and keys[n].outside}
    kept, open_ = set(fixed), list(pairwise(sorted(fixed)))
    while open_:
        left, right = open_.pop()
        worst, place = _farthest(keys, left, right)
        if worst > tolerance:
            kept.add(place)
            open_ += [(left, place), (place, right)]
    return tuple(keys[n] for n in sorted(kept))


def _farthest(keys: Sequence[Keyframe], left: int, right: int) -> tuple[float, int]:
    """How far interpolation between two keyframes is off at most, and where."""
    worst, place = 0.0, left
    for n in range(left + 1, right):
        share = (keys[n].frame - keys[left].frame) / (keys[right].frame - keys[left].frame)
        wrong = _distance(shape_between(keys[left].shape, keys[right].shape, share), keys[n].shape)
        if wrong > worst:
            worst, place = wrong, n
    return worst, place


def _distance(one: Shape, other: Shape) -> float:
    if not isinstance(one, Box) or not isinstance(other, Box):
        return 0.0 if one == other else float("inf")
    return max(abs(a - b) for a, b in zip(one.edges, other.edges, strict=True))
