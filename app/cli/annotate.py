"""`reelwright annotate`: what an analysis finds in a video."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, cast

import typer

from app.base.cancel import CancelToken
from app.base.errors import UsageError
from app.base.text import did_you_mean
from app.cli.annotate_part import PartialResult, amounts
from app.cli.effect_text import parse_effect
from app.cli.progress_line import ProgressLine
from app.cli.running import on_worker, put, say

if TYPE_CHECKING:
    from app.annotations.layer import AnnotationLayer
    from app.project.model import EffectSpec

_DIRECTIONS = ("forward", "backward", "both")
_SEGMENTS_LOST = "Temporal segments are left out."
"""As formats say it that have none."""


def annotate(
    media: Annotated[
        Path, typer.Argument(metavar="MEDIA", help="A video or a sequence (in/%05d.png).")
    ],
    output: Annotated[
        Path, typer.Option("-o", "--output", metavar="OUT", help="The annotation file.")
    ],
    analysis: Annotated[
        str,
        typer.Option(metavar="NAME[:key=value,…]", help="What to look for; see below."),
    ],
    format_: Annotated[
        str, typer.Option("--format", metavar="F", help="Of the file, such as coco.")
    ] = "coco",
    from_labels: Annotated[
        Path | None,
        typer.Option(metavar="FILE", help="Annotations to go on from: an annotation file."),
    ] = None,
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="F", help="Of --from-labels, where it does not tell."),
    ] = None,
    track: Annotated[
        list[int] | None,
        typer.Option(metavar="N", help="Follow this track alone; may be given again."),
    ] = None,
    direction: Annotated[
        str, typer.Option(metavar="D", help="Of following: forward, backward or both.")
    ] = "both",
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a file that exists.")
    ] = False,
) -> None:
    """Analyse a video and write what was found.

    The analyses and their parameters are listed by `reelwright effects --analyses`. What was found
    before Ctrl-C or an error is kept beside the output, as OUT.part.json for instance.

    \b
    Some go on from what is drawn already:
      reelwright annotate clip.mp4 --from-labels boxes.json --analysis follow -o out.json
    follow takes boxes to the frames before and after theirs, propagate masks and polygons;
    events tells when tracks cross drawn lines and enter drawn areas. With --from-labels, what any
    other analysis finds is added to what is there.
    """
    from app.analyses.every import find_any
    from app.annotations.formats.registry import find_format
    from app.render.export_annotations import export_annotations
    from app.render.segmented_export import check_output

    find_format(format_)
    chosen = parse_effect(analysis, find_any)
    _check(chosen, from_labels, track or [], direction)
    for path in (media, from_labels) if from_labels else (media,):
        check_output(output, path, overwrite=overwrite)
    with PartialResult(output, format_) as part:
        if from_labels is None:
            layer = _run(media, chosen, part)
        else:
            layer = _go_on(media, from_labels, from_, chosen, track or [], direction, part)
    losses = export_annotations(layer, output, format_)
    put(f"{output}: {amounts(layer)} on {layer.media.frame_count} frames")
    for loss in losses:
        say(loss)
    if layer.segments and not layer.tracks and _SEGMENTS_LOST in losses:
        say(f"So nothing of it is in the file; write it with --format {_keeping(layer)}.")


def _keeping(layer: AnnotationLayer) -> str:
    """The formats that have segments."""
    from app.annotations.formats.registry import FORMATS

    names = [each.name for each in FORMATS if _SEGMENTS_LOST not in each.loses(layer)]
    return ", ".join(names[:-1]) + f" or {names[-1]}"


def _check(chosen: EffectSpec, labels: Path | None, tracks: list[int], direction: str) -> None:
    """Refuse what does not go together, before anything is read."""
    from app.analyses.event_marks import find_layer_analysis
    from app.analyses.seeded_registry import SEEDED

    seeded = any(kind.name == chosen.name for kind in SEEDED)
    if labels is None and (seeded or find_layer_analysis(chosen.name)):
        raise UsageError(
            f"The analysis “{chosen.name}” goes on from what is drawn already; "
            "give it as --from-labels FILE."
        )
    if direction not in _DIRECTIONS:
        hint = did_you_mean(direction, _DIRECTIONS)
        raise UsageError(f"There is no direction “{direction}”.{hint}")
    if not seeded and (tracks or direction != "both"):
        raise UsageError(f"--track and --direction are for following, not for “{chosen.name}”.")


def _go_on(
    media: Path,
    labels: Path,
    format_: str | None,
    chosen: EffectSpec,
    tracks: list[int],
    direction: str,
    part: PartialResult,
) -> AnnotationLayer:
    from app.annotations.formats.guessing import guess_format
    from app.annotations.formats.registry import find_format
    from app.render.annotate_from import Direction, annotate_from
    from app.render.convert import facts_of

    reader = find_format(format_) if format_ else guess_format(labels)
    before, settings = reader.read(labels, facts_of(media)), dict(chosen.settings)
    way = cast("Direction", direction)
    with ProgressLine() as line:

        def work(cancel: CancelToken) -> AnnotationLayer:
            return annotate_from(
                media, before, chosen.name, settings, tracks, way, line, cancel, part.keep
            )

        return on_worker(work, line.stopping)


def _run(media: Path, chosen: EffectSpec, part: PartialResult) -> AnnotationLayer:
    from app.render.annotate import annotate as annotated

    with ProgressLine() as line:

        def work(cancel: CancelToken) -> AnnotationLayer:
            settings = dict(chosen.settings)
            return annotated(media, chosen.name, settings, line, cancel, unfinished=part.keep)

        return on_worker(work, line.stopping)
