"""How large an export will be before anything of it is made, and whether the disk has room.

Figures come from a table of what real clips took; where it says nothing, neither do we.
`export_measure` makes a little of the very export and so knows better, and how long it takes.
"""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from pathlib import Path

    from app.base.picture import PixelLayout
    from app.render.prospect import Prospect

BITS_PER_PIXEL = {
    "libx264": (0.030, 0.171, 18, 5.8),
    "libx265": (0.020, 0.116, 20, 4.8),
    "libsvtav1": (0.020, 0.105, 28, 13.0),
    "libvpx-vp9": (0.018, 0.094, 28, 8.3),
    "prores_ks": (2.0, 5.2, None, None),
    "dnxhd": (3.4, 3.6, None, None),
    "ffv1": (0.63, 3.4, None, None),
}
"""Per codec: bits per pixel of a frame that the quietest and the busiest quarter of clips stay
outside of, the quality number this is true of, and how many numbers halve it.

Measured on eleven real clips of 176 x 144 to 1920 x 1080, 8-bit 4:2:0, 24 to 60 frames of each
with the encoders' default presets (medians 0.088, 0.053, 0.035, 0.050, 4.0, 3.5 and 1.7); the
halving from the medians at a second quality: 28, 26, 40 and 40. Drawings and still cameras go
below, grain goes above.
"""

_NVENC = {"h264_nvenc": "libx264", "hevc_nvenc": "libx265", "av1_nvenc": "libsvtav1"}
"""Hardware encoders are taken for their software kin at the same number."""

SOUND_BITS = {"aac": 96_000, "libopus": 80_000, "flac": 500_000, "pcm_s24le": 1_152_000}
"""Bits per second and channel; FLAC's is that of music, measured on nothing of yours."""


@dataclass(frozen=True, slots=True)
class SizeEstimate:
    """Bytes of the finished file.

    Attributes:
        low, high: Between which it will most likely be.
    """

    low: int
    high: int


@dataclass(frozen=True, slots=True)
class Room:
    """Bytes free where the output goes, and needed at most while it is made (None: unknown)."""

    free: int
    needed: int | None

    @property
    def enough(self) -> bool:
        """False only when it is known not to be."""
        return self.needed is None or self.needed <= self.free


def estimate_size(prospect: Prospect) -> SizeEstimate | None:
    """How large the file will be; None where there is nothing to tell it from."""
    if not prospect.frames:
        return None
    sound = _sound_bytes(prospect)
    bits = _bits_per_pixel(prospect)
    if bits is None:
        return None
    pixels = prospect.output.width * prospect.output.height * prospect.frames
    low, high = (int(each * pixels / 8) + sound for each in bits)
    return SizeEstimate(low, high)


def room_for(output: Path, size: SizeEstimate | None) -> Room | None:
    """Whether the disk has room: segments and the file lie beside each other until it is joined.

    None where the folder does not exist.
    """
    try:
        free = shutil.disk_usage(output.parent).free
    except OSError:
        return None
    return Room(free, None if size is None else 2 * size.high)


def _bits_per_pixel(prospect: Prospect) -> tuple[float, float] | None:
    encoding = prospect.encoding
    if encoding is None or prospect.result != "video":
        return None
    name = _NVENC.get(encoding.codec.name, encoding.codec.name)
    if name not in BITS_PER_PIXEL:
        return None
    low, high, usual, halving = BITS_PER_PIXEL[name]
    factor = 1.0
    if usual is not None and halving is not None:
        wanted = encoding.options.get(encoding.codec.quality, str(usual))
        factor = 0.5 ** ((float(wanted) - usual) / halving)
    if encoding.codec.lossless or name == "dnxhd":
        factor *= _samples(encoding.layout) / (1.5 if encoding.codec.lossless else 2)
    if encoding.codec.lossless:
        factor *= encoding.layout.bits / 8
    return low * factor, high * factor


def _samples(layout: PixelLayout) -> float:
    """Samples per pixel: 1.5 in 4:2:0."""
    across, down = layout.chroma_shift
    colour = {"yuv": 2 / (1 << across + down), "rgb": 2.0, "gray": 0.0}[layout.family]
    return 1 + colour + layout.alpha


def _sound_bytes(prospect: Prospect) -> int:
    if prospect.mix is not None:
        usual = SOUND_BITS[prospect.mix.coder] * prospect.mix.channels
        bits = prospect.mix.bit_rate or usual
        return int(bits * prospect.length / 8)
    return int(prospect.sound_bits * prospect.length / 8)
