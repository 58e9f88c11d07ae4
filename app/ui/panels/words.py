"""Figures of media as people read them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from app.ui.language import tr

if TYPE_CHECKING:
    from fractions import Fraction

    from app.base.time import Time


def rate_words(rate: Fraction | None) -> str:
    """`30 fps`, `29.97 fps`; "VFR" where there is no one rate."""
    if rate is None:
        return tr("VFR")
    return tr("{n} fps", n=f"{float(rate):.3f}".rstrip("0").rstrip("."))


def speed_words(fps: float) -> str:
    """Measured frames per second, two figures."""
    digits = 0 if fps >= 9.95 else 1 if fps >= 0.995 else 2
    return tr("{n} fps", n=f"{fps:.{digits}f}")


def size_words(width: int, height: int) -> str:
    """`640 × 360`."""
    return f"{width} × {height}"


def length_words(time: Time) -> str:
    """`0:09`, `1:02:03`: minutes and whole seconds, as players show lengths."""
    seconds = max(0, round(time))
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours}:{minutes:02}:{seconds:02}" if hours else f"{minutes}:{seconds:02}"


def duration_words(seconds: float) -> str:
    """How long work takes: `35 s`, `4 min`, `2 h`, coarser the longer it is."""
    if seconds < 1:
        return tr("under 1 s")
    if seconds <= 90:
        return tr("{n} s", n=round(seconds))
    if seconds <= 90 * 60:
        return tr("{n} min", n=round(seconds / 60))
    return tr("{n} h", n=f"{seconds / 3600:.0f}")


def bytes_words(count: int) -> str:
    """`21 MB`: powers of 1000, as disks count; a decimal only below ten."""
    size = float(count)
    for unit in ("B", "kB", "MB", "GB", "TB"):
        if size < 999.5 or unit == "TB":
            return f"{size:.0f} {unit}" if size >= 9.95 or unit == "B" else f"{size:.1f} {unit}"
        size /= 1000
    return ""


def share_words(used: int, total: int) -> str:
    """`1.9 of 8 GB`, in powers of 1024 as memory is sold."""
    gigabyte = 1 << 30
    return tr(
        "{used} of {total} GB", used=f"{used / gigabyte:.1f}", total=f"{total / gigabyte:.0f}"
    )
