"""Following a thing from one of its frames on, as a job; a stopped one keeps what it found."""

from __future__ import annotations

import time
from pathlib import Path
from typing import TYPE_CHECKING

from app.analyses.seeded import Seed
from app.analyses.seeded_registry import SEEDED
from app.annotations.edits.continuing import continuation
from app.annotations.formats.json_document import JsonNode
from app.annotations.layer import AnnotationLayer
from app.annotations.layer_json import plain_track, track_from
from app.annotations.model import MAX_FRAME, Label, Track
from app.base.errors import Cancelled, UsageError
from app.jobs.job import JobSpec, Outcome
from app.render.annotate_job import found_by, keep_findings

if TYPE_CHECKING:
    from collections.abc import Mapping

    from app.analyses.seeded import Sighting
    from app.annotations.model import Keyframe
    from app.annotations.shapes import Shape
    from app.base.parameter import Settings
    from app.jobs.loop import Task
    from app.media.video_reader import VideoReader
    from app.render.annotate_seeded import SeededRun

CONTINUE = "continue"
KEEP_SECONDS = 0.4
"""How often what was found is written down for those who watch."""


def analysis_for(shape: Shape) -> str | None:
    """Name of the analysis that can follow such a shape; None if there is none."""
    return next((kind.name for kind in SEEDED if isinstance(shape, kind.shapes)), None)


def continue_job(
    path: Path,
    media_id: str,
    analysis: str,
    settings: Settings,
    track: Track,
    key: Keyframe,
    frames: tuple[int, int],
    title: str,
    detail: str,
) -> JobSpec:
    """The job that finds how a thing goes on.

    Args:
        path: Of the source.
        media_id: Of the source in its project.
        analysis: Name of a seeded analysis that takes the key's shape.
        settings: Its parameters; those left out have their defaults.
        track: What goes on.
        key: From where.
        frames: First and last frame (inclusive) to fill.
        title, detail: For people.
    """
    seed = Track(track.id, track.label, (key,))
    payload: dict[str, object] = {
        "path": str(path),
        "media": media_id,
        "analysis": analysis,
        "settings": dict(settings),
        "seed": plain_track(seed),
        "frames": list(frames),
    }
    return JobSpec(CONTINUE, title, detail, payload)


def run_continue(task: Task) -> Outcome:
    """Follow it; what is found waits as one suggested track, and can be looked at on the way.

    Raises:
        AppError: with a sentence for the user; then nothing waits.
        Cancelled: what came until then waits like a whole result.
    """
    from app.media.video_reader import VideoReader
    from app.render.annotate_seeded import SeededRun

    payload = task.job.spec.payload
    path, analysis, settings = payload.get("path"), payload.get("analysis"), payload.get("settings")
    if not isinstance(path, str) or not isinstance(analysis, str):
        raise UsageError("This job does not say what is to be followed.")
    seed, frames = _wanted(payload)
    key, chosen = seed.keyframes[0], settings if isinstance(settings, dict) else {}
    with VideoReader(Path(path)) as reader:
        start = Seed(key.frame, key.shape, seed.label)
        run = SeededRun(reader, analysis, chosen, start, frames)
        _Following(task, run, seed, frames, reader).go()
    return Outcome(str(found_by(task.job.id)), frames=frames[1] - frames[0])


def _wanted(payload: Mapping[str, object]) -> tuple[Track, tuple[int, int]]:
    """Whom to follow, and on which frames."""
    node = JsonNode(payload, "The job", "its description")
    numbers = [row.whole(0, MAX_FRAME) for row in node["frames"].rows()]
    if len(numbers) != 2:
        node["frames"].refuse("must be the first and the last one")
    return track_from(node["seed"]), (numbers[0], numbers[1])


class _Following:
    """A run whose findings are written down now and then."""

    def __init__(
        self,
        task: Task,
        run: SeededRun,
        seed: Track,
        frames: tuple[int, int],
        reader: VideoReader,
    ) -> None:
        from app.render.media_facts import media_facts

        self._task, self._run, self._seed, self._frames = task, run, seed, frames
        self._media = media_facts(reader)
        self._kept = time.monotonic()

    def go(self) -> None:
        task = self._task
        try:
            self._run.go(task.report, task.cancel, self._seen)
        except Cancelled:
            self._keep()
            raise
        except BaseException:
            found_by(task.job.id).unlink(missing_ok=True)
            raise
        self._keep()

    def _seen(self, _: Sighting) -> None:
        if time.monotonic() - self._kept >= KEEP_SECONDS:
            self._keep()
            self._kept = time.monotonic()

    def _keep(self) -> None:
        seed = self._seed
        part = continuation(self._run.track(), seed, seed.keyframes[0].frame, self._frames)
        tracks = (part,) if part else ()
        keep_findings(AnnotationLayer(self._media, (Label(seed.label),), tracks), self._task.job.id)
