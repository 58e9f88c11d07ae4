"""Single pictures as files: PNG, JPEG, TIFF, EXR and others."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from typing import TYPE_CHECKING

import av

from app.base.errors import MediaError
from app.base.files import write_atomically
from app.base.picture import PixelLayout
from app.media.image_sequence import numbered
from app.media.opening import reason
from app.media.pictures import to_av

if TYPE_CHECKING:
    from pathlib import Path
    from types import TracebackType

    from app.base.frame import Frame
    from app.base.picture import Picture


@dataclass(frozen=True, slots=True)
class PictureFormat:
    """How one kind of picture file is written.

    Attributes:
        encoder: FFmpeg's name.
        formats: Pixel format by (more than 8 bits, alpha); missing means not possible.
        options: For the encoder.
    """

    encoder: str
    formats: dict[tuple[bool, bool], str]
    options: dict[str, str]


_RGB = {(False, False): "rgb24", (True, False): "rgb48be"}
_RGBA = {(False, True): "rgba", (True, True): "rgba64be"}
_EXR = {(True, False): "gbrpf32le", (True, True): "gbrapf32le"}
_TIFF = {(False, False): "rgb24", (True, False): "rgb48le"}
_TIFF_ALPHA = {(False, True): "rgba", (True, True): "rgba64le"}
_JPEG = PictureFormat("mjpeg", {(False, False): "yuvj444p"}, {"qmin": "2", "qmax": "2"})
_TIFFS = PictureFormat("tiff", _TIFF | _TIFF_ALPHA, {"compression_algo": "deflate"})

JPEG = (".jpg", ".jpeg")
"""Endings of files whose Y'CbCr is BT.601 in full range, whatever it came from."""

PICTURE_FORMATS: dict[str, PictureFormat] = {
    ".png": PictureFormat("png", _RGB | _RGBA, {}),
    ".jpg": _JPEG,
    ".jpeg": _JPEG,
    ".tif": _TIFFS,
    ".tiff": _TIFFS,
    ".exr": PictureFormat("exr", _EXR, {"compression": "zip16"}),
    ".bmp": PictureFormat("bmp", {(False, False): "bgr24"}, {}),
    ".webp": PictureFormat("libwebp", {(False, True): "bgra"}, {"lossless": "1"}),
}


def picture_format(suffix: str, layout: PixelLayout) -> tuple[PictureFormat, str, PixelLayout]:
    """How to write pictures of `layout` to files ending in `suffix`.

    Returns:
        The format, FFmpeg's pixel format for it, and the planar layout a chain must deliver.

    Raises:
        MediaError: not a picture ending we write.
    """
    format_ = PICTURE_FORMATS.get(suffix.lower())
    if format_ is None:
        endings = ", ".join(PICTURE_FORMATS)
        raise MediaError(f"“{suffix}” is not a picture type we write; choose one of {endings}.")
    wishes = [(layout.bits > 8, layout.alpha), (layout.bits > 8, False), (True, layout.alpha)]
    wishes += [(False, layout.alpha), (False, False), (True, False), (False, True)]
    key = next(wish for wish in wishes if wish in format_.formats)
    name = format_.formats[key]
    if name == "yuvj444p":
        return format_, name, PixelLayout("yuv", 8, (0, 0))
    bits = 32 if "f32" in name else 16 if key[0] else 8
    return format_, name, PixelLayout("rgb", bits, (0, 0), key[1])


class PictureWriter:
    """Writes frames as numbered files; each appears whole. A context manager."""

    def __init__(
        self, pattern: Path, first: int, format_: PictureFormat, pix_fmt: str, marker: Path
    ) -> None:
        """Prepare.

        Args:
            pattern: File name with `%05d`, or a plain name for a single picture.
            first: Number of the first picture.
            format_: Encoder and options.
            pix_fmt: FFmpeg's pixel format for the encoder.
            marker: Empty file left behind when all pictures are written.
        """
        self._pattern = pattern
        self._first = first
        self._format = format_
        self._pix_fmt = pix_fmt
        self._marker = marker
        self.frames = 0

    def __enter__(self) -> PictureWriter:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if kind is not None:
            return
        try:
            self._marker.touch()
        except OSError as lost:
            folder = self._pattern.parent
            raise MediaError(f"{folder} cannot be written to: {reason(lost)}.") from lost

    def write(self, frame: Frame[Picture]) -> None:
        """Encode one picture and write its file.

        Raises:
            MediaError: the encoder or the disk refuses.
        """
        single = "%" not in self._pattern.name
        if single and self._first + self.frames > 0:
            raise MediaError(
                f"There is more than one frame, but {self._pattern.name} is one picture; "
                "name a pattern such as out/%05d.png, or a single frame with --from and --to."
            )
        path = self._pattern if single else numbered(self._pattern, self._first + self.frames)
        try:
            write_atomically(path, self._encoded(frame.pixels))
        except (av.FFmpegError, OSError) as error:
            raise MediaError(f"{path} cannot be written: {reason(error)}.") from error
        self.frames += 1

    def _encoded(self, picture: Picture) -> bytes:
        context = av.CodecContext.create(self._format.encoder, "w")
        assert isinstance(context, av.VideoCodecContext)
        context.width, context.height = picture.width, picture.height
        context.pix_fmt = self._pix_fmt
        context.time_base = Fraction(1, 25)
        context.options = dict(self._format.options)
        context.color_range = picture.colour.range
        frame = to_av(picture, self._pix_fmt)
        frame.pts = 0
        return b"".join(bytes(p) for f in (frame, None) for p in context.encode(f))
