"""Opening media files, and translating what FFmpeg says into sentences."""

from __future__ import annotations

import contextlib
from fractions import Fraction
from typing import TYPE_CHECKING

import av

from app.base.errors import MediaError
from app.media.image_sequence import find_sequence, is_sequence, looks_special

if TYPE_CHECKING:
    from collections.abc import Iterator
    from pathlib import Path

    from av.codec.hwaccel import HWAccel
    from av.container import InputContainer

SEQUENCE_RATE = Fraction(25)
"""Frames per second of a picture sequence that nobody gave a rate."""


@contextlib.contextmanager
def open_input(
    path: Path, *, rate: Fraction = SEQUENCE_RATE, hwaccel: HWAccel | None = None
) -> Iterator[InputContainer]:
    """Open a local media file or a picture sequence for reading; closed on exit.

    Only local files are opened, whatever a playlist inside may name: media is untrusted.

    Args:
        path: A file, or a pattern of numbered pictures.
        rate: Frames per second of a picture sequence.
        hwaccel: Decode on this hardware where it can, in software where it cannot.

    Raises:
        MediaError: missing, unreadable, or not a media file.
    """
    if is_sequence(path):
        sequence = find_sequence(path)
        options = sequence.options(rate)
        with _open(path, "image2", options, hwaccel=None, url=sequence.url) as container:
            yield container
        return
    if not path.exists():
        raise MediaError(f"There is no file {path}; check the name.")
    if path.is_dir():
        raise MediaError(f"{path} is a folder; name a file, or a sequence such as %05d.png in it.")
    single = {"pattern_type": "none"} if looks_special(path) else {}
    with _open(path, "image2" if single else None, single, hwaccel) as container:
        yield container


def _open(
    path: Path,
    format_: str | None,
    options: dict[str, str],
    hwaccel: HWAccel | None,
    url: str | None = None,
) -> InputContainer:
    try:
        return av.open(
            url or str(path.absolute()),
            format=format_,
            options={"protocol_whitelist": "file", **options},
            metadata_errors="replace",
            hwaccel=hwaccel,
        )
    except (av.FFmpegError, OSError) as error:
        raise MediaError(f"{path.name} cannot be opened: {reason(error)}.") from error


def reason(error: BaseException) -> str:
    """FFmpeg's reason as the end of a sentence."""
    if isinstance(error, av.error.InvalidDataError):
        return "it is damaged, cut off, or not a media file"
    text = getattr(error, "strerror", None) or str(error) or type(error).__name__
    return text[0].lower() + text[1:].rstrip(".")
