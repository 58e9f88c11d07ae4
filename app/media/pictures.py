"""FFmpeg's frames <-> our pictures, without touching a sample."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, cast

import av
import numpy as np

from app.base.colour import ColourSpec, Range
from app.base.picture import Picture, PixelLayout
from app.media.interleaved import fill, is_interleaved, planes_of
from app.media.pixel_format import layout_of, name_of

if TYPE_CHECKING:
    from collections.abc import Iterable

    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class Orientation:
    """How a stored picture must be turned to stand upright: turn, then mirror.

    Attributes:
        quarter_turns: Times 90 degrees counter-clockwise.
        mirrored: Whether left and right are exchanged after turning.
    """

    quarter_turns: int = 0
    mirrored: bool = False

    @property
    def swaps_sides(self) -> bool:
        """Whether width and height change places."""
        return self.quarter_turns % 2 == 1

    def upright(self, plane: NDArray[Any]) -> NDArray[Any]:
        """One plane, turned; a copy when anything changes, so rows stay contiguous."""
        if not self.quarter_turns and not self.mirrored:
            return plane
        turned = np.rot90(plane, self.quarter_turns)
        return np.ascontiguousarray(np.fliplr(turned) if self.mirrored else turned)


_OF_PNG = frozenset(
    {"rgb24", "rgba", "rgb48be", "rgba64be", "pal8", "gray", "gray16be", "ya8", "ya16be"}
    | {"monob", "monow"}
)
"""What FFmpeg's PNG decoder gives."""


def side_data_of(frame: av.VideoFrame) -> dict[str, bytes]:
    """The frame's side data by FFmpeg's name, copied out; {} where PyAV cannot list it.

    PyAV 18 stops at kinds newer than its own list (EXIF in TIFF and JPEG, for one). Of entries
    that have metadata it frees these twice, which ends the process: FFmpeg's PNG decoder gives
    such entries (the name of a colour profile), so what may come from it is not listed at all.
    """
    if frame.format.name in _OF_PNG:
        return {}
    # PyAV's stubs call this a mapping of names; what it iterates over are the entries.
    try:
        entries = cast("Iterable[Any]", frame.side_data)
    except ValueError:
        return {}
    return {entry.type.name: bytes(entry) for entry in entries}


def colour_of(frame: av.VideoFrame, stream: ColourSpec) -> ColourSpec:
    """The frame's own tags; where it has none, the stream's."""
    full = Range.FULL if frame.format.name.startswith("yuvj") else Range.UNSPECIFIED
    unset = 2
    return ColourSpec(
        matrix=_tagged(frame.colorspace, stream.matrix, unset, rgb=frame.format.is_rgb),
        range=int(frame.color_range) or full or stream.range,
        primaries=_tagged(frame.color_primaries, stream.primaries, unset),
        transfer=_tagged(frame.color_trc, stream.transfer, unset),
        chroma_location=stream.chroma_location,
    )


def _tagged(value: int, fallback: int, unset: int, *, rgb: bool = False) -> int:
    # Matrix 0 means RGB; in a Y'CbCr frame it is an encoder's mistake for "unknown".
    return int(fallback if value == unset or (value == 0 and not rgb) else value)


def to_picture(
    frame: av.VideoFrame,
    stream: ColourSpec,
    orientation: Orientation | None = None,
    layout: PixelLayout | None = None,
    *,
    top_field_first: bool = True,
) -> Picture:
    """The frame's samples as planes: views of the decoder's buffer, read-only by contract.

    Args:
        frame: As decoded.
        stream: Tags of the stream, for those the frame lacks.
        orientation: How to turn it upright.
        layout: What to give, when not what the frame holds (a stream that changes on the way).
        top_field_first: Order of the fields of an interlaced frame.
    """
    orientation = orientation or Orientation()
    layout = layout or upright_layout(layout_of(frame.format.name), orientation)
    return Picture(
        tuple(orientation.upright(plane) for plane in _planes(frame, layout)),
        layout,
        colour_of(frame, stream),
        interlaced=bool(frame.interlaced_frame) and not orientation.swaps_sides,
        top_field_first=top_field_first,
    )


def upright_layout(layout: PixelLayout, orientation: Orientation) -> PixelLayout:
    """The layout after turning: 4:2:2 on its side would be 4:4:0, which few encoders take."""
    if orientation.swaps_sides and layout.chroma_shift[0] != layout.chroma_shift[1]:
        return replace(layout, chroma_shift=(0, 0))
    return layout


def _planes(frame: av.VideoFrame, layout: PixelLayout) -> list[NDArray[Any]]:
    """The frame's samples in `layout`; `yuvj…` differs from `yuv…` in its tag only."""
    held, name = frame.format.name, name_of(layout)
    if is_interleaved(held) and layout_of(held) == layout:
        return planes_of(frame, layout)
    planar = frame if held.replace("yuvj", "yuv") == name else frame.reformat(format=name)
    return [plane_view(planar, index, layout) for index in range(layout.plane_count)]


def plane_view(frame: av.VideoFrame, index: int, layout: PixelLayout) -> NDArray[Any]:
    """`(h, w)` view of one plane, without the padding at the end of its rows."""
    plane = frame.planes[index]
    width, height = layout.plane_size(index, frame.width, frame.height)
    # PyAV's planes speak the buffer protocol, which typing has no word for before 3.12.
    samples: NDArray[Any] = np.frombuffer(memoryview(plane), dtype=layout.dtype)
    pitch = plane.line_size // samples.itemsize
    view: NDArray[Any] = samples[: pitch * height].reshape(height, pitch)[:, :width]
    return view


def to_av(picture: Picture, name: str | None = None) -> av.VideoFrame:
    """A frame holding a copy of the picture, repacked to FFmpeg's format `name` when given.

    Only losslessly equivalent formats may be named (`bgra` for planar RGB with alpha, say).
    """
    planar = name_of(picture.layout)
    if name and is_interleaved(name):
        frame = av.VideoFrame(picture.width, picture.height, name)
        fill(frame, picture.planes, picture.layout)
        tag(frame, picture.colour)
        return frame
    frame = av.VideoFrame(picture.width, picture.height, planar)
    for index, plane in enumerate(picture.planes):
        plane_view(frame, index, picture.layout)[:] = plane
    tag(frame, picture.colour)
    if name and name.replace("yuvj", "yuv") != planar:
        frame = frame.reformat(format=name)
        tag(frame, picture.colour)
    return frame


def tag(frame: av.VideoFrame, colour: ColourSpec) -> None:
    """Write down on a frame what its samples mean; they are not touched."""
    frame.colorspace = colour.matrix
    frame.color_range = colour.range
    frame.color_primaries = colour.primaries
    frame.color_trc = colour.transfer
