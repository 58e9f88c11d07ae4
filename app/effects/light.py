"""One kind of light as another: primaries, and ordinary video beside HDR.

R'G'B' becomes light relative to diffuse white, changes its primaries, and becomes R'G'B' again.
Diffuse white is 203 cd/m² in HDR (ITU-R BT.2408); ordinary displays have a gamma of 2.4 (BT.1886).
Highlights brighter than an ordinary display has are rolled off rather than clipped.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import torch

from app.base.colour import LUMA_WEIGHTS, Matrix, Primaries, Transfer, light_kind

if TYPE_CHECKING:
    from torch import Tensor

    from app.base.colour import ColourSpec

WHITE_NITS = 203.0
PEAK_NITS = 1000.0
"""Of the HLG display that is assumed (BT.2100), and where the roll-off ends."""

_GAMMA = 2.4
_KNEE = 0.8
"""Light below it is not touched by the roll-off."""

_M1, _M2 = 2610 / 16384, 2523 / 4096 * 128
_C1, _C2, _C3 = 3424 / 4096, 2413 / 4096 * 32, 2392 / 4096 * 32
"""Constants of PQ (SMPTE ST 2084)."""

_A, _B, _C = 0.17883277, 0.28466892, 0.55991073
_SYSTEM_GAMMA = 1.2
"""Constants of HLG (BT.2100) for a display of 1000 cd/m²."""

_WHITE = (0.3127, 0.3290)
_CHROMATICITIES = {
    Primaries.BT709: ((0.640, 0.330), (0.300, 0.600), (0.150, 0.060)),
    Primaries.BT470BG: ((0.640, 0.330), (0.290, 0.600), (0.150, 0.060)),
    Primaries.SMPTE170M: ((0.630, 0.340), (0.310, 0.595), (0.155, 0.070)),
    Primaries.BT2020: ((0.708, 0.292), (0.170, 0.797), (0.131, 0.046)),
    Primaries.DISPLAY_P3: ((0.680, 0.320), (0.265, 0.690), (0.150, 0.060)),
}
"""CIE xy of red, green and blue (H.273 table 2); white is D65 for all of them."""


def converted(rgb: Tensor, source: ColourSpec, target: ColourSpec) -> Tensor:
    """`(3, H, W)` R'G'B' that looks in `target` as it did in `source`."""
    before, after = light_kind(source.transfer), light_kind(target.transfer)
    light = _to_light(rgb.float(), before)
    a, b = _primaries(source), _primaries(target)
    if a != b:
        matrix = (torch.linalg.inv(_to_xyz(b)) @ _to_xyz(a)).to(light.device, light.dtype)
        light = torch.einsum("ij,jhw->ihw", matrix, light)
    if before in (Transfer.PQ, Transfer.HLG) and after not in (Transfer.PQ, Transfer.HLG):
        light = _rolled_off(light)
    return _from_light(light.clamp(min=0), after)


def _primaries(colour: ColourSpec) -> int:
    """Those to compute with: what is not written down follows from the matrix."""
    if colour.primaries in _CHROMATICITIES:
        return colour.primaries
    return Primaries.BT2020 if colour.matrix == Matrix.BT2020_NCL else Primaries.BT709


def _to_xyz(primaries: int) -> Tensor:
    """The matrix from linear R, G, B to XYZ, by which R = G = B = 1 is white."""
    columns = [_xyz(point) for point in (*_CHROMATICITIES[Primaries(primaries)], _WHITE)]
    matrix = torch.stack(columns[:3], 1)
    scales: Tensor = torch.linalg.solve(matrix, columns[3])
    return matrix * scales


def _xyz(point: tuple[float, float]) -> Tensor:
    x, y = point
    return torch.tensor((x / y, 1.0, (1 - x - y) / y), dtype=torch.float64)


def _to_light(rgb: Tensor, kind: int) -> Tensor:
    """Light, 1 being diffuse white."""
    if kind == Transfer.LINEAR:
        return rgb
    if kind == Transfer.PQ:
        root = rgb.clamp(0, 1) ** (1 / _M2)
        return ((root - _C1).clamp(min=0) / (_C2 - _C3 * root)) ** (1 / _M1) * 10_000 / WHITE_NITS
    if kind == Transfer.HLG:
        signal = rgb.clamp(0, 1)
        scene = torch.where(signal <= 0.5, signal**2 / 3, (torch.exp((signal - _C) / _A) + _B) / 12)
        scale = _luminance(scene).clamp(min=1e-6) ** (_SYSTEM_GAMMA - 1)
        return scene * scale * PEAK_NITS / WHITE_NITS
    return rgb.sign() * rgb.abs() ** _GAMMA


def _from_light(light: Tensor, kind: int) -> Tensor:
    """The other way."""
    if kind == Transfer.LINEAR:
        return light
    if kind == Transfer.PQ:
        power = (light * WHITE_NITS / 10_000).clamp(0, 1) ** _M1
        return ((_C1 + _C2 * power) / (1 + _C3 * power)) ** _M2
    if kind == Transfer.HLG:
        display = (light * WHITE_NITS / PEAK_NITS).clamp(0, 1)
        scale = _luminance(display).clamp(min=1e-6) ** (1 / _SYSTEM_GAMMA - 1)
        scene = (display * scale).clamp(0, 1)
        upper = _A * torch.log((12 * scene - _B).clamp(min=1e-6)) + _C
        return torch.where(scene <= 1 / 12, (3 * scene).sqrt(), upper)
    return light ** (1 / _GAMMA)


def _luminance(rgb: Tensor) -> Tensor:
    red, blue = LUMA_WEIGHTS[Matrix.BT2020_NCL]
    return red * rgb[0] + (1 - red - blue) * rgb[1] + blue * rgb[2]


def _rolled_off(light: Tensor) -> Tensor:
    """Light up to the knee as it is, from there to the peak bent smoothly into what is left.

    The brightest channel decides for all three, so that colours keep their hue.
    """
    brightest = light.amax(0, keepdim=True).clamp(min=1e-6)
    room, excess = 1 - _KNEE, (brightest - _KNEE).clamp(min=0)
    reach = PEAK_NITS / WHITE_NITS - _KNEE
    # x (1 + x r) / (1 + x) meets the line at 0 with slope 1, and 1 where x is the whole reach.
    x, r = excess / room, (room / reach) ** 2
    bent = _KNEE + room * x * (1 + x * r) / (1 + x)
    return light * torch.where(brightest > _KNEE, bent.clamp(max=1) / brightest, 1.0)
