"""`reelwright render`: a project's timeline, its selected range, or one clip."""

from __future__ import annotations

import re
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.base.errors import UsageError
from app.base.rate import parse_rate
from app.base.text import did_you_mean, parse_options
from app.cli.enhance_options import (
    Audio,
    AudioTracks,
    Codec,
    Device,
    Json,
    Leaving,
    OnCancel,
    Options,
    Output,
    Overwrite,
    Precise,
    Precision,
    Quality,
    Sound,
    SoundRate,
    SoundTracks,
)
from app.cli.exporting import export
from app.cli.running import say
from app.cli.sound_options import parse_sound

if TYPE_CHECKING:
    from app.base.cancel import CancelToken
    from app.base.progress import Report
    from app.project.model import Clip, Project
    from app.render.render_project import RenderRequest, What
    from app.render.segmented_export import ExportResult

_SIZE = re.compile(r"^(\d{1,5})[x×](\d{1,5})$")

ProjectFile = Annotated[Path, typer.Argument(metavar="PROJECT", help="A .reel file.")]
ClipName = Annotated[
    str | None,
    typer.Option("--clip", metavar="NAME", help="Only this clip, by its name or id."),
]
Range = Annotated[bool, typer.Option("--range", help="Only the selected range (in to out).")]
Size = Annotated[
    str | None,
    typer.Option(metavar="WxH", help="Of the result; clips are fitted in. Default: the first's."),
]
Pace = Annotated[
    str | None,
    typer.Option("--rate", metavar="R", help="Frames per second. Default: the first clip's."),
]
DryRun = Annotated[
    bool, typer.Option("--dry-run", help="Only say what would change, and how large it gets.")
]


def render(
    project: ProjectFile,
    output: Output,
    clip: ClipName = None,
    in_range: Range = False,
    codec: Codec = None,
    quality: Quality = None,
    option: Options = None,
    audio: Sound = Audio.COPY,
    audio_rate: SoundRate = None,
    audio_tracks: SoundTracks = AudioTracks.ALL,
    size: Size = None,
    rate: Pace = None,
    device: Device = "auto",
    precision: Precise = Precision.AUTO,
    overwrite: Overwrite = False,
    on_cancel: Leaving = OnCancel.RESUME,
    dry_run: DryRun = False,
    json: Json = False,
) -> None:
    """Render a project: the topmost clip is seen, gaps are black, all tracks are heard.

    A single clip keeps its frame times, sound and tags, as `enhance` does.

    \b
    JSON: output, frames, resumed (frames an interrupted run had made), damaged (source
    frames that could not be decoded), notes (sentences), stages (busy seconds by name),
    seconds, fps. With --dry-run: changes (kind, title, detail), frames, length, bytes
    (least and most, null if unknown), free.
    """
    if clip is not None and in_range:
        raise UsageError("--clip and --range do not go together; leave one of them away.")
    dimensions = None if size is None else parse_size(size)
    pace = None if rate is None else parse_rate(rate)
    pairs = parse_options(option or [])
    sound = parse_sound(audio, audio_rate, audio_tracks)
    timeline = _loaded(project)
    what: What = "range" if in_range else "sequence" if clip is None else "clip"
    from app.render.render_project import RenderRequest

    request = RenderRequest(
        timeline,
        output,
        what,
        find_by_name(timeline, clip).id if clip is not None else "",
        codec,
        quality,
        pairs,
        dimensions,
        device,
        precision.value,
        overwrite,
        on_cancel.value,
        pace,
        sound,
    )
    if dry_run:
        from app.cli.render_forecast import tell_forecast

        tell_forecast(request, json=json)
        return
    export(
        partial(_rendered, request),
        device,
        computes=any(clip.effects for track in timeline.tracks for clip in track.clips),
        resumable=on_cancel is OnCancel.RESUME,
        json=json,
    )


def _loaded(path: Path) -> Project:
    from app.project.storage import load

    loaded = load(path)
    for note in loaded.notes:
        say(note)
    return loaded.project


def parse_size(text: str) -> tuple[int, int]:
    """`1920x1080` as (width, height).

    Raises:
        UsageError: not a size.
    """
    match = _SIZE.match(text.strip().lower())
    width, height = (int(match[1]), int(match[2])) if match else (0, 0)
    if not (0 < width <= 16_384 and 0 < height <= 16_384):
        raise UsageError(f"“{text}” is not a size; write for example 1920x1080.")
    return width, height


def find_by_name(project: Project, word: str) -> Clip:
    """The clip of an id or a name, which is that of its file unless it has one of its own.

    Raises:
        UsageError: there is none, or more than one of that name.
    """
    every = [clip for track in project.tracks for clip in track.clips]
    files = {item.id: item.path for item in project.media}
    for clip in every:
        if clip.id == word:
            return clip
    names = [clip.name or files.get(clip.media_id, Path(clip.id)).name for clip in every]
    found = [clip for clip, name in zip(every, names, strict=True) if name == word]
    if len(found) > 1:
        ids = ", ".join(clip.id for clip in found)
        raise UsageError(f"{len(found)} clips are named “{word}”; give the id of one: {ids}.")
    if not found:
        raise UsageError(f"There is no clip “{word}”.{did_you_mean(word, names)}")
    return found[0]


def _rendered(request: RenderRequest, cancel: CancelToken, report: Report) -> ExportResult:
    from app.render.render_project import render_project

    return render_project(request, cancel, report)
