"""A clip and a shape somebody drew -> its track, forwards and backwards."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.analyses.analysis import AnalysisContext
from app.analyses.seeded import track_of
from app.analyses.seeded_registry import find_seeded
from app.annotations.model import Provenance
from app.base.cancel import CancelToken
from app.base.errors import AppError, EffectError
from app.base.parameter import complete
from app.base.progress import RateMeter, silent
from app.base.time import Span
from app.media.video_reader import VideoReader
from app.render.annotate import rgb_of

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from app.analyses.analysis import Frames
    from app.analyses.seeded import Seed, SeededAnalysis, Sighting
    from app.annotations.model import Track
    from app.base.parameter import Settings
    from app.base.progress import Report

CHUNK_BYTES = 96 << 20
"""Memory for the pictures that are decoded forwards to be looked at backwards."""


def annotate_seeded(
    path: Path,
    analysis: str,
    settings: Settings,
    seed: Seed,
    frames: tuple[int, int] | None = None,
    report: Report = silent,
    cancel: CancelToken | None = None,
    *,
    preview: Callable[[Sighting], None] | None = None,
    unfinished: Callable[[SeededRun], None] | None = None,
) -> Track:
    """Follow what was drawn; the track has id 1 and is to be renumbered by whoever keeps it.

    Args:
        path: The clip, or a pattern of numbered pictures.
        analysis: Name of the seeded analysis.
        settings: Its parameters; those left out have their defaults.
        seed: The shape and its frame.
        frames: First and last frame (inclusive) to go to; the whole clip when None.
        report: Told after each frame.
        cancel: Checked once per frame.
        preview: Given each sighting, provisionally, as soon as it is known.
        unfinished: Given the run that was stopped or failed, where it was.

    Raises:
        UsageError: no such analysis or setting.
        MediaError: the clip cannot be read.
        EffectError, ModelError: the analysis cannot run here.
        Cancelled: the token was set.
    """
    with VideoReader(path) as reader:
        run = SeededRun(reader, analysis, settings, seed, frames)
        try:
            run.go(report, cancel or CancelToken(), preview)
        except AppError:
            if unfinished is not None:
                unfinished(run)
            raise
        return run.track()


class SeededRun:
    """One run over one clip, whose findings can be asked for whether it came to its end or not."""

    def __init__(
        self,
        reader: VideoReader,
        analysis: str,
        settings: Settings,
        seed: Seed,
        frames: tuple[int, int] | None = None,
    ) -> None:
        """Raises as `annotate_seeded`."""
        kind = find_seeded(analysis)
        self._settings = complete(kind.parameters, settings, kind.title)
        if not isinstance(seed.shape, kind.shapes):
            raise EffectError(f"{kind.title} cannot start from such a shape; draw another kind.")
        first, last = frames or (0, len(reader.index) - 1)
        if not 0 <= first <= seed.frame <= last < len(reader.index):
            raise EffectError("The shape's frame must lie within the frames to follow it on.")
        self._reader, self._kind, self._seed = reader, kind, seed
        self._first, self._last = first, last
        self._found: list[Sighting] = []
        self._model, self._version = kind.name, ""

    def go(
        self, report: Report, cancel: CancelToken, preview: Callable[[Sighting], None] | None
    ) -> None:
        """Forwards, then backwards."""
        context = AnalysisContext(self._reader.index.number_at, cancel)
        reader, start = self._reader, self._seed.frame
        meter, total = RateMeter(), self._last - self._first
        for stream in (forwards(reader, start, self._last), backwards(reader, start, self._first)):
            running = self._kind.make(dict(self._settings))
            for seen in running.run(stream, self._seed, context):
                self._found.append(seen)
                self._name(running)
                if preview is not None:
                    preview(seen)
                meter.mark(len(self._found))
                report(meter.progress(len(self._found), total, stage=self._kind.title))
            self._name(running)

    def _name(self, running: SeededAnalysis) -> None:
        """Who finds it: one that is stopped has said so, too."""
        self._model = getattr(running, "method", self._model)
        self._version = running.version or self._version

    @property
    def reached(self) -> int:
        """The last frame it was found on; -1 before the first."""
        return self._found[-1].frame if self._found else -1

    @property
    def looked(self) -> int:
        """On how many frames it was found."""
        return len(self._found)

    def track(self) -> Track:
        """What was found so far, as a suggestion with id 1."""
        by_it = Provenance("model", self._model, self._version, accepted=False)
        count, tolerance = len(self._reader.index), self._kind.tolerance
        return track_of(1, self._seed, self._found, count, by_it, tolerance)


def forwards(reader: VideoReader, first: int, last: int) -> Frames:
    """The frames `first` to `last`, both inclusive, as analyses want them."""
    for frame in reader.frames(_span(reader, first, last)):
        yield frame.with_pixels(rgb_of(frame.pixels))


def backwards(reader: VideoReader, first: int, last: int) -> Frames:
    """The frames `first` down to `last`, decoded a chunk at a time."""
    width, height = reader.format.size
    length = max(1, min(64, CHUNK_BYTES // (3 * width * height)))
    for stop in range(first, last - 1, -length):
        chunk = list(forwards(reader, max(last, stop - length + 1), stop))
        while chunk:
            yield chunk.pop()


def _span(reader: VideoReader, first: int, last: int) -> Span:
    end = reader.index.time_of(last + 1) if last + 1 < len(reader.index) else reader.index.end
    return Span(reader.index.time_of(first), end)
