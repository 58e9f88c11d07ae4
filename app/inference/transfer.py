"""Pictures to tensors and back: the only place where samples become R'G'B' and codes again.

All arithmetic runs on the device in fp32. Transfer functions are left alone: PQ stays PQ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from app.base.picture import Picture
from app.inference.chroma import Subsampling, downsample, upsample_into
from app.inference.transfer_codes import (
    Quantisation,
    components_to_rgb,
    luma_weights,
    quantisation,
    quantisation_of,
    resolved,
    rgb_to_components,
)
from app.inference.transfer_planes import plane_on_device, planes_on_host, to_codes

if TYPE_CHECKING:
    from collections.abc import Sequence

    from torch import Tensor

    from app.base.colour import ColourSpec
    from app.base.picture import PixelLayout


def upload(picture: Picture, device: torch.device, dtype: torch.dtype = torch.float32) -> Tensor:
    """The picture on the device as R'G'B', by its own matrix, range and chroma location.

    Args:
        picture: Any layout; an interlaced one has its chroma interpolated per field.
        device: Where to compute. On CUDA nothing waits: the planes go through pinned memory.
        dtype: Of the result; the way there is fp32.

    Returns:
        `(3, H, W)`, or `(4, H, W)` with alpha last; [0, 1] nominally. Codes beyond the nominal
        range (brighter than white) give values beyond [0, 1].

    Raises:
        MediaError: the matrix is not linear in R'G'B' (ICtCp, say) or unknown.
    """
    return to_rgb(picture, [plane_on_device(plane, device) for plane in picture.planes], dtype)


def to_rgb(picture: Picture, planes: Sequence[Tensor], dtype: torch.dtype) -> Tensor:
    """`upload` once the planes are on the device, in fp32; the result shares no memory with them.

    Raises:
        MediaError: as `upload`.
    """
    layout = picture.layout
    colour = resolved(layout, picture.colour, picture.width, picture.height)
    out = planes[0].new_empty((3 + layout.alpha, picture.height, picture.width))
    codes = quantisation_of(layout, colour)
    if layout.family == "yuv":
        _fill_from_components(out[:3], planes, colour, codes, _subsampling(picture, colour))
    else:
        # Files hold G, B, R; a gray plane stands for all three.
        order = (2, 0, 1) if layout.family == "rgb" else (0, 0, 0)
        for channel, plane in enumerate(order):
            _dequantise(out[channel], planes[plane], codes)
    if layout.alpha:
        _dequantise(out[3], planes[-1], quantisation(layout.bits, full=True))
    return out.to(dtype)


def download(
    pixels: Tensor,
    layout: PixelLayout,
    colour: ColourSpec,
    *,
    interlaced: bool = False,
    dither: bool = False,
) -> Picture:
    """A tensor as a picture in memory: rounded half to even and clipped, never truncated.

    Colours are first clipped to what the range can carry: [0, 1] for full range, the head- and
    footroom beside it for limited range (about -0.07 to 1.09), so that an overexposed colour
    turns white instead of changing its hue, and a source brighter than white comes out as it was.

    Args:
        pixels: `(3, H, W)` or `(4, H, W)`, R'G'B'[A]; a missing alpha is opaque.
        layout: Of the result.
        colour: Tags of the result; gaps are filled by `ColourSpec.resolved` for computing only.
        interlaced: Whether chroma rows belong to alternating fields.
        dither: Whether to spread the rounding error of 8-bit codes over an ordered 8x8 pattern;
            values that are codes already stay what they are.

    Raises:
        MediaError: as `upload`.
    """
    planes = to_planes(pixels, layout, colour, interlaced=interlaced, dither=dither)
    return Picture(tuple(planes_on_host(planes)), layout, colour, interlaced)


def to_planes(
    pixels: Tensor,
    layout: PixelLayout,
    colour: ColourSpec,
    *,
    interlaced: bool = False,
    dither: bool = False,
) -> list[Tensor]:
    """What `download` takes off the device: planes of codes, sharing no memory with `pixels`.

    Raises:
        MediaError: as `upload`.
    """
    height, width = pixels.shape[-2:]
    known = resolved(layout, colour, width, height)
    codes = quantisation_of(layout, known)
    rgb = _clipped(pixels[:3].float(), codes)
    subsampling = Subsampling(layout.chroma_shift, known.chroma_location, fields=interlaced)
    planes = [
        to_codes(plane, scale, offset, layout.bits, dither=dither)
        for plane, scale, offset in _components(rgb, layout, known, codes, subsampling)
    ]
    if layout.alpha:
        alpha = pixels[3].float() if len(pixels) > 3 else torch.ones_like(rgb[0])
        planes.append(to_codes(alpha, quantisation(layout.bits, full=True).luma, 0, layout.bits))
    return planes


def _subsampling(picture: Picture, colour: ColourSpec) -> Subsampling:
    shift = picture.layout.chroma_shift
    return Subsampling(shift, colour.chroma_location, fields=picture.interlaced)


def _dequantise(out: Tensor, plane: Tensor, codes: Quantisation) -> None:
    torch.mul(plane, 1 / codes.luma, out=out).sub_(codes.luma_offset / codes.luma)


def _fill_from_components(
    out: Tensor,
    planes: Sequence[Tensor],
    colour: ColourSpec,
    codes: Quantisation,
    subsampling: Subsampling,
) -> None:
    """R'G'B' of Y'CbCr: what chroma adds to each channel is mixed while it is still small."""
    luma, first, second = planes[:3]
    whole = subsampling.shift == (0, 0)
    small = out if whole else first.new_empty((3, *first.shape))
    for channel, (_, *weights) in zip(small, components_to_rgb(colour.matrix), strict=True):
        a, b = (weight / codes.chroma for weight in weights)
        torch.mul(first, a, out=channel).add_(second, alpha=b)
        channel.sub_((a + b) * codes.chroma_offset + codes.luma_offset / codes.luma)
    if not whole:
        upsample_into(out, small, subsampling)
    out.add_(luma, alpha=1 / codes.luma)


def _clipped(rgb: Tensor, codes: Quantisation) -> Tensor:
    return rgb if codes.top == 0 else rgb.clamp(*codes.bounds)


def _components(
    rgb: Tensor,
    layout: PixelLayout,
    colour: ColourSpec,
    codes: Quantisation,
    subsampling: Subsampling,
) -> list[tuple[Tensor, float, float]]:
    """The planes of a layout in fp32, each with the scale and offset that make it codes."""
    brightness = codes.luma, codes.luma_offset
    if layout.family == "rgb":
        return [(rgb[channel], *brightness) for channel in (1, 2, 0)]
    if layout.family == "gray":
        return [(_weighted(rgb, luma_weights(colour.matrix)), *brightness)]
    luma, *chroma = rgb_to_components(colour.matrix)
    small = rgb if layout.chroma_shift == (0, 0) else downsample(rgb, subsampling)
    colours = [(_weighted(small, row), codes.chroma, codes.chroma_offset) for row in chroma]
    return [(_weighted(rgb, luma), *brightness), *colours]


def _weighted(rgb: Tensor, weights: tuple[float, float, float]) -> Tensor:
    """The weighted sum of three channels; no matrix product, which CUDA may do in TF32."""
    red, green, blue = weights
    return torch.mul(rgb[0], red).add_(rgb[1], alpha=green).add_(rgb[2], alpha=blue)
