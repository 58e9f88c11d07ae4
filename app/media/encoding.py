"""Choosing how to encode: decided before the first frame, refused with the way out named."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING

from app.base.colour import Range
from app.base.errors import MediaError
from app.media.codecs import CODECS, DEFAULT_CODECS, Codec, find_codec
from app.media.pixel_format import layout_of
from app.media.video_writer import try_encoder

if TYPE_CHECKING:
    from app.base.picture import PixelLayout
    from app.media.hdr import HdrMetadata
    from app.media.video_format import VideoFormat


@dataclass(frozen=True, slots=True)
class Encoding:
    """A complete decision.

    Attributes:
        codec: The encoder.
        container: FFmpeg's muxer of the finished file.
        pix_fmt: FFmpeg's pixel format given to the encoder.
        layout: The planar layout that holds the same samples.
        options: All encoder options.
        notes: What the viewer will not get, as sentences.
    """

    codec: Codec
    container: str
    pix_fmt: str
    layout: PixelLayout
    options: dict[str, str] = field(default_factory=dict)
    notes: tuple[str, ...] = ()

    def stored(self, source: VideoFormat) -> VideoFormat:
        """What frames of `source` are once they are encoded: ProRes has no full range."""
        if not self.codec.limited_range or source.colour.range != Range.FULL:
            return source
        return replace(source, colour=replace(source.colour, range=Range.LIMITED))


def choose_encoding(
    source: VideoFormat,
    container: str,
    codec: str | None = None,
    quality: int | None = None,
    options: dict[str, str] | None = None,
    hdr: HdrMetadata | None = None,
) -> Encoding:
    """Decide how frames of `source` format are encoded.

    The pixel format is the smallest the codec has that loses neither depth nor chroma; the option
    `pix_fmt` names one instead.

    Raises:
        MediaError: container, codec and picture do not go together; the sentence names what does.
            Or the encoder does not take the options.
    """
    chosen = find_codec(codec or DEFAULT_CODECS.get(container, "libx264"))
    if container not in chosen.containers:
        raise MediaError(_misfit(chosen, container))
    wanted = dict(options or {})
    pix_fmt, notes = _pixel_format(chosen, source.layout, wanted.pop("pix_fmt", None))
    notes += (*_aspect_note(container, source), *_hdr_note(chosen, hdr))
    _check_size(chosen, source, layout_of(pix_fmt))
    everything = _quality(chosen, quality) | _profile(chosen, pix_fmt) | _hdr_options(chosen, hdr)
    merged = {**chosen.options, **everything}
    for key, value in wanted.items():
        joined = key in ("x264-params", "x265-params", "svtav1-params") and key in merged
        merged[key] = f"{merged[key]}:{value}" if joined else value
    encoding = Encoding(chosen, container, pix_fmt, layout_of(pix_fmt), merged, notes)
    if wanted:
        try_encoder(source, encoding)
    return encoding


def lossless_encoding(source: VideoFormat, container: str = "nut") -> Encoding:
    """FFV1 in the source's own layout: for pictures that are finished later (GIF)."""
    return choose_encoding(source, container, "ffv1")


def _misfit(codec: Codec, container: str) -> str:
    others = [
        other.name for other in CODECS if container in other.containers and not other.hardware
    ]
    endings = " or ".join(sorted(codec.containers))
    return (
        f"{codec.title} does not go into {container}; write to {endings}, "
        f"or choose a codec that does: {', '.join(others)}."
    )


def _pixel_format(
    codec: Codec, layout: PixelLayout, asked: str | None
) -> tuple[str, tuple[str, ...]]:
    if asked is not None:
        if asked not in codec.formats:
            formats = ", ".join(codec.formats)
            raise MediaError(f"{codec.name} does not take {asked}; it takes {formats}.")
        return asked, ()
    found = _smallest_holding(codec, layout)
    if found:
        return found, ()
    opaque = replace(layout, alpha=False)
    found = _smallest_holding(codec, opaque)
    if found and layout.alpha:
        return found, (f"Transparency is lost: {codec.title} has none (ProRes and FFV1 have).",)
    return _as_yuv(codec, opaque), ()


def _as_yuv(codec: Codec, layout: PixelLayout) -> str:
    """R'G'B' goes into full-resolution Y'CbCr of the same depth, gray into any."""
    if layout.family != "yuv":
        found = _smallest_holding(codec, replace(layout, family="yuv"))
        if found:
            return found
    able = ", ".join(other.name for other in CODECS if _smallest_holding(other, layout)) or "none"
    raise MediaError(
        f"{codec.title} cannot hold {layout.words} pictures. Choose a codec that can "
        f"({able}), or accept the loss with --option pix_fmt={codec.formats[0]}."
    )


