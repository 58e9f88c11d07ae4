"""`reelwright probe`: what is in a media file."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from app.base.time import format_time
from app.cli.columns import columns, facts
from app.cli.json_output import plain, put_json
from app.cli.running import put, say

if TYPE_CHECKING:
    from app.media.probe import MediaInfo, StreamInfo, VideoInfo


def probe(
    media: Annotated[
        Path, typer.Argument(metavar="MEDIA", help="A video, a picture, or a sequence %05d.png.")
    ],
    json: Annotated[bool, typer.Option("--json", help="Write JSON to stdout.")] = False,
) -> None:
    """Show what is in a media file.

    \b
    JSON: path, container, duration, duration_seconds, chapters, metadata, warnings,
      video: index, codec, width, height, rate, average_rate, average_rate_float,
        frame_count, time_base, start, end, pixel_aspect, pixels, bits, alpha, rotation,
        mirrored, scan, language, colour {matrix, range, primaries, transfer,
        chroma_location: ITU-T H.273 numbers and FFmpeg's}, hdr; null without a video
      streams: index, kind, codec, language, title, detail
    Rates and times are exact: "30000/1001"; rate is null when it varies.
    """
    from app.media.probe import probe as look

    info = look(media)
    if json:
        put_json(document(info))
        return
    put(description(info))
    for warning in info.warnings:
        say(warning)


def document(info: MediaInfo) -> dict[str, Any]:
    """The JSON form."""
    duration = info.duration
    return {
        "path": info.path,
        "container": info.container,
        "duration": duration,
        "duration_seconds": None if duration is None else float(duration),
        "chapters": info.chapters,
        "metadata": info.metadata,
        "warnings": info.warnings,
        "video": _video_document(info.video) if info.video else None,
        "streams": info.others,
    }


def _video_document(video: VideoInfo) -> dict[str, Any]:
    format_ = video.format
    return {
        "index": video.index,
        "codec": video.codec,
        "width": format_.width,
        "height": format_.height,
        "rate": format_.rate,
        "average_rate": video.average_rate,
        "average_rate_float": float(video.average_rate),
        "frame_count": video.frame_count,
        "time_base": format_.time_base,
        "start": video.start,
        "end": video.end,
        "pixel_aspect": format_.sample_aspect_ratio,
        "pixels": format_.layout.words,
        "bits": format_.layout.bits,
        "alpha": format_.layout.alpha,
        "rotation": video.rotation,
        "mirrored": video.orientation.mirrored,
        "scan": video.scan,
        "language": video.language,
        "colour": plain(format_.colour),
        "hdr": plain(video.hdr),
    }


def description(info: MediaInfo) -> str:
    """For people."""
    rows = [("file", str(info.path)), ("container", info.container)]
    if info.duration is not None:
        rows.append(("duration", format_time(info.duration)))
    rows += _video_rows(info.video) if info.video else [("video", "none")]
    rows.append(("chapters", str(info.chapters or "")))
    parts = [facts(rows)]
    if info.others:
        parts.append(columns([_stream_row(stream) for stream in info.others], right=(0,)))
    return "\n\n".join(parts)


def _video_rows(video: VideoInfo) -> list[tuple[str, str]]:
    format_ = video.format
    aspect = format_.sample_aspect_ratio
    return [
        ("video", f"{video.codec}, {format_.width} × {format_.height}, {format_.layout.words}"),
        ("rate", rate_words(format_.rate, video.average_rate)),
        ("frames", f"{video.frame_count}"),
        ("scan", video.scan),
        ("pixels", "" if aspect == 1 else f"{aspect.numerator}:{aspect.denominator}"),
        ("turned", _turn_words(video)),
        ("colour", _colour_words(video)),
        ("HDR", _hdr_words(video)),
        ("language", video.language),
    ]


def rate_words(rate: Fraction | None, average: Fraction) -> str:
    """`29.97 fps (30000/1001)`, `25 fps` or `variable, 24.3 fps on average`."""
    if rate is None:
        return f"variable, {float(average):.4g} fps on average"
    if rate.denominator == 1:
        return f"{rate} fps"
    return f"{float(rate):.5g} fps ({rate})"


def _turn_words(video: VideoInfo) -> str:
    turn = f"{video.rotation}° clockwise" if video.rotation else ""
    return ", ".join(word for word in (turn, "mirrored" * video.orientation.mirrored) if word)


def _colour_words(video: VideoInfo) -> str:
    from app.base.colour import Matrix, Primaries, Range, Transfer

    colour = video.format.colour
    pairs: tuple[tuple[Any, int, str], ...] = (
        (Matrix, colour.matrix, "matrix"),
        (Range, colour.range, "range"),
        (Primaries, colour.primaries, "primaries"),
        (Transfer, colour.transfer, "transfer"),
    )
    named = [f"{word} {_name(kind, value)}" for kind, value, word in pairs]
    return ", ".join(name for name in named if not name.endswith(" unspecified"))


def _name(kind: Any, value: int) -> str:
    try:
        return str(kind(value).name).lower()
    except ValueError:
        return str(value)


def _hdr_words(video: VideoInfo) -> str:
    hdr = video.hdr
    if hdr is None:
        return ""
    words = []
    if hdr.mastering:
        low, high = float(hdr.mastering.minimum), float(hdr.mastering.maximum)
        words.append(f"mastered on {low:g} to {high:g} cd/m²")
    if hdr.max_cll is not None:
        words.append(f"MaxCLL {hdr.max_cll}, MaxFALL {hdr.max_fall}")
    return ", ".join(words)


def _stream_row(stream: StreamInfo) -> tuple[str, str, str, str, str, str]:
    return (
        str(stream.index),
        stream.kind,
        stream.codec,
        stream.language,
        stream.detail,
        stream.title,
    )
