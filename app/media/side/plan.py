"""What becomes of everything in a file but its main video, decided before the export begins."""

from __future__ import annotations

import io
import math
from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

import av

from app.media.opening import open_input
from app.media.probe import main_video_stream
from app.media.side.rules import (
    Decision,
    Target,
    decide_audio,
    decide_beside,
    decide_subtitle,
    decide_video,
    lost_marks,
)
from app.media.side.sound_wish import AS_IT_IS
from app.media.side.tags import kept_tags, lost_tags
from app.media.side.transcode import rate_for

if TYPE_CHECKING:
    from fractions import Fraction
    from pathlib import Path

    from app.media.side.rules import Action
    from app.media.side.sound_wish import SoundWish

Kind = Literal["audio", "subtitle", "video", "cover art", "attachment", "data"]


@dataclass(frozen=True, slots=True)
class StreamPlan:
    """The fate of one stream.

    Attributes:
        index: In the source.
        kind: What the stream is for a viewer.
        codec: FFmpeg's name of what the source holds, "" when unknown.
        action: copy (the same packets), transcode (audio), convert (text subtitles), attach (as a
            Matroska attachment) or drop.
        target: The encoder for transcode and convert, the media type for attach, else "".
        note: A sentence for people when something changes or is lost unasked, else "".
        rate: Samples per second in the output, 0 for what is not audio.
        bit_rate: Bits per second that are asked of the encoder, 0 for the usual.
    """

    index: int
    kind: Kind
    codec: str
    action: Action
    target: str = ""
    note: str = ""
    rate: int = 0
    bit_rate: int = 0


@dataclass(frozen=True, slots=True)
class SidePlan:
    """The fate of all streams but the main video, in the order of the source.

    Attributes:
        container: FFmpeg's muxer name of the output.
        streams: One entry per stream.
        tags: The source's tags that are copied.
        remarks: Sentences that belong to no single stream.
    """

    container: str
    streams: tuple[StreamPlan, ...] = ()
    tags: tuple[tuple[str, str], ...] = ()
    remarks: tuple[str, ...] = ()

    @property
    def notes(self) -> tuple[str, ...]:
        """Everything a person should be told before the export."""
        return tuple(plan.note for plan in self.streams if plan.note) + self.remarks

    def movie_timescale(self, video_tick: Fraction) -> int:
        """What to open an mp4 or mov with as its option `movie_timescale`, in ticks per second.

        A track that begins after zero is put there by an empty edit, which is counted in this
        unit. FFmpeg's own 1000 would move sound by up to a millisecond, and pictures too.
        """
        rates = [plan.rate for plan in self.streams if plan.action != "drop" and plan.rate]
        scale = math.lcm(1000, video_tick.denominator, *rates)
        return scale if scale < 1 << 31 else math.lcm(1000, video_tick.denominator)


def plan_side_streams(
    source: Path, container: str, *, trimmed: bool, sound: SoundWish = AS_IT_IS
) -> SidePlan:
    """Decide what happens to every stream of `source` but its main video.

    Args:
        source: A media file or a picture sequence.
        container: FFmpeg's muxer name: "mp4", "mov", "matroska", "webm" or "nut".
        trimmed: Whether only a part of the source is exported.
        sound: What is to become of audio.

    Raises:
        MediaError: `source` cannot be opened.
        UsageError: such files do not take the sound that is asked for.
    """
    sound.check(container)
    target = Target(container, supported_codecs(container), trimmed, sound)
    with open_input(source) as opened:
        main = main_video_stream(opened)
        sides = [stream for stream in opened.streams if stream is not main]
        plans = tuple(_planned(stream, target) for stream in sides)
        metadata = dict(opened.metadata)
    tags = kept_tags(metadata, container, trimmed=trimmed)
    return SidePlan(container, plans, tuple(tags.items()), lost_tags(metadata, container))


def supported_codecs(container: str) -> frozenset[str]:
    """Names of all coders and decoders whose streams the muxer can hold."""
    return frozenset(av.open(io.BytesIO(), "w", format=container).supported_codecs)


def _planned(stream: av.stream.Stream, target: Target) -> StreamPlan:
    kind, decision = _decided(stream, target)
    codec = stream.codec_context.codec.canonical_name if stream.codec_context else ""
    marks = "" if decision.action in ("drop", "attach") else lost_marks(stream, target)
    note = " ".join(part for part in (decision.note, marks) if part)
    rate = _output_rate(stream, decision)
    wished = target.sound.bit_rate if kind == "audio" and decision.action == "transcode" else 0
    return StreamPlan(
        stream.index, kind, codec, decision.action, decision.target, note, rate, wished
    )


def _output_rate(stream: av.stream.Stream, decision: Decision) -> int:
    if not isinstance(stream, av.AudioStream) or decision.action == "drop":
        return 0
    rate = stream.codec_context.sample_rate
    return rate_for(decision.target, rate) if decision.action == "transcode" else rate


def _decided(stream: av.stream.Stream, target: Target) -> tuple[Kind, Decision]:
    if isinstance(stream, av.AudioStream):
        return "audio", decide_audio(stream, target)
    if isinstance(stream, av.subtitles.stream.SubtitleStream):
        return "subtitle", decide_subtitle(stream, target)
    if isinstance(stream, av.VideoStream):
        return decide_video(stream, target)
    return decide_beside(stream, target)