def _smallest_holding(codec: Codec, layout: PixelLayout) -> str | None:
    """The first format in order of size that loses nothing of `layout`."""
    able = [name for name in codec.formats if _holds(layout_of(name), layout)]
    return min(able, key=lambda name: _size(layout_of(name)), default=None)


def _holds(outer: PixelLayout, inner: PixelLayout) -> bool:
    families = {inner.family, "yuv"} if inner.family == "gray" else {inner.family}
    chroma = inner.family == "gray" or all(
        a <= b for a, b in zip(outer.chroma_shift, inner.chroma_shift, strict=True)
    )
    deep = outer.bits >= inner.bits and outer.bits != 32
    return outer.family in families and chroma and deep and (outer.alpha or not inner.alpha)


def _size(layout: PixelLayout) -> tuple[int, bool, int, int]:
    chroma = layout.plane_size(1, 16, 16) if layout.family == "yuv" else (16, 16)
    samples = 0 if layout.family == "gray" else chroma[0] * chroma[1]
    return layout.bits, layout.alpha, samples, layout.plane_count


def _aspect_note(container: str, source: VideoFormat) -> tuple[str, ...]:
    """PyAV cannot write the display size that Matroska, WebM and NUT keep instead of SAR."""
    if source.sample_aspect_ratio == 1 or container in ("mp4", "mov"):
        return ()
    return (
        f"Samples are {source.sample_aspect_ratio} wide, which {container} files written here "
        "cannot say; write to mp4 or mov, or make them square with --effect resize.",
    )


def _check_size(codec: Codec, source: VideoFormat, layout: PixelLayout) -> None:
    """Codecs that store no odd sizes refuse them here rather than at the first frame."""
    across, down = layout.chroma_shift
    needs_even = codec.name not in ("ffv1", "libvpx-vp9", "libsvtav1", "prores_ks")
    odd = source.width % (1 << across) or source.height % (1 << down)
    if odd and needs_even:
        raise MediaError(
            f"{codec.title} in {layout.words} needs even sides, not {source.width} × "
            f"{source.height}; add --effect crop or resize, or use --option pix_fmt=yuv444p."
        )
    width, height = codec.smallest
    if source.width < width or source.height < height:
        raise MediaError(
            f"{codec.title} holds pictures of {width} × {height} and more; use prores_ks or ffv1."
        )


def _quality(codec: Codec, quality: int | None) -> dict[str, str]:
    if quality is None:
        return {}
    if not codec.quality:
        raise MediaError(f"{codec.title} has no quality setting; leave --quality away.")
    best, worst = codec.quality_range
    if not best <= quality <= worst:
        raise MediaError(f"Quality of {codec.title} runs from {best} (best) to {worst} (smallest).")
    return {codec.quality: str(quality)}


def _profile(codec: Codec, pix_fmt: str) -> dict[str, str]:
    """Profiles that do not follow from the pixel format by themselves."""
    if codec.name == "prores_ks":
        return {"profile": "hq"} if "422" in pix_fmt else {"profile": "4444", "alpha_bits": "16"}
    if codec.name == "dnxhd":
        profiles = {"yuv422p": "dnxhr_hq", "yuv422p10le": "dnxhr_hqx"}
        return {"profile": profiles.get(pix_fmt, "dnxhr_444")}
    return {}


def _hdr_note(codec: Codec, hdr: HdrMetadata | None) -> tuple[str, ...]:
    """PyAV cannot give the other encoders, or the container, the side data that holds it."""
    if hdr is None or codec.name in ("libx264", "libx265", "libsvtav1"):
        return ()
    return (
        f"HDR mastering data is lost: {codec.title} files written here cannot hold it; "
        "H.265, H.264 and AV1 can.",
    )


def _hdr_options(codec: Codec, hdr: HdrMetadata | None) -> dict[str, str]:
    """Mastering display and light levels, in each encoder's own words."""
    if hdr is None:
        return {}
    light = f"{hdr.max_cll},{hdr.max_fall}" if hdr.max_cll is not None else None
    if codec.name == "libx264":
        parts = [codec.options["x264-params"]]
        parts += [f"mastering-display={hdr.mastering.x265}"] if hdr.mastering else []
        parts += [f"cll={light}"] if light else []
        return {"x264-params": ":".join(parts)}
    if codec.name == "libx265":
        parts = ["log-level=error"]
        parts += [f"master-display={hdr.mastering.x265}"] if hdr.mastering else []
        parts += [f"max-cll={light}", "hdr10=1"] if light else []
        return {"x265-params": ":".join(parts)}
    if codec.name == "libsvtav1":
        parts = [f"mastering-display={hdr.mastering.svt_av1}"] if hdr.mastering else []
        parts += [f"content-light={light}"] if light else []
        return {"svtav1-params": ":".join(parts)} if parts else {}
    return {}
