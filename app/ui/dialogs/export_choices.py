"""Everything the export form lets a user choose, as a value that outlives the form."""

from __future__ import annotations

import shlex
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TYPE_CHECKING, Any, cast

from app.base.errors import UsageError
from app.base.text import parse_options
from app.media.side.sound_wish import CODERS, NONE, SoundWish
from app.render.render_request import RenderRequest

if TYPE_CHECKING:
    from app.inference.device import Precision
    from app.media.side.sound_wish import Tracks
    from app.render.render_request import What
    from app.ui.dialogs.export_subject import Subject

PICTURES = (".png", ".tif", ".tiff", ".jpg", ".jpeg", ".exr", ".bmp", ".webp")
"""Endings of single pictures: their names need a place for the number."""

LOSSY = frozenset(coder.name for coder in CODERS if not coder.lossless)
"""Encoders of sound that have a bit rate."""

RATES = (64, 96, 128, 160, 192, 256, 320)
"""kbit/s of a track to choose from, beside the usual one."""

_LONGEST = 2_000
_KNOWN: dict[str, tuple[object, ...]] = {
    "what": ("clip", "range", "sequence"),
    "audio": ("", NONE, *(coder.name for coder in CODERS)),
    "audio_rate": (0, *RATES),
    "tracks": ("all", "main"),
}


@dataclass(frozen=True, slots=True)
class ExportChoices:
    """What the form shows, apart from the name.

    Attributes:
        preset: Its id; "" once something was changed.
        folder: Where to.
        what: "clip", "range" or "sequence".
        suffix: Ending of the file.
        codec: FFmpeg's name; "" where the ending says it all.
        pix_fmt: FFmpeg's name; "" for the smallest that loses nothing.
        quality: The encoder's own number; None for its default.
        size: Rows of the result; 0 for those of the chain.
        options: `key=value` separated by spaces.
        show: Whether to open the folder in the end.
        audio: "" for sound as it is, "none", or FFmpeg's name of its encoder.
        audio_rate: kbit/s, 0 for the usual.
        tracks: "all" or "main".
    """

    preset: str = "share"
    folder: str = ""
    what: str = "clip"
    suffix: str = ".mp4"
    codec: str = "libx264"
    pix_fmt: str = ""
    quality: int | None = 18
    size: int = 0
    options: str = ""
    show: bool = True
    audio: str = ""
    audio_rate: int = 0
    tracks: str = "all"


def remembered(stored: object) -> ExportChoices:
    """The choices of last time; anything odd in them counts as never chosen."""
    defaults = ExportChoices()
    if not isinstance(stored, dict):
        return defaults
    given: dict[str, Any] = {}
    for field in fields(ExportChoices):
        value, usual = stored.get(field.name), getattr(defaults, field.name)
        whole = field.name == "quality" and (value is None or type(value) is int)
        if field.name in stored and (whole or type(value) is type(usual)):
            given[field.name] = value
    known = all(given[name] in values for name, values in _KNOWN.items() if name in given)
    long = any(isinstance(value, str) and len(value) > _LONGEST for value in given.values())
    if long or not known:
        return defaults
    return ExportChoices(**given)


def stored(choices: ExportChoices) -> dict[str, object]:
    """For the settings."""
    return asdict(choices)


def options_of(choices: ExportChoices) -> dict[str, str]:
    """Encoder options.

    Raises:
        UsageError: a word of them is not `key=value`.
    """
    try:
        words = shlex.split(choices.options)
    except ValueError as error:
        raise UsageError("A quotation mark in the encoder options is not closed.") from error
    return ({"pix_fmt": choices.pix_fmt} if choices.pix_fmt else {}) | parse_options(words)


def output_path(choices: ExportChoices, name: str) -> Path:
    """Where a file of a name goes; pictures get a place for their number."""
    path = Path(choices.folder).expanduser() / name
    if path.suffix.lower() in PICTURES and "%" not in path.name:
        path = path.with_name(f"{path.stem}_%05d{path.suffix}")
    return path


def request_of(
    choices: ExportChoices,
    subject: Subject,
    output: Path,
    device: str,
    precision: str,
    *,
    overwrite: bool,
) -> RenderRequest:
    """The render that is asked for.

    Raises:
        UsageError: the encoder options make no sense.
    """
    return RenderRequest(
        subject.project,
        output,
        cast("What", choices.what if subject.placed else "clip"),
        subject.clip.id,
        choices.codec or None,
        choices.quality if choices.codec else None,
        options_of(choices) if choices.codec else {},
        _size(choices.size, subject),
        device,
        cast("Precision", precision),
        overwrite,
        sound=sound_of(choices),
    )


def sound_of(choices: ExportChoices) -> SoundWish:
    """What becomes of the sound."""
    rate = choices.audio_rate * 1000 if choices.audio in LOSSY else 0
    return SoundWish(choices.audio, rate, cast("Tracks", choices.tracks))


def _size(rows: int, subject: Subject) -> tuple[int, int] | None:
    """Rows and, in the source's shape, columns; both even, as most encoders want them."""
    facts = subject.media.facts
    if not rows or facts is None:
        return None
    return 2 * round(facts.width * rows / facts.height / 2), rows
