"""The arguments and options of `reelwright enhance`, as typer reads them."""

from __future__ import annotations

from enum import StrEnum
from pathlib import Path
from typing import Annotated

import typer


class OnCancel(StrEnum):
    """What Ctrl-C leaves behind."""

    RESUME = "resume"
    KEEP = "keep"
    DISCARD = "discard"


class Precision(StrEnum):
    """Number formats of networks."""

    AUTO = "auto"
    FP32 = "fp32"
    FP16 = "fp16"
    BF16 = "bf16"


class Audio(StrEnum):
    """What becomes of sound."""

    COPY = "copy"
    AAC = "aac"
    OPUS = "opus"
    FLAC = "flac"
    PCM = "pcm"
    NONE = "none"


class AudioTracks(StrEnum):
    """Which tracks are kept."""

    ALL = "all"
    MAIN = "main"


Media = Annotated[
    Path,
    typer.Argument(
        metavar="MEDIA", help="A video, a picture, a sequence (in/%05d.png), or - for y4m."
    ),
]
Output = Annotated[
    Path,
    typer.Option(
        "-o", "--output", metavar="OUT", help="The result: as MEDIA; - writes y4m to stdout."
    ),
]
Effects = Annotated[
    list[str] | None,
    typer.Option(
        "--effect",
        metavar="NAME[:key=value,…]",
        help="A step of the chain; repeat for more. See `reelwright effects`.",
    ),
]
Labels = Annotated[
    Path | None,
    typer.Option(
        metavar="FILE",
        help="Annotations of the source, of any format that can be converted, for effects that go "
        "by them: cut-out and anonymise.",
    ),
]
LabelsFormat = Annotated[
    str | None,
    typer.Option("--labels-format", metavar="F", help="Of --labels, where it does not tell."),
]
From = Annotated[
    str | None,
    typer.Option("--from", metavar="T", help="Begin here: seconds, hh:mm:ss.mmm or f:FRAME."),
]
To = Annotated[str | None, typer.Option("--to", metavar="T", help="End before this position.")]
Codec = Annotated[
    str | None,
    typer.Option(metavar="C", help="Encoder, such as libx264, libx265, prores_ks or ffv1."),
]
Quality = Annotated[
    int | None,
    typer.Option(metavar="N", help="The encoder's own quality number (its CRF or like it)."),
]
Options = Annotated[
    list[str] | None,
    typer.Option("--option", metavar="k=v", help="An encoder option; repeat for more."),
]
Device = Annotated[
    str,
    typer.Option(metavar="D", help="auto (every GPU there is), cpu, cuda, cuda:0,cuda:1 or mps."),
]
Precise = Annotated[
    Precision, typer.Option(metavar="P", help="Of the networks: auto, fp32, fp16 or bf16.")
]
Overwrite = Annotated[bool, typer.Option("--overwrite", help="Replace a result that exists.")]
Leaving = Annotated[
    OnCancel,
    typer.Option(
        metavar="WHAT",
        help="After Ctrl-C: resume (the same command goes on later), keep (the finished part, "
        "as NAME.part.mp4) or discard.",
    ),
]
Rate = Annotated[
    str | None,
    typer.Option(metavar="R", help="Frames per second of a picture sequence (24000/1001)."),
]
Sound = Annotated[
    Audio,
    typer.Option(
        "--audio",
        metavar="A",
        help="copy (exactly as it is, wherever such files take it), aac, opus, flac, pcm or none.",
    ),
]
SoundRate = Annotated[
    str | None,
    typer.Option("--audio-rate", metavar="N", help="Bits per second of AAC and Opus, as 192k."),
]
SoundTracks = Annotated[
    AudioTracks,
    typer.Option("--audio-tracks", metavar="T", help="all, or main: the one players begin with."),
]
Json = Annotated[bool, typer.Option("--json", help="Write JSON to stdout.")]
