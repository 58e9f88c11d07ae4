"""`reelwright annotate`: what an analysis finds in a video."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from app.base.cancel import CancelToken
from app.cli.effect_text import parse_effect
from app.cli.progress_line import ProgressLine
from app.cli.running import on_worker, put, say

if TYPE_CHECKING:
    from app.annotations.layer import AnnotationLayer
    from app.project.model import EffectSpec


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
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a file that exists.")
    ] = False,
) -> None:
    """Analyse a video and write what was found.

    The analyses and their parameters are listed by `reelwright effects --analyses`.
    """
    from app.analyses.registry import find_analysis
    from app.annotations.formats.registry import find_format
    from app.render.export_annotations import export_annotations
    from app.render.segmented_export import check_output

    find_format(format_)
    chosen = parse_effect(analysis, find_analysis)
    check_output(output, media, overwrite=overwrite)
    layer = _run(media, chosen)
    losses = export_annotations(layer, output, format_)
    put(f"{output}: {_found(layer)} on {layer.media.frame_count} frames")
    for loss in losses:
        say(loss)


def _run(media: Path, chosen: EffectSpec) -> AnnotationLayer:
    from app.render.annotate import annotate as annotated

    with ProgressLine() as line:

        def work(cancel: CancelToken) -> AnnotationLayer:
            return annotated(media, chosen.name, dict(chosen.settings), line, cancel)

        return on_worker(work, line.stopping)


def _found(layer: AnnotationLayer) -> str:
    """What there is; tracks are told even when there is none and nothing else."""
    other = ((len(layer.segments), "segment"), (len(layer.cuts), "cut"))
    more = [_amount(count, noun) for count, noun in other if count]
    tracks = [_amount(len(layer.tracks), "track")] if layer.tracks or not more else []
    return ", ".join([*tracks, *more])


def _amount(count: int, noun: str) -> str:
    return f"{count} {noun}{'' if count == 1 else 's'}"
