"""FFmpeg's pixel format names and our `PixelLayout`, both ways.

Formats that pack samples (nv12, yuyv422, bgra, pal8, p010le, …) map to the planar layout that
holds the same samples; unpacking is lossless and done once, in `pictures`.
"""

from __future__ import annotations

from functools import lru_cache

import av

from app.base.errors import MediaError
from app.base.picture import Family, PixelLayout

_SUBSAMPLING = {
    (0, 0): "444",
    (1, 0): "422",
    (1, 1): "420",
    (0, 1): "440",
    (2, 0): "411",
    (2, 2): "410",
}
_DEPTHS = (8, 9, 10, 12, 14, 16, 32)


@lru_cache(maxsize=256)
def layout_of(name: str) -> PixelLayout:
    """The planar layout holding the samples of FFmpeg's format `name`.

    Raises:
        MediaError: the format is not a picture we can compute with (XYZ, Bayer, hardware).
    """
    try:
        format_ = av.VideoFormat(name, 16, 16)
    except ValueError as error:
        raise MediaError(f"The pixel format “{name}” is not known to this FFmpeg.") from error
    if name.startswith(("xyz", "bayer")) or not format_.components:
        raise MediaError(f"Pictures in {name} are not supported; convert the file to YUV or RGB.")
    alpha = format_.has_palette or any(part.is_alpha for part in format_.components)
    family = _family(format_, alpha=alpha)
    shift = (0, 0)
    if family == "yuv":
        chroma = format_.components[1]
        shift = ((16 // chroma.width).bit_length() - 1, (16 // chroma.height).bit_length() - 1)
    deepest = max(part.bits for part in format_.components)
    return _existing(family, next(depth for depth in _DEPTHS if depth >= deepest), shift, alpha)


def _family(format_: av.VideoFormat, *, alpha: bool) -> Family:
    if format_.is_rgb or format_.has_palette:
        return "rgb"
    if len(format_.components) <= 2:
        # Gray with alpha has no planar form; R=G=B says the same.
        return "rgb" if alpha else "gray"
    return "yuv"


def _existing(family: Family, bits: int, shift: tuple[int, int], alpha: bool) -> PixelLayout:
    """The shallowest layout of at least `bits` that FFmpeg has a planar format for."""
    for depth in (d for d in _DEPTHS if d >= bits):
        layout = PixelLayout(family, depth, shift, alpha)
        if _exists(name_of(layout)):
            return layout
    raise MediaError(f"Pictures of {bits} bits with this subsampling are not supported.")


@lru_cache(maxsize=256)
def _exists(name: str) -> bool:
    try:
        av.VideoFormat(name, 16, 16)
    except ValueError:
        return False
    return True


def name_of(layout: PixelLayout) -> str:
    """FFmpeg's name of a planar layout, samples little-endian."""
    suffix = {8: "", 32: "f32le"}.get(layout.bits, f"{layout.bits}le")
    if layout.family == "gray":
        return f"gray{suffix}"
    if layout.family == "rgb":
        return f"gbr{'a' if layout.alpha else ''}p{suffix}"
    sampling = _SUBSAMPLING.get(layout.chroma_shift, "???")
    return f"yuv{'a' if layout.alpha else ''}{sampling}p{suffix}"
