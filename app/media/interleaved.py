"""Y'CbCr that interleaves its chroma (nv12, p010, yuyv422, …) taken apart and put together.

FFmpeg's swscale does the same, but where a row has an odd number of chroma samples (854 wide, say)
its quick paths give other samples from run to run. Hardware decoders give these formats.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:
    import av
    from numpy.typing import NDArray

    from app.base.picture import PixelLayout

_SEMI_PLANAR = {
    "nv12": (0, 1, 0),
    "nv21": (1, 0, 0),
    "nv16": (0, 1, 0),
    "nv24": (0, 1, 0),
    "nv42": (1, 0, 0),
    "p010le": (0, 1, 6),
    "p012le": (0, 1, 4),
    "p016le": (0, 1, 0),
    "p210le": (0, 1, 6),
    "p216le": (0, 1, 0),
    "p410le": (0, 1, 6),
    "p416le": (0, 1, 0),
}
"""Place of Cb and Cr in each pair, and how far samples are shifted to the top of their word."""

_PACKED = {
    "yuyv422": (0, 1, 3, 0),
    "uyvy422": (1, 0, 2, 0),
    "yvyu422": (0, 3, 1, 0),
    "y210le": (0, 1, 3, 6),
    "y212le": (0, 1, 3, 4),
}
"""Place of the first Y', of Cb and of Cr in each group of four (two pixels), and their shift."""


def is_interleaved(name: str) -> bool:
    """Whether FFmpeg's pixel format `name` is one of these."""
    return name in _SEMI_PLANAR or name in _PACKED


def planes_of(frame: av.VideoFrame, layout: PixelLayout) -> list[NDArray[Any]]:
    """The frame's Y', Cb and Cr as `(h, w)` arrays of the planar `layout`."""
    return [
        np.ascontiguousarray(view >> shift if shift else view)
        for view, shift in _views(frame, layout)
    ]


def fill(frame: av.VideoFrame, planes: tuple[NDArray[Any], ...], layout: PixelLayout) -> None:
    """Write planes of the planar `layout` into an interleaved frame."""
    for (view, shift), plane in zip(_views(frame, layout), planes, strict=True):
        view[:] = plane << shift if shift else plane


def _views(frame: av.VideoFrame, layout: PixelLayout) -> list[tuple[NDArray[Any], int]]:
    """Where each sample lies in the frame's memory, and its shift."""
    name = frame.format.name
    sizes = [layout.plane_size(n, frame.width, frame.height) for n in range(3)]
    if name in _PACKED:
        rows = _rows(frame, 0, layout)
        luma, *chroma, shift = _PACKED[name]
        views = [rows[:, luma::2], *(rows[:, place::4] for place in chroma)]
    else:
        *chroma, shift = _SEMI_PLANAR[name]
        pairs = _rows(frame, 1, layout)
        views = [_rows(frame, 0, layout), *(pairs[:, place::2] for place in chroma)]
    return [(v[:h, :w], shift) for v, (w, h) in zip(views, sizes, strict=True)]


def _rows(frame: av.VideoFrame, index: int, layout: PixelLayout) -> NDArray[Any]:
    """One plane of the frame with the padding at the end of its rows."""
    plane = frame.planes[index]
    samples: NDArray[Any] = np.frombuffer(memoryview(plane), dtype=layout.dtype)
    pitch = plane.line_size // samples.itemsize
    rows: NDArray[Any] = samples[: len(samples) // pitch * pitch].reshape(-1, pitch)
    return rows
