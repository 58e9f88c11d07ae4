"""`reelwright convert`: annotations of one tool as those of another."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from app.cli.json_output import put_json
from app.cli.running import put, say

_FORMATS = (
    "coco, youtube-vis, cvat-video, cvat-images, yolo, yolo-seg, voc, voc-cvat, mot, mots, "
    "mots-png, davis, label-studio, labelme, activitynet, ava, webvtt, srt, edl, otio, elan, csv"
)


def convert(
    source: Annotated[
        Path, typer.Argument(metavar="IN", help="An annotation file, or a folder of them.")
    ],
    output: Annotated[
        Path,
        typer.Option("-o", "--output", metavar="OUT", help="The new file or folder."),
    ],
    to: Annotated[str, typer.Option("--to", metavar="FORMAT", help=f"Of OUT: {_FORMATS}.")],
    from_: Annotated[
        str | None,
        typer.Option("--from", metavar="FORMAT", help="Of IN, where IN does not tell."),
    ] = None,
    media: Annotated[
        Path | None,
        typer.Option(metavar="MEDIA", help="The video, for formats that do not say all of it."),
    ] = None,
    overwrite: Annotated[
        bool, typer.Option("--overwrite", help="Replace a file or folder that exists.")
    ] = False,
    as_json: Annotated[bool, typer.Option("--json", help="Print the result as JSON.")] = False,
) -> None:
    """Turn annotations of one format into another, and say what is lost on the way."""
    from app.render.convert import check_replaceable, convert_annotations
    from app.render.segmented_export import check_output

    inputs = (source, media) if media else (source,)
    for path in inputs:
        check_output(output, path, overwrite=overwrite)
    check_replaceable(output, to, *inputs)
    done = convert_annotations(source, output, to, from_, media)
    if as_json:
        put_json({"output": output, "format": to, "from": done.source, "lost": done.lost})
        return
    layer = done.layer
    put(f"{output}: {to}, from {done.source}; {_amounts(len(layer.tracks), len(layer.segments))}")
    for sentence in done.lost:
        say(sentence)


def _amounts(tracks: int, segments: int) -> str:
    plural = ("" if tracks == 1 else "s", "" if segments == 1 else "s")
    return f"{tracks} track{plural[0]}, {segments} segment{plural[1]}"
