"""Which container carries which stream, and what is done when it cannot.

Two authorities: the muxer (`Target.codecs`, what FFmpeg can write) and the players (what can be
written but is not played where such files usually go, e.g. Opus in QuickTime files).
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Literal

from av.stream import AttachmentStream, Disposition

from app.media.probe import is_cover_art
from app.media.side.languages import language_in
from app.media.side.sound_wish import AS_IT_IS, SoundWish, said

if TYPE_CHECKING:
    from collections.abc import Sequence

    import av
    from av.subtitles.stream import SubtitleStream

Action = Literal["copy", "transcode", "convert", "attach", "drop"]

MOV_FAMILY = ("mp4", "mov")
"""Containers with edit lists: media may begin before the presentation does."""

IMAGE_TYPES = {
    "mjpeg": "image/jpeg",
    "png": "image/png",
    "gif": "image/gif",
    "bmp": "image/bmp",
    "tiff": "image/tiff",
    "webp": "image/webp",
}
"""Media types of cover pictures; Matroska keeps a cover as an attachment of such a type."""

_MP4_AUDIO = {"aac", "mp3", "mp2", "ac3", "eac3", "alac", "opus", "flac", "dts"}
_MOV_UNPLAYED = {"opus", "flac", "vorbis", "truehd"}
_ENCODERS = {"mp4": "aac", "mov": "aac", "webm": "libopus"}
_TEXT_CODERS = {"mp4": "mov_text", "mov": "mov_text", "webm": "webvtt", "matroska": "subrip"}
_SAID = {"aac": "AAC", "libopus": "Opus", "flac": "FLAC", "mov_text": "timed text (mov_text)"}


@dataclass(frozen=True, slots=True)
class Target:
    """Where the streams go.

    Attributes:
        container: FFmpeg's muxer name.
        codecs: Names of all coders and decoders whose streams the muxer can hold.
        trimmed: Whether only a part of the source is exported.
        sound: What is to become of audio.
    """

    container: str
    codecs: frozenset[str]
    trimmed: bool
    sound: SoundWish = AS_IT_IS

    @property
    def in_mov_family(self) -> bool:
        """Whether the container has edit lists."""
        return self.container in MOV_FAMILY

    def holds(self, stream: av.stream.Stream) -> bool:
        """Whether the muxer can write this codec (some muxers know it by its decoder's name)."""
        codec = stream.codec_context.codec
        return codec.name in self.codecs or codec.canonical_name in self.codecs

    def said(self) -> str:
        """The container for people."""
        return said(self.container)


@dataclass(frozen=True, slots=True)
class Decision:
    """What to do with a stream, with which coder, and what to tell people about it."""

    action: Action
    target: str = ""
    note: str = ""


def decide_audio(stream: av.AudioStream, target: Target) -> Decision:
    """Copy whatever the container's players take and re-encode the rest, or what is asked for."""
    if target.sound.silent or (target.sound.tracks == "main" and stream is not _main_of(stream)):
        return Decision("drop")
    context = stream.codec_context
    if not (context and context.sample_rate and context.layout.nb_channels):
        return Decision("drop", note=f"{_name(stream)} is lost: its format is not known.")
    if target.sound.encoded:
        return Decision("transcode", target.sound.coder)
    codec = context.codec.canonical_name
    if target.holds(stream) and _is_played(codec, target.container):
        return Decision("copy")
    coder = _ENCODERS.get(target.container, "flac")
    note = (
        f"{_name(stream)} was {codec}, which {target.said()} files cannot carry everywhere; "
        f"it is re-encoded to {_SAID[coder]}."
    )
    return Decision("transcode", coder, note)


def main_sound(streams: Sequence[av.AudioStream]) -> av.AudioStream | None:
    """The track that players begin with: the one marked so, else the first that can be decoded."""
    known = [stream for stream in streams if stream.codec_context.sample_rate]
    marked = (stream for stream in known if stream.disposition & Disposition.default)
    return next(marked, known[0] if known else None)


def _main_of(stream: av.AudioStream) -> av.AudioStream | None:
    return main_sound(stream.container.streams.audio)


def _is_played(codec: str, container: str) -> bool:
    if container == "mp4":
        return codec in _MP4_AUDIO
    return container != "mov" or codec not in _MOV_UNPLAYED


def decide_subtitle(stream: SubtitleStream, target: Target) -> Decision:
    """Copy what fits, convert text, drop pictures that the container cannot hold."""
    name = _name(stream)
    if not stream.codec_context:
        return Decision("drop", note=f"{name} is lost: its format is not known.")
    codec = stream.codec_context.codec
    # FFmpeg can put DVD pictures into mp4, but hardly any player shows them.
    if target.holds(stream) and not (codec.bitmap_sub and target.in_mov_family):
        return Decision("copy")
    if codec.canonical_name == "eia_608" or not codec.text_sub:
        what = "pictures" if codec.bitmap_sub else "captions"
        return Decision(
            "drop",
            note=f"{name} is lost: {target.said()} cannot hold subtitles that are {what} "
            f"({codec.canonical_name}); export to mkv to keep it.",
        )
    coder = _TEXT_CODERS.get(target.container, "ass")
    styled = codec.canonical_name in ("ass", "ssa") and coder != "ass"
    loss = "; fonts, positions and effects are lost, export to mkv to keep them" if styled else ""
    note = f"{name} is converted from {codec.canonical_name} to {_SAID.get(coder, coder)}{loss}."
    return Decision("convert", coder, note)


def decide_video(
    stream: av.VideoStream, target: Target
) -> tuple[Literal["cover art", "video"], Decision]:
    """Cover art, or a further video."""
    if is_cover_art(stream):
        return "cover art", _decide_cover(stream, target)
    name = _name(stream)
    if not (stream.codec_context and target.holds(stream)):
        return "video", Decision(
            "drop", note=f"{name} is lost: {target.said()} cannot hold its format."
        )
    if target.trimmed:
        return "video", Decision(
            "drop", note=f"{name} is lost: unchanged video can be cut only at keyframes."
        )
    return "video", Decision("copy")


def _decide_cover(stream: av.VideoStream, target: Target) -> Decision:
    codec = stream.codec_context.codec.canonical_name if stream.codec_context else ""
    if target.container == "matroska" and codec in IMAGE_TYPES:
        return Decision("attach", IMAGE_TYPES[codec])
    # FFmpeg writes covers into the `covr` box of mp4; QuickTime files have none.
    if target.container == "mp4" and codec in ("mjpeg", "png"):
        return Decision("copy")
    return Decision("drop", note=f"The cover picture is lost: {target.said()} cannot hold it.")


def decide_beside(
    stream: av.stream.Stream, target: Target
) -> tuple[Literal["attachment", "data"], Decision]:
    """Attachments and data tracks."""
    if isinstance(stream, AttachmentStream):
        name = stream.metadata.get("filename", "without a name")
        if target.container == "matroska":
            mimetype = stream.mimetype or "application/octet-stream"
            return "attachment", Decision("attach", mimetype)
        note = f"The attachment {name} is lost: only Matroska files hold attachments."
        return "attachment", Decision("drop", note=note)
    # The text track behind mp4 chapters shows up as data; the chapters themselves are copied.
    if stream.name == "bin_data" and stream.container.chapters():
        return "data", Decision("drop")
    timecode = stream.metadata.get("timecode")
    what = f"The timecode track (from {timecode})" if timecode else f"Data track {stream.index}"
    return "data", Decision("drop", note=f"{what} is lost: it cannot be carried over.")


def _name(stream: av.stream.Stream) -> str:
    """`Audio track 2 (fre)`, counted among its kind from 1."""
    kin = [other for other in stream.container.streams if other.type == stream.type]
    language = stream.metadata.get("language", "und")
    suffix = f" ({language})" if language != "und" else ""
    number = [other.index for other in kin].index(stream.index) + 1
    return f"{stream.type.capitalize()} track {number}{suffix}"


def lost_marks(stream: av.stream.Stream, target: Target) -> str:
    """What QuickTime files cannot say of a track: its role, and languages Apple had no code for."""
    if target.container != "mov":
        return ""
    lost = Disposition(stream.disposition) & ~Disposition.default
    words = [str(flag.name).replace("_", " ") for flag in lost]
    language = stream.metadata.get("language", "und")
    if language_in(target.container, language) is None:
        words.append(f"language “{language}”")
    if not words:
        return ""
    return f"{_name(stream)} is no longer marked as {', '.join(words)}: mov files cannot say so."
