"""Making healthy files sick: bytes spoilt, ends cut off, boxes changed, times mixed up."""

from __future__ import annotations

import struct
from typing import TYPE_CHECKING

import av

if TYPE_CHECKING:
    from collections.abc import Sequence
    from fractions import Fraction
    from pathlib import Path

IDENTITY = (1, 0, 0, 1)
ORIENTATIONS = {
    "upright": IDENTITY,
    "turned 90": (0, 1, -1, 0),
    "turned 180": (-1, 0, 0, -1),
    "turned 270": (0, -1, 1, 0),
    "mirrored": (-1, 0, 0, 1),
    "upside down mirror": (1, 0, 0, -1),
    "transposed": (0, 1, 1, 0),
    "transposed across": (0, -1, -1, 0),
}
"""Upper left 2x2 part (a, b, c, d) of the display matrix: (x, y) is shown at
(a x + c y, b x + d y). Turns are clockwise."""


def orient(path: Path, matrix: tuple[int, int, int, int]) -> Path:
    """Give the first track of an mp4 or mov file a display matrix, in place."""
    a, b, c, d = (value << 16 for value in matrix)
    data = bytearray(path.read_bytes())
    # ISO/IEC 14496-12: a version 0 tkhd ends with the matrix (36 bytes), width and height.
    box = data.index(b"tkhd") - 4
    size = struct.unpack_from(">I", data, box)[0]
    struct.pack_into(">9i", data, box + size - 44, a, b, 0, c, d, 0, 0, 0, 1 << 30)
    path.write_bytes(data)
    return path


def hide_first(path: Path, ticks: int) -> Path:
    """Move the start of an mp4's edit list by `ticks` of the track's time base, in place."""
    data = bytearray(path.read_bytes())
    entry = data.index(b"elst") + 12  # version and flags, entry count; then duration, media time
    start = struct.unpack_from(">i", data, entry + 4)[0]
    struct.pack_into(">i", data, entry + 4, start + ticks)
    path.write_bytes(data)
    return path


def cover_first(path: Path) -> Path:
    """Move an mp4's tags, and with them its cover, before its tracks, in place."""
    data = path.read_bytes()
    start = data.index(b"moov") - 4
    end = start + int.from_bytes(data[start : start + 4])
    boxes, at = [], start + 8
    while at < end:
        size = int.from_bytes(data[at : at + 4])
        boxes.append(data[at : at + size])
        at += size
    boxes.sort(key=lambda box: box[4:8] == b"trak")
    path.write_bytes(data[: start + 8] + b"".join(boxes) + data[end:])
    return path


def spoil_packet(path: Path, number: int) -> Path:
    """Overwrite the inside of the video packet `number`, counted in file order, in place."""
    with av.open(str(path)) as container:
        packets = [(p.pos, p.size) for p in container.demux(video=0) if p.size]
    position, size = packets[number]
    assert position is not None
    data = bytearray(path.read_bytes())
    data[position + 5 : position + size] = bytes([0xA5]) * (size - 5)
    path.write_bytes(data)
    return path


def cut_off(path: Path, share: float) -> Path:
    """Keep only the first part of a file, in place."""
    data = path.read_bytes()
    path.write_bytes(data[: int(len(data) * share)])
    return path


def join_raw(path: Path, parts: Sequence[Path]) -> Path:
    """Raw H.264 streams one after the other: a change of anything in mid-stream."""
    path.write_bytes(b"".join(part.read_bytes() for part in parts))
    return path


def with_times(path: Path, source: Path, pts: Sequence[int], tick: Fraction) -> Path:
    """Copy the packets of an intra-only clip, giving them any times, repeated or falling ones too.

    Matroska stores no decode times, so nothing stands in the way of odd presentation times.
    """
    with av.open(str(source)) as container, av.open(str(path), "w") as output:
        stream = output.add_stream_from_template(container.streams.video[0])
        for number, packet in enumerate(p for p in container.demux(video=0) if p.size):
            packet.stream, packet.time_base = stream, tick
            packet.pts, packet.dts = pts[number], min(pts) - len(pts) + number
            output.mux(packet)
    return path
