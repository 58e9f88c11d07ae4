"""Pictures on disk, kept from one day to the next; lossless."""

from __future__ import annotations

import hashlib
import json
import threading
import zlib
from dataclasses import asdict
from fractions import Fraction
from itertools import accumulate
from typing import TYPE_CHECKING, Any

import numpy as np

from app.base.bounded_folder import BoundedFolder
from app.base.colour import ColourSpec
from app.base.frame import Frame
from app.base.picture import Picture, PixelLayout
from app.render.preview.shown_times import ShownTimes

if TYPE_CHECKING:
    from pathlib import Path

    from numpy.typing import NDArray

    from app.base.time import Span, Time

_MAGIC = b"REELFRM1"
_SUFFIX = ".frame"
_LARGEST_SIDE = 1 << 15
_HEADER = 4096
"""Bytes a header may have: a file is not believed."""

_LARGEST_FILE = 1 << 30

_DAMAGE = (ValueError, KeyError, TypeError, zlib.error)

Entry = tuple[str, "Time"]


class DiskCache:
    """Keeps frames of streams (see `FrameStore`) within a budget; the longest unused go first.

    Each frame is a file named by its place in time, in a folder per stream, so that what is there
    is known without reading it. A damaged file counts as none and is removed. Thread-safe; every
    call may wait for the disk. A disk that fails costs only the time to compute again.
    """

    def __init__(self, folder: Path, budget: int) -> None:
        """Look at what is there.

        Args:
            folder: Made when needed; belongs to this cache alone.
            budget: Bytes.
        """
        self._lock = threading.Lock()
        self._places: dict[str, ShownTimes] = {}
        self._files = BoundedFolder(
            folder,
            _SUFFIX,
            budget,
            ours=lambda path: _place_of(path) is not None,
            gone=self._gone,
        )
        for path in self._files.paths():
            self._note(path)

    @property
    def nbytes(self) -> int:
        """Of all frames."""
        return self._files.nbytes

    def put(self, stream: str, frame: Frame[Picture]) -> None:
        """Write a frame, unless it is there."""
        path = self._path(stream, frame.time, frame.duration)
        if path in self._files:
            return
        # Noted first: if it is too large for the budget it goes at once.
        self._note(path)
        if not self._files.write(path, _packed(frame.pixels)):
            self._gone(path)

    def get(self, stream: str, time: Time) -> Frame[Picture] | None:
        """The frame that is on screen at a time, or None."""
        with self._lock:
            places = self._places.get(_folder_of(stream))
            found = places.at(time) if places else None
        if found is None:
            return None
        path = self._path(stream, *found)
        data = self._files.read(path, _LARGEST_FILE)
        try:
            return Frame(_unpacked(data), *found) if data is not None else None
        except _DAMAGE:
            self._files.remove(path)
            return None

    def spans(self, stream: str) -> tuple[Span, ...]:
        """When frames of a stream are shown, neighbours joined."""
        with self._lock:
            places = self._places.get(_folder_of(stream))
            return places.spans() if places else ()

    def clear(self) -> None:
        """Remove every frame."""
        for path in self._files.paths():
            self._files.remove(path)

    def _path(self, stream: str, time: Time, duration: Time) -> Path:
        numbers = (time.numerator, time.denominator, duration.numerator, duration.denominator)
        name = "_".join(map(str, numbers)) + _SUFFIX
        return self._files.folder / _folder_of(stream) / name

    def _note(self, path: Path) -> None:
        place = _place_of(path)
        if place is not None:
            with self._lock:
                self._places.setdefault(path.parent.name, ShownTimes()).add(*place)

    def _gone(self, path: Path) -> None:
        place = _place_of(path)
        with self._lock:
            places = self._places.get(path.parent.name)
            if places is None or place is None:
                return
            places.remove(place[0])
            if not places:
                del self._places[path.parent.name]


def _folder_of(stream: str) -> str:
    return hashlib.sha256(stream.encode()).hexdigest()[:32]


def _place_of(path: Path) -> tuple[Time, Time] | None:
    """Time and duration in a file's name; None for a file that is not ours."""
    parts = path.stem.split("_")
    try:
        a, b, c, d = (int(part) for part in parts)
        time, duration = Fraction(a, b), Fraction(c, d)
    except (ValueError, ZeroDivisionError):
        return None
    return (time, duration) if duration > 0 else None


def _packed(picture: Picture) -> bytes:
    header: dict[str, Any] = {
        "size": [picture.width, picture.height],
        "layout": asdict(picture.layout),
        "colour": {name: int(value) for name, value in asdict(picture.colour).items()},
        "fields": [picture.interlaced, picture.top_field_first],
    }
    text = json.dumps(header).encode()
    packer = zlib.compressobj(1)
    planes = [packer.compress(np.ascontiguousarray(plane).data) for plane in picture.planes]
    return b"".join((_MAGIC, len(text).to_bytes(4, "little"), text, *planes, packer.flush()))


def _unpacked(data: bytes) -> Picture:
    """The picture; raises one of `_DAMAGE` for anything that is not exactly one."""
    length = int.from_bytes(data[8:12], "little")
    if data[:8] != _MAGIC or length > _HEADER:
        raise ValueError("not a stored frame")
    header = json.loads(data[12 : 12 + length])
    layout = _layout_of(header["layout"])
    width, height = (int(side) for side in header["size"])
    if not (0 < width <= _LARGEST_SIDE and 0 < height <= _LARGEST_SIDE):
        raise ValueError("not a size")
    sizes = [layout.plane_size(n, width, height) for n in range(layout.plane_count)]
    item = np.dtype(layout.dtype).itemsize
    total = sum(w * h * item for w, h in sizes)
    samples = zlib.decompressobj().decompress(data[12 + length :], total + 1)
    if len(samples) != total:
        raise ValueError("cut off")
    starts = accumulate((w * h * item for w, h in sizes), initial=0)
    planes: tuple[NDArray[Any], ...] = tuple(
        np.frombuffer(samples, layout.dtype, w * h, start).reshape(h, w)
        for (w, h), start in zip(sizes, starts, strict=False)
    )
    colour = ColourSpec(**{name: int(value) for name, value in header["colour"].items()})
    interlaced, top_first = (bool(flag) for flag in header["fields"])
    return Picture(planes, layout, colour, interlaced, top_first)


def _layout_of(fields: dict[str, Any]) -> PixelLayout:
    across, down = (int(shift) for shift in fields["chroma_shift"])
    bits, family = int(fields["bits"]), fields["family"]
    if family not in ("yuv", "rgb", "gray") or bits not in (*range(8, 17), 32):
        raise ValueError("not a layout")
    if not (0 <= across <= 2 and 0 <= down <= 2):
        raise ValueError("not a subsampling")
    return PixelLayout(family, bits, (across, down), bool(fields["alpha"]))
