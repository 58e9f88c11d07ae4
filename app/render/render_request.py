"""What a user may ask of a render of a project."""

from __future__ import annotations

from dataclasses import dataclass, field
from fractions import Fraction
from typing import TYPE_CHECKING, Literal

from app.base.errors import ProjectError
from app.media.side.sound_wish import AS_IT_IS, SoundWish
from app.project.queries import length

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.time import Time
    from app.inference.device import Precision
    from app.project.model import Project
    from app.render.segmented_export import Leaving

What = Literal["sequence", "range", "clip"]


@dataclass(frozen=True, slots=True)
class RenderRequest:
    """Everything a user may ask of one render.

    Attributes:
        project: As it was when the render was asked for.
        output: A video file, GIF, picture or pattern of numbered pictures.
        what: The whole timeline, its selected range (all of it without one), or one clip.
        clip_id: Which clip, for "clip".
        codec, quality, options: For the encoder; None and {} mean its defaults.
        size: (width, height) in square pixels; None means that of the first clip's result.
        device: "auto" (all GPUs there are), a name, or names with commas.
        precision: "auto" or a name.
        overwrite: Whether an existing result may be replaced.
        when_cancelled: What to leave behind.
        rate: Frames per second; None means those of the first clip's result.
        sound: What is to become of it; of mixed sound `tracks` is not asked.
    """

    project: Project
    output: Path
    what: What = "sequence"
    clip_id: str = ""
    codec: str | None = None
    quality: int | None = None
    options: dict[str, str] = field(default_factory=dict)
    size: tuple[int, int] | None = None
    device: str = "auto"
    precision: Precision = "auto"
    overwrite: bool = False
    when_cancelled: Leaving = "resume"
    rate: Fraction | None = None
    sound: SoundWish = AS_IT_IS


def part_of(request: RenderRequest) -> tuple[Time, Time]:
    """Beginning and end of what is asked for, in seconds of the timeline ("clip" apart).

    Raises:
        ProjectError: there is nothing in it.
    """
    whole = length(request.project)
    if not whole:
        raise ProjectError("The timeline is empty; add a clip to it first.")
    chosen = request.project.selected_range if request.what == "range" else None
    if chosen is None:
        return Fraction(0), whole
    end = whole if chosen.end is None else chosen.end
    if end <= chosen.start:
        raise ProjectError("The selected range lies behind the last clip; move it or clear it.")
    return chosen.start, end
