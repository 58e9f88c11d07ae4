"""Following a thing from one of its frames on, as a job; a stopped one keeps what it found."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

from app.analyses.seeded import Seed
from app.analyses.seeded_registry import SEEDED
from app.annotations.edits.continuing import continuation
from app.annotations.formats.json_document import JsonNode
from app.annotations.layer import AnnotationLayer
from app.annotations.layer_json import plain_track, track_from
from app.annotations.model import MAX_FRAME, Label, Track
from app.base.errors import UsageError
from app.jobs.job import JobSpec, Outcome
from app.render.findings import Findings, Showing, found_by, leave_given_up

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from app.annotations.layer import MediaFacts
    from app.annotations.model import Keyframe
    from app.annotations.shapes import Shape
    from app.base.parameter import Settings
    from app.jobs.loop import Task
    from app.render.annotate_seeded import SeededRun

CONTINUE = "continue"


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
    """Follow it; what is found is shown on the way and kept, however it ends.

    Raises:
        AppError: with a sentence for the user.
        Cancelled: it was stopped.
    """
    leave_given_up(task)
    from app.media.video_reader import VideoReader
    from app.render.annotate_seeded import SeededRun
    from app.render.media_facts import media_facts

    payload = task.job.spec.payload
    path, analysis, settings = payload.get("path"), payload.get("analysis"), payload.get("settings")
    if not isinstance(path, str) or not isinstance(analysis, str):
        raise UsageError("This job does not say what is to be followed.")
    seed, frames = _wanted(payload)
    key, chosen = seed.keyframes[0], settings if isinstance(settings, dict) else {}
    with VideoReader(Path(path)) as reader:
        start = Seed(key.frame, key.shape, seed.label)
        run = SeededRun(reader, analysis, chosen, start, frames)
        with Showing(task, _found(run, seed, frames, media_facts(reader))) as showing:
            run.go(task.report, task.cancel, showing.seen)
    return Outcome(str(found_by(task.job.id)), frames=frames[1] - frames[0])


def _wanted(payload: Mapping[str, object]) -> tuple[Track, tuple[int, int]]:
    """Whom to follow, and on which frames."""
    node = JsonNode(payload, "The job", "its description")
    numbers = [row.whole(0, MAX_FRAME) for row in node["frames"].rows()]
    if len(numbers) != 2:
        node["frames"].refuse("must be the first and the last one")
    return track_from(node["seed"]), (numbers[0], numbers[1])


def _found(
    run: SeededRun, seed: Track, frames: tuple[int, int], media: MediaFacts
) -> Callable[[], Findings]:
    """Gives what was found beyond the seed until now, as one suggested track."""

    def found() -> Findings:
        part = continuation(run.track(), seed, seed.keyframes[0].frame, frames)
        layer = AnnotationLayer(media, (Label(seed.label),), (part,) if part else ())
        return Findings(layer, run.reached, run.looked)

    return found
