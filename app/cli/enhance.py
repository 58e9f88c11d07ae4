"""`reelwright enhance`: a chain of effects over a video."""

from __future__ import annotations

import time as clock
from typing import TYPE_CHECKING

from app.base.cancel import CancelToken
from app.base.errors import Cancelled, UsageError
from app.base.rate import parse_rate
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
from app.cli.json_output import put_json
from app.cli.progress_line import ProgressLine
from app.cli.running import on_worker, put, say
from app.cli.sound_options import parse_sound
from app.project.model import EffectSpec, Excerpt, MediaItem

if TYPE_CHECKING:
    from app.render.enhance import EnhanceRequest
    from app.render.segmented_export import ExportResult


def enhance(
    media: Media,
    output: Output,
    effect: Effects = None,
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
    started = clock.monotonic()
    result = _run(request)
    tell(result, clock.monotonic() - started, json=json)


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


def parse_options(texts: list[str]) -> dict[str, str]:
    """Encoder options `key=value`.

    Raises:
        UsageError: a text without `=` or key.
    """
    pairs = [text.partition("=") for text in texts]
    for key, equals, value in pairs:
        if not key or not equals:
            raise UsageError(f"“{key}{equals}{value}” is not an option; write --option key=value.")
    return {key.strip(): value for key, _, value in pairs}


def _run(request: EnhanceRequest) -> ExportResult:
    from app.render.enhance import enhance as enhanced

    with ProgressLine(device_words(request.device, bool(request.excerpt.effects))) as line:

        def work(cancel: CancelToken) -> ExportResult:
            return enhanced(request, cancel, line)

        try:
            return on_worker(work, line.stopping)
        except Cancelled:
            if request.when_cancelled == "resume" and str(request.output) != "-":
                say("Stopped; the same command goes on from here.")
            raise


def device_words(name: str, computes: bool) -> str:
    """The device for the progress line: `NVIDIA H200`, `cpu`; "" when nothing is computed."""
    if not computes:
        return ""
    from app.inference.device import choose_device, describe

    device = choose_device(name)
    return "cpu" if device.type == "cpu" else describe(device).partition(" (")[0]


def tell(result: ExportResult, seconds: float, *, json: bool) -> None:
    """Say what an export made, for people or as JSON."""
    made = result.frames - result.resumed
    fps = made / seconds if seconds > 0 else None
    if json:
        put_json(_document(result, seconds, fps))
        return
    speak = say if str(result.output) == "-" else put
    resumed = f", {result.resumed} of them from before" if result.resumed else ""
    pace = f" ({fps:.1f} fps)" if fps else ""
    name = "standard output" if str(result.output) == "-" else result.output
    speak(f"{name}: {result.frames} frames{resumed} in {seconds:.1f} s{pace}")
    if result.damaged:
        say(f"Damaged frames in the source: {result.damaged}.")
    for note in result.notes:
        say(note)


def _document(result: ExportResult, seconds: float, fps: float | None) -> dict[str, object]:
    fields = ("output", "frames", "resumed", "damaged", "notes")
    told: dict[str, object] = {name: getattr(result, name) for name in fields}
    told["stages"] = {name: round(busy, 3) for name, busy in result.stages.items()}
    return told | {"seconds": round(seconds, 3), "fps": fps and round(fps, 3)}
