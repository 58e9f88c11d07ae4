"""The encoders we offer: what each can hold, where it may live, how its quality is set."""

from __future__ import annotations

from dataclasses import dataclass, field

import av

from app.base.errors import MediaError
from app.base.text import did_you_mean

_YUV8 = ("yuv420p", "yuv422p", "yuv444p")
_YUV10 = ("yuv420p10le", "yuv422p10le", "yuv444p10le")
_YUV12 = ("yuv420p12le", "yuv422p12le", "yuv444p12le")
_YUVA = ("yuva420p", "yuva422p", "yuva444p", "yuva422p10le", "yuva444p10le", "yuva444p12le")
_YUV16 = ("yuv420p16le", "yuv422p16le", "yuv444p16le")
_MOST = frozenset({"mp4", "mov", "matroska", "nut"})


@dataclass(frozen=True, slots=True)
class Codec:
    """One encoder.

    Attributes:
        name: FFmpeg's name of the encoder, and what users type.
        title: For menus.
        formats: FFmpeg pixel formats we use it with, the ordinary one first.
        containers: Muxers its streams may go into.
        quality: Name of the option that `--quality` sets; "" when there is none.
        quality_range: (best, worst) values of that option.
        options: Defaults, a user's own options go over them.
        segment_container: What its segments are kept in; must hold any time base exactly.
        limited_range: Whether its samples are limited range whatever a container says.
        smallest: (width, height) that it holds at least.
        lossless: Whether decoding gives the very samples back.
        hardware: FFmpeg device it needs, "" for software.
    """

    name: str
    title: str
    formats: tuple[str, ...]
    containers: frozenset[str]
    quality: str = ""
    quality_range: tuple[int, int] = (0, 0)
    options: dict[str, str] = field(default_factory=dict)
    segment_container: str = "nut"
    limited_range: bool = False
    smallest: tuple[int, int] = (1, 1)
    lossless: bool = False
    hardware: str = ""


CODECS: tuple[Codec, ...] = (
    Codec(
        "libx264",
        "H.264 (x264)",
        (*_YUV8, *_YUV10, "gray", "gray10le"),
        _MOST,
        "crf",
        (0, 51),
        # Without cpu-independent, x264 gives other bits from run to run on small pictures, and a
        # resumed export would not equal an uninterrupted one; it costs no measurable time.
        {"crf": "18", "preset": "medium", "x264-params": "cpu-independent=1"},
    ),
    Codec(
        "libx265",
        "H.265 (x265)",
        (*_YUV8, *_YUV10, *_YUV12, "gbrp", "gbrp10le", "gbrp12le", "gray", "gray10le", "gray12le"),
        _MOST,
        "crf",
        (0, 51),
        {"crf": "20", "preset": "medium", "x265-params": "log-level=error"},
        smallest=(16, 16),
    ),
    Codec(
        "libsvtav1",
        "AV1 (SVT-AV1)",
        ("yuv420p", "yuv420p10le"),
        frozenset({"mp4", "matroska", "webm", "nut"}),
        "crf",
        (1, 63),
        {"crf": "28", "preset": "8"},
        smallest=(4, 4),
    ),
    Codec(
        "libvpx-vp9",
        "VP9 (libvpx)",
        # Neither 4:4:0, which FFmpeg does not read back from mp4, nor transparency, which only
        # WebM's side channel could carry and copying packets loses.
        ("yuv420p", "yuv422p", "yuv444p", "gbrp"),
        frozenset({"mp4", "matroska", "webm", "nut"}),
        "crf",
        (0, 63),
        {"crf": "28", "b": "0", "row-mt": "1", "cpu-used": "3", "deadline": "good"},
    ),
    Codec(
        "prores_ks",
        "ProRes",
        ("yuv422p10le", "yuv444p10le", "yuva444p10le"),
        frozenset({"mov", "matroska"}),
        "qscale",
        (2, 31),
        {"vendor": "apl0"},
        "mov",
        limited_range=True,
    ),
    Codec(
        "dnxhd",
        "DNxHR",
        ("yuv422p", "yuv422p10le", "yuv444p10le", "gbrp10le"),
        frozenset({"mov"}),
        segment_container="mov",
        smallest=(256, 120),
    ),
    Codec(
        "ffv1",
        "FFV1, lossless",
        (
            *_YUV8,
            "yuv411p",
            "yuv440p",
            *_YUV10,
            *_YUV12,
            *_YUV16,
            *_YUVA,
            *("bgr0", "bgra", "gbrp10le", "gbrp12le", "gbrp16le", "gbrap10le", "gbrap16le"),
            *("gray", "gray10le", "gray12le", "gray16le"),
        ),
        frozenset({"matroska", "mp4", "nut"}),
        options={"level": "3", "slicecrc": "1"},
        lossless=True,
    ),
    Codec(
        "h264_nvenc",
        "H.264 (NVENC)",
        ("yuv420p", "yuv444p"),
        _MOST,
        "cq",
        (1, 51),
        {"cq": "19", "preset": "p5", "rc": "vbr"},
        hardware="cuda",
    ),
    Codec(
        "hevc_nvenc",
        "H.265 (NVENC)",
        ("yuv420p", "p010le", "yuv444p"),
        _MOST,
        "cq",
        (1, 51),
        {"cq": "21", "preset": "p5", "rc": "vbr"},
        hardware="cuda",
    ),
    Codec(
        "av1_nvenc",
        "AV1 (NVENC)",
        ("yuv420p", "p010le"),
        frozenset({"mp4", "matroska", "webm", "nut"}),
        "cq",
        (1, 63),
        {"cq": "28", "preset": "p5", "rc": "vbr"},
        hardware="cuda",
    ),
)
"""In the order menus show them. A new encoder is one entry here."""

ALIASES = {
    "h264": "libx264",
    "h265": "libx265",
    "hevc": "libx265",
    "av1": "libsvtav1",
    "vp9": "libvpx-vp9",
    "prores": "prores_ks",
    "dnxhr": "dnxhd",
}

CONTAINERS = {
    ".mp4": "mp4",
    ".m4v": "mp4",
    ".mov": "mov",
    ".mkv": "matroska",
    ".webm": "webm",
    ".nut": "nut",
}
"""File name endings of video files and FFmpeg's muxers for them."""

DEFAULT_CODECS = {"webm": "libvpx-vp9"}
"""Where the ordinary choice, x264, does not fit."""


def find_codec(name: str) -> Codec:
    """The codec a user means.

    Raises:
        MediaError: unknown, or this build of FFmpeg lacks it.
    """
    wanted = ALIASES.get(name, name)
    codec = next((codec for codec in CODECS if codec.name == wanted), None)
    if codec is None:
        known = [codec.name for codec in CODECS] + list(ALIASES)
        raise MediaError(f"There is no codec “{name}”.{did_you_mean(name, known)}")
    try:
        av.codec.Codec(codec.name, "w")
    except av.codec.codec.UnknownCodecError as error:
        raise MediaError(
            f"This installation's FFmpeg has no {codec.name}; choose another."
        ) from error
    return codec


def container_of(suffix: str) -> str:
    """FFmpeg's muxer for a file name ending such as `.mp4`.

    Raises:
        MediaError: not one of ours.
    """
    container = CONTAINERS.get(suffix.lower())
    if container is None:
        endings = ", ".join(sorted(CONTAINERS))
        raise MediaError(f"“{suffix}” is not a video file type we write; choose one of {endings}.")
    return container
