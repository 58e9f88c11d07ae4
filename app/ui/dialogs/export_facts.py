"""What the export form has to know: asked on a worker, because it opens libraries and folders."""

from __future__ import annotations

import contextlib
import os
import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

FAMILIES = {
    "libx264": "H.264",
    "h264_nvenc": "H.264",
    "libx265": "H.265",
    "hevc_nvenc": "H.265",
    "libsvtav1": "AV1",
    "av1_nvenc": "AV1",
    "libvpx-vp9": "VP9",
    "prores_ks": "ProRes",
    "dnxhd": "DNxHR",
    "ffv1": "FFV1",
}
"""What people call the result of each encoder."""

_USUAL = {"ffv1": ".mkv", "prores_ks": ".mov", "dnxhd": ".mov"}


@dataclass(frozen=True, slots=True)
class CodecFacts:
    """An encoder that works on this machine.

    Attributes:
        name: FFmpeg's.
        family: What people call its result.
        formats: FFmpeg pixel formats, by the words people have for them.
        suffixes: Endings of files it goes into, the usual one first.
        best, worst: Ends of its quality scale; equal where it has none.
        usual: Its default quality.
        quality: What the scale is called, in capitals.
        lossless: Whether nothing is lost.
        hardware: Whether the graphics card does it.
    """

    name: str
    family: str
    formats: tuple[tuple[str, str], ...]
    suffixes: tuple[str, ...]
    best: int
    worst: int
    usual: int
    quality: str
    lossless: bool
    hardware: bool


def working_codecs() -> tuple[CodecFacts, ...]:
    """Encoders this installation has; those of a graphics card are tried."""
    from app.media import codecs

    found = []
    for codec in codecs.CODECS:
        if codec.name not in FAMILIES or not _works(codec):
            continue
        suffixes = [
            s for s, container in codecs.CONTAINERS.items() if container in codec.containers
        ]
        suffixes.sort(key=lambda suffix: suffix != _USUAL.get(codec.name, ".mp4"))
        suffixes = suffixes[:1] if codec.lossless else suffixes  # players take no other
        best, worst = codec.quality_range
        found.append(
            CodecFacts(
                codec.name,
                FAMILIES[codec.name],
                tuple((name, _format_words(name)) for name in codec.formats),
                tuple(s for s in suffixes if s not in (".nut", ".m4v")),
                best,
                worst,
                int(codec.options.get(codec.quality, "0")) if codec.quality else 0,
                codec.quality.upper(),
                codec.lossless,
                bool(codec.hardware),
            )
        )
    return tuple(found)


def _works(codec: object) -> bool:
    from fractions import Fraction

    from app.base.colour import ColourSpec
    from app.base.errors import AppError
    from app.base.picture import PixelLayout
    from app.media.codecs import Codec, find_codec
    from app.media.encoding import Encoding
    from app.media.pixel_format import layout_of
    from app.media.video_format import VideoFormat
    from app.media.video_writer import try_encoder

    assert isinstance(codec, Codec)
    with contextlib.suppress(AppError):
        find_codec(codec.name)
        if codec.hardware:
            rate, layout = Fraction(25), PixelLayout("yuv", 8, (1, 1))
            format_ = VideoFormat(256, 256, rate, 1 / rate, Fraction(1), layout, ColourSpec())
            name = codec.formats[0]
            encoding = Encoding(codec, "nut", name, layout_of(name), dict(codec.options))
            try_encoder(format_, encoding)
        return True
    return False


def _format_words(name: str) -> str:
    """`8 bit 4:2:0`."""
    from app.media.pixel_format import layout_of

    layout = layout_of(name)
    chroma = {(0, 0): "4:4:4", (1, 0): "4:2:2", (1, 1): "4:2:0", (2, 0): "4:1:1", (0, 1): "4:4:0"}
    kind = {"rgb": "RGB", "gray": "gray"}.get(layout.family) or chroma[layout.chroma_shift]
    return f"{layout.bits} bit {kind}{' + alpha' if layout.alpha else ''}"


@dataclass(frozen=True, slots=True)
class PlaceFacts:
    """What is known about where a file should go.

    Attributes:
        output: The very file that was asked about.
        folder: Whether its folder exists.
        writable: Whether files can be made there (or the folder itself can be made).
        free: Bytes of space left; None where that cannot be told.
        exists: Whether there is such a file already.
        is_source: Whether that file is one of the sources.
    """

    output: Path
    folder: bool
    writable: bool
    free: int | None
    exists: bool
    is_source: bool


def look_at(output: Path, sources: tuple[Path, ...]) -> PlaceFacts:
    """Ask the disk."""
    folder = output.parent
    nearest = next((place for place in (folder, *folder.parents) if place.is_dir()), None)
    free = None
    with contextlib.suppress(OSError):
        free = shutil.disk_usage(nearest).free if nearest else None
    exists = _exists(output)
    return PlaceFacts(
        output,
        folder.is_dir(),
        nearest is not None and os.access(nearest, os.W_OK),
        free,
        exists,
        exists and any(_same(output, source) for source in sources),
    )


def _exists(output: Path) -> bool:
    """Of numbered pictures, the first ones count."""
    if "%" not in output.name:
        return output.exists()
    with contextlib.suppress(TypeError, ValueError):
        return any((output.parent / (output.name % number)).exists() for number in (0, 1))
    return False


def _same(one: Path, other: Path) -> bool:
    try:
        return one.samefile(other)
    except OSError:
        return False
