"""A clip and what is annotated on it already -> more of it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from functools import partial
from typing import TYPE_CHECKING, Literal

from app.analyses.event_marks import LayerKind, look_at_layer
from app.analyses.every import find_any
from app.analyses.seeded import Seed, SeededKind
from app.annotations.edits.continuing import continuation, reach, settled
from app.annotations.edits.merging import take_in
from app.annotations.edits.tracks import add_tracks, find_track
from app.base.cancel import CancelToken
from app.base.errors import AnnotationError
from app.base.progress import silent
from app.render.annotate import annotate
from app.render.annotate_seeded import annotate_seeded
from app.render.findings import Findings

if TYPE_CHECKING:
    from collections.abc import Callable, Collection
    from pathlib import Path

    from app.annotations.layer import AnnotationLayer
    from app.annotations.model import Keyframe, Track
    from app.base.parameter import Settings
    from app.base.progress import Progress, Report
    from app.render.annotate_seeded import SeededRun

Direction = Literal["forward", "backward", "both"]


def forget(_: Findings) -> None:
    """For those who want all or nothing."""


def annotate_from(
    path: Path,
    layer: AnnotationLayer,
    analysis: str,
    settings: Settings,
    tracks: Collection[int] = (),
    direction: Direction = "both",
    report: Report = silent,
    cancel: CancelToken | None = None,
    unfinished: Callable[[Findings], None] = forget,
) -> AnnotationLayer:
    """Go on from a layer.

    An analysis that starts from a shape follows each track from its last keyframe forwards and
    from its first one backwards, to the next cut or the clip's end, and makes what it finds part
    of the track. Any other adds what it finds.

    Args:
        path: The clip.
        layer: What is said of it.
        analysis: Name of any analysis.
        settings: Its parameters; those left out have their defaults.
        tracks: Ids of those to follow; none for all with a shape that can be followed.
        direction: Where to follow them to.
        report: Told after each frame.
        cancel: Checked once per frame.
        unfinished: Given the layer with what was found before it was stopped or failed.

    Raises:
        UsageError: no such analysis or setting.
        AnnotationError: there is no such track, or none that can be followed.
        MediaError, EffectError, ModelError, Cancelled: as `annotate_seeded` and `annotate`.
    """
    kind, token = find_any(analysis), cancel or CancelToken()
    if isinstance(kind, LayerKind):
        return take_in(layer, look_at_layer(kind, layer, settings), "merge")
    if not isinstance(kind, SeededKind):
        beside = partial(_beside, layer, unfinished)
        found = annotate(path, analysis, settings, report, token, unfinished=beside)
        return take_in(layer, found, "merge")
    starts = [
        one for track in _chosen(layer, kind, tracks) for one in _starts(track, kind, direction)
    ]
    spans = [reach(layer, track, key.frame, way) for track, key, way in starts]
    told = _Whole(report, sum(last - first for first, last in spans))
    for (track, key, _), frames in zip(starts, spans, strict=True):
        if frames[0] < frames[1]:
            seed, ahead = Seed(key.frame, key.shape, track.label), _Ahead(track, key, frames)
            left = partial(_left, layer, ahead, told.before, unfinished)
            way = annotate_seeded(
                path, analysis, settings, seed, frames, told, token, unfinished=left
            )
            layer = ahead.on(layer, way)
        told.advance(frames[1] - frames[0])
    return layer


@dataclass(frozen=True, slots=True)
class _Ahead:
    """A track that goes on from a keyframe, to be found on some frames."""

    track: Track
    key: Keyframe
    frames: tuple[int, int]

    def on(self, layer: AnnotationLayer, found: Track) -> AnnotationLayer:
        """The layer with what was found made part of the track."""
        return _with(layer, continuation(found, self.track, self.key.frame, self.frames))


def _left(
    layer: AnnotationLayer,
    ahead: _Ahead,
    before: int,
    unfinished: Callable[[Findings], None],
    run: SeededRun,
) -> None:
    """Tell what a run that did not come to its end has found, after others on `before` frames."""
    reached = run.reached if run.looked else ahead.key.frame
    unfinished(Findings(ahead.on(layer, run.track()), reached, before + run.looked))


def _beside(layer: AnnotationLayer, unfinished: Callable[[Findings], None], part: Findings) -> None:
    unfinished(replace(part, layer=take_in(layer, part.layer, "merge")))


def _chosen(layer: AnnotationLayer, kind: SeededKind, ids: Collection[int]) -> list[Track]:
    for number in ids:
        if find_track(layer, number) is None:
            raise AnnotationError(f"There is no track {number} in these annotations.")
    wanted = (track for track in layer.tracks if not ids or track.id in ids)
    found = [track for track in wanted if _seen(track, kind)]
    if not found:
        raise AnnotationError(f"{kind.title} finds no shape here that it can start from.")
    return found


def _seen(track: Track, kind: SeededKind) -> list[Keyframe]:
    """Its keyframes that it can be followed from."""
    return [k for k in track.keyframes if not k.outside and isinstance(k.shape, kind.shapes)]


def _starts(
    track: Track, kind: SeededKind, direction: Direction
) -> list[tuple[Track, Keyframe, int]]:
    keys = _seen(track, kind)
    ahead = [(track, keys[-1], 1)] if direction != "backward" else []
    back = [(track, keys[0], -1)] if direction != "forward" else []
    return ahead + back


def _with(layer: AnnotationLayer, part: Track | None) -> AnnotationLayer:
    """The layer with a continuation made part of its track."""
    if part is None:
        return layer
    before = {track.id for track in layer.tracks}
    layer = add_tracks(layer, [part])
    return settled(layer, {track.id for track in layer.tracks} - before)


class _Whole:
    """A report of one run told as part of them all.

    Attributes:
        before: Frames of the runs that are over.
    """

    def __init__(self, report: Report, total: int) -> None:
        self._report, self._total, self.before = report, total, 0

    def __call__(self, progress: Progress) -> None:
        done = self.before + progress.done
        left = (self._total - done) / progress.fps if progress.fps else None
        self._report(replace(progress, done=done, total=self._total, seconds_left=left))

    def advance(self, frames: int) -> None:
        """One run is over."""
        self.before += frames
