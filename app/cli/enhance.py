"""`reelwright enhance`: a chain of effects over a video."""

from __future__ import annotations

from dataclasses import replace
from functools import partial
from typing import TYPE_CHECKING

from app.base.errors import UsageError
from app.base.rate import parse_rate
from app.base.text import parse_options
from app.base.time import Position, parse_position
from app.cli.effect_text import parse_effect
from app.cli.enhance_options import (
    Audio,
    AudioTracks,
    Codec,
    Device,
    Effects,
    From,
    Json,
    Labels,
    LabelsFormat,
    Leaving,
    Media,
    OnCancel,
    Options,
    Output,
    Overwrite,
    Precise,
    Precision,
    Quality,
    Rate,
    Sound,
    SoundRate,
    SoundTracks,
    To,
)
from app.cli.exporting import export
from app.cli.sound_options import parse_sound
from app.project.model import EffectSpec, Excerpt, MediaItem

if TYPE_CHECKING:
    from pathlib import Path

    from app.annotations.formats.format import AnnotationFormat
    from app.annotations.layer import AnnotationLayer
    from app.base.cancel import CancelToken
    from app.base.progress import Report
    from app.render.enhance import EnhanceRequest
    from app.render.segmented_export import ExportResult


def enhance(
    media: Media,
    output: Output,
    effect: Effects = None,
    labels: Labels = None,
    labels_format: LabelsFormat = None,
    start: From = None,
    end: To = None,
    codec: Codec = None,
    quality: Quality = None,
    option: Options = None,
    audio: Sound = Audio.COPY,
    audio_rate: SoundRate = None,
    audio_tracks: SoundTracks = AudioTracks.ALL,
    device: Device = "auto",
    precision: Precise = Precision.AUTO,
    overwrite: Overwrite = False,
    on_cancel: Leaving = OnCancel.RESUME,
    rate: Rate = None,
    json: Json = False,
) -> None:
    """Enhance a video; without --effect the pictures pass unchanged.

    Audio, subtitles, chapters, time stamps and tags of the source are kept unless you say else.

    \b
    JSON: output, frames, resumed (frames an interrupted run had made), damaged (source
    frames that could not be decoded), notes (sentences), stages (busy seconds by name),
    seconds, fps.
    """
    if json and str(output) == "-":
        raise UsageError("Standard output carries the video; leave --json away.")
    begin, stop = _position(start), _position(end)
    pace = parse_rate(rate) if rate is not None else None
    pairs = parse_options(option or [])
    sound = parse_sound(audio, audio_rate, audio_tracks)
    clip = Excerpt(MediaItem(media), begin, stop, parse_chain(effect or []))
    if labels is not None:
        clip = replace(clip, layer=_layer(clip, labels, labels_format))
    from app.render.enhance import EnhanceRequest

    request = EnhanceRequest(
        clip,
        output,
        codec,
        quality,
        pairs,
        device,
        precision.value,
        overwrite,
        on_cancel.value,
        pace,
        sound,
    )
    export(
        partial(_enhanced, request),
        device,
        computes=bool(clip.effects),
        resumable=on_cancel is OnCancel.RESUME and str(output) != "-",
        json=json,
    )


def _enhanced(request: EnhanceRequest, cancel: CancelToken, report: Report) -> ExportResult:
    from app.render.enhance import enhance as enhanced

    return enhanced(request, cancel, report)


def _layer(clip: Excerpt, labels: Path, format_: str | None) -> AnnotationLayer:
    """What a file says of the source.

    Raises:
        UsageError: no effect of the chain looks at it, or its format cannot be told.
        AnnotationError: the file cannot be read, or is of another clip.
        MediaError: the source cannot be read.
    """
    from app.effects.registry import find_effect
    from app.render.convert import facts_of

    if not any(find_effect(spec.name).uses_layer for spec in clip.effects):
        raise UsageError("No effect goes by --labels; add --effect cut-out or anonymise.")
    return _reader(labels, format_).read(labels, facts_of(clip.media.path))


def _reader(labels: Path, format_: str | None) -> AnnotationFormat:
    from app.annotations.formats.guessing import guess_format
    from app.annotations.formats.registry import find_format

    if format_ is not None:
        return find_format(format_)
    try:
        return guess_format(labels)
    except UsageError as error:  # here --from is a position
        raise UsageError(str(error).replace("--from", "--labels-format")) from None


def _position(text: str | None) -> Position | None:
    return None if text is None else parse_position(text)


def parse_chain(texts: list[str]) -> tuple[EffectSpec, ...]:
    """The effects a user named, in order.

    Raises:
        UsageError: an unknown effect or parameter, or a value that does not fit.
    """
    if not texts:
        return ()
    from app.effects.registry import find_effect

    return tuple(parse_effect(text, find_effect) for text in texts)
